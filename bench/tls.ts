import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { realIo } from '../src/cli/io.ts';
import { enumerate } from '../src/probes/tls/enumerate.ts';
import { tlsOffers } from '../src/probes/tls/offers.ts';
import { nmap, sslscan } from '../test/foreign/suites-view.ts';
import { openTlsServers } from '../test/foreign/tls-servers.ts';
import { SETTINGS } from '../test/foreign/tls-settings.ts';

// Connections are counted by a proxy that also adds the round trip: once for the TCP handshake, half of it for each direction after.
const CHOSEN = ['intermediate, RSA', 'Node, post-quantum groups', 'all versions', 'everything that OpenSSL has, two keys'];

async function openProxy(to: number, delayMs: number): Promise<{ port: number; count(): number; close(): void }> {
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    const behind = connect(to, '127.0.0.1');
    const late = (ms: number, then: () => void): void => void (delayMs === 0 ? then() : setTimeout(then, ms));
    let shake = delayMs;
    client.on('data', (bytes) => {
      late(shake + delayMs / 2, () => behind.write(bytes));
      shake = 0;
    });
    behind.on('data', (bytes) => late(delayMs / 2, () => client.write(bytes)));
    behind.on('end', () => late(delayMs / 2, () => client.end()));
    client.on('close', () => behind.destroy()).on('error', () => behind.destroy());
    behind.on('error', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, count: () => connections, close: () => server.close() }; // as: a TCP server has no path
}

for (const tool of ['sslscan', 'nmap'])
  if (spawnSync(tool, ['--version']).error) throw new Error(`The program \`${tool}\` is needed: apt-get install ${tool}`);

await using servers = await openTlsServers(SETTINGS.filter(({ name }) => CHOSEN.includes(name)));
const rows: string[] = [];
for (const delayMs of [0, 50]) {
  for (const name of CHOSEN) {
    const proxy = await openProxy(servers.port(name), delayMs);
    const io = {
      ...realIo({ allowPrivate: false }, new AbortController().signal),
      route: () => ({ host: '127.0.0.1', port: proxy.port }),
    };
    const measured = async (what: string, work: () => Promise<number>): Promise<void> => {
      const [before, started] = [proxy.count(), performance.now()];
      const found = await work();
      const seconds = ((performance.now() - started) / 1000).toFixed(2);
      rows.push(`| ${name} | ${delayMs} ms | ${what} | ${found} | ${proxy.count() - before} | ${seconds} s |`);
    };
    const to = { host: 'acme.test', address: '192.0.2.1', port: 443, ms: 10_000 };
    await measured('ours, as in an audit', async () => {
      const { addresses } = await tlsOffers.collect({ kind: 'host', host: to.address, port: 443 }, io);
      return addresses.flatMap(({ old, weak }) => [...(old ?? []), ...(weak ?? [])]).length;
    });
    await measured('ours, everything', async () => (await enumerate(io, to)).suites.length);
    await measured('nmap', async () => (await nmap([proxy.port])).get(proxy.port)?.suites.length ?? 0);
    await measured('sslscan', async () => (await sslscan(proxy.port)).suites.length);
    proxy.close();
  }
}
console.log(`| server | round trip | who | found | connections | wall |\n|---|---|---|---|---|---|\n${rows.join('\n')}`);
