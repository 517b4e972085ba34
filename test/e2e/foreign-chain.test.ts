import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import chain from '../../src/checks/tls/chain.ts';
import expiry from '../../src/checks/tls/expiry.ts';
import key from '../../src/checks/tls/key.ts';
import name from '../../src/checks/tls/name.ts';
import { judgeExample } from '../../src/core/example.ts';
import type { Certificate } from '../../src/lab/scenario.ts';
import { tlsCertificate } from '../../src/probes/tls/certificate.ts';
import { run } from '../foreign/run.ts';
import { authority, openWeb } from '../web.ts';

const CHECKS = [chain, expiry, key, name];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chain-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The number of openssl-verification-options(1) that `openssl verify` ends with; 0 for a chain that it takes. */
async function verified(pem: string): Promise<number> {
  const [leaf = '', ...rest] = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g) ?? [];
  const file = async (named: string, text: string): Promise<string> => {
    await writeFile(join(folder, named), text);
    return join(folder, named);
  };
  const untrusted = rest.length > 0 ? ['-untrusted', await file('rest.pem', rest.join(''))] : [];
  const root = await file('root.pem', (await authority()).root);
  const wants = ['-purpose', 'sslserver', '-verify_hostname', 'acme.test', '-auth_level', '2'];
  const { code, err } = await run('openssl', ['verify', '-CAfile', root, ...untrusted, ...wants, await file('leaf.pem', leaf)]);
  return code === 0 ? 0 : Number(/error (\d+) at/.exec(err)?.[1]);
}

/** What the checks say of a server that sends these certificates: `tls/chain blocker …`. */
async function judged(issued: { key: string; cert: string }): Promise<string[]> {
  const server = createServer({ ...issued, ciphers: 'DEFAULT:@SECLEVEL=0' });
  await using web = await openWeb({ '192.0.2.1:443': server }, ['acme.test A 192.0.2.1'], { ca: [(await authority()).root] });
  const subject = { kind: 'host', host: 'acme.test', port: 443 } as const;
  const saw = { certificate: await tlsCertificate.collect(subject, web.io) };
  return CHECKS.flatMap((check) =>
    judgeExample(check, { name: 'real', subject, now: new Date().toISOString(), saw, gives: 'pass' }).flatMap((verdict) =>
      verdict.is === 'fail' ? [`${check.id} ${verdict.severity ?? check.severity}: ${verdict.found}`] : [],
    ),
  );
}

// OpenSSL builds the way to the root by itself: order, strangers and old cross-signs are no error of its own.
test.each<[name: string, wanted: Partial<Certificate>, openssl: number, says: RegExp[]]>([
  ['sound', {}, 0, []],
  [
    'without its intermediate',
    { issuer: 'missing-intermediate' },
    20,
    [/^tls\/chain blocker: .* without the intermediate of "E7, Let's Encrypt"/],
  ],
  [
    'with an intermediate that ended',
    { issuer: 'expired-intermediate' },
    10,
    [/^tls\/chain blocker: .* intermediate certificate "E7" that ended on/],
  ],
  [
    'with a cross-sign that ended',
    { issuer: 'expired-cross-sign' },
    0,
    [/^tls\/chain medium: .* cross-signed certificate "Lab Root X1" that ended on/],
  ],
  ['in the wrong order', { issuer: 'wrong-order' }, 0, [/^tls\/chain medium: .* wrong order: acme\.test, Lab Root X1, E7/]],
  ['with a stranger', { issuer: 'foreign-extra' }, 0, [/^tls\/chain low: .* do not belong to its chain: Company Internal CA/]],
  ['signed by itself', { issuer: 'self-signed' }, 18, [/^tls\/chain blocker: .* signed itself/]],
  ['of a private authority', { issuer: 'private-root' }, 20, [/^tls\/chain blocker: .* private authority "Company Internal CA", alone/]],
  [
    'of a private authority, complete',
    { issuer: 'private-chain' },
    19,
    [/^tls\/chain blocker: .* private authority "Company Internal CA" \(/],
  ],
  ['for another name', { names: ['other.test'] }, 62, [/^tls\/name blocker: .* for other\.test/]],
  ['that ended', { from: -90, until: -1 }, 10, [/^tls\/expiry blocker: .* ended on/]],
  ['of tomorrow', { from: 1 }, 9, [/^tls\/expiry blocker: .* begins only on/]],
  ['of a short key', { key: 'rsa1024' }, 66, [/^tls\/key medium: .* RSA key of only 1024 bits/]],
  ['signed with SHA-1', { hash: 'sha1' }, 68, [/^tls\/key high: .* signed with ecdsa-with-SHA1/]],
])('a chain %s is judged as openssl does, in words of its own', async (_name, wanted, openssl, says) => {
  const issued = await (await authority()).issue({ names: ['acme.test'], ...wanted });
  expect(await verified(issued.cert)).toBe(openssl);
  const said = await judged(issued);
  expect(said).toEqual(says.map((each): unknown => expect.stringMatching(each)));
});
