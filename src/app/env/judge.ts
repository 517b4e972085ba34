import type { Severity } from '../../core/vocabulary.ts';
import { isPublicName, namesSecret } from '../../parsers/env-name.ts';
import { leaksByPrefix } from '../../probes/repo/env-files.ts';
import type { Environment, Read } from '../../probes/repo/environment.ts';
import { isWithin, packageOf } from '../../probes/repo/packages.ts';
import { documents, judgedBy, type Setting } from './scope.ts';

/** What can be wrong with a variable. */
export type EnvProblemKind =
  | 'missing'
  | 'unused'
  | 'undocumented'
  | 'differing'
  | 'public-secret'
  | 'localhost'
  | 'test-mode'
  | 'shared'
  | 'not-inlined'
  | 'no-production'
  | 'unread';

export interface EnvProblem {
  is: EnvProblemKind;
  severity: Severity;
  name: string;
  environment: string | null;
  says: string;
  at: string[];
}

/** Names that packages read by themselves: no line of the product's own code shows them. */
const IMPLICIT =
  /^(?:(?:OPENAI|ANTHROPIC|RESEND|GROQ|REPLICATE|GOOGLE_GENERATIVE_AI|MISTRAL)_API_(?:KEY|TOKEN)|REPLICATE_API_TOKEN|AWS_\w+|PG\w+|DATABASE_URL|DIRECT_URL|(?:NEXT_PUBLIC_)?CLERK_\w+|NEXT_PUBLIC_CLERK_\w+|AUTH_\w+|NEXTAUTH_\w+|SENTRY_\w+|GOOGLE_APPLICATION_CREDENTIALS|KV_\w+|UPSTASH_\w+|CONVEX_DEPLOY_KEY|CONVEX_DEPLOYMENT|TURBO_\w+|LOG_LEVEL|NEXT_TELEMETRY_DISABLED)$/;

const PRODUCTION = 'production';

/** Reads that the product itself cannot run without. */
export function requiredReads(reads: readonly Read[]): Map<string, Read[]> {
  const by = Map.groupBy(
    reads.filter((read) => read.for === 'app' && read.provided === null),
    ({ name }) => name,
  );
  // A name that is read once without a default is needed, whatever other lines do.
  return new Map([...by].filter(([, all]) => all.some(({ optional }) => !optional)));
}

/** Everything that is wrong, worst first. Pure. `settings` are the environments, `.env.example` left out. */
export function judgeEnvironment(seen: Environment, settings: readonly Setting[]): EnvProblem[] {
  const required = requiredReads(seen.reads);
  const problems = [
    ...settings.filter(isRun).flatMap((setting) => missing(seen, setting, settings)),
    ...publicSecrets(seen),
    ...notInlined(seen),
    ...settings.filter(({ environment }) => environment === PRODUCTION).flatMap(unfit),
    ...shared(settings),
    ...differing(settings, required),
    ...undocumented(seen),
    ...unused(seen),
    ...noProduction(seen, settings),
    ...seen.unread.map((file) =>
      problem('unread', 'medium', { name: '', says: 'This file cannot be read as code, so what it needs is unknown.', at: [file] }),
    ),
  ];
  const order = ['blocker', 'high', 'medium', 'low'];
  return problems.toSorted(
    (a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || (`${a.is} ${a.name}` < `${b.is} ${b.name}` ? -1 : 1),
  );
}

function problem(
  is: EnvProblemKind,
  severity: Severity,
  about: { name: string; environment?: string; says: string; at: readonly string[] },
): EnvProblem {
  return { is, severity, name: about.name, environment: about.environment ?? null, says: about.says, at: about.at.slice(0, 5) };
}

const isPublicSecret = (name: string): boolean => isPublicName(name) && namesSecret(name);

const place = ({ file, line }: { file: string; line: number }): string => `${file}:${line}`;

/** Tests bring what they need themselves. */
function isRun({ environment }: Setting): boolean {
  return environment !== 'test' && environment !== 'ci' && environment !== 'pipeline';
}

function missing(seen: Environment, setting: Setting, settings: readonly Setting[]): EnvProblem[] {
  const { environment, scope, values } = setting;
  const isLocal = environment !== PRODUCTION && environment !== 'staging' && environment !== 'preview';
  const counts = judgedBy(seen, setting, settings);
  const given = new Set(
    seen.sets
      .filter((each) => (each.environment === null || each.environment === environment) && (each.scope === '' || counts(each.scope)))
      .map(({ name }) => name),
  );
  return [...requiredReads(seen.reads.filter((read) => counts(read.scope)))].flatMap(([name, reads]) => {
    const value = values.get(name);
    if (given.has(name) || (value && value.looks !== 'empty' && value.looks !== 'stand-in')) return [];
    if (isPublicSecret(name)) return []; // it must be set nowhere
    const how = value === undefined ? 'is not set' : value.looks === 'empty' ? 'is set to nothing' : 'still holds a placeholder';
    const where = scope === '' ? environment : `${environment} of ${scope}`;
    const says = `${name} ${how} in ${where}; what reads it fails only when a customer gets there.`;
    const severity = environment === PRODUCTION ? 'high' : isLocal ? 'low' : 'medium';
    return [problem('missing', severity, { name, environment, says, at: reads.map(place) })];
  });
}

function publicSecrets(seen: Environment): EnvProblem[] {
  const says = (name: string): string => `${name} is a secret by its name or value, and its prefix puts it into every visitor's browser.`;
  const byName = [
    ...Map.groupBy(
      seen.reads.filter(({ name }) => isPublicSecret(name)),
      ({ name }) => name,
    ),
  ];
  const named = new Map(byName.map(([name, reads]) => [name, reads.map(place)]));
  for (const { path, values } of seen.files)
    for (const value of values)
      if (leaksByPrefix(value) || isPublicSecret(value.name))
        named.set(value.name, [...(named.get(value.name) ?? []), `${path}:${value.line}`]);
  return [...named].map(([name, at]) => problem('public-secret', 'blocker', { name, says: says(name), at }));
}

/** Next.js writes `process.env.NEXT_PUBLIC_X` into a page where it stands like that, and nowhere else. Source: its guide, 2026-11. */
function notInlined(seen: Environment): EnvProblem[] {
  const hidden = seen.reads.filter((read) => read.hidden === true);
  return [...Map.groupBy(hidden, ({ name }) => name)].map(([name, reads]) => {
    const says = `${name} is undefined in the browser: the build fills in process.env.${name} only where it is written like that.`;
    return problem('not-inlined', 'medium', { name, says, at: reads.map(place) });
  });
}

function unfit({ environment, from, values }: Setting): EnvProblem[] {
  return [...values].flatMap(([name, { looks }]) => {
    if (looks === 'local') {
      const says = `${name} points at this machine in ${environment}; customers' servers cannot reach it.`;
      return [problem('localhost', 'high', { name, environment, says, at: [from] })];
    }
    if (looks !== 'test') return [];
    const says = `${name} is a test-mode key in ${environment}; no payment arrives.`;
    return [problem('test-mode', 'high', { name, environment, says, at: [from] })];
  });
}

/** The same secret in two environments: what leaks from one opens the other. */
function shared(settings: readonly Setting[]): EnvProblem[] {
  const holders = new Map<string, { name: string; environments: Set<string> }>();
  for (const { environment, values } of settings) {
    for (const [name, { looks, digest }] of values) {
      const isSecret = looks === 'secret' || (looks === 'plain' && namesSecret(name));
      if (!isSecret || digest === null || isPublicName(name)) continue;
      const held = holders.get(digest) ?? { name, environments: new Set() };
      held.environments.add(environment);
      holders.set(digest, held);
    }
  }
  return [...holders.values()].flatMap(({ name, environments }) => {
    if (environments.size < 2) return [];
    const all = [...environments].toSorted();
    const says = `${name} has one value in ${all.join(' and ')}; a leak of one opens the other.`;
    return [problem('shared', environments.has(PRODUCTION) ? 'medium' : 'low', { name, says, at: all })];
  });
}

function differing(settings: readonly Setting[], required: ReadonlyMap<string, Read[]>): EnvProblem[] {
  return settings
    .filter(({ environment }) => environment === 'staging' || environment === 'preview')
    .flatMap(({ environment, from, scope, values }) => {
      const production = settings.find((each) => each.environment === PRODUCTION && each.scope === scope);
      if (!production) return [];
      return [...new Set([...values.keys(), ...production.values.keys()])]
        .filter((name) => !required.has(name) && values.has(name) !== production.values.has(name))
        .map((name) => {
          const says = `${name} is set in ${values.has(name) ? environment : PRODUCTION} alone; what passes there may fail in the other.`;
          return problem('differing', 'low', { name, environment, says, at: [from, production.from] });
        });
    });
}

function undocumented(seen: Environment): EnvProblem[] {
  const examples = seen.files.filter(({ environment }) => environment === 'example');
  const open = [...requiredReads(seen.reads)].flatMap(([name, reads]) => {
    const bare = reads.filter(({ scope }) => !examples.some((file) => documents(seen, file, { name, scope })));
    return bare.length > 0 ? [[name, bare] as const] : [];
  });
  if (examples.length === 0 && open.length > 0) {
    const says = `There is no .env.example; whoever sets the app up next has to guess ${open.length} names.`;
    return [problem('undocumented', 'medium', { name: '', says, at: [] })];
  }
  return open.map(([name, reads]) =>
    problem('undocumented', 'low', { name, says: `${name} is needed but .env.example does not name it.`, at: reads.map(place) }),
  );
}

function unused(seen: Environment): EnvProblem[] {
  const listed = seen.files.filter(({ environment }) => environment === 'example' || environment === PRODUCTION);
  const starts = [...new Set(seen.dynamic.map((each) => each.starts))].filter((each) => each !== '');
  const isRead = (name: string, scope: string): boolean => {
    const reaches = seen.packages.find(({ folder }) => folder === scope)?.reaches ?? [''];
    return seen.reads.some(
      (read) => read.name === name && (isWithin(read.file, scope) || read.scope === '' || reaches.includes(read.scope)),
    );
  };
  const bare = listed.flatMap(({ path, values }) =>
    values
      .filter(
        ({ name }) =>
          !IMPLICIT.test(name) && !starts.some((each) => name.startsWith(each)) && !isRead(name, packageOf(seen.packages, path)),
      )
      .map(({ name, line }) => ({ name, at: `${path}:${line}` })),
  );
  return [...Map.groupBy(bare, ({ name }) => name)].map(([name, all]) => {
    const says = `${name} is set but nothing reads it by name${seen.dynamic.some((each) => each.starts === '') ? '; some reads make up the name while running' : ''}.`;
    return problem('unused', 'low', { name, says, at: all.map(({ at }) => at) });
  });
}

/** AUD-11: is there any production environment at all, apart from the one on the founder's machine? */
function noProduction(seen: Environment, settings: readonly Setting[]): EnvProblem[] {
  if (settings.some(({ environment }) => environment === PRODUCTION)) return [];
  const one = seen.files.find(({ environment }) => environment === 'default');
  const says = one
    ? `Only ${one.path} says what is set; nothing tells production from this machine.`
    : 'Nothing says which variables production has, so nobody can check them before a deploy.';
  return [problem('no-production', 'medium', { name: '', environment: PRODUCTION, says, at: one ? [one.path] : [] })];
}
