import { either, type HandedOn, type Helper, type HelperCall, type Proof } from './borrowed.ts';
import { isPackage, type Turns } from './turned-away.ts';

/** The files of a product, as functions are followed through them. */
export interface Modules {
  modules: ReadonlyMap<string, { helpers: readonly Helper[]; handedOn: readonly HandedOn[] }>;
  /** The file that a specifier leads to; null where it is of a package, or cannot be told. */
  resolve: (from: string, file: string) => string | null;
}

/** Files that one call is followed through. */
const DEEPEST = 4;

/** What a function of another file really does; where it cannot be read, what its name promises. */
export function proofOf(call: HelperCall, { file, ...rest }: Modules & { file: string }): Proof {
  return follow(call, file, { ...rest, depth: 0 }).proof;
}

/** Where a function of another file turns strangers away; null where it may in a way that is not read. */
export function turnsBehind(call: HelperCall, { file, ...rest }: Modules & { file: string }): Turns {
  return turnsAt(call, file, { ...rest, depth: 0 });
}

interface Followed {
  proof: Proof;
  empty: boolean;
}

type At = Modules & { depth: number };

function follow(call: HelperCall, file: string, at: At): Followed {
  const found = find(call, file, at);
  if (found === null) return { proof: call.named, empty: false };
  const { helper, target, next } = found;
  const called = helper.calls.map((each) => follow(each, target, next));
  if (helper.empty && called.every(({ empty }) => empty)) return { proof: NOTHING, empty: true };
  return { proof: either([helper.proves, call.named, ...called.map(({ proof }) => proof)]), empty: false };
}

function turnsAt(call: HelperCall, file: string, at: At): Turns {
  const found = find(call, file, at);
  // What packages may do has been judged by their names where they are called.
  if (found === null) return isPackage(call.from) ? [] : null;
  const { helper, target, next } = found;
  const all = [helper.turns, ...helper.calls.map((each) => turnsAt(each, target, next))];
  return all.every((each) => each !== null) ? all.flat() : null;
}

/** The function that a call is of, through files that hand it on; null where it is of a package, or cannot be told. */
function find(call: HelperCall, file: string, at: At): { helper: Helper; target: string; next: At } | null {
  const target = at.depth < DEEPEST ? at.resolve(call.from, file) : null;
  const module = target === null ? undefined : at.modules.get(target);
  if (target === null || !module) return null;
  const next = { ...at, depth: at.depth + 1 };
  const helper = module.helpers.find(({ name }) => name === call.name);
  if (helper) return { helper, target, next };
  const passed = module.handedOn.find(({ as }) => as === call.name);
  if (passed) return find({ ...call, name: passed.name, from: passed.from }, target, next);
  const all = module.handedOn.filter(({ as }) => as === '*').slice(0, 20);
  for (const { from } of all) {
    const found = at.resolve(from, target);
    if (found !== null && at.modules.get(found)?.helpers.some(({ name }) => name === call.name))
      return find({ ...call, from }, target, next);
  }
  return null;
}

const NOTHING: Proof = { signed: false, authenticated: false, ranked: false, limited: false };
