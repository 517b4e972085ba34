import { X509Certificate } from 'node:crypto';
import { getServers } from 'node:dns';
import { readFileSync } from 'node:fs';
import { isIP, isIPv6, SocketAddress } from 'node:net';
import { UserError } from '../core/errors.ts';
import { type Io, politeness } from '../core/io.ts';
import { paced } from './pace.ts';
import { askAtTerminal } from './ask.ts';

/** The root name servers' IPv4 addresses (IANA root hints, 2026-11). */
const ROOTS = ['198.41.0.4:53', '170.247.170.2:53', '192.33.4.12:53', '199.7.91.13:53', '192.203.230.10:53', '192.5.5.241:53'] as const;

/** What a person may say of the network. */
export interface NetworkOptions {
  resolver?: readonly string[];
  ca?: readonly string[];
  connectTo?: readonly string[];
  allowPrivate: boolean;
}

/** The real world as a person's options shape it. `signal` ends everything at Ctrl-C. */
export function realIo(options: NetworkOptions, signal: AbortSignal): Io {
  const routes = new Map((options.connectTo ?? []).map(parseConnectTo));
  return {
    now: () => new Date(),
    random: Math.random,
    signal,
    resolver: options.resolver?.map(parseResolver) ?? getServers().map(withPort),
    roots: ROOTS,
    ca: (options.ca ?? []).map(readPem),
    allowPrivate: options.allowPrivate,
    env: process.env,
    ask: askAtTerminal(signal),
    route: (host, port) => routes.get(`${host}:${port}`) ?? { host, port },
    turn: politeness(),
    pace: paced(),
  };
}

/** `address`, `address:port`, `v6` or `[v6]:port` as `address:port` with port 53 where none is given. */
function withPort(server: string): string {
  if (/^\[.*\]:\d+$/.test(server) || /^[^:]+:\d+$/.test(server)) return server;
  return server.includes(':') ? `[${server.replace(/^\[|\]$/g, '')}]:53` : `${server}:53`;
}

/** Where a resolver is asked: `address:port`, or a URL, which may end in `{?dns}` (RFC 8484 section 4.1). */
function parseResolver(text: string): string {
  if (isSecureUrl(text.replace(/\{\?dns\}$/, ''))) return text;
  const server = withPort(text);
  const [, address = '', port = ''] = /^(.*):(\d+)$/.exec(server) ?? [];
  if (isIP(bare(address)) !== 0 && isPort(port)) return server;
  throw new UserError(
    'resolver',
    `--resolver "${text}" is not an address.`,
    'Example: --resolver 1.1.1.1, --resolver 192.0.2.53:5353, or --resolver https://dns.quad9.net/dns-query',
  );
}

function isSecureUrl(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && text.startsWith('https://') && url.username === '' && url.search === '' && url.hash === '';
}

/** Like curl's --connect-to, with an address in place of the host: the names are what an audit looks up. */
function parseConnectTo(text: string): [string, { host: string; port: number }] {
  const [, host = '', port = '', to = '', toPort = ''] = /^(\[[^\]]+\]|[^:]+):(\d+):(\[[^\]]+\]|[^:]+):(\d+)$/.exec(text) ?? [];
  if (!isPort(port) || !isPort(toPort))
    throw new UserError(
      'connect-to',
      `--connect-to "${text}" is not address:port:address:port.`,
      'Example: --connect-to 203.0.113.7:443:127.0.0.1:8443',
    );
  if (isIP(bare(host)) === 0)
    throw new UserError(
      'connect-to',
      `--connect-to "${text}" begins with a name.`,
      `Give the address that ${host} has in DNS, as in --connect-to 203.0.113.7:${port}:${to}:${toPort}`,
    );
  return [`${asAnswered(bare(host))}:${port}`, { host: bare(to), port: Number(toPort) }];
}

/** An address in the one spelling that answers of DNS have here. */
function asAnswered(address: string): string {
  return isIPv6(address) ? new SocketAddress({ address, family: 'ipv6' }).address : address;
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

function isPort(text: string): boolean {
  return Number(text) >= 1 && Number(text) <= 65_535;
}

function readPem(file: string): string {
  try {
    const pem = readFileSync(file, 'utf8');
    return new X509Certificate(pem).raw.length > 0 ? pem : '';
  } catch (error) {
    throw new UserError(
      'ca-unreadable',
      `The certificate authority file ${file} cannot be used: ${(error as Error).message}`,
      'Give --ca the path of a file that begins with -----BEGIN CERTIFICATE-----.',
    );
  }
}
