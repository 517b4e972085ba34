import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coachly, labIo } from '../../../test/deploy/stage.ts';
import { request } from '../../probes/net/http-client.ts';
import type { Lab } from '../index.ts';
import { buildTree } from './tree.ts';

const OWNED = { hosts: ['a.test', 'b.test'], addresses: ['192.0.2.1'] };
const site = (more: object = {}): object => ({ hosts: ['a.test'], addresses: ['192.0.2.1'], https: [{ path: '/', body: 'hi' }], ...more });
const built = (sites: unknown, more: object = {}): ReturnType<typeof buildTree> =>
  buildTree({ 'shipyard.json': JSON.stringify({ sites, ...more }) }, OWNED);

describe('an upload to the pretend platform', () => {
  test('is built when it is a list of sites of its own', () => {
    expect(built([site()], { env: ['KEY'] })).toMatchObject({ ok: true, built: { env: ['KEY'] } });
  });

  test.each([
    ['no manifest', buildTree({ 'index.html': '' }, OWNED), 'no shipyard.json'],
    ['no JSON', buildTree({ 'shipyard.json': '{' }, OWNED), 'is not JSON'],
    ['no site', built([]), 'sites'],
    ['a key nobody knows', built([site({ php: true })]), 'php'],
    ['a host of somebody else', built([site({ hosts: ['bank.test'] })]), 'bank.test does not belong'],
    ['an address of somebody else', built([site({ addresses: ['203.0.113.9'] })]), '203.0.113.9 is not an address'],
    ['a host twice', built([site(), site()]), 'two sites'],
    ['a header that breaks the line', built([site({ headers: { 'X-A': 'a\r\nSet-Cookie: b=c' } })]), 'headers'],
    ['a status that is none', built([site({ https: [{ path: '/', status: 99 }] })]), 'status'],
    ['too many routes', built([site({ https: Array.from({ length: 201 }, () => ({ path: '/' })) })]), 'https'],
    ['too many bytes', buildTree({ 'shipyard.json': '{}', big: 'x'.repeat(9 * 1024 * 1024) }, OWNED), 'too large'],
  ])('is refused for %s', (_name, gave, says) => {
    expect(gave).toMatchObject({ ok: false, says: expect.stringContaining(says) as string });
  });
});

describe('the API of the pretend platform', () => {
  let lab: Lab;
  let files: Readonly<Record<string, string>>;
  beforeAll(async () => {
    ({ lab, files } = await coachly('repaired'));
  });
  afterAll(() => lab.close());

  const ask = async (
    path: string,
    { method = 'GET', body, token = lab.platform!.token }: { method?: string; body?: unknown; token?: string } = {},
  ) => {
    const answer = await request(labIo(lab), {
      url: `https://api.shipyard.test/v1/projects/coachly${path}`,
      method,
      headers: { Authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      trusted: true,
    });
    if (answer.is === 'silence') throw new Error(answer.message);
    return { status: answer.status, json: JSON.parse(answer.body.bytes.toString('utf8')) as Record<string, unknown> };
  };

  test('asks for its token', async () => {
    expect((await ask('', { token: 'guessed' })).status).toBe(401);
    expect(await ask('')).toMatchObject({ status: 200, json: { name: 'coachly', autoDeploy: true, live: 'dpl_1' } });
  });

  test('tells names of variables and never their values', async () => {
    await ask('/env/NEW_KEY', { method: 'PUT', body: { value: 'very-secret-value' } });
    const { json } = await ask('/env');
    expect(json['names']).toContain('NEW_KEY');
    expect(JSON.stringify(json)).not.toContain('very-secret-value');
    expect((await ask('/env/new-key', { method: 'PUT', body: { value: 'x' } })).status).toBe(422);
  });

  test.each([
    ['/nowhere', 'GET', undefined, 404],
    ['/deployments/dpl_99', 'GET', undefined, 404],
    ['/deployments', 'POST', 'no json', 400],
    ['/deployments', 'POST', [1], 400],
    ['/deployments', 'POST', { release: 'r', files: { a: 1 } }, 422],
    ['/rollback', 'POST', {}, 422],
    ['', 'PATCH', { autoDeploy: 'yes' }, 422],
  ] as const)('%s by %s refuses what it does not know', async (path, method, body, status) => {
    expect((await ask(path, { method, ...(body === undefined ? {} : { body }) })).status).toBe(status);
  });

  test('a build is not live before it is promoted, and other sites stay as they are', async () => {
    const before = lab.live.sites.filter((each) => !each.hosts.some((host) => lab.platform!.owns.includes(host)));
    const { json } = await ask('/deployments', { method: 'POST', body: { release: 'r-1', files } });
    expect(json).toMatchObject({ state: 'ready', release: 'r-1' });
    expect((await ask('')).json['live']).toBe('dpl_1');
    expect(await ask(`/deployments/${String(json['id'])}/promote`, { method: 'POST' })).toMatchObject({ json: { state: 'live' } });
    expect(lab.live.sites.filter((each) => !each.hosts.some((host) => lab.platform!.owns.includes(host)))).toEqual(before);
    const health = await request(labIo(lab), { url: 'https://api.coachly.test/api/health' });
    expect(health).toMatchObject({ status: 200, headers: expect.arrayContaining([['x-release', 'r-1']]) as unknown });
  });

  test('as on real platforms, going back leaves auto-deploy on, and the next push undoes it', async () => {
    await ask('', { method: 'PATCH', body: { autoDeploy: true } });
    await ask('/rollback', { method: 'POST', body: { to: 'dpl_1' } });
    await ask('/push', { method: 'POST', body: { release: 'pushed', files } });
    const live = (await ask('')).json['live'];
    expect(lab.platform!.deployments.find(({ id }) => id === live)!.release).toBe('pushed');
  });
});
