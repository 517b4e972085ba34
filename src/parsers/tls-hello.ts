import { isIP } from 'node:net';

/** Versions by the names Node gives them (RFC 8446 section 4.1.2, RFC 6101). */
export const TLS_VERSIONS = { 'TLSv1.3': 0x0304, 'TLSv1.2': 0x0303, 'TLSv1.1': 0x0302, TLSv1: 0x0301, SSLv3: 0x0300 } as const;
export type TlsVersion = keyof typeof TLS_VERSIONS;

/** Groups by code, those of browsers first, wanted most first (IANA "TLS Supported Groups", 2026-11). */
export const TLS_GROUPS: ReadonlyMap<number, string> = new Map([
  [0x11ec, 'X25519MLKEM768'],
  [0x001d, 'x25519'],
  [0x0017, 'secp256r1'],
  [0x0018, 'secp384r1'],
  [0x0019, 'secp521r1'],
  [0x001e, 'x448'],
  [0x11eb, 'SecP256r1MLKEM768'],
  [0x11ed, 'SecP384r1MLKEM1024'],
  [0x0200, 'MLKEM512'],
  [0x0201, 'MLKEM768'],
  [0x0202, 'MLKEM1024'],
  [0x001f, 'brainpoolP256r1tls13'],
  [0x0020, 'brainpoolP384r1tls13'],
  [0x0021, 'brainpoolP512r1tls13'],
  [0x0100, 'ffdhe2048'],
  [0x0101, 'ffdhe3072'],
  [0x0102, 'ffdhe4096'],
  [0x0103, 'ffdhe6144'],
  [0x0104, 'ffdhe8192'],
]);

/** The groups that browsers offer. Finite fields are not among them: with those, RFC 7919 changes what a server picks. */
export const BROWSER_GROUPS: readonly number[] = [...TLS_GROUPS.keys()].slice(0, 6);

/** What a hello offers. */
export interface Offer {
  /** The newest version; for TLS 1.3 the only one. */
  version: TlsVersion;
  /** Codes, wanted most first. */
  suites: readonly number[];
  groups: readonly number[];
  /** Sent as SNI unless it is an address. */
  host: string;
  alpn: readonly string[];
  /** 64 random bytes: the random and the session id. */
  random: Uint8Array;
  /** Says that a newer version was tried and failed (RFC 7507). */
  fallback?: boolean;
}

/** ECDSA, RSA-PSS and RSA of SHA-256 to SHA-512, Ed25519, then what servers of old have (RFC 8446 section 4.2.3, RFC 5246 section 7.4.1.4.1). */
const SIGNATURES = [
  0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0603, 0x0806, 0x0601, 0x0807, 0x0203, 0x0201, 0x0402, 0x0202,
] as const satisfies readonly number[];

const RENEGOTIATION_SCSV = 0x00ff; // RFC 5746
const FALLBACK_SCSV = 0x5600; // RFC 7507
/** Some balancers hang on a hello of 256 to 511 bytes; RFC 7685 pads it beyond. */
const PADDED = { from: 256, to: 512 } as const;

/**
 * The first flight of a client: one record with a ClientHello, GREASE-free, its extensions and their order as browsers send them. A hello
 * for TLS 1.3 has no key share, so that the server names its group in a HelloRetryRequest (RFC 8446 section 4.2.8). SSL 3 has no extensions.
 */
export function clientHello(offer: Offer): Uint8Array {
  const { version, suites, random } = offer;
  const modern = version === 'TLSv1.3';
  const legacy = TLS_VERSIONS[modern ? 'TLSv1.2' : version];
  const signals = [...(version === 'SSLv3' ? [RENEGOTIATION_SCSV] : []), ...(offer.fallback ? [FALLBACK_SCSV] : [])];
  const fixed = [
    ...u16(legacy),
    ...random.subarray(0, 32),
    ...vector8(modern ? [...random.subarray(32, 64)] : []),
    ...vector16([...suites, ...signals].flatMap(u16)),
    ...vector8([0]),
  ];
  const extensions = version === 'SSLv3' ? [] : extensionsOf(offer);
  const bare = fixed.length + 6 + extensions.length;
  const pads = version !== 'SSLv3' && bare >= PADDED.from && bare < PADDED.to;
  const padding = pads
    ? extension(
        21,
        Array.from({ length: Math.max(0, PADDED.to - bare - 4) }, () => 0),
      )
    : [];
  const body = [...fixed, ...(version === 'SSLv3' ? [] : vector16([...extensions, ...padding]))];
  const message = [1, 0, ...u16(body.length), ...body];
  // The record says TLS 1.0 for all that is newer: middleboxes expect it (RFC 8446 section 5.1).
  return Uint8Array.from([22, ...u16(Math.min(legacy, TLS_VERSIONS.TLSv1)), ...vector16(message)]);
}

function extensionsOf({ version, groups, host, alpn }: Offer): number[] {
  const modern = version === 'TLSv1.3';
  const signs = modern || version === 'TLSv1.2';
  const name = [...Buffer.from(host, 'latin1')];
  const protocols = alpn.flatMap((each) => vector8([...Buffer.from(each, 'latin1')]));
  return [
    ...(isIP(host) === 0 && !host.startsWith('[') ? extension(0, vector16([0, ...vector16(name)])) : []),
    ...extension(23, []),
    ...extension(0xff01, [0]),
    ...extension(10, vector16(groups.flatMap(u16))),
    ...extension(11, vector8([0])),
    ...extension(35, []),
    ...(protocols.length > 0 ? extension(16, vector16(protocols)) : []),
    ...extension(5, [1, 0, 0, 0, 0]),
    ...(signs ? extension(13, vector16(SIGNATURES.flatMap(u16))) : []),
    ...(modern
      ? [...extension(51, vector16([])), ...extension(45, vector8([1])), ...extension(43, vector8(u16(TLS_VERSIONS[version])))]
      : []),
  ];
}

function extension(type: number, data: readonly number[]): number[] {
  return [...u16(type), ...vector16(data)];
}

function u16(value: number): number[] {
  return [(value >> 8) & 0xff, value & 0xff];
}

function vector8(bytes: readonly number[]): number[] {
  return [bytes.length, ...bytes];
}

function vector16(bytes: readonly number[]): number[] {
  return [...u16(bytes.length), ...bytes];
}
