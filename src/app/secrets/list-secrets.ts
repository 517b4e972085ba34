import type { Exposure, FoundSecret } from '../../core/secret.ts';
import { isPublicName, namesSecret } from '../../parsers/env-name.ts';
import type { Gathered } from '../env/gather.ts';
import type { Workspace } from '../workspace.ts';
import type { Guide } from './guide.ts';
import type { Memory, Rotation } from './memory.ts';
import { providerOfName } from './providers.ts';
import { rotationOf } from './rotation.ts';
import type { Stored } from './stored.ts';

/** What is left of a key that is refused: a copy that opens nothing. */
const PURGE =
  'Its value stays in the history, where it opens nothing any more. To take it out: git filter-repo --replace-text, force-push, and every copy cloned anew.';

/** One secret of a product: a variable, or a value that was found outside of any. */
export interface InventoryEntry {
  /** The name of the variable, or the id of a value that was found. */
  name: string;
  provider: string | null;
  owner: string | null;
  /** Environments that have it, and files that hold the value. */
  livesIn: string[];
  exposed: Exposure | null;
  /** Ids of the values that others have seen; and of all that were found, `…` with the last four characters. */
  ids: string[];
  masked: string[];
  state: Rotation | 'fine';
  /** The day of the last step, and whether it was seen or is somebody's word. */
  on: string | null;
  by: 'seen' | 'told' | null;
  /** What the environments that can be read hold: the value that leaked, or another one; null where none of them tells. */
  stored: 'old' | 'new' | null;
  /** Files that still hold the value that leaked although git does not track them. */
  oldIn: string[];
  opens: string;
  console: string;
  keys: Guide['keys'];
  /** What does not work while the key is replaced. */
  breaks: string;
  /** What is left to do; empty where nothing is. */
  steps: string[];
}

/** Everything a list is made from. */
export interface Known {
  workspace: Workspace;
  found: readonly FoundSecret[];
  gathered: Gathered;
  memory: Memory;
  stored: Stored;
}

/** Pure but for its inputs: variables first, then what was found without a name. */
export function listSecrets({ workspace, found, gathered, memory, stored }: Known): InventoryEntry[] {
  const { seen, settings } = gathered;
  const names = new Set([
    ...seen.reads.filter(({ provided }) => provided === null).map(({ name }) => name),
    ...seen.files.flatMap(({ values }) => values.map(({ name }) => name)),
    ...settings.flatMap(({ values }) => [...values.keys()]),
  ]);
  const isSecret = (name: string): boolean =>
    namesSecret(name) ||
    seen.files.some(({ values }) => values.some((value) => value.name === name && value.looks === 'secret' && !isPublicName(name)));
  const isKnownAs = (name: string, id: string): boolean => memory.secrets[name]?.ids?.includes(id) === true;
  const claimed = new Set<string>();
  const entries = [...names]
    .filter(isSecret)
    .toSorted()
    .map((name) => {
      const files = seen.files.filter(({ values }) => values.some((value) => value.name === name && value.looks !== 'empty'));
      const lines = new Set(
        files.flatMap(({ path, values }) => values.flatMap((value) => (value.name === name ? [`${path}:${value.line}`] : []))),
      );
      const values = found.filter(
        ({ id, variable, places }) => variable === name || isKnownAs(name, id) || places.some(({ at, line }) => lines.has(`${at}:${line}`)),
      );
      for (const { id } of values) claimed.add(id);
      const livesIn = [
        ...settings.filter((setting) => setting.values.has(name)).map(({ environment }) => environment),
        ...new Set(seen.reads.flatMap((read) => (read.name === name && read.for === 'pipeline' ? [`pipeline ${read.file}`] : []))),
        ...new Set(seen.sets.flatMap((set) => (set.name === name ? [set.file] : []))),
        ...values.flatMap(({ places }) => places.map(({ at }) => at)),
        ...files.filter(({ environment }) => environment !== 'example').map(({ path }) => path),
      ];
      return entry({ workspace, memory, stored }, { name, provider: providerOfName(name) ?? values[0]?.provider ?? null, livesIn, values });
    });
  const remembered = Object.keys(memory.secrets);
  const loose = found.filter(
    ({ id, exposure }) => !claimed.has(id) && exposure !== 'local' && !remembered.some((name) => name !== id && isKnownAs(name, id)),
  );
  const gone = remembered.filter((name) => !entries.some((each) => each.name === name) && !loose.some(({ id }) => id === name));
  return [
    ...entries,
    ...gone.map((name) => {
      const values = found.filter(({ id }) => isKnownAs(name, id));
      const livesIn = values.flatMap(({ places }) => places.map(({ at }) => at));
      return entry({ workspace, memory, stored }, { name, provider: providerOfName(name) ?? values[0]?.provider ?? null, livesIn, values });
    }),
    ...loose.map((each) =>
      entry(
        { workspace, memory, stored },
        { name: each.id, provider: each.provider, livesIn: each.places.map(({ at }) => at), values: [each] },
      ),
    ),
  ];
}

function entry(
  { workspace, memory, stored }: Pick<Known, 'workspace' | 'memory' | 'stored'>,
  about: { name: string; provider: string | null; livesIn: readonly string[]; values: readonly FoundSecret[] },
): InventoryEntry {
  const { name, provider, livesIn, values } = about;
  const { owners } = workspace.config;
  const known = memory.secrets[name];
  const exposed = values.find(({ exposure }) => exposure !== 'local')?.exposure ?? null;
  const isOpen = exposed === 'head' || exposed === 'bundle';
  // A value that others have seen has leaked, until somebody says that another one is in use; then history may keep it.
  const kept = known?.state === 'purged' && exposed !== null ? 'verified' : known?.state;
  const state = isOpen ? 'leaked' : (kept ?? (exposed === null ? 'fine' : 'leaked'));
  const seenIds = values.flatMap(({ id, exposure }) => (exposure === 'local' ? [] : [id]));
  const leakedIds = new Set([...(known?.ids ?? []), ...seenIds]);
  const held = heldFor(stored, name, provider);
  const old = held.filter(({ id }) => leakedIds.has(id));
  const { opens, console, keys, breaks, steps, proof } = rotationOf(provider);
  const left = {
    leaked: steps,
    rotated: [
      ...old.map(({ path }) => `Replace the value in ${path}: it is still the one that leaked.`),
      `See that the old key is refused, then mark this as verified. ${proof}`,
    ],
    verified: exposed === 'history' ? [PURGE] : [],
    purged: [],
    fine: [],
  }[state];
  return {
    name,
    provider,
    owner: owners[name] ?? owners[provider?.toLowerCase() ?? ''] ?? owners['secrets'] ?? null,
    livesIn: [...new Set(livesIn)].slice(0, 20),
    exposed,
    ids: seenIds,
    masked: [...new Set(values.map((value) => value.masked))],
    state,
    on: known?.on ?? null,
    by: known?.by ?? null,
    stored: leakedIds.size === 0 || held.length === 0 ? null : old.length > 0 ? 'old' : 'new',
    oldIn: [...new Set(old.map(({ path }) => path))],
    opens,
    console,
    keys,
    breaks,
    steps: [...left],
  };
}

/** What environments hold for a variable; for a value that was found without one, for every variable of its provider. */
function heldFor(stored: Stored, name: string, provider: string | null): Stored[number][] {
  const isLoose = !stored.some((each) => each.name === name) && provider !== null;
  return stored.filter((each) => each.name === name || (isLoose && providerOfName(each.name) === provider));
}
