import type { Page } from '../core/verb.ts';
import { pad, wrap } from './columns.ts';
import { painter } from './paint.ts';
import { line } from './text.ts';

interface Access {
  select: string;
  insert: string;
  update: string;
  delete: string;
}

interface Called {
  schema: string;
  name: string;
  args: string;
  reads: readonly string[];
  changes: readonly string[];
  open: boolean;
  why: string | null;
}

interface Shown {
  version: string;
  files: number;
  ran: number;
  supabase: boolean;
  failed: readonly { file: string; line: number; says: string; because: string }[];
  extensions: readonly string[];
  leftOut: Readonly<Record<string, number>>;
  unread: readonly string[];
  tables: readonly {
    schema: string;
    name: string;
    kind: string;
    rowSecurity: boolean;
    policies: readonly string[];
    anon: Access;
    user: Access;
    open: boolean;
    broken: string | null;
  }[];
  definers: readonly Called[];
  unproven: readonly { name: string; why: string }[];
}

/** Failures and refusals that are shown in full. */
const SHOWN = 30;

/** Which migrations failed, and who can read and write what, as text. */
export function renderReplay(gave: Shown, { width, colour }: Page): string {
  const paint = painter(colour);
  const wide = Math.max(60, width);
  const own = gave.failed.filter(({ because }) => because === 'itself');
  const after = gave.failed.filter(({ because }) => because !== 'itself');
  const out = [`PostgreSQL ${line(gave.version, 40)}: ${gave.ran} statements of ${gave.files} migrations ran.`];
  for (const each of own.slice(0, SHOWN))
    out.push(...wrap(`${line(each.file, 120)}:${each.line} fails: ${line(each.says, 200)}`, wide).map((part) => paint('high', part)));
  if (own.length > SHOWN) out.push(`And ${own.length - SHOWN} more fail.`);
  for (const because of new Set(after.map((each) => each.because))) {
    const those = after.filter((each) => each.because === because);
    out.push(
      ...wrap(`${those.length} more fail because of ${because}, the first at ${line(those[0]!.file, 120)}:${those[0]!.line}.`, wide),
    ); // !: the reason comes from one of them
  }
  if (gave.extensions.length > 0)
    out.push(...wrap(`This server lacks the extensions ${gave.extensions.map((each) => line(each, 40)).join(', ')}.`, wide));
  const left = Object.entries(gave.leftOut).map(([kind, count]) => `${count} × ${kind}`);
  if (left.length > 0) out.push(...wrap(`Left out, because it reaches beyond one database: ${left.join(', ')}.`, wide));
  for (const path of gave.unread.slice(0, SHOWN)) out.push(`Not read: ${line(path, 120)}.`);
  if (gave.tables.length > 0) out.push('', ...matrix(gave.tables, paint));
  for (const { name, broken } of gave.tables.filter((each) => each.broken !== null).slice(0, SHOWN))
    out.push(...wrap(`${line(name, 63)} answers with an error: ${line(broken ?? '', 200)}`, wide));
  for (const { name, why } of gave.unproven.slice(0, SHOWN))
    out.push(...wrap(`Nothing is proven for ${line(name, 80)}: ${line(why, 200)}`, wide));
  if (gave.definers.length > 0)
    out.push(
      '',
      'Anybody may call these with your own rights; each must ask who is calling:',
      ...gave.definers.slice(0, SHOWN).flatMap((each) => called(each, wide).map((part) => (each.open ? paint('high', part) : part))),
    );
  out.push('', verdict(gave, own.length));
  return `${out.join('\n')}\n`;
}

/** A function, and what a call without a login did. */
function called({ name, args, reads, changes, why }: Called, wide: number): string[] {
  const tables = (keys: readonly string[]): string => keys.map((key) => line(key, 80)).join(', ');
  const did = [
    ...(reads.length > 0 ? [`gave rows of ${tables(reads)}`] : []),
    ...(changes.length > 0 ? [`changed rows of ${tables(changes)}`] : []),
  ];
  const says = why === null ? did.join(' and ') || 'gave and changed nothing of others' : `no answer: ${line(why, 120)}`;
  const [first, ...more] = wrap(`${line(name, 63)}(${line(args, 80)}) ${says}`, wide - 4);
  return [`  ${first ?? ''}`, ...more.map((part) => `    ${part}`)];
}

const HEAD = ['READS', 'ADDS', 'CHANGES', 'DELETES'] as const;
const WORDS: Readonly<Record<string, string>> = { refused: '–', none: '–', own: 'own', others: 'others’', all: 'all' };

function matrix(tables: Shown['tables'], paint: ReturnType<typeof painter>): string[] {
  const longest = Math.min(40, Math.max(...tables.map((table) => shownName(table).length), 5));
  const cells = (each: Access): string =>
    [each.select, each.insert, each.update, each.delete].map((word) => pad(WORDS[word] ?? word, 9)).join('');
  const head = HEAD.map((word) => pad(word, 9)).join('');
  return [
    paint('faint', `${pad('', longest + 2)}${pad('WITHOUT LOGIN', 38)}AS A USER`),
    paint('faint', `${pad('TABLE', longest + 2)}${head}  ${head}`),
    ...tables.map((table) => {
      const row = `${pad(line(shownName(table), longest), longest + 2)}${cells(table.anon)}  ${cells(table.user)}`;
      return table.open ? paint('high', `${row}OPEN`) : row.trimEnd();
    }),
  ];
}

/** A bucket stands for the files in it. */
function shownName({ kind, name }: Shown['tables'][number]): string {
  return kind === 'bucket' ? `files of ${name}` : name;
}

function verdict({ tables, definers, supabase }: Shown, failures: number): string {
  const counted = (['table', 'bucket'] as const).flatMap((kind) => {
    const open = tables.filter((table) => table.open && (table.kind === 'bucket') === (kind === 'bucket')).length;
    return open === 0 ? [] : `${open} ${kind}${open === 1 ? '' : 's'}`;
  });
  const functions = definers.filter(({ open }) => open).length;
  if (functions > 0) counted.push(`${functions} function${functions === 1 ? '' : 's'}`);
  const parts = [
    failures > 0
      ? `The migrations cannot rebuild the database: ${failures} ${failures === 1 ? 'statement fails' : 'statements fail'}.`
      : 'The migrations rebuild the database.',
    counted.length > 0 ? `Strangers get into ${inWords(counted)}.` : '',
    supabase && counted.length === 0 ? 'Nobody reads or changes rows that belong to somebody else.' : '',
    supabase ? '' : 'Who may read what is only proven for Supabase.',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function inWords(parts: readonly string[]): string {
  return parts.length < 3 ? parts.join(' and ') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
