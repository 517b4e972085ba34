import { lookup } from './lookup.ts';
import { NOTHING, refuse, type Saying } from './message.ts';
import type { NameServer, Zone } from './scenario.ts';
import { arrange, type ZoneData, type ZoneRecord } from './zone.ts';

const STEPS = 24;

/**
 * A recursive resolver over a tree of zones: it starts at the root, follows delegations and aliases, and asks the first server of a
 * zone that answers. Nothing outside the tree exists, and nobody else is ever asked.
 */
export function resolverOver(tree: readonly Zone[]): (question: { name: string; type: string }) => Saying {
  // By both: one name server may serve several zones.
  const held = new Map<string, ZoneData>();
  const dataOf = (zone: Zone, server: NameServer): ZoneData => {
    const key = `${zone.name} ${server.name} ${server.address}`;
    const data = held.get(key) ?? arrange(zone, server);
    held.set(key, data);
    return data;
  };
  const root = tree.find((zone) => zone.name === '');
  if (!root) throw new Error('a tree of zones needs a root');

  return ({ name, type }) => {
    const answers: ZoneRecord[] = [];
    let wanted = name;
    let zone = root;
    let asked = root.servers.map((server) => server.name);
    for (let step = 0; step < STEPS; step += 1) {
      const at = zone;
      const server = at.servers.find((each) => (each.does ?? 'answer') === 'answer' && asked.includes(each.name));
      if (!server) return { ...refuse('SERVFAIL'), recursive: true };
      const found = lookup(dataOf(at, server), { name: wanted, type });
      answers.push(...found.answers);
      if (found.cut !== undefined) {
        const child = tree.find((each) => each.name === found.cut);
        if (!child) return { ...refuse('SERVFAIL'), recursive: true };
        wanted = lastTarget(found.answers) ?? wanted;
        zone = child;
        asked = found.authority.map((ns) => ns.words[0] ?? '');
        continue;
      }
      if (found.leaves === undefined || found.rcode !== 'NOERROR')
        return { ...NOTHING, rcode: found.rcode, answers, authority: found.authority, recursive: true };
      wanted = found.leaves;
      zone = root;
      asked = root.servers.map((each) => each.name);
    }
    return { ...refuse('SERVFAIL'), recursive: true };
  };
}

function lastTarget(answers: readonly ZoneRecord[]): string | undefined {
  return answers.at(-1)?.words[0];
}
