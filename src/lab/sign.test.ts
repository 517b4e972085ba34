import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startUnbound } from '../../test/foreign/unbound.ts';
import { startLab } from './index.ts';
import { keyLine, type Signing } from './sign.ts';

const run = promisify(execFile);
const SERVER = { name: 'ns1.signed.test', address: '198.51.44.90' };

/** What delv says, and unbound decides, of an address in a signed zone of the lab, when they trust the zone's key. */
async function judged(signed: Signing): Promise<{ delv: string; unbound: string | undefined }> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-delv-'));
  try {
    const zone = { name: 'signed.test', servers: [SERVER], records: ['@ A 192.0.2.1', '@ A 192.0.2.200', '@ A 192.0.2.30'], signed };
    await using lab = await startLab({
      name: 'x',
      title: '',
      about: '',
      domain: zone.name,
      zones: [zone],
      sites: [],
      faults: [],
      expect: { decision: 'go' },
    });
    const key = keyLine(zone.name).replace(/^@ DNSKEY (.*) (\S+)$/, '$1 "$2"');
    await writeFile(join(folder, 'anchors'), `trust-anchors { ${zone.name}. static-key ${key}; };\n`);
    const { host, port } = lab.route(SERVER.address, 53);
    const args = [`@${host}`, '-p', String(port), '-a', join(folder, 'anchors'), `+root=${zone.name}`, zone.name, 'A'];
    const { stdout, stderr } = await run('delv', args).catch((error: { stdout: string; stderr: string }) => error);
    const anchors = [keyLine(zone.name).replace('@', `${zone.name}. IN`)];
    await using unbound = await startUnbound(folder, { stubs: { [zone.name]: `${host}:${port}` }, anchors });
    const [verdict] = await unbound.verdicts([zone.name]);
    return { delv: stdout + stderr, unbound: verdict };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test.each<[string, Signing, RegExp, string]>([
  ['what the lab signs', {}, /fully validated/, 'secure'],
  ['signatures that ended', { from: -30, until: -1 }, /resolution failed/, 'bogus'],
])('delv and unbound judge %s', async (_what, signed, delv, unbound) => {
  expect(await judged(signed)).toEqual({ delv: expect.stringMatching(delv) as string, unbound });
});
