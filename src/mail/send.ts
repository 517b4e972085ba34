import type { Socket } from 'node:net';
import type { Io } from '../core/io.ts';
import { within } from '../probes/net/deadline.ts';
import { failureOf } from '../probes/net/failure.ts';
import type { Letter } from './compose.ts';
import type { Login, MailSettings } from './settings.ts';
import { reach, trust } from './tls.ts';

/** What became of handing a mail in. */
export type Handed =
  | { is: 'taken'; at: Date }
  /** The server, or the receiver behind it, said no for good. */
  | { is: 'refused'; code: number; status: string | null; text: string }
  /** It said "not now": greylisting, rate limits. */
  | { is: 'later'; code: number; status: string | null; text: string }
  /** Nothing could be handed in at all: no connection, no TLS, wrong password. */
  | { is: 'unsent'; code: string; text: string };

const TALK_MS = 60_000;

/** Hands one mail in through the app's own SMTP server, over TLS, after logging in. What the world does is a value. */
export async function handIn(io: Io, settings: Pick<MailSettings, 'smtp' | 'from'>, letter: Letter): Promise<Handed> {
  const { smtp, from } = settings;
  const { createTransport } = await import('nodemailer');
  let socket: Socket | undefined;
  const open = (connection: Socket): ReturnType<typeof createTransport> =>
    createTransport({
      host: smtp.host,
      port: smtp.port,
      secure: smtp.implicit,
      requireTLS: !smtp.implicit,
      connection,
      auth: { user: smtp.user, pass: smtp.password ?? '' },
      tls: trust(io, smtp.host),
      name: from.domain,
      logger: false,
      disableFileAccess: true,
      disableUrlAccess: true,
      greetingTimeout: 15_000,
      socketTimeout: TALK_MS,
    });
  try {
    socket = await reach(io, smtp);
    await within(
      AbortSignal.any([io.signal, AbortSignal.timeout(TALK_MS)]),
      open(socket).sendMail({
        from: from.field,
        to: letter.to,
        subject: letter.subject,
        text: letter.text,
        html: letter.html,
        messageId: letter.messageId,
        date: io.now(),
        headers: letter.headers,
        envelope: { from: from.address, to: letter.to },
      }),
    );
    return { is: 'taken', at: io.now() };
  } catch (error) {
    io.signal.throwIfAborted();
    return failed(error, smtp);
  } finally {
    socket?.destroy();
  }
}

function failed(error: unknown, smtp: Login): Handed {
  if (!(error instanceof Error)) throw error;
  const { responseCode, response, code } = error as Error & { responseCode?: unknown; response?: unknown; code?: unknown }; // as: nodemailer writes these beside
  const text = (typeof response === 'string' ? response : error.message).slice(0, 1_000);
  // A refusal of the password says nothing of the mail, and neither does one of the greeting or of STARTTLS.
  const ofMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (ofMail && typeof responseCode === 'number') {
    const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? null;
    return { is: responseCode >= 500 ? 'refused' : 'later', code: responseCode, status, text: text.replace(/^\d{3}[ -]/, '') };
  }
  if (code === 'EAUTH') return { is: 'unsent', code: 'login', text: `${smtp.host} does not take the user name and password` };
  if (error.name === 'TimeoutError' || code === 'ETIMEDOUT')
    return { is: 'unsent', code: 'timeout', text: `${smtp.host} did not answer in time` };
  if (typeof code === 'string' && /^E(TLS|CONNECTION|PROTOCOL|SOCKET|DNS|STREAM)$/.test(code))
    return { is: 'unsent', code: code.toLowerCase().slice(1), text: `${smtp.host}: ${error.message.slice(0, 300)}` };
  const { code: why, message } = failureOf(error, smtp.host);
  return { is: 'unsent', code: why, text: message };
}
