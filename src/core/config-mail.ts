import { z } from 'zod';

/** The `mail` section of launch-ready.yaml. */
export const mailConfig = z
  .strictObject({
    sends: z.boolean().optional().describe('False for a domain that never sends mail'),
    senders: z.array(z.string()).default([]).describe('Providers that may send: resend, google, postmark, …'),
    dkim_selectors: z
      .array(z.string().regex(/^[a-z0-9._-]+$/i))
      .default([])
      .describe('DKIM selectors your provider gave you'),
  })
  .prefault({})
  .describe('Who sends mail for the domain');
