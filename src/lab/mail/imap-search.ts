import { inSet } from './imap-set.ts';
import type { Word } from './imap-command.ts';
import type { Folder, Kept } from './store.ts';

type Test = (message: Kept) => boolean;

/** The uids that fit search keys (RFC 3501 section 6.4.4); nothing for a key this server does not know. */
export function searched(folder: Folder, words: readonly Word[]): number[] | undefined {
  const rest = [...words];
  const tests: Test[] = [];
  if (String(rest[0]).toUpperCase() === 'CHARSET') rest.splice(0, 2);
  while (rest.length > 0) {
    const test = nextTest(rest, folder.nextUid - 1);
    if (!test) return undefined;
    tests.push(test);
  }
  return folder.messages.filter((message) => tests.every((test) => test(message))).map(({ uid }) => uid);
}

function nextTest(rest: Word[], last: number): Test | undefined {
  const word = rest.shift() ?? '';
  if (Array.isArray(word)) {
    const inner = [...word];
    const tests: Test[] = [];
    while (inner.length > 0) {
      const test = nextTest(inner, last);
      if (!test) return undefined;
      tests.push(test);
    }
    return (message) => tests.every((test) => test(message));
  }
  const key = word.toUpperCase();
  const value = (): string => String(rest.shift() ?? '').toLowerCase();
  switch (key) {
    case 'ALL':
      return () => true;
    case 'NOT': {
      const test = nextTest(rest, last);
      return test && ((message) => !test(message));
    }
    case 'OR': {
      const [a, b] = [nextTest(rest, last), nextTest(rest, last)];
      return a && b && ((message) => a(message) || b(message));
    }
    case 'UID': {
      const set = value();
      return ({ uid }) => inSet(uid, set, last);
    }
    case 'HEADER': {
      const [name, part] = [value(), value()];
      return (message) => fieldsOf(message, name).some((field) => field.includes(part));
    }
    case 'SUBJECT':
    case 'FROM':
    case 'TO': {
      const part = value();
      return (message) => fieldsOf(message, key.toLowerCase()).some((field) => field.includes(part));
    }
    case 'BODY':
    case 'TEXT': {
      const part = value();
      return ({ raw }) => raw.toString('latin1').toLowerCase().includes(part);
    }
    case 'X-GM-RAW': {
      const part = value();
      return ({ promotion }) => part === 'category:promotions' && promotion;
    }
    default:
      return /^[\d:*,]+$/.test(key) ? () => true : undefined;
  }
}

/** The values of a header field, lower case and unfolded. */
function fieldsOf({ raw }: Kept, name: string): string[] {
  const head = raw
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1)[0]!
    .replace(/\r?\n[ \t]+/g, ' ')
    .toLowerCase();
  return head.split(/\r?\n/).flatMap((line) => (line.startsWith(`${name}:`) ? [line.slice(name.length + 1)] : []));
}
