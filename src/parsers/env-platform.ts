/** A variable that a platform's file reads from elsewhere, or sets for the app. */
export interface PlatformUse {
  name: string;
  line: number;
  is: 'read' | 'set';
  /** Reads that go on without it. */
  optional: boolean;
  /** Who runs it: the app, or the pipeline that builds it. */
  for: 'app' | 'pipeline';
  /** The environment a value is set for; null for every one. */
  environment: string | null;
}

/** Characters of a file that are read, and uses that are kept. */
const LIMIT = 512 * 1024;
const USES = 2_000;

type Reader = (line: string, state: State) => Omit<PlatformUse, 'line'>[];
interface State {
  section: string;
}

const read = (name: string, optional: boolean, who: PlatformUse['for'] = 'app'): Omit<PlatformUse, 'line'> => ({
  name,
  is: 'read',
  optional,
  for: who,
  environment: null,
});
const set = (name: string, environment: string | null): Omit<PlatformUse, 'line'> => ({
  name,
  is: 'set',
  optional: false,
  for: 'app',
  environment,
});

const NAMED = String.raw`[A-Za-z_]\w{0,199}`;
const HOLE = new RegExp(String.raw`(?<!\$)\$\{(${NAMED})(?::?([-?+])[^}]{0,300})?\}`, 'g');
const WORKFLOW = new RegExp(String.raw`\b(?:secrets|vars)\.(${NAMED})`, 'g');
const PRISMA = new RegExp(String.raw`\benv\(\s{0,4}["']?(${NAMED})["']?\s{0,4}\)`, 'g');

const compose: Reader = (line) => [...line.matchAll(HOLE)].map(([, name = '', sign]) => read(name, sign === '-' || sign === '+'));
const calls: Reader = (line) => [...line.matchAll(PRISMA)].map(([, name = '']) => read(name, false));
const workflow: Reader = (line) =>
  line.includes('${{') || /^\s*if:/.test(line) ? [...line.matchAll(WORKFLOW)].map(([, name = '']) => read(name, false, 'pipeline')) : [];
const dockerfile: Reader = (line) => {
  const [, word = '', rest = ''] = /^\s*(ARG|ENV)\s+(.{1,2000})$/i.exec(line) ?? [];
  const names = [...rest.matchAll(new RegExp(String.raw`(?:^|\s)(${NAMED})(=)?`, 'g'))];
  if (word.toUpperCase() === 'ARG') return names.slice(0, 1).map(([, name = '', sign]) => read(name, sign === '=', 'pipeline'));
  const given = names.filter(([, , sign]) => sign === '=');
  return (given.length > 0 ? given : names.slice(0, 1)).map(([, name = '']) => set(name, null));
};
/** TOML tables whose keys are variables, by the environment in their name. */
const tables =
  (wanted: RegExp): Reader =>
  (line, state) => {
    const header = /^\s*\[\[?\s*([\w.\-"' ]{1,200})\s*\]\]?/.exec(line)?.[1];
    if (header !== undefined) state.section = header;
    const table = wanted.exec(state.section);
    const name = new RegExp(String.raw`^\s*"?(${NAMED})"?\s*=`).exec(line)?.[1];
    return table && name !== undefined && header === undefined ? [set(name, table.groups?.['environment'] ?? 'production')] : [];
  };
const renderKeys: Reader = (line) => {
  const name = new RegExp(String.raw`^\s*-?\s*key:\s*["']?(${NAMED})["']?\s*$`).exec(line)?.[1];
  return name === undefined ? [] : [set(name, 'production')];
};
/** JSON objects named `env` or `vars` whose keys are variables, one key on each line. */
const objects: Reader = (line, state) => {
  if (/"(?:env|vars)"\s*:\s*\{/.test(line)) state.section = 'variables';
  const keys =
    state.section === 'variables'
      ? [...line.replace(/"(?:env|vars)"\s*:\s*\{/, '').matchAll(new RegExp(String.raw`"(${NAMED})"\s*:`, 'g'))]
      : [];
  if (state.section === 'variables' && line.includes('}')) state.section = '';
  return keys.map(([, name = '']) => set(name, 'production'));
};

/** The files that are understood; from each platform's reference, 2026-11. */
const READERS: readonly (readonly [RegExp, Reader])[] = [
  [/(^|\/)(docker-)?compose[\w.-]*\.ya?ml$/, compose],
  [/(^|\/)([\w.-]*\.)?Dockerfile(\.[\w.-]+)?$/, dockerfile],
  [/(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/, workflow],
  [/(^|\/)vercel\.json$/, objects],
  [/(^|\/)wrangler\.jsonc?$/, objects],
  [/(^|\/)netlify\.toml$/, tables(/^(?:build\.environment|context\.(?<environment>[\w-]+)\.environment)$/)],
  [/(^|\/)wrangler\.toml$/, tables(/^(?:vars|env\.(?<environment>[\w-]+)\.vars)$/)],
  [/(^|\/)fly\.toml$/, tables(/^env$/)],
  [/(^|\/)render\.ya?ml$/, renderKeys],
  [/(^|\/)supabase\/config\.toml$/, calls],
  [/\.prisma$/, calls],
];

/** True for a platform's file that `readPlatformFile` understands. */
export function isPlatformFile(path: string): boolean {
  return READERS.some(([name]) => name.test(path));
}

/** The variables that a platform's file reads and sets, by pattern, line by line. Comments are left out. Never throws. */
export function readPlatformFile(path: string, text: string): PlatformUse[] {
  const reader = READERS.find(([name]) => name.test(path))?.[1];
  if (!reader) return [];
  const state: State = { section: '' };
  const uses: PlatformUse[] = [];
  for (const [at, line] of text.slice(0, LIMIT).split(/\r?\n/).entries()) {
    if (/^\s*(#|\/\/)/.test(line)) continue;
    uses.push(...reader(line.slice(0, 4_000), state).map((use) => ({ ...use, line: at + 1 })));
    if (uses.length >= USES) break;
  }
  return uses.slice(0, USES);
}
