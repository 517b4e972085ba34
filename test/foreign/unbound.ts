import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Daemon, startDaemon } from './daemon.ts';
import { freePort } from '../free-port.ts';
import { run } from './run.ts';

export interface UnboundOptions {
  /** Zones and the `address:port` of the server that holds them; nobody else is asked. */
  stubs?: Readonly<Record<string, string>>;
  /** DNSKEY records to trust, as lines of a zone file. */
  anchors?: readonly string[];
  /** A zone that it holds itself, and its records as lines of a zone file. */
  local?: { zone: string; records: readonly string[] };
  /** Files of a key and a certificate, to answer by DNS over HTTPS at `/dns-query`. */
  https?: { key: string; cert: string };
}

export interface Unbound extends Daemon {
  port: number;
  /** Where it answers by HTTPS, if at all. */
  httpsPort: number;
  /** What it makes of names, as a resolver that validates. */
  verdicts(names: readonly string[]): Promise<('secure' | 'insecure' | 'bogus')[]>;
}

/** unbound as a recursive resolver on loopback. */
export async function startUnbound(folder: string, { stubs = {}, anchors = [], local, https }: UnboundOptions): Promise<Unbound> {
  const [port, httpsPort] = [await freePort(), await freePort()];
  const lines = [
    'server:',
    `interface: 127.0.0.1@${port}`,
    ...(https ? [`interface: 127.0.0.1@${httpsPort}`, `https-port: ${httpsPort}`] : []),
    ...(https ? [`tls-service-key: "${https.key}"`, `tls-service-pem: "${https.cert}"`] : []),
    `directory: "${folder}"`,
    'username: ""\nchroot: ""\npidfile: ""\nuse-syslog: no\nverbosity: 1\nnum-threads: 1\ndo-not-query-localhost: no',
    'local-zone: "test." nodefault', // RFC 6761 section 6.2 keeps it from the root
    'val-sig-skew-min: 0\nval-sig-skew-max: 0', // else a signature is good for up to a day after its end
    ...(local ? [`local-zone: "${local.zone}" static`, ...local.records.map((record) => `local-data: '${record}'`)] : []),
    ...anchors.map((anchor) => `trust-anchor: "${anchor}"`),
    'remote-control:\ncontrol-enable: no',
    ...Object.entries(stubs).map(([name, at]) => `stub-zone:\nname: "${name}"\nstub-addr: ${at.replace(':', '@')}`),
  ];
  const file = join(folder, 'unbound.conf');
  await writeFile(file, `${lines.join('\n')}\n`);
  const daemon = await startDaemon('unbound', ['-d', '-c', file], /start of service/);
  return {
    ...daemon,
    port,
    httpsPort,
    async verdicts(names) {
      const { out } = await run('dig', ['@127.0.0.1', '-p', String(port), '+adflag', ...names.flatMap((name) => [name, 'A'])]);
      return [...out.matchAll(/status: (\w+), id: \d+\n;; flags: ([a-z ]*);/g)].map(([, status, flags = '']) => {
        if (status === 'SERVFAIL') return 'bogus';
        return flags.split(' ').includes('ad') ? 'secure' : 'insecure';
      });
    },
  };
}
