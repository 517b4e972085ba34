import { type Clocked, isClocked } from '../clocks.ts';
import { either, type HelperCall, inAll } from './borrowed.ts';
import { askedFor } from './built-in-secrets.ts';
import { decided, standsBefore } from './doors.ts';
import { isFed } from './handed.ts';
import { pathBelow } from './mounts.ts';
import { type Modules, proofOf } from './proofs.ts';
import { answeredBy, type CodeRoute, type Controller, hungBelow } from './routes.ts';
import type { CodeFacts, RuleId } from './rules.ts';
import type { Found, Happens } from './shape.ts';

/** Something that a rule found, and where. */
export interface Fact extends Happens, Pick<Found, 'names'> {
  file: string;
  rule: RuleId;
  within?: string;
}

/** A route of a product, with the file that answers it. */
export type LinkedRoute = Omit<CodeRoute, 'own' | 'calls' | 'reservedToAdmins'> & { file: string };

/** What the rest of a checkout says of its routes. */
export interface Surroundings extends Pick<Modules, 'resolve'> {
  clocks: readonly Clocked[];
  /** Functions that Netlify runs by the clock and nobody else can call. */
  scheduled: ReadonlySet<string>;
}

/** A route before its proofs are known: `home` tells its path. */
interface Open extends CodeRoute {
  file: string;
  home: string;
  calls: (HelperCall & { file: string })[];
}

/** Routes of a product, and values that are followed from file to file. */
const MOST = 500;
const HANDED = 5_000;

/** The files of a product taken together: which function answers which path behind which guards, and what is handed from one to the other. */
export function linked(
  files: ReadonlyMap<string, CodeFacts>,
  { resolve, clocks, scheduled }: Surroundings,
): { routes: LinkedRoute[]; facts: Fact[] } {
  const at = { modules: files, resolve };
  const hung = Map.groupBy(
    [...files].flatMap(([file, { mounts }]) =>
      mounts.flatMap(({ from, path, own, calls }) => {
        const to = resolve(from, file);
        return to === null ? [] : [{ to, file, path, proof: either([own, ...calls.map((call) => proofOf(call, { file, ...at }))]) }];
      }),
    ),
    ({ to }) => to,
  );
  const authorized = [...files].flatMap(([file, { authorized: turns }]) => (turns === undefined ? [] : [{ file, turns }]));
  const guards = [...files].flatMap(([file, { doors }]) => doors.flatMap((door) => decided(door, { file, ...at, authorized })));
  const { routes: declared, looked } = declaredRoutes(files, at);
  const own = [...files].flatMap(([file, { routes }]) =>
    routes.map((route): Open => ({ ...route, file, home: file, calls: within(route.calls, file) })),
  );
  const placed = [...own, ...declared].slice(0, MOST).map((route) => hungBelow(route, pathBelow(route.home, hung)));
  const routes = placed.map(({ own: proven, calls, home, ...route }): LinkedRoute => {
    const door = inAll((hung.get(home) ?? []).map(({ proof }) => proof));
    const proof = either([proven, door, ...calls.map((call) => proofOf(call, { file: call.file, ...at }))]);
    const isBehind = guards.some((guard) => standsBefore(guard, { file: home, path: route.path }));
    const isShut = scheduled.has(/^\/\.netlify\/functions\/(.+)$/.exec(route.path)?.[1] ?? '');
    const cron = !isShut && (route.cron || isClocked(route, { routes: placed, clocks }));
    return { ...route, ...proof, cron, authenticated: proof.authenticated || isBehind, ranked: proof.ranked || isBehind };
  });
  return { routes, facts: [...toldOf(files, { routes, looked }), ...fed(files, resolve)] };
}

function within(calls: readonly HelperCall[], file: string): Open['calls'] {
  return calls.map((call) => ({ ...call, file }));
}

/** Routes that one file tells and another one answers; and where what is sent there is looked at before. */
function declaredRoutes(
  files: ReadonlyMap<string, CodeFacts>,
  { resolve }: Pick<Modules, 'resolve'>,
): { routes: Open[]; looked: Set<Controller> } {
  const looked = new Set<Controller>();
  const routes = [...files].flatMap(([home, { declared }]) =>
    declared.flatMap((each): Open[] => {
      const file = resolve(each.from, home);
      if (file === null) return [];
      // The file that is named, or one whose names it hands on.
      const places = [file, ...(files.get(file)?.handedOn ?? []).flatMap(({ from }) => resolve(from, file) ?? [])];
      const named = places.flatMap((where) => {
        const controller = files.get(where)?.controllers.find(({ name }) => name === each.name);
        return controller ? [{ where, controller }] : [];
      });
      return named.slice(0, 1).map(({ where, controller }) => {
        if (each.judged) looked.add(controller);
        const route = answeredBy(each, controller);
        return { ...route, file: where, home, calls: [...within(each.calls, home), ...within(route.calls, where)] };
      });
    }),
  );
  return { routes, looked };
}

/** What the rules found, without what the rest of the product refutes. */
function toldOf(
  files: ReadonlyMap<string, CodeFacts>,
  { routes, looked }: { routes: readonly LinkedRoute[]; looked: ReadonlySet<Controller> },
): Fact[] {
  const compares = [...files.values()].some((each) => each.compares);
  const builtIn = new Set([...files.values()].flatMap((each) => each.builtIn));
  return [...files].flatMap(([file, { facts, controllers }]) =>
    facts
      .map((fact): Fact => ({ file, ...fact }))
      .filter((fact) => {
        if (fact.rule === 'built-in-secret') return askedFor([fact], builtIn).length > 0;
        // A provider of logins limits attempts by itself.
        if (fact.rule === 'login-limit' && !compares) return false;
        if (fact.rule !== 'login-limit' && fact.rule !== 'whole-body') return true;
        const controller = controllers.find(({ line, ends }) => line <= fact.line && fact.line <= ends);
        const own = routes.filter((route) => route.file === file && route.line === (controller?.line ?? fact.line));
        // Nothing is said of what no path leads to.
        if (controller && (own.length === 0 || (fact.rule === 'whole-body' && looked.has(controller)))) return false;
        return fact.rule === 'whole-body' || own.every(({ limited }) => !limited);
      }),
  );
}

/** What rules find in functions that another file gives what a request says. */
function fed(files: ReadonlyMap<string, CodeFacts>, resolve: Modules['resolve']): Fact[] {
  const handed = [...files].flatMap(([file, { handedIn }]) => handedIn.map((each) => ({ ...each, file }))).slice(0, HANDED);
  // The file that is named, and those whose functions it hands on under that name.
  const led = handed.flatMap((each) => {
    const to = resolve(each.from, each.file);
    if (to === null) return [];
    const passes = (files.get(to)?.handedOn ?? []).filter(({ as }) => as === each.name || as === '*');
    return [to, ...passes.map(({ from }) => resolve(from, to))].map((target) => ({ target, each }));
  });
  const byTarget = Map.groupBy(led, ({ target }) => target);
  const facts = [...files].flatMap(([file, { sinks }]) =>
    sinks
      .filter((sink) => byTarget.get(file)?.some(({ each }) => isFed(sink, each)))
      .map(({ rule, what, line, name }): Fact => ({ file, rule, what, line, within: name })),
  );
  return [...new Map(facts.map((fact) => [`${fact.rule} ${fact.file}:${fact.line}`, fact])).values()];
}
