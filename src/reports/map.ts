import type { DomainMap, HostOnMap, MapQuestion } from '../core/finding.ts';
import { plain } from './text.ts';

/** The domain map as lines of text: every host with where it points, who serves it and how long its certificate lasts. */
export function renderMapText(map: DomainMap): string {
  const lines = [`${plain(map.domain)}  DNS: ${plain(map.dns ?? 'unknown')}  mail: ${plain(map.mail ?? 'unknown')}`, ...ownership(map), ''];
  for (const host of map.hosts) {
    lines.push(`${plain(host.host)}  (${plain(host.role)}, ${host.state})`);
    lines.push(`    addresses    ${host.addresses.map(plain).join(', ') || 'none'}`);
    if (host.provider) lines.push(`    served by    ${plain(host.provider)}`);
    if (host.edge) lines.push(`    edge         ${plain(edgeWords(host.edge))}`);
    if (host.certificateUntil) lines.push(`    certificate  until ${host.certificateUntil.slice(0, 10)}`);
    for (const redirect of map.redirects.filter((each) => URL.parse(each.from)?.hostname === host.host)) {
      lines.push(`    ${redirect.status} redirect  ${plain(redirect.from)} → ${plain(redirect.to)}`);
    }
  }
  if (map.questions) lines.push('', 'ONLY YOU CAN SAY', ...map.questions.map(questionLine));
  return `${lines.join('\n')}\n`;
}

/** `Cloudflare, proxied, told by its addresses (table of 2026-11-25)`. */
function edgeWords({ name, stands, by, asOf }: NonNullable<HostOnMap['edge']>): string {
  const sign = { alias: 'its alias', address: 'its addresses', headers: 'its headers' }[by];
  return `${name}, ${stands === 'proxy' ? 'proxied' : 'a platform with its own'}, told by ${sign} (table of ${asOf})`;
}

/** Who serves a host, in few words: `Vercel behind Cloudflare`. */
export function servedBy({ provider = '', edge }: Pick<HostOnMap, 'provider' | 'edge'>): string {
  if (edge?.stands !== 'proxy') return provider;
  return edge.name === provider ? `${provider}, proxied` : `${provider} behind ${edge.name}`;
}

function ownership({ registration: held, production, code }: DomainMap): string[] {
  const row = (name: string, text: string | undefined): string[] => (text === undefined ? [] : [`    ${name.padEnd(12)} ${plain(text)}`]);
  return [
    ...row('registrar', held && `${held.registrar ?? 'not told'} (${held.registry})`),
    ...row('registered', held && registeredWords(held)),
    ...row('production', production),
    ...row('code', code),
  ];
}

/** `until 2027-03-01, since 2025-03-01, locked against transfer`; what the registry does not tell is said to be not known. */
export function registeredWords({ since, until, locked }: NonNullable<DomainMap['registration']>): string {
  const lock = locked === undefined ? '' : locked ? ', locked against transfer' : ', not locked against transfer';
  return `until ${until?.slice(0, 10) ?? 'a day the registry does not tell'}${since === undefined ? '' : `, since ${since.slice(0, 10)}`}${lock}`;
}

function questionLine({ asks, answer }: MapQuestion): string {
  return answer === undefined ? `  ? ${plain(asks)}` : `  ✓ ${plain(asks)}  ${plain(answer)}`;
}

/** The domain map as a Mermaid flowchart. Names that are no host names are reduced to the characters of one. */
export function renderMapMermaid(map: DomainMap): string {
  const names = [
    ...new Set([
      ...map.hosts.flatMap((host) => [`http://${host.host}`, `https://${host.host}`]),
      ...map.redirects.flatMap((each) => [each.from, each.to]),
    ]),
  ];
  const id = (name: string): string => `n${names.indexOf(name)}`;
  const used = new Set(map.redirects.flatMap((each) => [each.from, each.to]));
  const lines = ['flowchart LR'];
  for (const name of names) if (used.has(name) || name.startsWith('https://')) lines.push(`  ${id(name)}["${label(name)}"]`);
  for (const redirect of map.redirects) lines.push(`  ${id(redirect.from)} -->|${redirect.status}| ${id(redirect.to)}`);
  for (const host of map.hosts)
    if (host.provider) lines.push(`  ${id(`https://${host.host}`)} -.- p${map.hosts.indexOf(host)}(["${label(host.provider)}"])`);
  const held = map.registration;
  if (held && names.includes(`https://${map.domain}`))
    lines.push(
      `  ${id(`https://${map.domain}`)} -.- p${map.hosts.length}(["${label(`${held.registrar ?? 'registrar not told'} ${registeredWords(held)}`)}"])`,
    );
  return `${lines.join('\n')}\n`;
}

function label(text: string): string {
  return text.replace(/[^A-Za-z0-9 .:/_-]/g, '');
}
