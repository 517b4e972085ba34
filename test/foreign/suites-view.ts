import { SUITES } from '../../src/parsers/tls-suites.ts';
import { run } from './run.ts';

/** Pairs `TLSv1.2 TLS_…` in order. */
export type Pairs = readonly string[];

/** What a foreign tool finds at a port of this machine. */
interface View {
  suites: Pairs;
  /** Codes of the TLS 1.3 groups that it knows, in order. */
  groups: readonly number[];
  /** Bits of the smallest finite-field prime below TLS 1.3; null without one. */
  dheBits: number | null;
}

/** The versions of sslscan and nmap by our names. */
const VERSIONS: Readonly<Record<string, string>> = { 'TLSv1.0': 'TLSv1' };

/** What sslscan accepts at a port of this machine. */
export async function sslscan(port: number): Promise<View> {
  const { out, err } = await run('sslscan', ['--no-colour', '--xml=-', '--no-heartbleed', '--sni-name=acme.test', `127.0.0.1:${port}`]);
  if (!out.includes('</document>')) throw new Error(`sslscan did not finish: ${err}\n${out}`);
  const found = [...out.matchAll(/<cipher status="(?:accepted|preferred)" sslversion="([^"]+)"[^>]*? id="0x([0-9A-Fa-f]+)"/g)];
  const groups = [...out.matchAll(/<group sslversion="TLSv1.3"[^>]* id="0x([0-9a-f]+)"/g)].map(([, id = '']) => Number.parseInt(id, 16));
  return {
    suites: pairs(found.map(([, version = '', id = '']) => [version, SUITES.get(Number.parseInt(id, 16)) ?? id])),
    groups: groups.toSorted((a, b) => a - b),
    dheBits: least([...out.matchAll(/<cipher [^>]*sslversion="TLSv1\.[012]"[^>]* dhebits="(\d+)"/g)]),
  };
}

/** What nmap's ssl-enum-ciphers finds at ports of this machine: one run for all. */
export async function nmap(ports: readonly number[]): Promise<ReadonlyMap<number, Pick<View, 'suites' | 'dheBits'>>> {
  const script = ['--script', 'ssl-enum-ciphers', '--script-args', 'tls.servername=acme.test'];
  const { out, err } = await run('nmap', ['-Pn', '-n', '-p', ports.join(','), ...script, '-oX', '-', '127.0.0.1']);
  if (!out.includes('</nmaprun>')) throw new Error(`nmap did not finish: ${err}\n${out}`);
  return new Map(
    [...out.matchAll(/<port protocol="tcp" portid="(\d+)">([^]*?)<\/port>/g)].map(([, port, told = '']) => {
      const found = [...told.matchAll(/<table key="((?:TLS|SSL)v[\d.]+)">([^]*?)<elem key="cipher preference">/g)].flatMap(
        ([, version = '', table = '']) =>
          [...table.matchAll(/<elem key="name">(\w+)<\/elem>/g)].map(
            ([, name = '']) => [version, name.replace('TLS_AKE_WITH_', 'TLS_')] as const,
          ),
      );
      return [Number(port), { suites: pairs(found), dheBits: least([...told.matchAll(/<elem key="kex_info">dh (\d+)<\/elem>/g)]) }];
    }),
  );
}

/** What openssl's own client is told below TLS 1.3. */
interface Told {
  alpn: string | null;
  stapled: boolean;
  /** Whether it may not come back with `second` as a second try; null where there is only one version. */
  refusesFallback: boolean | null;
}

/** What openssl's own client is told at a port of this machine; `second` is the second newest version there, as nginx writes it. */
export async function opensslView(port: number, second: string | undefined): Promise<Told> {
  const client = async (newest: string, ...more: string[]): Promise<string> => {
    const offer = ['-min_protocol', 'TLSv1', '-max_protocol', newest, '-cipher', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0', ...more];
    const { out, err } = await run('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'acme.test', ...offer]);
    return `${out}${err}`;
  };
  const [first, again] = await Promise.all([
    client('TLSv1.2', '-alpn', 'h2,http/1.1', '-status'),
    second === undefined ? null : client(second, '-fallback_scsv'),
  ]);
  return {
    alpn: /^ALPN protocol: (\S+)/m.exec(first)?.[1] ?? null,
    stapled: /^ *OCSP Response Status/m.test(first),
    refusesFallback: again?.includes('inappropriate fallback') ?? null,
  };
}

/** Pairs as both are compared. */
export function pairs(found: readonly (readonly [version: string, suite: string])[]): Pairs {
  return [...new Set(found.map(([version, suite]) => `${VERSIONS[version] ?? version} ${suite}`))].sort();
}

function least(found: readonly RegExpExecArray[]): number | null {
  return found.length === 0 ? null : Math.min(...found.map(([, bits]) => Number(bits)));
}
