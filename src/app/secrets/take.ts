import type { Io } from '../../core/io.ts';
import type { FoundSecret } from '../../core/secret.ts';
import type { Tell } from '../../core/verb.ts';
import { gatherEnvironment } from '../env/gather.ts';
import type { Workspace } from '../workspace.ts';
import { judgeFound, readBaseline } from './baseline.ts';
import { type InventoryEntry, listSecrets } from './list-secrets.ts';
import { lookForSecrets, seenBy } from './look.ts';
import { type Memory, readMemory, writeMemory } from './memory.ts';
import { storedIn } from './stored.ts';

/** An inventory as it is now. What it saw is written down; `valueOf` gives a value to nobody but its provider. */
export interface Taken {
  secrets: InventoryEntry[];
  memory: Memory;
  found: readonly FoundSecret[];
  valueOf: (id: string) => string | undefined;
  /** The list as it would be with another memory. */
  list(memory: Memory): InventoryEntry[];
  /** True where every version of every file was looked through. */
  wholeHistory: boolean;
}

/** Looks at code, environments and memory, lists every secret, and remembers each leak, and each value that history holds no longer. */
export async function takeInventory(workspace: Workspace, { history, io, tell }: { history: boolean; io: Io; tell: Tell }): Promise<Taken> {
  const baseline = readBaseline(workspace, io.signal);
  const salt = await baseline.salt();
  const memory: Memory = readMemory(workspace) ?? { schema: 1, salt, secrets: {} };
  const look = await lookForSecrets(
    { workspace, sources: history ? ['tree', 'history'] : ['tree'], hosts: [], salt: baseline.salt },
    io,
    (text) => tell({ is: 'asking', text }),
  );
  const { found } = judgeFound(look.found, [...baseline.ignore, ...workspace.config.secrets.ignore], {
    now: io.now(),
    looked: seenBy(look.looked),
  });
  const gathered = await gatherEnvironment(workspace, io.signal, io.now());
  const stored = await storedIn(workspace, gathered, { salt, now: io.now() });
  const today = io.now().toISOString().slice(0, 10);
  const wholeHistory = history && look.looked.every(({ truncated }) => !truncated);
  const list = (as: Memory): InventoryEntry[] => listSecrets({ workspace, found, gathered, memory: as, stored });
  const leaks = rememberLeaks(list(memory), memory, today);
  const seen = wholeHistory ? rememberPurges(leaks, new Set(look.found.map(({ id }) => id)), today) : leaks;
  if (seen !== memory) writeMemory(workspace, seen);
  return { secrets: list(seen), list, memory: seen, found: look.found, valueOf: look.valueOf, wholeHistory };
}

/** The memory in which a key that is refused, and of whose value no version is left, is done with. */
function rememberPurges(memory: Memory, ids: ReadonlySet<string>, today: string): Memory {
  const gone = Object.entries(memory.secrets).filter(
    ([, known]) => known.state === 'verified' && (known.ids?.length ?? 0) > 0 && known.ids?.every((id) => !ids.has(id)) === true,
  );
  if (gone.length === 0) return memory;
  const purged = gone.map(([name, known]) => [name, { ...known, state: 'purged' as const, by: 'seen' as const, on: today }]);
  return { ...memory, secrets: { ...memory.secrets, ...Object.fromEntries(purged) } };
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
