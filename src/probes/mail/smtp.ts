import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { dial } from '../net/dial.ts';
import { exchangesOf } from './mx.ts';
import { askSmtp, type SmtpAnswer } from './smtp-dialogue.ts';

const EXCHANGES = 3;
/** For connecting and for the whole dialogue, ms; some servers keep strangers waiting for 6 s before they greet. */
const CONNECT_MS = 4_000;
const DIALOGUE_MS = 8_000;
const PORT = 25;

/** Whether the mail exchangers answer on port 25 and offer STARTTLS (RFC 3207). Sends EHLO and QUIT, never mail. */
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
  async collect({ domain }, io) {
    const exchanges = (await exchangesOf(io, domain)).filter(({ addresses }) => addresses.length > 0).slice(0, EXCHANGES);
    const asked = await Promise.all(
      exchanges.map(async ({ exchange, addresses }) => {
        const address = addresses[0] ?? '';
        return { exchange, address, answer: await io.turn(exchange, () => call(io, address)) };
      }),
    );
    if (asked.length > 0 && asked.every(({ answer }) => !answer.connected && answer.outcome === 'timeout')) {
      throw new ProbeError(
        'port-25-blocked',
        `No mail exchanger of ${domain} can be reached on port 25. Most home and cloud networks block it; try from a mail server's network.`,
      );
    }
    return {
      servers: asked.map(({ exchange, address, answer: { outcome, banner, starttls } }) => ({
        exchange,
        address,
        outcome,
        banner,
        starttls,
      })),
    };
  },
});

/** Nobody delivers mail to a private address, so not calling it is what the world sees of it: a refusal. */
async function call(io: Io, address: string): Promise<SmtpAnswer> {
  const to = dial(io, address, PORT);
  if (!to) return { outcome: 'refused', banner: null, starttls: false, connected: false };
  return askSmtp({ to, signal: io.signal, connectMs: CONNECT_MS, dialogueMs: DIALOGUE_MS });
}
