import type { Pointer, Saw } from '../core/check.ts';
import type { RuleId } from '../parsers/code/rules.ts';
import type { Place, repoCode } from '../probes/repo/code.ts';
import { count, list, plain } from './plain.ts';

/** What a rule found in one route, function or file. */
export interface FileFacts {
  file: string;
  /** What it is about: the route or the export, else the name of the file; with the table where the rule is about one. */
  of: string;
  /** The file, safe to repeat. */
  shown: string;
  /** `src/a.ts:3`, `src/a.ts:3 and 9`. */
  where: string;
  /** What it found, each once, as a list for a sentence. */
  what: string;
  places: Place[];
  at: Pointer[];
}

/** What a rule found, thing by thing: one finding for each, whose id neither a line nor a folder changes. */
export function factsOf(code: { facts: Readonly<Record<string, Place[]>> }, rule: RuleId): FileFacts[] {
  const groups = Map.groupBy(code.facts[rule] ?? [], ({ file, within, names }) => [file, within, names].join('\n'));
  return [...groups.values()].map((found) => {
    const { file, within, names } = found[0]!; // !: a group has a member
    const places = found.toSorted((a, b) => a.line - b.line);
    const lines = [...new Set(places.map(({ line }) => line))];
    const shown = plain(file, 160);
    return {
      file,
      of: [within ?? nameOf(file), names ?? []].flat().join(' '),
      shown,
      where: `${shown}:${list(lines.map(String), 4)}`,
      what: list([...new Set(places.map(({ what }) => plain(what, 80)))], 3),
      places,
      at: lines.map((line) => ({ at: file, line })),
    };
  });
}

/** Nothing was found; with what nobody vouches for, where some of the code could not be read. */
export function passOf({
  unread,
  unreadSuch,
  truncated,
}: Pick<Saw<{ code: typeof repoCode }>['code'], 'unread' | 'unreadSuch' | 'truncated'>): {
  is: 'pass';
  found?: string;
} {
  if (unread === 0 && !truncated) return { is: 'pass' };
  const such = unreadSuch === undefined ? '' : `, such as ${plain(unreadSuch, 120)}`;
  const left = [
    ...(unread === 0 ? [] : [`${count(unread, 'file')} could not be${such}`]),
    ...(truncated ? ['the repository has more files than are listed'] : []),
  ].join(', and ');
  return { is: 'pass', found: `Nothing in the code that was read. ${left.replace(/^the/, 'The')}: look there yourself.` };
}

/** The name of a file; with its folder where many files are called so. */
export function nameOf(file: string): string {
  const names = file.split('/');
  return names.slice(/^(index|main|page|layout|route|action|\+\w+)\./.test(names.at(-1) ?? '') ? -2 : -1).join('/');
}
