import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NAMED_READY, startDaemon } from './foreign/daemon.ts';
import { freePort } from './free-port.ts';

const run = promisify(execFile);

/** A zone that BIND's own tools sign, and what goes wrong with it. */
export interface SignedZone {
  name: string;
  /** As `dnssec-keygen -a` names it; the zone is not signed where left out. */
  algorithm?: string;
  /** Further arguments of `dnssec-signzone`. */
  sign?: readonly string[];
  /** Lines besides SOA and NS, `@ A 192.0.2.1` where left out. */
  records?: readonly string[];
  /** The zone file after signing. */
  edit?: (text: string) => string;
  /** The DS lines that go to the parent; `other` are those of a key that no zone has. */
  ds?: (own: string, other: string) => string;
}

/** The address under which every name server of these zones is known. */
export const SERVER = '198.51.100.1';

/** One BIND that holds the parents, with their children written in, and all of the children; `anchors` is a file for `delv`. */
export async function serveSigned(parents: readonly (SignedZone & { children: readonly SignedZone[] })[]) {
  const opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'signed-zones-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const zones: string[] = [];
  const [keys, anchors]: [string[], string[]] = [[], []];
  for (const parent of parents) {
    const made = await Promise.all(parent.children.map((child) => signZone(folder, child)));
    const other = await signZone(folder, { name: `spare.${parent.name}`, algorithm: 'ECDSAP256SHA256' });
    const delegations = parent.children.flatMap(({ name, ds = (own) => own }, i) => [
      `${name}. NS ns.test.`,
      ds(made[i]!.ds, other.ds.replaceAll(/^\S+/gm, `${name}.`)),
    ]);
    const { key } = await signZone(folder, { ...parent, records: [...(parent.records ?? []), ...delegations] });
    keys.push(key);
    anchors.push(
      key.replace(/^(\S+) IN DNSKEY (\d+ \d+ \d+) (.*)$/m, (_, name, head, bytes: string) => `${name} static-key ${head} "${bytes}";`),
    );
    zones.push(parent.name, ...parent.children.map(({ name }) => name));
  }
  await writeFile(join(folder, 'anchors'), `trust-anchors { ${anchors.join('\n')} };\n`);
  const port = await freePort();
  const options = `directory "${folder}"; pid-file none; session-keyfile none; managed-keys-directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; notify no; dnssec-validation no; empty-zones-enable no;`;
  const held = zones.map((name) => `zone "${name}" { type primary; file "${name}.served"; };`);
  await writeFile(join(folder, 'named.conf'), `options { ${options} }; controls {}; ${held.join(' ')}`);
  opened.use(await startDaemon('named', ['-g', '-n', '1', '-c', join(folder, 'named.conf')], NAMED_READY));
  return {
    at: `127.0.0.1:${port}`,
    folder,
    /** Each zone, and where it is held. */
    zones: Object.fromEntries(zones.map((name) => [name, `127.0.0.1:${port}`])),
    /** The keys of the parents, as lines of a zone file. */
    anchors: keys,
    /** What `delv` makes of a name, below the trust anchor of its parent. */
    async delv(name: string, type = 'A'): Promise<'secure' | 'insecure' | 'bogus'> {
      const top = name.split('.').at(-1)!;
      const args = ['@127.0.0.1', '-p', String(port), '-a', join(folder, 'anchors'), `+root=${top}`, name, type];
      const { stdout, stderr } = await run('delv', args).catch((error: { stdout: string; stderr: string }) => error);
      const said = `${stdout}${stderr}`;
      if (/fully validated/.test(said)) return 'secure';
      if (/unsigned answer|negative response, unsigned/.test(said)) return 'insecure';
      if (/resolution failed/.test(said)) return 'bogus';
      throw new Error(`delv said: ${said}`);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Signs a zone with BIND's tools and writes `NAME.served`; gives the DS lines and the DNSKEY line of the key that the parent vouches for. */
export async function signZone(folder: string, { name, algorithm, sign = [], records, edit = (text) => text }: SignedZone) {
  const file = join(folder, name);
  const own = records ?? ['@ A 192.0.2.1'];
  const glue = name === 'test' ? [`ns A ${SERVER}`] : [];
  const lines = [`$ORIGIN ${name}.`, '$TTL 300', '@ SOA ns.test. root.test. 1 7200 3600 1209600 300', '@ NS ns.test.', ...glue, ...own];
  await writeFile(file, `${lines.join('\n')}\n`);
  if (algorithm === undefined) {
    await writeFile(`${file}.served`, edit(`${lines.join('\n')}\n`));
    return { ds: '', key: '' };
  }
  const keygen = (...more: string[]) => run('dnssec-keygen', ['-q', '-K', folder, '-a', algorithm, ...more, name]);
  const { stdout: key } = await keygen('-f', 'KSK');
  await keygen();
  await run('dnssec-signzone', ['-q', '-P', '-S', '-K', folder, '-d', folder, '-o', name, ...sign, '-f', `${file}.signed`, file]);
  await writeFile(`${file}.served`, edit(await readFile(`${file}.signed`, 'utf8')));
  const { stdout: ds } = await run('dnssec-dsfromkey', ['-2', join(folder, key.trim())]);
  const keyFile = await readFile(join(folder, `${key.trim()}.key`), 'utf8');
  return { ds: ds.trim(), key: keyFile.split('\n').find((line) => line.includes(' DNSKEY '))! };
}
