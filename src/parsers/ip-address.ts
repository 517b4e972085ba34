import { isIP, isIPv4 } from 'node:net';

/**
 * Networks that a public name must not lead to, as prefix and length. Sources: IANA special-purpose address registries (RFC 6890),
 * and the metadata services of Azure (168.63.129.16) and Oracle (192.0.0.192, inside 192.0.0.0/24); those of AWS, Google and
 * Alibaba lie inside the link-local, unique-local and shared ranges.
 */
const PRIVATE_NETWORKS = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 127],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const satisfies readonly (readonly [string, number])[];

/** IPv6 forms that carry an IPv4 address: prefix, length, and the byte where it starts (compatible, mapped, NAT64, 6to4). */
const CARRIERS = [
  ['::', 96, 12],
  ['::ffff:0:0', 96, 12],
  ['::ffff:0:0:0', 96, 12],
  ['64:ff9b::', 96, 12],
  ['2002::', 16, 2],
] as const satisfies readonly (readonly [string, number, number])[];

const NETWORKS = PRIVATE_NETWORKS.map(([prefix, bits]) => ({ prefix: bytesOf(prefix), bits }));
const CARRIER_NETWORKS = CARRIERS.map(([prefix, bits, at]) => ({ prefix: bytesOf(prefix), bits, at }));

/**
 * True for addresses inside private, loopback, link-local, unique-local, shared (CGNAT), unspecified, multicast and reserved networks
 * and for cloud metadata services, also when IPv4-mapped, NAT64 or 6to4. True for anything that is no plain address: what we cannot
 * read we do not call.
 */
export function isPrivate(address: string): boolean {
  const bytes = bytesOf(address);
  return bytes === null || isPrivateBytes(bytes);
}

function isPrivateBytes(bytes: readonly number[]): boolean {
  if (NETWORKS.some(({ prefix, bits }) => within(bytes, prefix, bits))) return true;
  const carrier = CARRIER_NETWORKS.find(({ prefix, bits }) => within(bytes, prefix, bits));
  return carrier !== undefined && isPrivateBytes(bytes.slice(carrier.at, carrier.at + 4));
}

/** True when an address lies in a network such as `192.0.2.0/24`, or is the one address that is written. False for what is neither. */
export function isInside(address: string, network: string): boolean {
  const [base = '', length] = network.split('/');
  const [bytes, prefix] = [bytesOf(address), bytesOf(base)];
  if (bytes === null || prefix === null || !/^\d{1,3}$/.test(length ?? '0')) return false;
  const bits = length === undefined ? prefix.length * 8 : Number(length);
  return bits <= prefix.length * 8 && within(bytes, prefix, bits);
}

function within(bytes: readonly number[], prefix: readonly number[] | null, bits: number): boolean {
  if (prefix?.length !== bytes.length) return false;
  return prefix.every((byte, i) => {
    const mask = (0xff << Math.max(0, 8 - Math.max(0, bits - i * 8))) & 0xff;
    return (byte & mask) === ((bytes[i] ?? 0) & mask);
  });
}

/** The 4 or 16 bytes of an IP address without zone; null for anything else, old forms such as `127.1` included. */
export function bytesOf(address: string): number[] | null {
  if (isIPv4(address)) return address.split('.').map(Number);
  if (isIP(address) !== 6 || address.includes('%')) return null;
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const hex = (high?: string, low?: string): string => (Number(high) * 256 + Number(low)).toString(16);
  const plain = dotted ? `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}` : address;
  const [head = '', tail] = plain.split('::');
  const groups = (part: string | undefined): number[] => (part ? part.split(':').map((group) => Number.parseInt(group, 16)) : []);
  const [front, back] = [groups(head), groups(tail)];
  const all = tail === undefined ? front : [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back];
  return all.flatMap((group) => [group >> 8, group & 0xff]);
}

/** Sorts addresses: IPv4 first, then by number; what is no address comes last. */
export function compareAddresses(a: string, b: string): number {
  const [x, y] = [bytesOf(a), bytesOf(b)];
  if (x === null || y === null) return x === y ? (a < b ? -1 : Number(a > b)) : x === null ? 1 : -1;
  if (x.length !== y.length) return x.length - y.length;
  const at = x.findIndex((byte, i) => byte !== y[i]);
  return at < 0 ? 0 : x[at]! - y[at]!;
}
