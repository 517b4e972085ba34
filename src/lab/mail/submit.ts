import { connect, type Socket } from 'node:net';
import type { SMTPServerSession } from 'smtp-server';
import { resolverOver } from '../resolver.ts';
import type { Submission } from './data.ts';
import type { Around } from './receive.ts';

/** An answer of an exchanger, handed on as it came. */
interface Said extends Error {
  responseCode?: number;
  response?: string;
}

/**
 * Opens the submission server on port 587: STARTTLS and AUTH are demanded, messages are signed as the scenario says and passed on over
 * SMTP at once. What the exchanger answers is what the client is told.
 */
export async function openSubmission(submission: Submission, around: Around): Promise<void> {
  const { SMTPServer } = await import('smtp-server');
  const smtp = new SMTPServer({
    ...(await around.authority.issue({ names: [submission.host] })),
    name: submission.host,
    authMethods: ['PLAIN', 'LOGIN'],
    disableReverseLookup: true,
    logger: false,
    onAuth({ username, password }, _session, done) {
      const known = username === submission.user && password === submission.password;
      done(known ? null : new Error('5.7.8 Authentication credentials invalid'), known ? { user: username } : undefined);
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        void handOver(Buffer.concat(parts), session, { submission, around, done });
      });
    },
  });
  smtp.on('error', () => undefined); // a client that hangs up is no error of ours
  await around.listeners.tcp({ host: submission.address, port: 587 }, smtp.server);
}

async function handOver(
  raw: Buffer,
  session: SMTPServerSession,
  { done, ...to }: { submission: Submission; around: Around; done: (error?: Error | null, message?: string) => void },
): Promise<void> {
  try {
    await passOn(raw, session, to);
    done(null, 'Ok: passed on');
  } catch (error) {
    const { message, response, responseCode } = error as Said; // as: only errors are thrown here
    const text = (response ?? message).replace(/^\d{3}[ -]/, '');
    done(Object.assign(new Error(text), { responseCode: responseCode ?? 451 }));
  }
}

async function passOn(raw: Buffer, session: SMTPServerSession, to: { submission: Submission; around: Around }): Promise<void> {
  const { submission, around } = to;
  const signed = submission.sign ? await sign(raw, submission.sign) : raw;
  const told = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
  const from = submission.returnPath === undefined ? told : `bounces@${submission.returnPath}`;
  for (const { address } of session.envelope.rcptTo) {
    const exchanger = exchangerOf(address.split('@')[1] ?? '', around);
    if (exchanger === undefined) throw Object.assign(new Error('5.1.2 The domain takes no mail.'), { responseCode: 550 });
    await relay(signed, { from, to: address, name: submission.host, socket: connect(around.listeners.route(exchanger, 25)) });
  }
}

async function sign(raw: Buffer, { domain, selector, key }: NonNullable<Submission['sign']>): Promise<Buffer> {
  const { default: DKIM } = await import('nodemailer/lib/dkim');
  const parts: Buffer[] = [];
  for await (const part of new DKIM({ domainName: domain, keySelector: selector, privateKey: key }).sign(raw))
    parts.push(Buffer.from(part as Buffer)); // as: a byte stream
  return Buffer.concat(parts);
}

/** The address of the first exchanger of a domain, by the lab's own DNS. */
function exchangerOf(domain: string, { live }: Around): string | undefined {
  const resolve = resolverOver(live.tree);
  const host = resolve({ name: domain, type: 'MX' }).answers.find((record) => record.type === 'MX')?.words[1];
  if (host === undefined) return undefined;
  return resolve({ name: host.replace(/\.$/, ''), type: 'A' }).answers.find((record) => record.type === 'A')?.words[0];
}

/** SMTP to port 25 as servers do it: TLS where it is offered, whoever the certificate is for (RFC 7435). */
async function relay(raw: Buffer, { from, to, name, socket }: { from: string; to: string; name: string; socket: Socket }): Promise<void> {
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection');
  socket.on('error', () => undefined);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const connection = new SMTPConnection({ connection: socket, name, tls: { rejectUnauthorized: false }, logger: false });
  connection.on('error', reject);
  connection.connect(() => {
    connection.send({ from, to: [to] }, raw, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
  try {
    await promise;
  } finally {
    connection.close();
    socket.destroy();
  }
}
