import { getServers } from 'node:dns';
import { readFileSync } from 'node:fs';
import { UserError } from '../core/errors.ts';
import { type Io, politeness } from '../core/io.ts';

/** The root name servers' IPv4 addresses (IANA root hints, 2026-11). */
const ROOTS = ['198.41.0.4:53', '170.247.170.2:53', '192.33.4.12:53', '199.7.91.13:53', '192.203.230.10:53', '192.5.5.241:53'] as const;

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
    resolver: (options.resolver ?? getServers()).map(withPort),
    roots: ROOTS,
    ca: (options.ca ?? []).map(readPem),
    allowPrivate: options.allowPrivate,
    route: (host, port) => routes.get(`${host}:${port}`) ?? { host, port },
    turn: politeness(),
  };
}

/** `address`, `address:port`, `v6` or `[v6]:port` as `address:port` with port 53 where none is given. */
function withPort(server: string): string {
  if (/^\[.*\]:\d+$/.test(server) || /^[^:]+:\d+$/.test(server)) return server;
  return server.includes(':') ? `[${server.replace(/^\[|\]$/g, '')}]:53` : `${server}:53`;
}

/** curl's `host:port:address:port`. */
function parseConnectTo(text: string): [string, { host: string; port: number }] {
  const match = /^(\[[^\]]+\]|[^:]+):(\d+):(\[[^\]]+\]|[^:]+):(\d+)$/.exec(text);
  if (!match)
    throw new UserError(
      'connect-to',
      `--connect-to "${text}" is not host:port:address:port.`,
      'Example: --connect-to 203.0.113.7:443:127.0.0.1:8443',
    );
  const bare = (host: string): string => host.replace(/^\[|\]$/g, '');
  return [`${bare(match[1]!)}:${match[2]}`, { host: bare(match[3]!), port: Number(match[4]) }];
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(
      'ca-unreadable',
      `The certificate authority file ${file} cannot be read: ${(error as Error).message}`,
      'Give --ca the path of a PEM file.',
    );
  }
}
