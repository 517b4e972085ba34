import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { checkServerIdentity, rootCertificates } from 'node:tls';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { connectTcp, connectTls } from '../../probes/net/connect.ts';
import { loginForms, masker } from '../../redact/known.ts';
import { withSecrets } from '../environment.ts';
import type { Delivery } from '../outbox.ts';
import type { AlertMessage } from '../types.ts';
import { type Channel, type Sending, SEND_MS } from './channel.ts';

/** A mail by SMTP: `monitor.smtp` is a URL such as `smtps://user:password@host:465`, or `smtp://…:587`, which must then offer STARTTLS. */
export const email: Channel = {
  async send(io, sending) {
    const { settings } = sending;
    if (settings.smtp === undefined) return { ok: false, says: 'the configuration has no monitor.smtp' };
    const given = withSecrets(settings.smtp, io.env);
    const server = URL.canParse(given) ? new URL(given) : null;
    if (!server || !/^smtps?:$/.test(server.protocol)) return { ok: false, says: 'monitor.smtp leads to no smtp:// or smtps:// address' };
    try {
      return await deliver(io, { ...sending, server });
    } catch (error) {
      io.signal.throwIfAborted();
      // What nodemailer throws names the server's words at most, and servers repeat what they were told.
      if (error instanceof ProbeError || (error instanceof Error && 'code' in error))
        return {
          ok: false,
          says: masker(loginForms(decodeURIComponent(server.username), decodeURIComponent(server.password)))(error.message),
        };
      throw error;
    }
  },
};

async function deliver(io: Io, { server, settings, to, message, key }: Sending & { server: URL }): Promise<Delivery> {
  const { createTransport } = await import('nodemailer');
  const isSecure = server.protocol === 'smtps:';
  const host = server.hostname;
  const socket = await connect(io, { host, port: Number(server.port) || (isSecure ? 465 : 587), isSecure });
  const hasPassword = server.password !== '';
  const transport = createTransport({
    connection: socket,
    host,
    secure: isSecure,
    secured: isSecure,
    requireTLS: hasPassword && !isSecure,
    ...(hasPassword ? { auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) } } : {}),
    // Without a password there is nothing to steal, and relays next door have certificates nobody signed (RFC 7435).
    tls: { servername: host, ca: [...rootCertificates, ...io.ca], rejectUnauthorized: hasPassword },
    greetingTimeout: SEND_MS,
    socketTimeout: SEND_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const from = settings.from ?? (server.username.includes('%40') ? decodeURIComponent(server.username) : `launch-ready@${host}`);
    await transport.sendMail({ ...mailOf(message, key, from), from, to: withSecrets(to, io.env) });
    return { ok: true };
  } finally {
    transport.close();
    socket.destroy();
  }
}

/** A connection to a mail server; for smtps to one that has proven who it is, before anything is said. */
async function connect(io: Io, { host, port, isSecure }: { host: string; port: number; isSecure: boolean }): Promise<Socket> {
  if (!isSecure) return (await connectTcp(io, { host, port, ms: SEND_MS })).socket;
  const { socket } = await connectTls(io, { host, port, ms: SEND_MS });
  const problem = socket.authorized ? checkServerIdentity(host, socket.getPeerCertificate())?.message : String(socket.authorizationError);
  if (problem === undefined) return socket;
  socket.destroy();
  throw new ProbeError('untrusted', `${host} cannot be trusted with a password: ${problem}`);
}

/** Subject, text and thread of a mail. The same message has the same Message-ID, and what follows DOWN answers to it. Pure. */
export function mailOf(message: AlertMessage, key: string, from: string) {
  const domain = from.slice(from.lastIndexOf('@') + 1).replace(/[^a-z0-9.-]/gi, '');
  const idOf = (text: string): string => `<${createHash('sha256').update(text).digest('hex').slice(0, 24)}@${domain}>`;
  const first = idOf(key.replace(`:${message.kind}:`, ':DOWN:'));
  return {
    subject: `[${message.kind}] ${message.title}`.replaceAll(/\s+/g, ' ').slice(0, 200),
    text: [...message.lines, ...(message.url === null ? [] : ['', message.url])].join('\n'),
    messageId: idOf(key),
    ...(message.kind === 'DOWN' || message.kind === 'TEST' ? {} : { inReplyTo: first, references: [first] }),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Launch-Ready-Key': key.replaceAll(/[^\x20-\x7e]/g, '') },
  };
}
