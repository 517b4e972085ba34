import { SUITES } from '../../src/parsers/tls-suites.ts';
import { run } from './run.ts';

/** Pairs `TLSv1.2 TLS_…` in order. */
export type Pairs = readonly string[];

/** The versions of sslscan and nmap by our names. */
const VERSIONS: Readonly<Record<string, string>> = { 'TLSv1.0': 'TLSv1' };

/** What sslscan accepts at a port of this machine. */
export async function sslscan(port: number): Promise<Pairs> {
  const { out, err } = await run('sslscan', ['--no-colour', '--xml=-', '--no-heartbleed', '--sni-name=acme.test', `127.0.0.1:${port}`]);
  const found = [...out.matchAll(/<cipher status="(?:accepted|preferred)" sslversion="([^"]+)"[^>]*? id="0x([0-9A-Fa-f]+)"/g)];
  if (!out.includes('</ssltest>')) throw new Error(`sslscan did not finish: ${err}\n${out}`);
  return pairs(found.map(([, version = '', id = '']) => [version, SUITES.get(Number.parseInt(id, 16)) ?? id]));
}

/** What nmap's ssl-enum-ciphers finds at a port of this machine. */
export async function nmap(port: number): Promise<Pairs> {
  const script = ['--script', 'ssl-enum-ciphers', '--script-args', 'tls.servername=acme.test'];
  const { out, err } = await run('nmap', ['-Pn', '-n', '-p', String(port), ...script, '-oX', '-', '127.0.0.1']);
  if (!out.includes('ssl-enum-ciphers')) throw new Error(`nmap did not look: ${err}\n${out}`);
  const found = [...out.matchAll(/<table key="((?:TLS|SSL)v[\d.]+)">([^]*?)<elem key="cipher preference">/g)].flatMap(
    ([, version = '', table = '']) =>
      [...table.matchAll(/<elem key="name">(\w+)<\/elem>/g)].map(([, name = '']) => [version, name] as const),
  );
  return pairs(found.map(([version, name]) => [version, name.replace('TLS_AKE_WITH_', 'TLS_')]));
}

/** Pairs as both are compared. */
export function pairs(found: readonly (readonly [version: string, suite: string])[]): Pairs {
  return [...new Set(found.map(([version, suite]) => `${VERSIONS[version] ?? version} ${suite}`))].sort();
}
