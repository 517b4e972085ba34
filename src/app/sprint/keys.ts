import { isInRepository } from '../../probes/repo/list.ts';
import { secretsInventory } from '../secrets/inventory.ts';
import type { InventoryEntry } from '../secrets/list-secrets.ts';
import { rememberRotation } from '../secrets/memory.ts';
import { hinders } from '../secrets/step.ts';
import { asksFor, type Became, type Sprint, type Stage } from './stage.ts';

/** A new key for each that others may have, one question at a time, once the release that no longer holds them is live. */
export const keys: Stage = {
  name: 'keys',
  title: 'New keys',
  async run(sprint): Promise<Became> {
    const { io, tell, workspace } = sprint;
    const { secrets } = await secretsInventory.run({ repo: workspace.root, history: await isInRepository(workspace.root) }, io, tell);
    const leaked = secrets.filter(({ state }) => state === 'leaked');
    if (leaked.length === 0) return { state: 'done', says: 'No key waits to be replaced.' };
    const open: string[] = [];
    for (const [at, secret] of leaked.entries()) {
      const waits = await replaced(secret, { sprint, at: `${at + 1} of ${leaked.length}` });
      if (waits !== undefined) open.push(waits);
    }
    const says = `${leaked.length - open.length} of ${leaked.length} keys that others may have are replaced.`;
    return open.length === 0 ? { state: 'done', says } : { state: 'open', says, open };
  },
};

/** A key as people know it: its variable, or where it was found; its provider, and the end of its value. */
export function keyLabel({ name, provider, masked, livesIn }: InventoryEntry): string {
  const named = /^[A-Za-z_]\w*$/.test(name) && !/^[0-9a-f]{24}$/.test(name) ? name : `a key in ${livesIn[0] ?? 'the history'}`;
  const ends = masked.filter((each) => each.length > 1);
  return `${named} (${[provider ?? 'provider unknown', ...ends].join(', ')})`;
}

/** Asks for one new key and writes down what became of it; gives what is left to do. */
async function replaced(secret: InventoryEntry, { sprint, at }: { sprint: Sprint; at: string }): Promise<string | undefined> {
  const { io, workspace, journal } = sprint;
  const { name, provider, steps, console, opens } = secret;
  const key = keyLabel(secret);
  const done = await asksFor(sprint, {
    text: `New key ${at}: ${key}. The old one opens ${opens}.\n  ${console}\n${steps.map((step, i) => `  ${i + 1}. ${step}`).join('\n')}\nDone, or later?`,
    hint: 'Replace it, then run the sprint again.',
    task: { is: 'rotate', name, provider, steps },
  });
  // A key whose old value still stands somewhere is not replaced, whatever anybody says: in the files the next commit brings it back.
  const now = done ? await lookAnew(secret, sprint) : secret;
  const hindrance = done ? hinders(now, 'rotated', false) : null;
  const became = done ? (hindrance?.code ?? 'rotated') : 'later';
  const today = io.now().toISOString();
  if (became === 'rotated') rememberRotation(workspace, name, { state: 'rotated', on: today.slice(0, 10), by: 'told' });
  journal.write({ is: 'stage', stage: 'rotation', state: became === 'rotated' ? 'done' : 'skipped', id: name, key, became }, io.now());
  if (became === 'later') return `Replace ${key}: ${steps[0] ?? 'make a new key.'} See \`launch-ready secrets inventory\`.`;
  if (became === 'still-exposed')
    return `Take ${key} out of ${now.livesIn.slice(0, 3).join(', ')}: the value that others have seen still stands there.`;
  if (became === 'old-value-in-use')
    return `Enter the new value of ${key} in ${now.oldIn.slice(0, 3).join(', ')}: the one that others have seen still stands there.`;
  return hindrance?.message;
}

/** The secret as it stands after the answer; a founder has changed files while the question stood. */
async function lookAnew(secret: InventoryEntry, { io, tell, workspace }: Sprint): Promise<InventoryEntry> {
  const { secrets } = await secretsInventory.run({ repo: workspace.root, history: false }, io, tell);
  return secrets.find(({ name }) => name === secret.name) ?? secret;
}
