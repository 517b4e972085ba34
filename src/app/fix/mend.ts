import type { Finding, FindingId } from '../../core/finding.ts';

/** Lines that keep environment files out of git, and their example in it; the last must stand below the others. */
const IGNORED = ['.env', '.env.*', '!.env.example'] as const;

/** Checks whose header breaks nothing on any page, so that it may be set without a look at the product; a policy is not among them. */
const HARMLESS: ReadonlySet<string> = new Set(['headers/sniffing', 'headers/referrer', 'caching/assets']);
/** Files of platforms whose headers can be added to. */
const FILES: ReadonlySet<string> = new Set(['vercel.json', 'public/_headers']);

/** `.gitignore` with the lines that are missing, added in its own line ends. Pure. */
export function ignoreText(before: string | null): string {
  const there = new Set((before ?? '').split('\n').map((line) => line.trim().replace(/^\//, '')));
  const missing = IGNORED.filter((line) => !there.has(line) && !(there.has('.env*') && !line.startsWith('!')));
  if (missing.length === 0) return before ?? '';
  // A line that lets a file in again counts only below the one that keeps it out.
  const added = missing.some((line) => !line.startsWith('!')) ? [...new Set([...missing, '!.env.example'])] : missing;
  return withLines(before, added);
}

/** Header findings whose step adds to a platform's file, by that file. Pure. */
export function platformFiles(open: readonly Finding[]): Map<string, { id: FindingId; patch: string }[]> {
  const steps = open.flatMap(({ id, check, fix }) =>
    fix?.by === 'file' && FILES.has(fix.path) && HARMLESS.has(check) ? [{ id, path: fix.path, patch: fix.patch }] : [],
  );
  return Map.groupBy(steps, ({ path }) => path);
}

/** A platform's file with the rules of these steps, each once; null where the file cannot be read as what it should be. Pure. */
export function headerText(path: string, before: string, patches: readonly string[]): string | null {
  const fresh = [...new Set(patches)];
  if (path !== 'vercel.json') {
    const lines = fresh.filter((patch) => !before.replaceAll('\r', '').includes(patch)).flatMap((patch) => patch.trimEnd().split('\n'));
    return lines.length === 0 ? before : withLines(before, lines);
  }
  const held = objectIn(before);
  const old = held?.['headers'] ?? [];
  if (held === undefined || !Array.isArray(old)) return null;
  const rules = fresh.flatMap((patch) => {
    const rule = objectIn(patch)?.['headers'];
    return Array.isArray(rule) ? (rule as unknown[]) : [];
  });
  const known = new Set(old.map((rule) => JSON.stringify(rule)));
  const added = rules.filter((rule) => !known.has(JSON.stringify(rule)));
  if (added.length === 0) return before;
  const indent = /^[{][\r\n]+([ \t]+)/.exec(before)?.[1] ?? 2;
  const text = `${JSON.stringify({ ...held, headers: [...(old as unknown[]), ...added] }, null, indent)}\n`;
  return endOf(before) === '\r\n' ? text.replaceAll('\n', '\r\n') : text;
}

function withLines(before: string | null, lines: readonly string[]): string {
  const text = before ?? '';
  const end = endOf(text);
  const start = text === '' || text.endsWith('\n') ? text : `${text}${end}`;
  return `${start}${lines.map((line) => `${line}${end}`).join('')}`;
}

function endOf(text: string): '\n' | '\r\n' {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined; // as: just seen
  } catch {
    return undefined;
  }
}
