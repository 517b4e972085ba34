import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { defineVerb } from '../core/verb.ts';
import { repoInput } from './workspace.ts';

const takes = z.strictObject({
  target: z.string().optional().describe('The domain to watch; launch-ready.yaml names it where left out').meta({ positional: true }),
  repo: repoInput,
});

/** `launch-ready worker`: one more process that looks and delivers, beside a `serve` that shares its PostgreSQL. */
export const worker = defineVerb<z.output<typeof takes>, object>({
  name: 'worker',
  does: 'Share the watching of a `serve` through its PostgreSQL (DATABASE_URL), without pages',
  stage: 'watch',
  touches: 'network',
  takes,
  gives: z.custom<object>(),
  examples: ['DATABASE_URL=postgres://watch@db/watch launch-ready worker'],
  run: async () => {
    throw new UserError('keeps-running', '`worker` keeps running.', 'Run `launch-ready worker` from a process supervisor.');
  },
  shows: () => '',
});
