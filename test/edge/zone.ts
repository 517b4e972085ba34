import { rowOf } from '../../src/providers/cloudflare/row.ts';
import { type DnsRow, PHASES, type ZoneState } from '../../src/providers/cloudflare/state.ts';

/** A zone with these records, `TYPE name data`. */
export function zoneWith(lines: readonly string[], more: Partial<ZoneState> = {}): ZoneState {
  const records = lines.map((line, i): DnsRow => {
    const [type = '', name = '', ...data] = line.split(' ');
    return { id: String(i), ...rowOf({ type, name, data: data.join(' ') }, 'acme.com') };
  });
  return {
    id: 'z',
    name: 'acme.com',
    status: 'active',
    nameServers: ['a.ns.cloudflare.com', 'b.ns.cloudflare.com'],
    plan: 'free',
    permissions: [],
    records,
    settings: {},
    rules: Object.fromEntries(PHASES.map((phase) => [phase, { id: null, rules: [] }])) as unknown as ZoneState['rules'], // as: every phase is put in
    botFight: null,
    ddosWeakened: [],
    calls: 0,
    ...more,
  };
}
