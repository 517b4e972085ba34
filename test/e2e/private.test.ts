import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { audit } from '../../src/app/audit.ts';
import { makeAuthority } from '../../src/lab/ca.ts';
import { startLab } from '../../src/lab/index.ts';
import { defineScenario, type Scenario } from '../../src/lab/scenario.ts';
import { isPrivate } from '../../src/parsers/ip-address.ts';
import { behind } from '../behind.ts';
import { answersFrom, dnsServer } from '../dns-server.ts';
import { runWarm } from '../warm.ts';

const DOMAIN = 'inside.test';
const PUBLIC = '203.0.113.10';

/** A server of the machine itself that nobody outside may make us call. It listens on the loopback addresses that there are. */
async function canary(): Promise<AsyncDisposable & { port: number; calls: () => number }> {
  let calls = 0;
  const open = new Set<Socket>();
  const listening: HttpServer[] = [];
  const listen = async (host: string, port: number): Promise<number> => {
    const server = createServer((_request, response) => response.end('secret of the machine')).on('connection', (socket: Socket) => {
      calls += 1;
      open.add(socket);
      socket.on('close', () => open.delete(socket));
    });
    server.listen(port, host);
    await once(server, 'listening');
    listening.push(server);
    return (server.address() as AddressInfo).port; // as: a TCP server has no path
  };
  const port = await listen('127.0.0.1', 0);
  // A machine without IPv6, or with somebody else on that port, has one canary less.
  await listen('::1', port).catch(() => undefined);
  return {
    port,
    calls: () => calls,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await Promise.all(listening.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** A domain whose hosts lead inside, and whose public page redirects and links there. */
function scenario(port: number): Scenario {
  const inside = ['loopback', 'mapped', 'six', 'metadata', 'intranet'].map((label) => `http://${label}.${DOMAIN}:${port}`);
  return defineScenario({
    name: 'inside',
    title: 'Look inside for me',
    about: 'A test: a stranger who wants our machine to call itself, its network and its cloud.',
    domain: DOMAIN,
    zones: [
      {
        name: DOMAIN,
        servers: [{ name: `ns1.${DOMAIN}`, address: '198.51.100.10' }],
        records: [
          `@ 300 A ${PUBLIC}`,
          'api 300 A 127.0.0.1',
          'app 300 A 169.254.169.254',
          'docs 300 AAAA ::1',
          'loopback 300 A 127.0.0.1',
          'mapped 300 AAAA ::ffff:127.0.0.1',
          'six 300 AAAA ::1',
          'metadata 300 A 169.254.169.254',
          'intranet 300 A 10.0.0.5',
          '@ MX 10 loopback',
        ],
      },
    ],
    sites: [
      {
        hosts: [DOMAIN],
        addresses: [PUBLIC],
        http: [{ path: '*', redirect: { to: inside[0]!, status: 302 } }],
        https: [
          { path: '/', body: inside.map((url) => `<a href="${url}/login">in</a>`).join('') },
          ...inside.map((url, index) => ({ path: `/go/${index}`, redirect: { to: url, status: 302 as const, keepPath: false } })),
          { path: '*', redirect: { to: `http://127.0.0.1:${port}`, status: 302 } },
        ],
      },
    ],
    faults: [],
    expect: { decision: 'no-go' },
  });
}

/** Configuration that names everything inside outright, as a pull request of a stranger may. */
function configuration(port: number): { name: string; text: string } {
  const urls = [
    ...['loopback', 'mapped', 'six', 'metadata', 'intranet'].map((label) => `http://${label}.${DOMAIN}:${port}/health`),
    ...[0, 1, 2, 3, 4].map((index) => `https://${DOMAIN}/go/${index}`),
  ];
  const routes = urls.map((url, index) => `  - { name: route ${index}, url: "${url}", kind: page }`);
  return { name: 'launch-ready.yaml', text: ['domain: ' + DOMAIN, 'routes:', ...routes, ''].join('\n') };
}

/** Where packets would really go for private addresses: nowhere else. */
const asIs = (host: string, port: number): { host: string; port: number } => ({ host, port });

async function auditInside({ allowPrivate }: { allowPrivate: boolean }) {
  await using guarded = await canary();
  await using lab = await startLab(scenario(guarded.port));
  await using net = await behind({ ...lab, route: (host, port) => (isPrivate(host) ? asIs : lab.route)(host, port) }, {}, { allowPrivate });
  const audited = await audit.run({ target: DOMAIN, config: configuration(guarded.port) }, net.io, () => undefined);
  return { ...audited, calls: guarded.calls(), port: guarded.port };
}

describe('private, loopback and link-local addresses', () => {
  test('are never called, whoever leads there: records, redirects, links, configuration', { timeout: 60_000 }, async () => {
    const { calls, bundle, report, port } = await auditInside({ allowPrivate: false });
    expect(calls).toBe(0);
    const refused = Object.entries(bundle.evidence).flatMap(([key, each]) => (!each.ok && each.code === 'private-address' ? [key] : []));
    for (const label of ['loopback', 'mapped', 'six', 'metadata', 'intranet']) {
      expect(refused).toContain(`http/page url http://${label}.${DOMAIN}:${port}/health`);
    }
    const told = report.findings.filter((finding) => finding.check === 'dns/private-address' && finding.state === 'fail');
    expect(told.map((finding) => finding.subject)).toEqual(
      expect.arrayContaining([`host api.${DOMAIN}`, `host app.${DOMAIN}`, `host docs.${DOMAIN}`]),
    );
    expect(JSON.stringify(bundle)).not.toContain('secret of the machine');
    const passed = report.findings.filter(
      (finding) => finding.state === 'pass' && /^(?:routing\/reachable|tls\/handshake)$/.test(finding.check),
    );
    expect(passed.map((finding) => finding.subject).filter((subject) => subject !== `host ${DOMAIN}`)).toEqual([]);
  });

  test('are called when the user allows it', { timeout: 60_000 }, async () => {
    expect((await auditInside({ allowPrivate: true })).calls).toBeGreaterThan(0);
  });
});

test.each([
  ['the second answer', (n: number) => n > 1],
  ['every other answer', (n: number) => n % 2 === 0],
])('a name whose address turns private with %s (DNS rebinding) leads nobody inside', { timeout: 60_000 }, async (_name, turned) => {
  await using guarded = await canary();
  const counts = new Map<string, number>();
  const zone = answersFrom([`${DOMAIN} A ${PUBLIC}`, `www.${DOMAIN} A ${PUBLIC}`, `app.${DOMAIN} A ${PUBLIC}`]);
  await using resolver = await dnsServer((asked) => {
    if (asked.type !== 'A') return zone(asked);
    const n = (counts.get(asked.name) ?? 0) + 1;
    counts.set(asked.name, n);
    return turned(n) ? { answers: [{ name: asked.name, type: 'A', ttl: 0, data: '127.0.0.1' }] } : zone(asked);
  });
  const authority = await makeAuthority();
  const site = createSecure(await authority.issue({ names: [DOMAIN, `*.${DOMAIN}`] }), (request, response) => {
    response.writeHead(302, { Location: `http://${request.headers.host ?? DOMAIN}:${guarded.port}/` }).end();
  }).on('tlsClientError', () => undefined);
  const nowhere = { host: '127.0.0.1', port: 1 };
  const lab = {
    resolver: [resolver.at],
    roots: [],
    ca: [authority.root],
    route: (host: string, port: number) => (isPrivate(host) ? { host, port } : nowhere),
  };
  await using net = await behind(lab, { [`${PUBLIC}:443`]: site });
  const { report } = await audit.run({ target: DOMAIN }, net.io, () => undefined);
  expect(net.connections[`${PUBLIC}:443`]).toBeGreaterThan(0);
  expect(guarded.calls()).toBe(0);
  expect(report.decision).not.toBe('go');
});

describe('the command line', () => {
  test.each(['localhost', '127.0.0.1', 'http://[::1]/', '169.254.169.254', '[::1]', '0', '127.1', 'http://2130706433/', 'http://0x7f.1/'])(
    'audit %s is wrong use, said in a sentence',
    async (target) => {
      const { code, stdout, stderr } = await runWarm(['audit', target]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^launch-ready: .+\.\n.+\n$/);
      expect(stderr).not.toContain('    at ');
    },
  );

  test('audit metadata.google.internal asks the resolver and calls nobody', { timeout: 60_000 }, async () => {
    await using guarded = await canary();
    await using resolver = await dnsServer(answersFrom(['metadata.google.internal A 169.254.169.254', 'google.internal A 127.0.0.1']));
    const { code, stdout, stderr } = await runWarm([
      'audit',
      `http://metadata.google.internal:${guarded.port}/`,
      '--resolver',
      resolver.at,
      '--json',
      '-q',
    ]);
    expect(stderr).toBe('');
    expect([1, 3]).toContain(code);
    expect(guarded.calls()).toBe(0);
    const report = JSON.parse(stdout) as { findings: { check: string; subject: string; state: string }[] };
    const inside = report.findings.filter((finding) => finding.check === 'dns/private-address').map((finding) => finding.state);
    expect(inside).toContain('fail');
    expect(report.findings.filter((finding) => finding.check === 'routing/reachable' && finding.state === 'pass')).toEqual([]);
  });
});
