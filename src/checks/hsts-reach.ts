import type { Saw } from '../core/check.ts';
import { everyHost } from '../core/every-host.ts';
import { all } from '../parsers/headers.ts';
import { type Hsts, parseHsts } from '../parsers/hsts.ts';
import { httpEntry } from '../probes/http/entry.ts';
import { tlsCertificate } from '../probes/tls/certificate.ts';
import { covers } from './certificate.ts';
import { list } from './plain.ts';
import { arrives, firstHop } from './walk.ts';

/** How each host of the site is entered, and with which certificates. */
export const reachOfHosts = everyHost({ entry: httpEntry, certificate: tlsCertificate });

type Hosts = Saw<{ hosts: typeof reachOfHosts }>['hosts'];
export type SeenHost = Hosts['seen'][number];

/** A host as browsers meet it once they insist on https. */
export interface Reach {
  host: string;
  /** Why nobody could open it then, to follow its name in a sentence; null where it works, or where nothing answers today either. */
  breaks: string | null;
  /** True where it shows pages over plain http, so that people use it so today. */
  plain: boolean;
  /** The rule its own first header sets; null where it sets none, or where browsers must ignore it: over a faulty connection (RFC 6797 §8.1). */
  rule: Hsts | null;
}

/** The hosts of a site as browsers would meet them. */
export function reachOf({ seen }: Hosts): Reach[] {
  return seen.map((each) => {
    const breaks = breakOf(each);
    const value = all(each.saw.entry.headers, 'strict-transport-security')[0];
    const told = value === undefined ? null : parseHsts(value);
    const { http } = each.saw.entry;
    const rule = breaks === null && told?.maxAge ? told : null;
    const plain = http.ends === 'answered' && http.final.startsWith('http://') && (http.status ?? 500) < 400;
    return { host: each.host, breaks, plain, rule };
  });
}

/** Whether a rule of `ruler` that includes its subdomains holds for `host`. */
export function isBelow(host: string, ruler: string): boolean {
  return host.endsWith(`.${ruler}`);
}

/** What is known of switching the rule on for every host, as the end of a sentence; the names of a wildcard are nobody's to list. */
export function simulated(reach: readonly Reach[], { unseen, wildcard }: { unseen: readonly string[]; wildcard: string | null }): string {
  const broken = reach.flatMap(({ host, breaks }) => (breaks === null ? [] : [`${host} ${breaks}`]));
  const verdict = broken.length === 0 ? `none of ${reach.length} hosts seen would break` : `it would break: ${list(broken, 10)}`;
  const blind = [...unseen.slice(0, 6), ...(wildcard === null ? [] : [`the names of ${wildcard}`])];
  return `${verdict}${blind.length === 0 ? '' : `; not seen: ${list(blind, 7)}`}.`;
}

function breakOf({ host, saw: { entry, certificate } }: SeenHost): string | null {
  const { http, https } = entry;
  const asked = firstHop(https);
  const answersHttp = firstHop(http)?.status !== null && http.hops.length > 0;
  const hands = certificate.addresses.filter(({ outcome }) => outcome === 'handshake');
  if (hands.length === 0 || !asked || asked.status === null) return answersHttp ? 'does not answer over https' : null;
  const names = hands.some(({ chain }) => !chain[0]?.names.some((name) => covers(name, host)));
  if (names) return 'has a certificate for another name';
  if (hands.some(({ trusted }) => !trusted)) return 'has a certificate that browsers do not trust';
  const back = https.hops.some(({ url, location }) => url.startsWith(`https://${host}/`) && location?.startsWith(`http://${host}/`));
  if (back) return 'sends https visitors back to http';
  const shown = arrives(http) && http.final.startsWith(`http://${host}/`) && (http.status ?? 500) < 400;
  return shown && https.ends === 'answered' && (https.status ?? 0) >= 400
    ? `shows its pages over http alone (https answers ${https.status})`
    : null;
}
