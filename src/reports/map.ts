import type { DomainMap } from '../core/finding.ts';
import { plain } from './text.ts';

/** The domain map as lines of text: every host with where it points, who serves it and how long its certificate lasts. */
export function renderMapText(map: DomainMap): string {
  const lines = [`${plain(map.domain)}  DNS: ${plain(map.dns ?? 'unknown')}  mail: ${plain(map.mail ?? 'unknown')}`, ''];
  for (const host of map.hosts) {
    lines.push(`${plain(host.host)}  (${plain(host.role)}, ${host.state})`);
    lines.push(`    addresses    ${host.addresses.map(plain).join(', ') || 'none'}`);
    if (host.provider) lines.push(`    served by    ${plain(host.provider)}`);
    if (host.certificateUntil) lines.push(`    certificate  until ${host.certificateUntil.slice(0, 10)}`);
    for (const redirect of map.redirects.filter((each) => URL.parse(each.from)?.hostname === host.host)) {
      lines.push(`    ${redirect.status} redirect  ${plain(redirect.from)} → ${plain(redirect.to)}`);
    }
  }
  return `${lines.join('\n')}\n`;
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
  return `${lines.join('\n')}\n`;
}

function label(text: string): string {
  return text.replace(/[^A-Za-z0-9 .:/_-]/g, '');
}
