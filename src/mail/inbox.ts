import type { ImapFlow, ImapTransport } from 'imapflow';
import { connect as connectSecure } from 'node:tls';
import { ProbeError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { within } from '../probes/net/deadline.ts';
import { failureOf } from '../probes/net/failure.ts';
import type { Inbox } from './settings.ts';
import { reach, trust } from './tls.ts';

/** Where in a mailbox something lies. */
export type Place = 'inbox' | 'spam' | 'promotions' | 'elsewhere';

export interface Found {
  place: Place;
  /** The folder as the provider calls it. */
  folder: string;
  raw: Buffer;
}

/** How a message is told from all others. */
export interface Wanted {
  /** Header fields and what they contain; all must fit. */
  headers: Readonly<Record<string, string>>;
  /** Only messages that came after this was noted; see `mark`. */
  after?: Mark;
  /** Looks into every folder, the trash and archives included, and not only where mail arrives. */
  everywhere?: boolean;
}

/** The next uid of each folder at a moment. */
export type Mark = Readonly<Record<string, number>>;

/** An open mailbox. Its methods throw ProbeError when the server fails. */
export interface Mailbox extends AsyncDisposable {
  mark(): Promise<Mark>;
  /** The newest message that fits; null when there is none yet. */
  find(wanted: Wanted): Promise<Found | null>;
  /** Every message of the inbox, oldest first, each with its size limited. */
  each(take: (raw: Buffer) => Promise<void>): Promise<void>;
}

/** Time for one command, ms; a server that drips bytes is given up then. */
const COMMAND_MS = 20_000;
const MESSAGE_BYTES = 25 * 1024 * 1024;
const FOLDERS = 60;
const SKIPPED: ReadonlySet<string> = new Set(['\\Sent', '\\Drafts', '\\Flagged']);

interface Folder {
  path: string;
  place: Place;
}

/** Opens a mailbox over TLS, for reading. Throws ProbeError `login`, `timeout`, or why the server cannot be reached. */
export async function openInbox(io: Io, inbox: Inbox, commandMs = COMMAND_MS): Promise<Mailbox> {
  const { ImapFlow } = await import('imapflow');
  const { imap } = inbox;
  const client = new ImapFlow({
    host: imap.host,
    port: imap.port,
    secure: imap.implicit,
    ...(imap.implicit ? {} : { doSTARTTLS: true }),
    auth: { user: imap.user, ...(imap.token === undefined ? { pass: imap.password ?? '' } : { accessToken: imap.token }) },
    transport: transportOver(await reach(io, imap), io, imap.host),
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    clientInfo: { name: 'Launch Ready' },
    greetingTimeout: commandMs,
    connectionTimeout: commandMs,
    socketTimeout: commandMs,
    maxLineLength: 1024 * 1024,
    maxLiteralSize: MESSAGE_BYTES,
    maxResponseSize: MESSAGE_BYTES + 1024 * 1024,
    maxResponseTokens: 200_000,
  });
  client.on('error', () => undefined); // every command is awaited and tells by itself
  const run = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await within(AbortSignal.any([io.signal, AbortSignal.timeout(commandMs)]), work);
    } catch (error) {
      client.close();
      io.signal.throwIfAborted();
      throw asProbeError(error, imap.host);
    }
  };
  await run(client.connect());
  const gmail = client.capabilities.has('X-GM-EXT-1');
  const folders = async (): Promise<Folder[]> => foldersOf(await run(client.list()));
  return {
    async mark() {
      const marks: Record<string, number> = {};
      for (const { path } of await folders()) {
        const status = await run(client.status(path, { uidNext: true }));
        marks[path] = (status && status.uidNext) || 1;
      }
      return marks;
    },
    async find(wanted) {
      for (const folder of await folders()) {
        if (folder.place === 'elsewhere' && wanted.everywhere !== true) continue;
        const found = await findIn(client, folder, { wanted, gmail, run });
        if (found) return found;
      }
      return null;
    },
    async each(take) {
      await run(client.mailboxOpen('INBOX', { readOnly: true }));
      const uids = (await run(client.search({ all: true }, { uid: true }))) || [];
      for (const uid of uids) {
        const message = await run(client.fetchOne(String(uid), { source: { maxLength: MESSAGE_BYTES } }, { uid: true }));
        if (message && message.source) await take(message.source);
      }
    },
    async [Symbol.asyncDispose]() {
      await within(AbortSignal.timeout(2_000), client.logout()).catch(() => undefined);
      client.close();
    },
  };
}

interface Search {
  wanted: Wanted;
  gmail: boolean;
  run: <T>(work: Promise<T>) => Promise<T>;
}

async function findIn(client: ImapFlow, { path, place }: Folder, { wanted, gmail, run }: Search): Promise<Found | null> {
  const from = wanted.after?.[path];
  await run(client.mailboxOpen(path, { readOnly: true }));
  const query = { header: { ...wanted.headers }, ...(from === undefined ? {} : { uid: `${from}:*` }) };
  const uids = (await run(client.search(query, { uid: true }))) || [];
  // Newest first. `n:*` names the last message even when it is older, and servers may say what they like: what comes is looked at.
  for (const uid of uids
    .filter((each) => from === undefined || each >= from)
    .toReversed()
    .slice(0, 5)) {
    const message = await run(client.fetchOne(String(uid), { source: { maxLength: MESSAGE_BYTES } }, { uid: true }));
    if (!message || !message.source || !holds(message.source, wanted.headers)) continue;
    const promoted =
      gmail &&
      place === 'inbox' &&
      ((await run(client.search({ uid: String(uid), gmraw: 'category:promotions' }, { uid: true }))) || []).includes(uid);
    return { place: promoted ? 'promotions' : place, folder: path, raw: message.source };
  }
  return null;
}

function holds(raw: Buffer, headers: Wanted['headers']): boolean {
  const head = raw
    .subarray(0, 256 * 1024)
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1)[0]!
    .replace(/\r?\n[ \t]+/g, ' ');
  const lines = head.toLowerCase().split(/\r?\n/);
  return Object.entries(headers).every(([name, part]) =>
    lines.some((line) => line.startsWith(`${name.toLowerCase()}:`) && line.includes(part.toLowerCase())),
  );
}

/** Folders that mail may arrive in: the inbox first, then junk, found by SPECIAL-USE because their names are translated. */
function foldersOf(list: readonly { path: string; specialUse?: string | undefined; flags: Set<string> }[]): Folder[] {
  const order: readonly Place[] = ['inbox', 'spam', 'promotions', 'elsewhere'];
  return list
    .filter(({ flags, specialUse }) => !flags.has('\\Noselect') && !SKIPPED.has(specialUse ?? ''))
    .map(({ path, specialUse }) => ({ path, place: placeOf(path, specialUse) }))
    .sort((a, b) => order.indexOf(a.place) - order.indexOf(b.place))
    .slice(0, FOLDERS);
}

function placeOf(path: string, use: string | undefined): Place {
  if (path.toUpperCase() === 'INBOX') return 'inbox';
  if (use === '\\Junk') return 'spam';
  return /promotion/i.test(path) ? 'promotions' : 'elsewhere';
}

/** Hands imapflow a socket that was opened as every probe opens them, and TLS that trusts whom we trust. */
function transportOver(socket: Awaited<ReturnType<typeof reach>>, io: Io, host: string): ImapTransport {
  return {
    connect({ secure }, onConnect) {
      if (secure) return connectSecure({ socket, ...trust(io, host) }, onConnect);
      setImmediate(onConnect);
      return socket;
    },
    upgrade: (_plain, _options, onSecure) => connectSecure({ socket, ...trust(io, host) }, onSecure),
  };
}

function asProbeError(error: unknown, host: string): ProbeError {
  if (error instanceof ProbeError) return error;
  if (!(error instanceof Error)) throw error;
  const { code, authenticationFailed } = error as Error & { code?: unknown; authenticationFailed?: unknown }; // as: imapflow writes these beside
  if (authenticationFailed === true) return new ProbeError('login', `${host} does not take the user name and password`);
  if (error.name === 'TimeoutError' || (typeof code === 'string' && /TIMEOUT/i.test(code)))
    return new ProbeError('timeout', `${host} did not answer in time`);
  if (typeof code === 'string' && /^(?:CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|ERR_TLS_CERT)/.test(code))
    return new ProbeError('untrusted', `${host} shows a certificate that is not trusted for it (${code})`);
  if (typeof code === 'string' && /^(?:E[A-Z]+|ERR_(?:TLS|SSL))/.test(code) && !/^E[A-Z][a-z]/.test(code)) {
    try {
      return new ProbeError(code, failureOf(error, host).message);
    } catch {
      // A code of no socket: imapflow's own words follow.
    }
  }
  return new ProbeError('imap', `${host} does not speak IMAP as it should: ${error.message.slice(0, 200)}`);
}
