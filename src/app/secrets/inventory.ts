import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import type { Exposure, FoundSecret } from '../../core/secret.ts';
import { defineVerb } from '../../core/verb.ts';
import { isPublicName, namesSecret } from '../../parsers/env-name.ts';
import { redact } from '../../redact/redact.ts';
import { renderInventory } from '../../reports/secrets-inventory.ts';
import { type Gathered, gatherEnvironment } from '../env/gather.ts';
import { openWorkspace, repoInput, type Workspace } from '../workspace.ts';
import { judgeFound, readBaseline } from './baseline.ts';
import { lookForSecrets, seenBy } from './look.ts';
import { type Memory, readMemory, ROTATION, type Rotation, writeMemory } from './memory.ts';
import { providerOfName } from './providers.ts';
import { rotationOf } from './rotation.ts';

const takes = z.strictObject({
  repo: repoInput.meta({ positional: true }),
  history: z.boolean().default(false).describe('Look through the whole history as well'),
  mark: z.string().optional().describe('A name or id whose rotation went on; needs --as'),
  as: z.enum(ROTATION).optional().describe('How far: leaked, rotated (the new value is in use), verified (the old one is refused)'),
});
type Takes = z.output<typeof takes>;

/** One secret of a product: a variable, or a value that was found outside of any. */
export interface InventoryEntry {
  /** The name of the variable, or the id of a value that was found. */
  name: string;
  provider: string | null;
  owner: string | null;
  /** Environments that have it, and files that hold the value. */
  livesIn: string[];
  exposed: Exposure | null;
  /** The values that were found: their ids, and `…` with the last four characters. */
  ids: string[];
  masked: string[];
  state: Rotation | 'fine';
  /** The day of the last step. */
  on: string | null;
  opens: string;
  console: string;
  /** What is left to do; empty where nothing is. */
  steps: string[];
}

export interface Inventory {
  secrets: InventoryEntry[];
}

/** `launch-ready secrets inventory`: whose keys are these, who has seen them, and what is left to do? */
export const secretsInventory = defineVerb<Takes, Inventory>({
  name: 'secrets inventory',
  does: 'List every secret: owner, where it lives, exposed or not, rotation',
  stage: 'hand over',
  touches: 'nothing',
  takes,
  gives: z.custom<Inventory>(),
  examples: [
    'launch-ready secrets inventory',
    'launch-ready secrets inventory --history',
    'launch-ready secrets inventory --mark STRIPE_SECRET_KEY --as rotated',
    'launch-ready secrets inventory --json',
  ],
  async run(input, io, tell) {
    const workspace = openWorkspace(input.repo);
    const baseline = await readBaseline(workspace, io.signal);
    const memory: Memory = readMemory(workspace) ?? { schema: 1, salt: baseline.salt, secrets: {} };
    const look = await lookForSecrets(
      { workspace, sources: input.history ? ['tree', 'history'] : ['tree'], hosts: [], salt: baseline.salt },
      io,
      (text) => tell({ is: 'asking', text }),
    );
    const { found } = judgeFound(look.found, [...baseline.ignore, ...workspace.config.secrets.ignore], {
      now: io.now(),
      looked: seenBy(look.looked),
    });
    const gathered = await gatherEnvironment(workspace, io.signal, io.now());
    const today = io.now().toISOString().slice(0, 10);
    const secrets = listSecrets({ workspace, found, gathered, memory });
    const seen = rememberLeaks(secrets, memory, today);
    const marked = input.mark === undefined ? seen : markSecret(secrets, input, { memory: seen, today });
    if (marked !== memory) writeMemory(workspace, marked);
    return redact({ secrets: listSecrets({ workspace, found, gathered, memory: marked }) }) as Inventory; // as: redacting keeps the shape
  },
  shows: (gave, page) => renderInventory(gave.secrets, page),
  exit: ({ secrets }) => (secrets.some(({ state }) => state === 'leaked') ? 1 : 0),
});

interface Known {
  workspace: Workspace;
  found: readonly FoundSecret[];
  gathered: Gathered;
  memory: Memory;
}

/** Pure but for its inputs: variables first, then what was found without a name. */
function listSecrets({ workspace, found, gathered, memory }: Known): InventoryEntry[] {
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
        ...values.flatMap(({ places }) => places.map(({ at }) => at)),
        ...files.filter(({ environment }) => environment !== 'example').map(({ path }) => path),
      ];
      return entry(workspace, memory, { name, provider: providerOfName(name) ?? values[0]?.provider ?? null, livesIn, values });
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
      return entry(workspace, memory, { name, provider: providerOfName(name) ?? values[0]?.provider ?? null, livesIn, values });
    }),
    ...loose.map((each) =>
      entry(workspace, memory, { name: each.id, provider: each.provider, livesIn: each.places.map(({ at }) => at), values: [each] }),
    ),
  ];
}

function entry(
  { config: { owners } }: Workspace,
  memory: Memory,
  about: { name: string; provider: string | null; livesIn: readonly string[]; values: readonly FoundSecret[] },
): InventoryEntry {
  const { name, provider, livesIn, values } = about;
  const known = memory.secrets[name];
  const exposed = values.find(({ exposure }) => exposure !== 'local')?.exposure ?? null;
  const isOpen = exposed === 'head' || exposed === 'bundle';
  // A value that others have seen has leaked, until somebody says that another one is in use; then history may keep it.
  const state = isOpen ? 'leaked' : (known?.state ?? (exposed === null ? 'fine' : 'leaked'));
  const { opens, console, steps } = rotationOf(provider);
  const left = {
    leaked: steps,
    rotated: ['Try the old value: when the provider refuses it, mark this as verified.'],
    verified: [],
    fine: [],
  }[state];
  return {
    name,
    provider,
    owner: owners[name] ?? owners[provider?.toLowerCase() ?? ''] ?? owners['secrets'] ?? null,
    livesIn: [...new Set(livesIn)].slice(0, 20),
    exposed,
    ids: values.map(({ id }) => id),
    masked: [...new Set(values.map((value) => value.masked))],
    state,
    on: known?.on ?? null,
    opens,
    console,
    steps: [...left],
  };
}

/** The memory with every leak that was seen: a secret that was taken out of the code is still a leaked one. */
function rememberLeaks(secrets: readonly InventoryEntry[], memory: Memory, today: string): Memory {
  const idsOf = (name: string): readonly string[] => memory.secrets[name]?.ids ?? [];
  const fresh = secrets.filter(
    ({ name, state, ids }) =>
      state === 'leaked' && (memory.secrets[name]?.state !== 'leaked' || ids.some((id) => !idsOf(name).includes(id))),
  );
  if (fresh.length === 0) return memory;
  const leaked = fresh.map(({ name, ids }) => [name, { state: 'leaked' as const, on: today, ids: [...new Set([...idsOf(name), ...ids])] }]);
  return { ...memory, secrets: { ...memory.secrets, ...Object.fromEntries(leaked) } };
}

/** The memory with one step more. Refuses what is not so: a secret is not rotated while the value that leaked stands in the files. */
function markSecret(secrets: readonly InventoryEntry[], { mark, as }: Takes, { memory, today }: { memory: Memory; today: string }): Memory {
  const about = secrets.find(({ name }) => name === mark);
  if (as === undefined)
    throw new UserError('no-state', '--mark needs to know how far the rotation is.', 'Add --as leaked, --as rotated or --as verified.');
  if (!about || mark === undefined)
    throw new UserError('no-such-secret', 'There is no secret of that name or id.', 'Take the name from `launch-ready secrets inventory`.');
  if (as !== 'leaked' && (about.exposed === 'head' || about.exposed === 'bundle'))
    throw new UserError(
      'still-exposed',
      `${mark} is not ${as} yet: its value still stands in ${about.livesIn.join(', ')}.`,
      'Take the value out of these files first; the new one belongs on the platform alone.',
    );
  return { ...memory, secrets: { ...memory.secrets, [mark]: { ...memory.secrets[mark], state: as, on: today } } };
}
