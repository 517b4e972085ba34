import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

/** Whether the mail exchangers answer on port 25 and offer STARTTLS (RFC 3207). Sends EHLO, STARTTLS and QUIT, never mail. */
export const mailSmtp = defineProbe({
  id: 'mail/smtp',
  on: 'site',
  touch: 'passive',
  asks: 'the mail exchangers for STARTTLS',
  deadline: 10_000,
  sees: z.object({
    /** At most the three best exchangers. Networks that block port 25 make the whole probe fail instead. */
    servers: z.array(
      z.object({
        exchange: z.string(),
        address: z.string(),
        outcome: z.enum(['answered', 'refused', 'timeout', 'malformed']),
        banner: z.string().nullable(),
        starttls: z.boolean(),
      }),
    ),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
