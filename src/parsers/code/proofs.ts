import { either, type HandedOn, type Helper, type HelperCall, type Proof } from './borrowed.ts';

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

interface Followed {
  proof: Proof;
  empty: boolean;
}

function follow(call: HelperCall, file: string, at: Modules & { depth: number }): Followed {
  const byName: Followed = { proof: call.named, empty: false };
  const target = at.depth < DEEPEST ? at.resolve(call.from, file) : null;
  const module = target === null ? undefined : at.modules.get(target);
  if (target === null || !module) return byName;
  const next = { ...at, depth: at.depth + 1 };
  const helper = module.helpers.find(({ name }) => name === call.name);
  if (!helper) {
    const passed = module.handedOn.find(({ as }) => as === call.name);
    if (passed) return follow({ ...call, name: passed.name, from: passed.from }, target, next);
    const all = module.handedOn.filter(({ as }) => as === '*').slice(0, 20);
    for (const { from } of all) {
      const found = at.resolve(from, target);
      if (found !== null && at.modules.get(found)?.helpers.some(({ name }) => name === call.name))
        return follow({ ...call, from }, target, next);
    }
    return byName;
  }
  const called = helper.calls.map((each) => follow(each, target, next));
  if (helper.empty && called.every(({ empty }) => empty)) return { proof: NOTHING, empty: true };
  return { proof: either([helper.proves, call.named, ...called.map(({ proof }) => proof)]), empty: false };
}

const NOTHING: Proof = { signed: false, authenticated: false, limited: false };
