import { dataOf, quoted } from './row.ts';
import { type DnsRow, textOf, type ZoneState } from './state.ts';

const AUTOMATIC = 300;
const NAMES = new Set(['CNAME', 'NS', 'MX', 'SRV']);

/** The zone as BIND and other servers load it (RFC 1035 section 5); what a master file cannot say stands in comments. */
export function renderBind(state: ZoneState, serial: number): string {
  const primary = state.nameServers[0] ?? `ns.${state.name}`;
  const at = (name: string): string => `${name}.`;
  const rows = [...state.records].sort((a, b) => order(a, state.name).localeCompare(order(b, state.name)));
  const lines = rows.map((row) => {
    const line = `${at(row.name)}\t${row.ttl === 1 ? AUTOMATIC : row.ttl}\tIN\t${row.type}\t${valueOf(row)}`;
    const said = row.proxied ? '\t; behind the edge: visitors see its addresses' : '';
    // RFC 1912 section 2.4: nothing may stand beside a CNAME, and at the apex SOA and NS always do.
    return row.type === 'CNAME' && row.name === state.name ? `; flattened by the edge: ${line}` : `${line}${said}`;
  });
  return [
    `; ${state.name} as it is at Cloudflare; automatic time to live written as ${AUTOMATIC} seconds`,
    `$ORIGIN ${state.name}.`,
    `${at(state.name)}\t3600\tIN\tSOA\t${at(primary)} dns.cloudflare.com. ${serial} 10000 2400 604800 1800`,
    ...state.nameServers.map((server) => `${at(state.name)}\t86400\tIN\tNS\t${at(server)}`),
    ...lines,
    '',
  ].join('\n');
}

function valueOf(row: DnsRow): string {
  if (row.type === 'TXT') return quoted(textOf(row));
  return NAMES.has(row.type) ? `${dataOf(row)}.` : dataOf(row);
}

function order(row: DnsRow, zone: string): string {
  return `${row.name === zone ? '' : row.name} ${row.type} ${dataOf(row)}`;
}
