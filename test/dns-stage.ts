import { expect } from 'vitest';
import type { Io } from '../src/core/io.ts';
import { type Asked, answersFrom, dnsServer, type Reaction, type TestServer, type Zone } from './dns-server.ts';
import { routeTo, testIo } from './io.ts';

const SOA = 'ns1.acme.test root.acme.test 7';
/** A small world: the zone acme.test under test, with an alias, and one alias to a name that does not exist. */
export const WORLD: Zone = [
  'test NS a.nic.test',
  'a.nic.test A 198.51.100.1',
  'acme.test NS ns1.acme.test',
  'acme.test NS ns2.acme.test',
  'ns1.acme.test A 198.51.100.11',
  'ns2.acme.test A 198.51.100.12',
  'acme.test A 192.0.2.1',
  `acme.test SOA ${SOA}`,
  'www.acme.test CNAME acme.test',
  'app.acme.test A 192.0.2.2',
  'gone.acme.test CNAME left.hosting.test',
  'hosting.test NS ns.hosting.test',
];
/** The lines of WORLD that the servers of acme.test hold. */
export const CHILD = WORLD.filter((line) => line.includes('acme.test'));

/** What a parent zone tells of one child; `glue` by name. */
type Referral = { owner: string; names: string[]; glue?: Record<string, string> };

/** A server of the parent zone: a referral for one name, NXDOMAIN for the rest. */
export function referring({ owner, names, glue = {} }: Referral): (asked: Asked) => Reaction {
  return ({ name }) =>
    name === owner || name.endsWith(`.${owner}`)
      ? {
          authorities: names.map((data) => ({ name: owner, type: 'NS', ttl: 3600, data })),
          additionals: Object.entries(glue).map(([host, data]) => ({ name: host, type: 'A', ttl: 3600, data })),
        }
      : { rcode: 3, flags: 0x0400 }; // AA: it denies with authority
}

export interface Stage {
  resolver?: (asked: Asked) => Reaction;
  /** By address; port 53. */
  servers: Record<string, (asked: Asked) => Reaction>;
}

/** A resolver and authoritative servers, and an Io that reaches them at their pretended addresses. */
export async function stage({ resolver = answersFrom(WORLD), servers }: Stage) {
  const opened: TestServer[] = [await dnsServer(resolver)];
  const table: Record<string, TestServer> = {};
  for (const [address, react] of Object.entries(servers)) {
    const server = await dnsServer(react);
    opened.push(server);
    table[`${address}:53`] = server;
  }
  const io: Io = testIo({ resolver: [opened[0]!.at], route: routeTo(table) });
  return {
    io,
    servers: table,
    resolver: opened[0]!,
    async [Symbol.asyncDispose]() {
      for (const server of opened) await server[Symbol.asyncDispose]();
    },
  };
}

export const site = { kind: 'site', domain: 'acme.test' } as const;

/** A resolver with these records, and an Io that asks it. */
export async function world(lines: Zone | ((asked: Asked) => Reaction)) {
  const server = await dnsServer(typeof lines === 'function' ? lines : answersFrom(lines));
  return { server, io: testIo({ resolver: [server.at] }) };
}

/** What a probe of acme.test sees in a world; checked against its schema. */
export async function collected<T>(
  probe: { sees: { parse(value: unknown): T }; collect(subject: typeof site, io: ReturnType<typeof testIo>): Promise<T> },
  lines: Parameters<typeof world>[0],
): Promise<T> {
  const { server, io } = await world(lines);
  await using _ = server;
  const saw = await probe.collect(site, io);
  expect(probe.sees.parse(saw)).toEqual(saw);
  return saw;
}
