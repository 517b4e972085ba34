import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { Authority } from '../ca.ts';
import type { Listeners } from '../listeners.ts';
import type { Live } from '../live.ts';
import { resolverOver } from '../resolver.ts';
import type { MailRule, MailServer, SeedInbox, Submission } from './data.ts';
import type { MailStore } from './store.ts';

const MOST_BYTES = 5 * 1024 * 1024;

/** The address of a client nobody knows. */
const STRANGER = '192.0.2.99';

/** What a mail exchanger needs to know of its world. */
export interface Around {
  live: Live;
  authority: Authority;
  listeners: Listeners;
  store: MailStore;
  submission?: Submission;
}

/** An SMTP refusal (RFC 5321 section 4.2, RFC 3463). */
class Refusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

/**
 * Opens a mail exchanger on port 25. Mail for mailboxes of the lab is filed, refused or turned away as their rules say; everything else
 * is taken and thrown away. A client that greets with the name of the submission server is taken to have its address: on loopback all
 * clients look alike.
 */
export async function openExchanger({ host, address, starttls }: MailServer, around: Around): Promise<void> {
  const { SMTPServer } = await import('smtp-server');
  const tried = new Set<string>();
  const smtp = new SMTPServer({
    ...(await around.authority.issue({ names: [host] })),
    name: host,
    size: MOST_BYTES,
    disabledCommands: starttls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo({ address: to }, _session, done) {
      const inbox = around.store.find(to);
      const domain = to.split('@')[1] ?? '';
      if (!inbox && around.store.serves(domain)) done(new Refusal(550, '5.1.1 The email account that you tried to reach does not exist.'));
      else done();
    },
    onData(stream, session, done) {
      void take(stream, { session, host, around, tried, done });
    },
  });
  smtp.on('error', () => undefined); // a client that hangs up is no error of ours
  await around.listeners.tcp({ host: address, port: 25 }, smtp.server);
}

async function take(stream: SMTPServerDataStream, { done, ...arrival }: Arrival & { done: (error?: Error | null) => void }): Promise<void> {
  try {
    const raw = await collect(stream);
    for (const { address: to } of arrival.session.envelope.rcptTo) {
      const inbox = arrival.around.store.find(to);
      if (inbox) file(inbox, raw, arrival);
    }
    done();
  } catch (error) {
    done(error as Error); // as: only errors are thrown here
  }
}

async function collect(stream: SMTPServerDataStream): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer); // as: a byte stream gives buffers
  if (stream.sizeExceeded) throw new Refusal(552, '5.3.4 Message too big for system.');
  return Buffer.concat(parts);
}

interface Arrival {
  session: SMTPServerSession;
  host: string;
  around: Around;
  tried: Set<string>;
}

function file(inbox: SeedInbox, raw: Buffer, arrival: Arrival): void {
  const { session, host, around, tried } = arrival;
  const head = raw
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1)[0]!
    .replace(/\r?\n[ \t]+/g, ' ');
  const aligned = isAligned(head, around.live);
  const subject = field(head, 'subject');
  const rule = (inbox.rules ?? []).find(
    (each) => (each.subject === undefined || subject.includes(each.subject)) && (each.aligned === undefined || each.aligned === aligned),
  );
  const key = `${inbox.address} ${subject} ${field(head, 'message-id')}`;
  const does: MailRule['does'] = rule?.does === 'greylist' && tried.has(key) ? 'inbox' : (rule?.does ?? 'inbox');
  switch (does) {
    case 'unauthenticated':
      throw new Refusal(
        550,
        '5.7.26 Your email has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.',
      );
    case 'unknown':
      throw new Refusal(550, '5.1.1 The email account that you tried to reach does not exist.');
    case 'greylist':
      tried.add(key);
      throw new Refusal(451, '4.7.1 Greylisted, please try again later.');
    case 'lose':
      return;
    case 'inbox':
    case 'junk':
    case 'promotions':
      around.store.keep(inbox, stamped(raw, { inbox, session, host, around, aligned }), does);
      return;
    default:
      does satisfies never;
  }
}

/** The message with the trace a receiver writes on top (RFC 5321 section 4.4, RFC 8601). */
function stamped(
  raw: Buffer,
  { inbox, session, host, around, aligned }: Pick<Arrival, 'session' | 'host' | 'around'> & { inbox: SeedInbox; aligned: boolean },
): Buffer {
  const helo = session.hostNameAppearsAs || 'unknown';
  const ip = around.submission?.host === helo ? around.submission.address : STRANGER;
  const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
  const verdict = aligned ? 'pass' : 'fail';
  return Buffer.concat([
    Buffer.from(
      [
        `Delivered-To: ${inbox.address}`,
        `Return-Path: <${from}>`,
        `Authentication-Results: ${host}; dkim=${aligned ? 'pass' : 'none'}; dmarc=${verdict} (p=NONE) header.from=${from.split('@')[1] ?? ''}`,
        `Received: from ${helo} (${helo}. [${ip}]) by ${host} with ${session.secure ? 'ESMTPS' : 'ESMTP'} id ${session.id};`,
        ` ${new Date().toUTCString().replace('GMT', '+0000')}`,
        '',
      ].join('\r\n'),
    ),
    raw,
  ]);
}

/** True when the message has a signature of its From domain, or of one above it, whose key is in DNS now. */
function isAligned(head: string, live: Live): boolean {
  const author = /@([a-z0-9.-]+)/i.exec(field(head, 'from'))?.[1]?.toLowerCase() ?? '';
  const resolve = resolverOver(live.tree);
  return [...head.matchAll(/^dkim-signature:(.*)$/gim)].some(([, tags = '']) => {
    const tag = (name: string): string => new RegExp(`(?:^|;)\\s*${name}=([^;\\s]+)`).exec(tags)?.[1]?.toLowerCase() ?? '';
    const [domain, selector] = [tag('d'), tag('s')];
    if (domain === '' || (author !== domain && !author.endsWith(`.${domain}`) && !domain.endsWith(`.${author}`))) return false;
    const { answers } = resolve({ name: `${selector}._domainkey.${domain}`, type: 'TXT' });
    return answers.some((record) => /p=[A-Za-z0-9+/]{16}/.test(record.words.join('').replace(/"/g, '')));
  });
}

function field(head: string, name: string): string {
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
}
