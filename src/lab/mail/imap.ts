import type { Server } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { SeedInbox } from './data.ts';
import { commandReader, type Word } from './imap-command.ts';
import { searched } from './imap-search.ts';
import { inSet } from './imap-set.ts';
import type { Folder, MailStore } from './store.ts';

/** What a session is at: nobody logged in, a mailbox, a folder of it. */
interface Session {
  inbox?: SeedInbox;
  folder?: Folder;
}

/** Answers of one command: untagged lines, then the tagged one. */
interface Reply {
  lines?: (string | Buffer)[];
  end?: string;
  close?: true;
}

/**
 * A small IMAP4rev1 server over TLS (RFC 3501, SPECIAL-USE of RFC 6154, XOAUTH2 and X-GM-RAW as Gmail has them): enough to log in, list,
 * open, search and fetch. It never changes what it holds.
 */
export function imapServer(pair: { key: string; cert: string }, mailboxes: { store: MailStore; inboxes: readonly SeedInbox[] }): Server {
  return createServer({ ...pair, minVersion: 'TLSv1.2', noDelay: true }, (socket) => serve(socket, mailboxes)).on(
    'tlsClientError',
    () => undefined,
  );
}

function serve(socket: TLSSocket, mailboxes: { store: MailStore; inboxes: readonly SeedInbox[] }): void {
  const session: Session = {};
  const gmail = mailboxes.inboxes.some((inbox) => inbox.gmail === true);
  const capabilities = `IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 SPECIAL-USE ID NAMESPACE UIDPLUS${gmail ? ' X-GM-EXT-1' : ''}`;
  let pending: ((line: string) => void) | undefined;
  socket.on('error', () => socket.destroy());
  socket.write(`* OK [CAPABILITY ${capabilities}] The lab's IMAP server is ready.\r\n`);

  const answer = (tag: string, { lines = [], end = 'OK Done.', close }: Reply): void => {
    // One write: a client's acknowledgement of the first would hold the second back.
    const parts = lines.map((line) => (typeof line === 'string' ? Buffer.from(`* ${line}\r\n`) : line));
    socket.write(Buffer.concat([...parts, Buffer.from(`${tag} ${end}\r\n`)]));
    if (close) socket.end();
  };

  const read = commandReader(
    (words) => {
      if (pending) {
        pending(String(words[0] ?? ''));
        return;
      }
      const [tag = '*', name = '', ...rest] = words;
      const command = String(name).toUpperCase();
      if (command === 'AUTHENTICATE' && rest.length === 1) {
        pending = (line) => {
          pending = undefined;
          answer(String(tag), authenticate(session, [rest[0] ?? '', line], mailboxes));
        };
        socket.write('+ \r\n');
        return;
      }
      answer(String(tag), run(command, rest, { session, mailboxes, capabilities }));
    },
    () => socket.write('+ OK\r\n'),
    () => socket.destroy(),
  );
  socket.on('data', read);
}

interface Given {
  session: Session;
  mailboxes: { store: MailStore; inboxes: readonly SeedInbox[] };
  capabilities: string;
}

function run(command: string, words: readonly Word[], given: Given): Reply {
  const { session, mailboxes, capabilities } = given;
  switch (command) {
    case 'CAPABILITY':
      return { lines: [`CAPABILITY ${capabilities}`] };
    case 'NOOP':
    case 'CHECK':
      return {};
    case 'ID':
      return { lines: ['ID ("name" "lab")'] };
    case 'LOGOUT':
      return { lines: ['BYE See you.'], close: true };
    case 'LOGIN':
      return login(session, { user: String(words[0] ?? ''), password: String(words[1] ?? '') }, mailboxes.inboxes);
    case 'AUTHENTICATE':
      return authenticate(session, words, mailboxes);
    default:
      return session.inbox ? inMailbox(command, words, { ...given, inbox: session.inbox }) : { end: 'NO Log in first.' };
  }
}

function inMailbox(command: string, words: readonly Word[], given: Given & { inbox: SeedInbox }): Reply {
  const { session, mailboxes, inbox } = given;
  const folders = mailboxes.store.folders(inbox);
  switch (command) {
    case 'NAMESPACE':
      return { lines: ['NAMESPACE (("" "/")) NIL NIL'] };
    case 'LIST':
    case 'LSUB': {
      const wanted = String(words[1] ?? '');
      const fits = folders.filter(({ name }) => wanted === '*' || wanted === '%' || wanted.toUpperCase() === name.toUpperCase());
      return { lines: fits.map(({ name, use }) => `${command} (\\HasNoChildren${use ? ` ${use}` : ''}) "/" ${quoted(name)}`) };
    }
    case 'STATUS': {
      const folder = folderOf(folders, words[0]);
      if (!folder) return { end: 'NO There is no such folder.' };
      return { lines: [`STATUS ${quoted(folder.name)} (MESSAGES ${folder.messages.length} UIDNEXT ${folder.nextUid} UIDVALIDITY 1)`] };
    }
    case 'SELECT':
    case 'EXAMINE': {
      const folder = folderOf(folders, words[0]);
      delete session.folder;
      if (!folder) return { end: 'NO There is no such folder.' };
      session.folder = folder;
      const state = [`${folder.messages.length} EXISTS`, '0 RECENT', 'FLAGS (\\Seen)', 'OK [PERMANENTFLAGS ()] None.'];
      return { lines: [...state, 'OK [UIDVALIDITY 1] Valid.', `OK [UIDNEXT ${folder.nextUid}] Next.`], end: 'OK [READ-ONLY] Open.' };
    }
    case 'CLOSE':
    case 'UNSELECT':
      delete session.folder;
      return {};
    case 'UID':
      return session.folder ? byUid(session.folder, words) : { end: 'BAD Open a folder first.' };
    default:
      return { end: 'BAD This server does not know that command.' };
  }
}

function byUid(folder: Folder, [name = '', ...words]: readonly Word[]): Reply {
  switch (String(name).toUpperCase()) {
    case 'SEARCH': {
      const found = searched(folder, words);
      return found === undefined
        ? { end: 'BAD This server does not know that criterion.' }
        : { lines: [`SEARCH${found.map((uid) => ` ${uid}`).join('')}`] };
    }
    case 'FETCH':
      return { lines: fetched(folder, words) };
    default:
      return { end: 'BAD This server does not know that command.' };
  }
}

function fetched(folder: Folder, [set = '', items = []]: readonly Word[]): Buffer[] {
  const wanted = (Array.isArray(items) ? items : [items]).map((item) => String(item).toUpperCase());
  return folder.messages.flatMap((message, i) => {
    if (!inSet(message.uid, String(set), folder.nextUid - 1)) return [];
    const parts: (string | Buffer)[] = [`* ${i + 1} FETCH (UID ${message.uid}`];
    for (const item of wanted) {
      if (item === 'FLAGS') parts.push(' FLAGS ()');
      if (item === 'RFC822.SIZE') parts.push(` RFC822.SIZE ${message.raw.length}`);
      if (item === 'INTERNALDATE') parts.push(' INTERNALDATE "22-Nov-2026 00:00:00 +0000"');
      const partial = /^BODY(?:\.PEEK)?\[\](?:<(\d+)(?:\.(\d+))?>)?$/.exec(item);
      if (!partial) continue;
      const start = Number(partial[1] ?? 0);
      const body = message.raw.subarray(start, partial[2] === undefined ? undefined : start + Number(partial[2]));
      parts.push(` BODY[]${partial[1] === undefined ? '' : `<${start}>`} {${body.length}}\r\n`, body);
    }
    parts.push(')\r\n');
    return [Buffer.concat(parts.map((part) => Buffer.from(part)))];
  });
}

function login(session: Session, { user, password }: { user: string; password: string }, inboxes: readonly SeedInbox[]): Reply {
  const inbox = inboxes.find((each) => each.address === user && each.password !== undefined && each.password === password);
  if (!inbox) return { end: 'NO [AUTHENTICATIONFAILED] Invalid credentials.' };
  session.inbox = inbox;
  return { end: 'OK Logged in.' };
}

/** PLAIN (RFC 4616) and XOAUTH2 (Google's and Microsoft's). */
function authenticate(session: Session, [mechanism = '', initial = '']: readonly Word[], { inboxes }: Given['mailboxes']): Reply {
  const said = Buffer.from(String(initial), 'base64').toString('utf8');
  if (String(mechanism).toUpperCase() === 'PLAIN') {
    const [, user = '', password = ''] = said.split('\u0000');
    return login(session, { user, password }, inboxes);
  }
  const [first = '', second = ''] = said.split('\u0001');
  const [user, token] = [first.replace(/^user=/, ''), second.replace(/^auth=Bearer /, '')];
  const inbox = inboxes.find((each) => each.address === user && each.token !== undefined && each.token === token);
  if (!inbox) return { end: 'NO [AUTHENTICATIONFAILED] Invalid credentials.' };
  session.inbox = inbox;
  return { end: 'OK Logged in.' };
}

function folderOf(folders: readonly Folder[], word: Word | undefined): Folder | undefined {
  const name = String(word ?? '').toUpperCase();
  return folders.find((each) => each.name.toUpperCase() === name);
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
