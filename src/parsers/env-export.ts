import { leavesOf } from './leaves.ts';

/** A variable as a platform's command line shows it; `value` is null where it shows the name alone. */
export interface Exported {
  name: string;
  value: string | null;
  line: number;
}

const NAME = /^[A-Za-z_]\w{0,199}$/;
const LIMIT = 512 * 1024;
const MOST = 2_000;

/**
 * What command lines of platforms print, but for the form of `.env` files: an object of values (`netlify env:list --json`, `railway
 * variables --json`, `heroku config --json`, Doppler), a list with a name in each (`fly secrets list --json`, `wrangler secret list`,
 * `supabase secrets list -o json`, `gh secret list --json name`), a table (`fly secrets list`, `vercel env ls`), or
 * a blueprint of Render. Null for anything else.
 * Never throws. Sources: each command's reference, 2026-11.
 */
export function exportedValues(text: string): Exported[] | null {
  const bare = text
    .slice(0, LIMIT)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^[[{]/.test(bare)) return fromJson(bare);
  return /^(?:services|envVarGroups):/m.test(bare) ? fromBlueprint(bare) : fromTable(text.slice(0, LIMIT));
}

function fromJson(text: string): Exported[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  const rows = Array.isArray(parsed)
    ? parsed.flatMap((each: unknown) => namedRow(each))
    : Object.entries(parsed as Record<string, unknown>).map(([name, value]) => ({ name, value: shownValue(value) })); // as: what begins with a brace
  const lines = text.split('\n');
  return rows
    .filter(({ name }) => NAME.test(name))
    .slice(0, MOST)
    .map(({ name, value }) => ({ name, value, line: lines.findIndex((line) => line.includes(`"${name}"`)) + 1 }));
}

/** `envVars` of render.yaml; what Render makes up, asks for or takes from elsewhere has no value here. */
function fromBlueprint(text: string): Exported[] | null {
  const leaves = leavesOf('render.yaml', text)?.filter(({ path }) => path.at(-3) === 'envVars') ?? [];
  const values = new Map(leaves.flatMap(({ path, value }) => (path.at(-1) === 'value' ? [[placeOf(path), value]] : [])));
  const rows = leaves.flatMap(({ path, value: name, line }) =>
    path.at(-1) === 'key' && NAME.test(name) ? [{ name, value: values.get(placeOf(path)) ?? null, line }] : [],
  );
  return rows.length === 0 ? null : rows.slice(0, MOST);
}

function placeOf(path: readonly string[]): string {
  return path.slice(0, -1).join('\0');
}

/** Digests and hidden values stand under other keys, or look like nothing a person set. */
function namedRow(row: unknown): { name: string; value: string | null }[] {
  if (typeof row === 'string') return [{ name: row, value: null }];
  if (typeof row !== 'object' || row === null) return [];
  const at = new Map(Object.entries(row).map(([key, value]) => [key.toLowerCase(), value as unknown]));
  const name = at.get('name') ?? at.get('key');
  const isHidden = at.has('digest') || at.has('updated_at') || /secret|encrypted|sensitive/.test(String(at.get('type')));
  return typeof name === 'string' ? [{ name, value: isHidden ? null : shownValue(at.get('value')) }] : [];
}

function shownValue(value: unknown): string | null {
  return typeof value === 'string' && !/^\*+$/.test(value)
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : null;
}

/** Lines with a name first and more columns behind it, below a head that says so. */
function fromTable(text: string): Exported[] | null {
  const lines = text.split(/\r?\n/);
  const head = lines.findIndex((line) =>
    /^[\s│|]{0,4}name\s{0,80}[│|\s]\s{0,80}(?:│\s{0,80})?(?:digest|value|status|environments|updated)/i.test(line.slice(0, 300)),
  );
  if (head === -1) return null;
  return lines
    .flatMap((line, at) => {
      const name = at > head ? /^[\s│|]{0,4}([A-Za-z_]\w{0,199})(?:[\s│|]|$)/.exec(line.slice(0, 300))?.[1] : undefined;
      return name === undefined ? [] : [{ name, value: null, line: at + 1 }];
    })
    .slice(0, MOST);
}
