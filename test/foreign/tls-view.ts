import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressesOf } from './dns-view.ts';
import { run } from './run.ts';

/** What lets openssl speak with servers as old as those we look at. */
const OLD_TOO = ['-min_protocol', 'TLSv1', '-cipher', 'DEFAULT:@SECLEVEL=0'] as const;

/** Verification results of openssl-verify(1) by the names that Node gives them. */
const PROBLEMS: Readonly<Record<string, string>> = {
  10: 'CERT_HAS_EXPIRED',
  18: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  20: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  21: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
};

const NO_ROUTE = 'no route';

/** What openssl makes of tls/certificate, at every address that dig finds. */
export async function certificateView(host: string): Promise<unknown> {
  const addresses = await Promise.all((await addressesOf(host)).map((address) => addressView(host, address)));
  // We do not ask private addresses; in this network nobody else can either.
  return addresses.includes(NO_ROUTE) ? { unknown: 'private-address' } : { addresses };
}

async function addressView(host: string, address: string): Promise<unknown> {
  const at = address.includes(':') ? `[${address}]:443` : `${address}:443`;
  const client = (...more: string[]): ReturnType<typeof run> =>
    run('openssl', ['s_client', '-connect', at, '-servername', host, '-alpn', 'http/1.1', ...OLD_TOO, ...more]);
  const [shown, strict] = await Promise.all([client('-showcerts'), client('-verify_return_error')]);
  if (/errno=101/.test(shown.err)) return NO_ROUTE;
  if (/errno=111/.test(shown.err))
    return { address, outcome: 'refused', protocol: null, alpn: null, trusted: false, problem: null, chain: [], sent: null, marked: null };
  const trusted = strict.code === 0;
  const old = await client('-showcerts', '-msg', '-max_protocol', 'TLSv1.2');
  const protocol = (/^\s*Protocol\s*: (\S+)/m.exec(shown.out) ?? /^New, (TLSv1\.3),/m.exec(shown.out))?.[1];
  return {
    address,
    outcome: 'handshake',
    protocol,
    alpn: /^ALPN protocol: (\S+)/m.exec(shown.out)?.[1] ?? null,
    trusted,
    problem: trusted ? null : PROBLEMS[/Verify return code: (\d+)/.exec(shown.out)?.[1] ?? ''],
    chain: await Promise.all(
      [...shown.out.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].map(([pem]) => x509(pem)),
    ),
    sent: sentIn(old.out),
    marked: protocol === 'TLSv1.3' ? markedIn(old.out) : null,
  };
}

/** The list as openssl shows it: ` 0 s:CN = …` and `   i:CN = …` for each. Null where TLS 1.3 alone is spoken. */
function sentIn(shown: string): unknown {
  const names = [...shown.matchAll(/^ *\d+ s:(.*)\n +i:(.*)$/gm)].map(([, subject = '', issuer = '']) => ({ subject, issuer }));
  if (names.length === 0) return null;
  return names.map(({ subject, issuer }) => {
    const issuedBy = names.findIndex((other) => other.subject === issuer);
    return { subject: /\bCN = ([^,]+)/.exec(subject)?.[1], issuedBy: issuedBy < 0 ? null : issuedBy };
  });
}

/** The last eight bytes of the server's random, as `-msg` dumps its hello (RFC 8446 section 4.1.3); null without a hello. */
function markedIn(shown: string): boolean | null {
  const hello = /ServerHello\n([^<>]*)/.exec(shown)?.[1]?.replaceAll(/\s/g, '');
  return hello === undefined ? null : hello.slice(60, 76) === '444f574e47524401';
}

async function x509(pem: string): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'foreign-x509-'));
  try {
    await writeFile(join(folder, 'pem'), pem);
    const wanted = ['-subject', '-issuer', '-dates', '-fingerprint', '-sha256', '-text'];
    const { out } = await run('openssl', ['x509', '-in', join(folder, 'pem'), '-noout', ...wanted]);
    const line = (pattern: RegExp): string | null => pattern.exec(out)?.[1] ?? null;
    const [subject, issuer] = [line(/^subject=(.*)$/m) ?? '', line(/^issuer=(.*)$/m) ?? ''];
    const keyType = line(/Public Key Algorithm: (\S+)/);
    return {
      subject: /\bCN = ([^,]+)/.exec(subject)?.[1],
      issuer: /\bCN = ([^,]+)/.exec(issuer)?.[1],
      issuerOrganisation: /\bO = ([^,]+)/.exec(issuer)?.[1] ?? null,
      names: (line(/Subject Alternative Name:.*\n\s*(.*)$/m) ?? '').split(', ').flatMap((each) => each.match(/^DNS:(.*)$/)?.[1] ?? []),
      from: isoOf(line(/^notBefore=(.*)$/m)),
      until: isoOf(line(/^notAfter=(.*)$/m)),
      fingerprint: line(/Fingerprint=(.*)$/m),
      keyType: keyType === 'id-ecPublicKey' ? 'ec' : keyType === 'rsaEncryption' ? 'rsa' : keyType,
      keyBits: Number(line(/Public-Key: \((\d+) bit\)/)),
      signature: line(/Signature Algorithm: (\S+)/),
      selfSigned: subject === issuer,
      issuerUrl: line(/CA Issuers - URI:(\S+)/),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isoOf(text: string | null): string {
  return new Date(text ?? '').toISOString();
}
