import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { defineVerb } from '../../core/verb.ts';
import { readChunks } from '../../probes/logs/chunks.ts';
import { createRedactor } from '../../redact/stream.ts';

const takes = z.strictObject({
  file: z.string().optional().describe('The log to mask; stdin where left out').meta({ positional: true }),
});

/** `launch-ready logs redact`: a log with secrets and personal data masked. The command line streams; this gives a whole file. */
export const logsRedact = defineVerb<z.output<typeof takes>, { text: string }>({
  name: 'logs redact',
  does: 'Mask secrets and personal data in a log, from stdin or a file to stdout; JSON stays JSON',
  stage: 'watch',
  touches: 'nothing',
  takes,
  gives: z.object({ text: z.string() }),
  examples: ['node server.js | launch-ready logs redact', 'launch-ready logs redact old.log > clean.log'],
  async run({ file }, io) {
    if (file === undefined) throw new UserError('no-log', 'There is no log to mask.', 'Pipe one in, or name a file.');
    const redactor = createRedactor();
    const out: Buffer[] = [];
    await readChunks(file, io, (chunk) => out.push(redactor.push(chunk)));
    return { text: Buffer.concat([...out, redactor.end()]).toString('utf8') };
  },
  shows: ({ text }) => text,
});
