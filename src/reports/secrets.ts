import type { FoundSecret, Place } from '../core/secret.ts';
import type { Page } from '../core/verb.ts';
import { wrap } from './columns.ts';
import { line, plain } from './text.ts';

/** What a scan gave, as far as a person reads it. */
interface Shown {
  found: readonly FoundSecret[];
  suppressed: readonly { kind: string; reason: string; owner: string; until: string }[];
  ended: readonly { id: string; until: string; owner: string }[];
  unused: readonly { id: string; owner: string; reason: string }[];
  looked: readonly {
    source: string;
    files: number;
    bytes: number;
    binary: number;
    skipped: number;
    truncated: boolean;
    unreached: readonly string[];
  }[];
  accepted: number;
}

/** Places that are shown of one secret. */
const PLACES = 4;

/** Why it matters where it stands. */
export const SEEN_BY = {
  bundle: 'every visitor of the site can copy it',
  head: 'everybody with a copy of it can use it',
  history: 'it is gone from the code but not from its history',
  local: 'it is on this machine alone so far',
} as const satisfies Record<Place['exposure'], string>;

/** A scan as text. Values are masked, and nothing a stranger wrote steers the terminal. */
export function renderSecrets({ found, suppressed, ended, unused, looked, accepted }: Shown, { width }: Page): string {
  const out: string[] = [];
  for (const secret of found) {
    out.push(`${secret.severity.toUpperCase().padEnd(8)} ${line(secret.kind)} ${line(secret.masked)}  (${secret.id})`);
    const says = secret.says.length === 0 ? '' : ` It says: ${secret.says.map((each) => line(each, 100)).join('; ')}.`;
    out.push(...indent(`${capital(SEEN_BY[secret.exposure])}.${says}`, width));
    for (const place of secret.places.slice(0, PLACES)) out.push(`         ${placeText(place)}`);
    const rest = secret.places.length - Math.min(PLACES, secret.places.length) + secret.more;
    if (rest > 0) out.push(`         and ${rest} more`);
    out.push('');
  }
  for (const each of ended) out.push(`The exception for ${each.id} of ${line(each.owner)} ended on ${each.until}.`);
  for (const each of unused)
    out.push(`The exception for ${each.id} of ${line(each.owner)} fits nothing any more and can go: ${line(each.reason, 80)}.`);
  if (suppressed.length + ended.length > 0) {
    const why = [...new Set(suppressed.map(({ kind, reason }) => line(`${kind}, ${reason}`, 80)))].join('; ');
    out.push(`${suppressed.length} accepted${ended.length > 0 ? `, ${ended.length} expired` : ''}${why === '' ? '' : `: ${why}`}.`);
  }
  if (accepted > 0) out.push(`${accepted} written into .launch-ready-secrets.json. Commit it; it holds no values.`);
  for (const each of looked) out.push(lookedText(each), ...each.unreached.map((why) => `  not reached: ${line(why, width - 16)}`));
  out.push(verdict(found, looked));
  return `${out.join('\n')}\n`;
}

/** Where a secret stands, in one line. */
export function placeText({ at, line: number, via, coded, commit, date, inHead, removed, exposure }: Place): string {
  const through = `${via === undefined ? '' : ` via ${line(plain(via), 160)}`}${coded === undefined ? '' : ` (${line(coded, 80)})`}`;
  const where = `${line(plain(at), 160)}${number === null ? '' : `:${number}`}${through}`;
  if (exposure !== 'history') return where;
  const day = date === undefined ? '' : ` of ${date.slice(0, 10)}`;
  const until = removed === undefined ? '' : `, removed by ${removed.commit} of ${removed.date.slice(0, 10)}`;
  return `${where}${commit === undefined ? '' : `, since ${commit}${day}`}${inHead === true ? ', still in HEAD' : until}`;
}

function lookedText({ source, files, bytes, binary, skipped, truncated }: Shown['looked'][number]): string {
  const size = bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
  const notes = [
    ...(binary > 0 ? [`${binary} without text`] : []),
    ...(skipped > 0 ? [`${skipped} skipped: links, unreadable or too large`] : []),
    ...(truncated ? ['the rest was too much and was not read'] : []),
  ];
  return `Looked at ${source}: ${files} ${files === 1 ? 'text' : 'texts'}, ${size}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}.`;
}

function verdict(found: readonly FoundSecret[], looked: Shown['looked']): string {
  const urgent = found.filter(({ severity }) => severity === 'blocker' || severity === 'high').length;
  if (urgent > 0)
    return `${urgent} ${urgent === 1 ? 'secret has' : 'secrets have'} to be replaced. Start with new keys; \`launch-ready secrets inventory\` says how.`;
  const unseen = looked.filter(({ files, unreached }) => files === 0 && unreached.length > 0).map(({ source }) => source);
  if (unseen.length > 0) return `Could not look at ${unseen.join(' and ')}, so nothing is known of ${unseen.length === 1 ? 'it' : 'them'}.`;
  const some = looked.filter(({ unreached }) => unreached.length > 0).map(({ source }) => source);
  const where = some.length > 0 ? ` in what could be read of ${some.join(' and ')}; the rest could not be checked` : '';
  return `${found.length === 0 ? 'No secret found' : 'No secret that others can use was found'}${where}.`;
}

function indent(text: string, width: number): string[] {
  return wrap(text, Math.max(40, width - 9)).map((each) => `         ${each}`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
