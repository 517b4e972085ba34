import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serving, type TestServer, type Visitor } from '../../test/serving.ts';
import { scenarios } from '../lab/scenarios/index.ts';

let server: TestServer;
let ada: Visitor;
beforeAll(async () => {
  server = await serving({ scenario: scenarios.find(({ name }) => name === 'first-site')!, config: { monitor: { daily_audit: false } } });
  ada = await server.owner();
});
afterAll(() => server[Symbol.asyncDispose]());

async function token(...scope: string[]): Promise<string> {
  const page = await (await ada.send('/settings/tokens', { name: `for ${scope.join()}`, scope })).text();
  return /id="made">(lr_[\w-]{43})</.exec(page)![1]!;
}

function call(path: string, { bearer, body }: { bearer?: string | undefined; body?: unknown } = {}): Promise<Response> {
  return fetch(new URL(path, server.serving.url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

interface Document {
  openapi: string;
  paths: Record<
    string,
    {
      post?: {
        requestBody: { content: { 'application/json': { schema: { properties?: object } } } };
        responses: Record<string, { content?: object }>;
      };
    }
  >;
}

describe('the API', () => {
  test('describes itself in OpenAPI 3.1: verbs from what they take, none that touches production or a checkout (AUD-13)', async () => {
    const document = (await (await call('/api/openapi.json')).json()) as Document;
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/api/audit', '/api/explain', '/api/map', '/api/audits', '/api/markers']),
    );
    for (const verb of ['serve', 'worker', 'mcp', 'lab', 'init', 'deploy-run', 'edge-apply'])
      expect(document.paths).not.toHaveProperty([`/api/${verb}`]);
    const { schema } = document.paths['/api/audit']!.post!.requestBody.content['application/json'];
    expect(Object.keys(schema.properties!)).toEqual(['target', 'profile', 'only', 'from']);
    const ajv = new Ajv2020({ strict: false });
    for (const [path, { post }] of Object.entries(document.paths).filter(([, item]) => item.post)) {
      expect({ path, ok: ajv.validateSchema(post!.requestBody.content['application/json'].schema) }).toEqual({ path, ok: true });
    }
  });

  test('a token opens what its scopes name and nothing else, and ends when it is revoked', async () => {
    const [run, read, send, metrics] = await Promise.all(['run', 'read', 'send', 'metrics'].map((scope) => token(scope)));
    const routes: [string, string, unknown?][] = [
      ['run', '/api/explain', { check: 'dns/caa' }],
      ['read', '/api/monitors'],
      ['send', '/api/markers', { release: 'shop@1.0.0', environment: 'production' }],
      ['metrics', '/metrics'],
    ];
    for (const [scope, path, body] of routes) {
      for (const [name, bearer] of Object.entries({ run, read, send, metrics })) {
        const { status } = await call(path, { bearer, body });
        expect({ path, name, answer: status < 300 ? 'yes' : status }).toEqual({ path, name, answer: name === scope ? 'yes' : 403 });
      }
      expect((await call(path, { body })).status).toBe(401);
      expect((await call(path, { bearer: 'lr_wrongwrongwrong', body })).status).toBe(401);
    }
    const { store } = server.serving.kit;
    const [first] = await store.records('token');
    expect(JSON.stringify(await store.records('token'))).not.toContain(run);
    await ada.get('/settings');
    for (const { id } of await store.records('token')) expect((await ada.send(`/settings/tokens/${id}/revoke`)).status).toBe(303);
    expect(first).toBeDefined();
    expect((await call('/api/monitors', { bearer: read })).status).toBe(401);
    const markers = await store.markers({ from: 0, to: Date.now() + 1_000 });
    expect(markers).toMatchObject([{ release: 'shop@1.0.0', source: 'api' }]);
  });

  test('says what is wrong with an input, and never reads a folder of its machine', async () => {
    const bearer = await token('run');
    const refused: [string, unknown, number, string][] = [
      ['/api/audit', { target: 5 }, 400, 'target'],
      ['/api/audit', { repo: '/etc' }, 400, 'repo'],
      ['/api/audit', { target: '/etc' }, 400, 'not a domain'],
      ['/api/audit', {}, 400, 'no domain'],
      ['/api/map', {}, 400, 'no domain'],
      ['/api/audit', { config: { name: 'launch-ready.yaml', text: 'domain: acme.com' } }, 400, 'config'],
      ['/api/logs-redact', { file: '/etc/passwd' }, 404, 'no such verb'],
      ['/api/logs-scan', { files: ['/etc/passwd'] }, 404, 'no such verb'],
      ['/api/secrets-scan', {}, 404, 'no such verb'],
      ['/api/audit', { target: '.' }, 400, 'not a domain'],
      ['/api/audit', { target: '../..' }, 400, 'not a domain'],
      ['/api/audit', { only: ['nonsense'] }, 400, 'only'],
      ['/api/explain', { check: 'dns/ca' }, 422, 'dns/ca'],
      ['/api/explain', '{', 400, 'not JSON'],
      ['/api/serve', {}, 404, 'no such verb'],
      ['/api/nope', {}, 404, 'no such verb'],
      ['/api/audits', { target: 'localhost' }, 422, 'not a domain'],
    ];
    for (const [path, body, status, says] of refused) {
      const response = await call(path, { bearer, body });
      const told = await response.text();
      expect({ path, body, status: response.status }).toEqual({ path, body, status });
      expect(told).toContain(says);
      expect(JSON.parse(told)).toHaveProperty('error.hint');
    }
    expect((await call('/api/explain', { bearer, body: JSON.stringify({ check: 'x'.repeat(17 * 1024 * 1024) }) })).status).toBe(413);
  });

  test('gives what the verb gives, and streams a running audit to its end', async () => {
    const bearer = await token('run');
    const map = (await (await call('/api/map', { bearer, body: { target: server.lab!.domain } })).json()) as { hosts: object[] };
    expect(map.hosts.length).toBeGreaterThan(0);
    const begun = await call('/api/audits', { bearer, body: { target: server.lab!.domain } });
    expect(begun.status).toBe(202);
    const { events } = (await begun.json()) as { events: string };
    const stream = await call(events, { bearer });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const text = await stream.text(); // ends with the audit
    const kinds = [...text.matchAll(/^event: (\w+)$/gm)].map((match) => match[1]);
    expect(kinds).toContain('asking');
    expect(kinds).toContain('found');
    expect(kinds.at(-1)).toBe('done');
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
    expect(ids).toEqual(ids.map((_, index) => index + 1));
    const resumed = await fetch(new URL(events, server.serving.url), {
      headers: { authorization: `Bearer ${bearer}`, 'last-event-id': String(ids.length - 1) },
    });
    expect([...(await resumed.text()).matchAll(/^event: (\w+)$/gm)].map((match) => match[1])).toEqual(['done']);
    expect(await server.serving.kit.store.audits()).toHaveLength(1);
  });

  test('slows a token down that asks without end', async () => {
    const bearer = await token('read');
    const statuses = await Promise.all(Array.from({ length: 90 }, async () => (await call('/api/monitors', { bearer })).status));
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(10);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(50);
  });

  test('nothing went wrong meanwhile', () => expect(server.trouble).toEqual([]));
});
