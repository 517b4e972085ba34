import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { scenarios } from '../../src/lab/scenarios/index.ts';
import type { NameServer, Zone } from '../../src/lab/scenario.ts';
import { ROOTS, treeOf } from '../../src/lab/tree.ts';
import { zoneFile } from '../../src/lab/zone.ts';
import { testIo } from '../io.ts';
import { NAMED_READY, startDaemon } from './daemon.ts';
import { lookAtDns } from './look.ts';

/**
 * Runs inside `unshare -Urn`: one BIND is every name server of a scenario, from the root down, each on its own address, and a recursive
 * resolver that knows nothing but the root's addresses. Our probes look at the domain through it; what they saw goes to the file given.
 */
const [name = '', folder = ''] = process.argv.slice(2);
const RESOLVER = '9.9.9.9';

const scenario = scenarios.find((each) => each.name === name);
if (!scenario) throw new Error(`there is no scenario ${name}`);
const tree = treeOf(scenario);
const servers = Map.groupBy(
  tree.flatMap((zone) => zone.servers.map((server) => ({ zone, server }))),
  ({ server }) => server.address,
);

const addresses = [RESOLVER, ...servers.keys()];
const lines = addresses.map((address) => `addr add ${address}${isIPv6(address) ? '/128 dev lo nodad' : '/32 dev lo'}`);
const network = spawnSync('ip', ['-batch', '-'], { input: ['link set lo up', ...lines].join('\n'), encoding: 'utf8' });
if (network.status !== 0) throw new Error(`\`ip\` could not set up the network: ${network.error?.message ?? network.stderr}`);

writeFileSync(join(folder, 'named.conf'), [globalOptions(), ...[...servers].map(authoritative), recursive()].join('\n'));
await using _ = await startDaemon('named', ['-g', '-n', '1', '-c', join(folder, 'named.conf')], NAMED_READY);
const io = testIo({ resolver: [`${RESOLVER}:53`], roots: ROOTS.map((root) => `${root.address}:53`) });
writeFileSync(join(folder, 'seen.json'), JSON.stringify(await lookAtDns(io, scenario.domain)));

function globalOptions(): string {
  const options = [
    `directory "${folder}"; pid-file none; session-keyfile none; managed-keys-directory "${folder}"; listen-on { any; }; listen-on-v6 { any; };`,
    'notify no; dnssec-validation no; empty-zones-enable no; check-names primary ignore; check-integrity no;',
  ];
  return `options { ${options.join(' ')} }; controls {};`;
}

/** A view for one pretend server: what asks its address sees its zones alone. */
function authoritative([address, held]: [string, { zone: Zone; server: NameServer }[]], at: number): string {
  const does = held[0]?.server.does ?? 'answer';
  if (does !== 'answer' && does !== 'refuse') throw new Error(`BIND cannot play a server that is ${does}`);
  const zones = does === 'refuse' ? [] : held;
  mkdirSync(join(folder, String(at)));
  const lines = zones.map(({ zone, server }) => {
    const file = join(folder, String(at), `${zone.name || 'root'}.zone`);
    writeFileSync(file, zoneFile(zone, server));
    return `zone "${zone.name || '.'}" { type primary; file "${file}"; };`;
  });
  const refusing = does === 'refuse' ? 'allow-query { none; };' : '';
  return `view "server-${at}" { match-destinations { ${address}; }; recursion no; ${refusing} ${lines.join(' ')} };`;
}

function recursive(): string {
  const hints = ROOTS.flatMap((root) => [`. 3600000 NS ${root.name}.`, `${root.name}. 3600000 A ${root.address}`]);
  writeFileSync(join(folder, 'hints'), `${hints.join('\n')}\n`);
  return `view "resolver" { match-destinations { ${RESOLVER}; }; recursion yes; allow-recursion { any; }; zone "." { type hint; file "${join(folder, 'hints')}"; }; };`;
}
