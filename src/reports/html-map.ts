import type { DomainMap, HostOnMap } from '../core/finding.ts';
import { registeredWords, servedBy } from './map.ts';
import { type Lane, lanesOf, type Edge } from './map-lanes.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { clip, line } from './text.ts';
import { counted, type Mark, MARKS, when } from './words.ts';

/** Measures of the picture, px; the page scales it down and never up. */
const SIZE = { width: 760, row: 48, head: 32, lane: 36, node: 14, hosts: 40 } as const;

/** Days before its end from which a certificate is worth a look; renewals normally happen earlier. */
const SOON = 14;

const DAY = 86_400_000;

/** Shape, word and colour of a host's state. */
const STATES = {
  serves: { shape: MARKS.pass.shape, mark: 'pass', word: 'serves pages' },
  redirects: { shape: '→', mark: 'skip', word: 'redirects' },
  mail: { shape: '@', mark: 'skip', word: 'takes mail' },
  dead: { shape: MARKS.blocker.shape, mark: 'blocker', word: 'does not answer' },
  unknown: { shape: MARKS.unknown.shape, mark: 'unknown', word: 'not known' },
} as const satisfies Record<HostOnMap['state'], { shape: string; mark: Mark; word: string }>;

/** The domain map as a picture with arrows, and as a table that says the same. `taken` decides which certificates are about to end. */
export function mapMarkup(map: DomainMap, taken: string): Markup {
  const rows = [...inOrder(map), ...elsewhere(map)].slice(0, SIZE.hosts);
  const lanes = lanesOf(edgesOf(map, rows));
  const held = map.registration;
  const facts = [
    held ? `registered at ${held.registrar ?? 'a registrar not told'} ${registeredWords(held)}` : '',
    map.dns ? `DNS at ${map.dns}` : '',
    map.mail ? `mail at ${map.mail}` : '',
    counted(map.hosts.length, 'host'),
    tableOf(map, taken),
  ].filter((each) => each !== '');
  return html`<figure>
    <figcaption class="soft">${clip(facts.join(', '), 300)}</figcaption>
    ${picture(map, { rows, lanes, taken })} ${questions(map)}
    <details class="more map">
      <summary>The same as a table</summary>
      ${table(map, taken)}
    </details>
  </figure>`;
}

/** How old the table is by which edges were recognised; nothing where none was. */
function tableOf({ hosts }: DomainMap, taken: string): string {
  const asOf = hosts.find(({ edge }) => edge)?.edge?.asOf;
  const days = Math.max(0, Math.floor((Date.parse(taken) - Date.parse(asOf ?? '')) / DAY));
  return asOf === undefined || Number.isNaN(days) ? '' : `edges by the table of ${clip(asOf, 10)} (${counted(days, 'day')} old)`;
}

/** The domain itself first, then www, then the others as they were found: visitors begin there, and arrows between the two stay short. */
function inOrder({ domain, hosts }: DomainMap): HostOnMap[] {
  const place = ({ host }: HostOnMap): number => [domain, `www.${domain}`].indexOf(host) >>> 0;
  return hosts.toSorted((a, b) => place(a) - place(b));
}

/** Hosts that redirects lead to and that are none of ours. */
function elsewhere(map: DomainMap): HostOnMap[] {
  const known = new Set(map.hosts.map((host) => host.host));
  const names = [...new Set(map.redirects.map((each) => hostIn(each.to)))].filter((name) => !known.has(name));
  return names.map((host) => ({ host, role: 'elsewhere', addresses: [], state: 'unknown' }));
}

function hostIn(place: string): string {
  return URL.parse(place)?.hostname ?? place;
}

function edgesOf(map: DomainMap, rows: readonly HostOnMap[]): Edge[] {
  const row = new Map(rows.map((host, index) => [host.host, index]));
  const edges = map.redirects.flatMap((each): Edge[] => {
    const [from, to] = [row.get(hostIn(each.from)), row.get(hostIn(each.to))];
    return from === undefined || to === undefined || from === to ? [] : [{ from, to, label: String(each.status) }];
  });
  return edges.filter((each, index) => edges.findIndex((other) => other.from === each.from && other.to === each.to) === index);
}

function picture(map: DomainMap, { rows, lanes, taken }: { rows: readonly HostOnMap[]; lanes: readonly Lane[]; taken: string }): Markup {
  const gutter = Math.max(0, ...lanes.map((each) => each.lane)) * SIZE.lane + 8;
  const height = SIZE.head + rows.length * SIZE.row;
  const y = (row: number): number => SIZE.head + row * SIZE.row + SIZE.row / 2;
  const x = { host: gutter + 36, provider: SIZE.width - 316, certificate: SIZE.width - 160 };
  const columns = html`<text x="${x.host}" y="18" class="soft">Name</text><text x="${x.provider}" y="18" class="soft">Served by</text
    ><text x="${x.certificate}" y="18" class="soft">Certificate until</text>`;
  const hosts = rows.map((host, index) => {
    const { shape, mark, word } = STATES[host.state];
    const room = Math.floor((x.provider - x.host - 12) / 7.9);
    const certificate = certificateOf(host, taken);
    const says = [line(host.role, 20), host.role === 'elsewhere' ? 'not yours' : word, ...schemesOf(map, host.host)]
      .join(', ')
      .slice(0, 52);
    const [first, ...more] = host.addresses;
    const address = first === undefined ? '' : middle(line(first), more.length > 0 ? 18 : 23) + (more.length > 0 ? ` +${more.length}` : '');
    return html`<line
        class="rule"
        x1="${gutter + 8}"
        x2="${SIZE.width}"
        y1="${y(index) - SIZE.row / 2}"
        y2="${y(index) - SIZE.row / 2}"
      /><text x="${gutter + 14}" y="${y(index) - 2}" class="st ${mark}">${host.role === 'elsewhere' ? '·' : shape}</text
      ><text x="${x.host}" y="${y(index) - 3}" class="h">${middle(line(host.host), room)}</text
      ><text x="${x.host}" y="${y(index) + 15}" class="soft">${says}</text
      ><text x="${x.provider}" y="${y(index) - 3}">${line(servedBy(host), 21)}</text
      ><text x="${x.provider}" y="${y(index) + (host.provider ? 15 : -3)}" class="soft">${address}</text
      ><text x="${x.certificate}" y="${y(index) - 3}">${certificate?.until}</text
      >${certificate ? html`<text x="${x.certificate}" y="${y(index) + 15}" class="${certificate.mark ? `st ${certificate.mark}` : 'soft'}">${certificate.left}</text>` : NOTHING}`;
  });
  const arcs = lanes.map(({ from, to, label, lane }) => {
    const [start, end, left] = [y(from) + 4, y(to) - 8, gutter - lane * SIZE.lane + SIZE.lane / 2 - 4];
    const turn = end > start ? 8 : -8;
    const edge = gutter + 8;
    return html`<path
        class="arc"
        d="M${edge} ${start}H${left + 8}Q${left} ${start} ${left} ${start + turn}V${end - turn}Q${left} ${end} ${left + 8} ${end}H${edge - 4}"
      /><path class="tip" d="M${edge + 2} ${end}l-7 -4v8z" /><rect
        class="bg"
        x="${left - 13}"
        y="${(start + end) / 2 - 9}"
        width="26"
        height="18"
      /><text x="${left}" y="${(start + end) / 2 + 4}" text-anchor="middle" class="soft">${label}</text>`;
  });
  return html`<svg
    viewBox="0 0 ${SIZE.width} ${height}"
    role="img"
    aria-label="Domain map of ${clip(map.domain, 100)}; the table below says the same"
  >
    ${columns}${hosts}${arcs}
  </svg>`;
}

/** Redirects of a host to itself over the other scheme; both ways at once is how loops are made. */
function schemesOf({ redirects }: DomainMap, host: string): string[] {
  const own = redirects.filter((each) => hostIn(each.from) === host && hostIn(each.to) === host);
  if (own.length === 0) return [];
  const back = own.filter((each) => each.from.startsWith('https:')).length;
  const way = back === 0 ? 'http to https' : back === own.length ? 'https to http' : 'http ⇄ https';
  return [`${way} ${[...new Set(own.map((each) => each.status))].join(', ')}`];
}

function certificateOf(host: HostOnMap, taken: string): { until: string; left: string; mark?: Mark } | undefined {
  if (host.certificateUntil === undefined) return undefined;
  const left = (Date.parse(host.certificateUntil) - Date.parse(taken)) / DAY;
  const days = Math.floor(Math.abs(left));
  const until = clip(when(host.certificateUntil), 20);
  if (Number.isNaN(days)) return { until, left: '' };
  if (left < 0)
    return { until, left: `${MARKS.blocker.shape} ended ${days === 0 ? 'today' : `${counted(days, 'day')} ago`}`, mark: 'blocker' };
  return days < SOON
    ? { until, left: `${MARKS.high.shape} ${counted(days, 'day')} left`, mark: 'high' }
    : { until, left: `${counted(days, 'day')} left` };
}

function table(map: DomainMap, taken: string): Markup {
  const rows = inOrder(map).map((host) => {
    const redirects = map.redirects
      .filter((each) => hostIn(each.from) === host.host)
      .map((each) => `${each.status} ${each.from} → ${each.to}`);
    const certificate = certificateOf(host, taken);
    const { shape, mark, word } = STATES[host.state];
    return html`<tr>
      <td class="act"><code>${clip(host.host, 260)}</code></td>
      <td class="key" data-l="Role">${clip(host.role, 16)}</td>
      <td class="key" data-l="State"><span class="mark ${mark}" aria-hidden="true">${shape}</span> ${word}</td>
      ${cell('Redirects', clip(redirects.join('; '), 600), 'none')} ${cell('Served by', clip(servedBy(host), 100), 'not known')}
      ${cell('Addresses', clip(host.addresses.join(', '), 300), 'none')}
      ${cell('Certificate', certificate ? `${certificate.until} (${certificate.left})` : '', 'none seen')}
    </tr>`;
  });
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Host</th>
        <th scope="col">Role</th>
        <th scope="col">State</th>
        <th scope="col">Redirects</th>
        <th scope="col">Served by</th>
        <th scope="col">Addresses</th>
        <th scope="col">Certificate until</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** What only a person can say: open questions first. */
function questions({ questions: all = [] }: DomainMap): Markup {
  if (all.length === 0) return NOTHING;
  const open = all.filter(({ answer }) => answer === undefined);
  const items = [...open, ...all.filter((each) => !open.includes(each))].map(
    ({ asks, answer }) =>
      html`<li>
        ${clip(asks, 300)}
        ${answer === undefined ? html`<span class="soft">not answered</span>` : html`<strong>${clip(answer, 300)}</strong>`}
      </li>`,
  );
  return html`<details class="more">
    <summary>Only you can say: who can enter (${open.length} of ${all.length} open)</summary>
    <ul>
      ${items}
    </ul>
  </details>`;
}

/** A cell of the table; an empty one says so, and is left out where the table is a list. */
function cell(label: string, text: string, otherwise: string): Markup {
  return html`<td data-l="${label}" ${text === '' ? html` class="none"` : NOTHING}>${text || otherwise}</td>`;
}

/** A long name cut in its middle: its beginning and its domain are what tells it apart. */
function middle(name: string, limit: number): string {
  if (name.length <= limit) return name;
  const tail = Math.floor(limit / 2) - 1;
  return `${clip(name, limit - tail)}${name.slice(-tail)}`;
}
