import { dockerfileUses } from './env-docker.ts';
import { readShell } from './env-shell.ts';
import type { PlatformUse } from './env-use.ts';
import { type Leaf, leavesOf } from './leaves.ts';

/** Characters of a file that are read, and uses that are kept. */
const LIMIT = 512 * 1024;
const USES = 2_000;
const NAMED = String.raw`[A-Za-z_]\w{0,199}`;
const NAME = new RegExp(`^${NAMED}$`);

type Use = Omit<PlatformUse, 'line'>;
/** What a value means in a file; `beside` are the values in the same object. */
type Reader = (leaf: Leaf, about: { path: string; beside: ReadonlyMap<string, string> }) => (Use & { line?: number })[];

const read = (name: string, optional: boolean, who: PlatformUse['for'] = 'app'): Use => ({
  name,
  is: 'read',
  optional,
  for: who,
  environment: null,
});
const set = (name: string, environment: string | null): Use => ({ name, is: 'set', optional: false, for: 'app', environment });

const HOLE = new RegExp(String.raw`(?<!\$)\$(?:\{(${NAMED})(?::?([-?+])[^}]{0,300})?\}|(${NAMED}))`, 'g');
const EXPRESSION = /\$\{\{(.{0,2000}?)\}\}/gs;
const CONTEXT = new RegExp(String.raw`\b(?:secrets|vars)(?:\.(${NAMED})|\[\s{0,3}'(${NAMED})'\s{0,3}\])\s{0,4}(\|\||==|!=)?`, 'g');

const compose: Reader = ({ path, value }, { path: file }) => {
  const who = /(?:dev|local|override|test|ci)[.-]/.test(file.slice(file.lastIndexOf('/') + 1)) ? 'developers' : 'app';
  const environment = /prod/.test(file) ? 'production' : 'development';
  const holes = [...value.matchAll(HOLE)].map(([, name, sign, bare]) => read(name ?? bare ?? '', sign === '-' || sign === '+', who));
  if (path[0] !== 'services' || path[2] !== 'environment' || path.length !== 4) return holes;
  const [name = '', ...rest] = /^\d+$/.test(path[3]!) ? value.split('=') : [path[3], value];
  const given = rest.join('=');
  if (holes.some((hole) => hole.name === name)) return holes;
  // A name alone is handed on from the machine that runs it.
  return [...holes, given === '' ? read(name, true, who) : set(name, environment)];
};

const workflow: Reader = ({ path, value, line }) => {
  const whole = path.at(-1) === 'if' && !value.includes('${{');
  const parts = whole ? [{ text: value, at: 0 }] : [...value.matchAll(EXPRESSION)].map((match) => ({ text: match[1]!, at: match.index }));
  const reads = parts.flatMap(({ text, at }) =>
    // Texts within an expression are no names, but for those in brackets.
    [...text.replace(/(?<!\[\s{0,3})'[^']{0,300}'/g, "''").matchAll(CONTEXT)].map(([, name, bracketed, sign]) => ({
      ...read(name ?? bracketed ?? '', whole || sign !== undefined, 'pipeline'),
      line: line + value.slice(0, at).split('\n').length - 1,
    })),
  );
  const isSet = path.at(-2) === 'env' && NAME.test(path.at(-1)!) && value !== '';
  return [...reads, ...(isSet ? [{ ...set(path.at(-1)!, 'pipeline'), for: 'pipeline' as const }] : [])];
};

/** Objects whose keys are variables, by the environment in their path; `*` is any key, `@` names the environment. */
const objects =
  (...paths: readonly (readonly [path: string, environment: string | null])[]): Reader =>
  ({ path, value }, { path: file }) => {
    const found = paths.find(([wanted]) => {
      const parts = wanted.split('.');
      return parts.length === path.length - 1 && parts.every((part, at) => part === '*' || part === '@' || part === path[at]);
    });
    if (!found || value === '') return [];
    const at = found[0].split('.').indexOf('@');
    const named = /\.(staging|preview|dev(?:elopment)?|prod(?:uction)?)\./.exec(file)?.[1];
    return [set(path.at(-1)!, environmentCalled(at === -1 ? (named ?? found[1]) : path[at]!))];
  };

function environmentCalled(name: string | null): string | null {
  return { 'deploy-preview': 'preview', dev: 'development', prod: 'production' }[name ?? ''] ?? name;
}

const wrangler: Reader = (leaf, about) => {
  const { path, value } = leaf;
  const environment = path[0] === 'env' ? (path[1] ?? null) : null;
  if (path.includes('secrets') && path.at(-2) === 'required') return [read(value, false)];
  // What is bound is read like a variable: `env.MY_BUCKET`.
  if (path.at(-1) === 'binding' || (path.at(-1) === 'name' && path.includes('bindings'))) return [set(value, environment)];
  return objects(['vars', 'production'], ['env.@.vars', null])(leaf, about);
};

const render: Reader = ({ path, value }, { beside }) => {
  if (path.at(-1) !== 'key' || path.at(-3) !== 'envVars') return [];
  // `sync: false` is asked of the owner; everything else Render fills in.
  return [beside.get('sync') === 'false' ? read(value, false) : set(value, 'production')];
};

/** Lists of names; `!NAME` and `NEXT_PUBLIC_*` name no single one. */
const turbo: Reader = ({ path, value }) => {
  const isList = /^(?:globalEnv|globalPassThroughEnv)$/.test(path[0]!) || /^(?:env|passThroughEnv)$/.test(path.at(-2) ?? '');
  return isList && NAME.test(value) ? [read(value, true, 'pipeline')] : [];
};

const heroku: Reader = ({ path }, { beside }) => {
  const at = path[0] === 'env' ? 1 : path[0] === 'environments' && path[2] === 'env' ? 3 : -1;
  const name = at === -1 ? undefined : path[at];
  if (name === undefined) return [];
  const environment = at === 3 ? path[1]! : 'production';
  if (path.length === at + 1) return [set(name, environment)];
  // One of the keys of its object stands for all.
  if (path.at(-1) !== [...beside.keys()][0]) return [];
  const isGiven = beside.has('value') || beside.get('generator') === 'secret';
  const purpose = beside.get('description') ?? '';
  return [
    { ...(isGiven ? set(name, environment) : read(name, beside.get('required') === 'false')), ...(purpose === '' ? {} : { purpose }) },
  ];
};

/** `env(X)`: as needed as its section is switched on; the file that `supabase init` writes names many that nobody uses. */
const supabase: Reader = ({ path, value }, { beside }) => {
  const name = /^env\(\s{0,4}([A-Za-z_]\w{0,199})\s{0,4}\)$/.exec(value.trim())?.[1];
  if (name === undefined) return [];
  const who = /^(?:studio|experimental|local_smtp|inbucket)$/.test(path[0]!) ? 'developers' : 'app';
  return [read(name, beside.get('enabled') !== 'true', who)];
};

/** Commands in which a shell puts the variables. */
const commands: Reader = ({ path, value, line }) =>
  /^(?:startCommand|buildCommand|preDeployCommand|release_command|command)$/.test(path.at(-1)!)
    ? readShell(value).map((each) => ({ ...read(each.name, each.optional), line }))
    : [];

/** Firebase App Hosting: `env: [{ variable: X, secret: … }]`. */
const hosting: Reader = ({ path, value }) => (path[0] === 'env' && path.at(-1) === 'variable' ? [set(value, 'production')] : []);

/** The files that are understood as values with a path; from each platform's reference, 2026-11. */
const READERS: readonly (readonly [RegExp, readonly Reader[]])[] = [
  [/(^|\/)(docker-)?compose[\w.-]*\.ya?ml$/, [compose]],
  [/(^|\/)\.github\/(?:workflows\/[^/]+|actions\/.{1,200}\/action)\.ya?ml$/, [workflow]],
  [/(^|\/)vercel\.json$/, [objects(['env', 'production'], ['build.env', 'production'])]],
  [/(^|\/)wrangler\.(?:toml|jsonc?)$/, [wrangler]],
  [/(^|\/)netlify\.toml$/, [objects(['build.environment', 'production'], ['context.@.environment', null])]],
  [/(^|\/)fly(?:\.[\w-]+)?\.toml$/, [objects(['env', 'production']), commands]],
  [/(^|\/)render\.ya?ml$/, [render, commands]],
  [/(^|\/)railway\.(?:json|toml)$/, [commands]],
  [/(^|\/)turbo\.jsonc?$/, [turbo]],
  [/(^|\/)app\.json$/, [heroku]],
  [/(^|\/)supabase\/config\.toml$/, [supabase]],
  [/(^|\/)apphosting(?:\.[\w-]+)?\.yaml$/, [hosting]],
  [/(^|\/)app\.ya?ml$/, [objects(['env_variables', 'production'])]],
  [/(^|\/)\.replit$/, [objects(['env', null], ['userenv.@', null], ['deployment.env', 'production'])]],
];

/** The other files, read as what they are. */
const TEXTS: readonly (readonly [RegExp, (text: string, path: string) => PlatformUse[]])[] = [
  [/(^|\/)([\w.-]*\.)?(?:Dockerfile|Containerfile)(\.[\w.-]+)?$/, dockerfileUses],
  [/\.prisma$/, prismaUses],
  [/(^|\/)Procfile$/, procfileUses],
  [/\.(?:sh|bash|zsh)$/, shellUses],
];

/** True for a platform's file that `readPlatformFile` understands. */
export function isPlatformFile(path: string): boolean {
  return [...READERS, ...TEXTS].some(([name]) => name.test(path));
}

/** The variables that a platform's file reads and sets; null where it cannot be read as the format it should have. Never throws. */
export function readPlatformFile(path: string, text: string): PlatformUse[] | null {
  if (text.length > LIMIT) return null;
  const whole = TEXTS.find(([name]) => name.test(path))?.[1];
  if (whole) return whole(text, path).slice(0, USES);
  const readers = READERS.find(([name]) => name.test(path))?.[1] ?? [];
  const leaves = leavesOf(path, text);
  if (!leaves) return null;
  const besides = Map.groupBy(leaves, (leaf) => leaf.path.slice(0, -1).join('\0'));
  const uses = leaves.flatMap((leaf) => {
    if (leaf.path.length === 0) return [];
    const beside = new Map((besides.get(leaf.path.slice(0, -1).join('\0')) ?? []).map((each) => [each.path.at(-1)!, each.value]));
    return readers.flatMap((reader) => reader(leaf, { path, beside })).map((use): PlatformUse => ({ line: leaf.line, ...use }));
  });
  return uses.filter(({ name }) => NAME.test(name)).slice(0, USES);
}

function prismaUses(text: string): PlatformUse[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    const code = line.slice(0, 1_000).replace(/(^|\s)\/\/.*$/, '');
    const who = /^\s*shadowDatabaseUrl\b/.test(code) ? 'developers' : 'app';
    return [...code.matchAll(/\benv\(\s{0,4}"(\w{1,200})"\s{0,4}\)/g)].map(([, name = '']) => ({
      ...read(name, false, who),
      line: at + 1,
    }));
  });
}

function procfileUses(text: string): PlatformUse[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    const command = /^[\w-]{1,60}:(.{0,2000})$/.exec(line)?.[1];
    return command === undefined ? [] : readShell(command).map(({ name, optional }) => ({ ...read(name, optional), line: at + 1 }));
  });
}

/** A script runs in the pipeline, but for those that start the app in its container. */
function shellUses(text: string, path: string): PlatformUse[] {
  const who = /(^|\/)(?:docker-)?(?:entrypoint|start|run)[\w-]*\.(?:sh|bash)$/.test(path) ? 'app' : 'pipeline';
  return readShell(text).map(({ name, optional, line }) => ({ ...read(name, optional, who), line }));
}
