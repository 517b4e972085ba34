import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

/** Kinds of foreign origin that a server might let in. `example.com` names stand for the attacker. */
export const ORIGIN_KINDS = ['stranger', 'null', 'prefix', 'suffix', 'http', 'subdomain'] as const;

/** How an API route answers foreign origins. */
export const httpCors = defineProbe({
  id: 'http/cors',
  on: 'url',
  touch: 'passive',
  asks: 'the route from foreign origins',
  deadline: 12_000,
  sees: z.object({
    /** One plain GET per origin. */
    answers: z.array(
      z.object({
        kind: z.enum(ORIGIN_KINDS),
        origin: z.string(),
        status: z.int(),
        allowOrigin: z.string().nullable(),
        allowCredentials: z.boolean(),
        varyOrigin: z.boolean(),
      }),
    ),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
