import { addressesOf, type ServerAnswer } from './host-answers.ts';
import { list, plain } from './plain.ts';

/** Answers that live this short are usually composed anew for each question: load balancing, flattened aliases. Seconds. */
const COMPOSED_TTL = 60;

/** Servers that do not say the same, each version in words, and for how long caches keep any of them at most, seconds. */
export interface Disagreement {
  /** `short-lived` addresses may be load balancing; `mail` is where mail goes, or who may send it. */
  about: 'addresses' | 'short-lived' | 'mail' | 'other';
  versions: { says: string; servers: string[] }[];
  staleFor: number;
}

/** Whether the servers differ about the addresses of a host, or the alias in their place; null also where that looks made on purpose. */
export function addressesDiffer(told: readonly ServerAnswer[]): Disagreement | null {
  const versions = Map.groupBy(told, words);
  if (versions.size < 2 || isComposed(told)) return null;
  return {
    about: onlyAddressesDiffer(told) && shortLived(told) ? 'short-lived' : 'addresses',
    versions: [...versions].map(([says, servers]) => ({ says, servers: namesOf(servers) })),
    staleFor: Math.max(0, ...told.map((server) => server.staleFor ?? 0)),
  };
}

/** What servers say otherwise than others of the zone's own name, by type; a server that gave no answer about a type says nothing. */
export function setsDiffer(told: readonly ServerAnswer[]): Disagreement[] {
  const sets = told.flatMap((server) => (server.sets ?? []).map((set) => ({ ...set, server })));
  return [...Map.groupBy(sets, ({ type }) => type)].flatMap(([type, all]) => {
    const versions = [...Map.groupBy(all, ({ says }) => says.join('\n')).values()];
    if (versions.length < 2) return [];
    const shared = all[0]!.says.filter((text) => all.every(({ says }) => says.includes(text)));
    const own = (says: readonly string[]): string[] => says.filter((text) => !shared.includes(text));
    const mail = type === 'MX' || all.some(({ says }) => own(says).some((text) => /^v=spf1\b/i.test(text)));
    const inWords = (says: readonly string[]): string =>
      says.length === 0
        ? `no ${shared.length > 0 ? 'further ' : ''}${type}`
        : `${type} ${list(
            says.map((text) => plain(text, 120)),
            4,
          )}`;
    return [
      {
        about: mail ? ('mail' as const) : ('other' as const),
        versions: versions.map((same) => ({ says: inWords(own(same[0]!.says)), servers: namesOf(same.map(({ server }) => server)) })),
        staleFor: Math.max(0, ...all.map((set) => set.staleFor ?? 0)),
      },
    ];
  });
}

function namesOf(servers: readonly ServerAnswer[]): string[] {
  return [...new Set(servers.map(({ server }) => plain(server)))];
}

/** What one server says of a host, in words that are equal for equal answers. */
export function words(server: ServerAnswer): string {
  if (server.outcome === 'nxdomain') return 'that the name does not exist';
  // Servers may add the addresses of an alias they also host; the alias is the answer.
  if (server.cname !== null) return `alias of ${plain(server.cname.toLowerCase().replace(/\.$/, ''))}`;
  const addresses = addressesOf(server);
  return addresses.length === 0 ? 'that it has no address' : list(addresses, 8);
}

function onlyAddressesDiffer(told: readonly ServerAnswer[]): boolean {
  return told.every((server) => server.cname === null && addressesOf(server).length > 0);
}

function shortLived(told: readonly ServerAnswer[]): boolean {
  return told.every((server) => server.ttl !== null && server.ttl <= COMPOSED_TTL);
}

/** True when the differences look made on purpose: one server varies by itself, or short-lived sets overlap or lie side by side. */
function isComposed(told: readonly ServerAnswer[]): boolean {
  if (!onlyAddressesDiffer(told)) return false;
  const byServer = Map.groupBy(told, (server) => server.server);
  if ([...byServer.values()].some((answers) => new Set(answers.map(words)).size > 1)) return true;
  if (!shortLived(told)) return false;
  const networks = told.map((server) => new Set(addressesOf(server).map(network)));
  return networks.every((one) => networks.every((other) => [...one].some((each) => other.has(each))));
}

/** The operator-sized network of an address: /16 of IPv4, /32 of IPv6. */
function network(address: string): string {
  return address.includes(':') ? address.split(':').slice(0, 2).join(':') : address.split('.').slice(0, 2).join('.');
}
