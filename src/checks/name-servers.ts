import type { Saw } from '../core/check.ts';
import type { dnsDelegation } from '../probes/dns/delegation.ts';

/** What the delegation probe saw. */
export type Delegation = Saw<{ delegation: typeof dnsDelegation }>['delegation'];
type Server = Delegation['servers'][number];
export type Answer = Server['answers'][number];

/** True for an answer a resolver can use: with authority (RFC 1035 section 4.1.1, the AA bit). */
export function speaks(answer: Answer): boolean {
  return answer.outcome === 'answered' && answer.authoritative;
}

/** True when at least one address of the server answers with authority. */
export function serves(server: Server): boolean {
  return server.answers.some(speaks);
}

const WORDS = {
  answered: 'answers without authority',
  refused: 'refuses the question',
  servfail: 'answers SERVFAIL',
  nxdomain: 'says the domain does not exist',
  timeout: 'does not answer',
  unreachable: 'cannot be reached',
  malformed: 'answers garbage',
} as const satisfies Record<Answer['outcome'], string>;

/** What is wrong with a server, as the end of a sentence that begins with its name. */
export function trouble(server: Server): string {
  if (server.answers.length === 0) return 'has no address';
  return [
    ...new Set(server.answers.filter((answer) => !speaks(answer)).map((answer) => `${WORDS[answer.outcome]} (${answer.address})`)),
  ].join(', ');
}

/** True when the server gave a wrong answer or none, beyond what a machine without IPv6 would see of a healthy one. */
export function isLame(server: Server, all: readonly Server[]): boolean {
  const here = all.some((each) => each.answers.some((answer) => isV6(answer) && heard(answer)));
  const seen = here ? server.answers : server.answers.filter((answer) => !isV6(answer) || heard(answer));
  if (server.answers.length > 0 && seen.length === 0) return false;
  if (seen.some((answer) => heard(answer) && !speaks(answer))) return true;
  return !seen.some(speaks);
}

/** True when the server said anything at all, be it a refusal. */
export function heard(answer: Answer): boolean {
  return answer.outcome !== 'timeout' && answer.outcome !== 'unreachable';
}

function isV6(answer: Answer): boolean {
  return answer.address.includes(':');
}

/** An answer of a healthy server, for the examples of checks. */
export function healthy(address: string, changes: Partial<Answer> = {}): Answer {
  return {
    address,
    outcome: 'answered',
    authoritative: true,
    ms: 12,
    names: ['ns1.acmedns.net', 'ns2.acmedns.net'],
    soa: { primary: 'ns1.acmedns.net', serial: 2026112001, refresh: 7200, retry: 3600, expire: 1_209_600, minimum: 300, ttl: 3600 },
    ...changes,
  };
}

/** The evidence of a healthy domain with two name servers, for the examples of checks. */
export function delegated(first: Partial<Answer> = {}, second: Partial<Answer> = {}): Delegation {
  return {
    exists: true,
    parent: { zone: 'com', server: 'a.gtld-servers.net', names: ['ns1.acmedns.net', 'ns2.acmedns.net'] },
    servers: [
      { name: 'ns1.acmedns.net', answers: [healthy('203.0.113.53', first)] },
      { name: 'ns2.acmedns.net', answers: [healthy('198.51.100.53', second)] },
    ],
  };
}
