import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, serving, type TestServer } from '../../test/serving.ts';

const DAY = 86_400_000;
/** A clock that stands until a test moves it. */
const START = Date.now();
let clock = 0;
let server: TestServer;
beforeAll(async () => {
  server = await serving({ io: { now: () => new Date(START + clock) } });
});
afterAll(() => server[Symbol.asyncDispose]());

describe('the door', () => {
  test('the set-up link makes the owner once; wrong and used links make nothing (OBS-5)', async () => {
    const person = server.visitor();
    const path = new URL(server.serving.setup!).pathname;
    expect((await person.get('/setup/wrong')).status).toBe(404);
    expect((await person.get(path)).status).toBe(200);
    expect((await person.send(path, { name: 'Ada', password: 'too short' })).status).toBe(400);
    expect((await person.send('/setup/wrong', { name: 'Eve', password: PASSWORD })).status).toBe(404);
    expect(
      (await person.send(path, { name: 'Ada', password: PASSWORD }, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }))
        .status,
    ).toBe(403);
    const both = await Promise.all([
      person.send(path, { name: 'Ada', password: PASSWORD }),
      server.visitor().send(path, { name: 'Eve', password: PASSWORD }),
    ]);
    expect(both.map((each) => each.status).toSorted((a, b) => a - b)).toEqual([303, 404]);
    expect((await server.visitor().get(path)).status).toBe(404);
  });

  test('pages lead to the login, and the login back to the page but never to another site', async () => {
    const person = server.visitor();
    const led = await person.get('/incidents');
    expect([led.status, led.headers.get('location')]).toEqual([303, '/login?to=%2Fincidents']);
    expect((await person.send('/login?to=/incidents', { password: PASSWORD })).headers.get('location')).toBe('/incidents');
    for (const to of ['//evil.example', '/\\evil.example', 'https://evil.example', '/login', 'javascript:alert(1)']) {
      const again = server.visitor();
      expect((await again.send(`/login?to=${encodeURIComponent(to)}`, { password: PASSWORD })).headers.get('location')).toBe('/');
    }
  });

  test('nothing but health, the login and the public pages is open to a stranger', async () => {
    const stranger = server.visitor();
    const paths = [
      '/',
      '/events',
      '/incidents',
      '/incidents/1',
      '/incidents/1/note.md',
      '/issues',
      '/issues/1',
      '/audit',
      '/audits/1',
      `/audits/live/${'a'.repeat(16)}`,
      `/audits/live/${'a'.repeat(16)}/events`,
      '/settings',
      '/metrics',
      '/api/monitors',
      '/api/incidents',
      '/api/issues',
      `/api/audits/${'a'.repeat(16)}/events`,
    ];
    for (const path of paths) {
      const { status } = await stranger.get(path);
      expect({ path, closed: status === 303 || status === 401 }).toEqual({ path, closed: true });
    }
    for (const path of [
      '/incidents/1/ack',
      '/incidents/1/notes',
      '/issues/1/resolve',
      '/audit',
      '/settings/tokens',
      '/settings/test-alerts',
      `/settings/tokens/${'a'.repeat(64)}/revoke`,
      '/logout',
      '/api/audit',
      '/api/audits',
      '/api/markers',
      '/api/logs',
      '/api/0/organizations/acme/releases/',
    ]) {
      expect({ path, status: (await stranger.send(path, { target: 'acme.com' })).status }).toEqual({ path, status: 401 });
    }
    for (const path of ['/nope', '/status', '/assets/x/style.css', '/assets/x/..%2f..%2fpackage.json', '/setup/x'])
      expect((await stranger.get(path)).status).toBe(404);
  });

  test('the cookie is out of reach of scripts and other sites, and of http where the server has https', async () => {
    const set = (await server.visitor().send('/login', { password: PASSWORD })).headers.getSetCookie()[0]!;
    expect(set).toMatch(/^launch-ready=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    await using secure = await serving({ plan: { publicUrl: 'https://watch.acme.test' } });
    const person = secure.visitor();
    const made = await person.send(new URL(secure.serving.setup!).pathname, { name: 'Ada', password: PASSWORD });
    expect(made.headers.getSetCookie()[0]).toMatch(/^__Host-launch-ready=.*; HttpOnly; Secure; SameSite=Lax$/);
    expect(made.headers.get('strict-transport-security')).toContain('max-age=31536000');
  });

  test('a form without the secret, or sent from elsewhere, changes nothing', async () => {
    const ada = server.visitor();
    await ada.send('/login', { password: PASSWORD });
    await ada.get('/settings');
    const fields = { name: 'evil', scope: 'run' };
    const foreign: [Record<string, string>, Record<string, string>][] = [
      [{ ...fields, csrf: '' }, {}],
      [{ ...fields, csrf: 'x'.repeat(43) }, {}],
      [fields, { origin: 'https://evil.example' }],
      [fields, { 'sec-fetch-site': 'cross-site' }],
      [fields, { 'sec-fetch-site': 'same-site' }],
      [fields, { origin: 'null' }],
    ];
    for (const [given, headers] of foreign) expect((await ada.send('/settings/tokens', given, headers)).status).toBe(403);
    const other = server.visitor();
    await other.send('/login', { password: PASSWORD });
    await other.get('/settings');
    expect((await ada.send('/settings/tokens', { ...fields, csrf: other.csrf })).status).toBe(403);
    expect(await (await ada.get('/settings')).text()).not.toContain('evil');
    expect((await ada.send('/settings/tokens', fields)).status).toBe(200);
    expect(await (await ada.get('/settings')).text()).toContain('evil');
  });

  test('a session moves to a new token each hour, ends when it is not used, and after a month', async () => {
    const ada = server.visitor();
    await ada.send('/login', { password: PASSWORD });
    const first = ada.cookie;
    clock += 3_700_000;
    expect((await ada.get('/')).status).toBe(200);
    expect(ada.cookie).not.toBe(first);
    const late = server.visitor();
    late.cookie = first;
    expect((await late.get('/')).status).toBe(200); // a request that was on its way
    clock += 120_000;
    late.cookie = first;
    expect((await late.get('/')).status).toBe(303);
    for (let day = 0; day < 28; day += 4) {
      clock += 4 * DAY;
      expect((await ada.get('/')).status).toBe(200);
    }
    clock += 4 * DAY;
    expect((await ada.get('/')).status).toBe(303);
    await ada.send('/login', { password: PASSWORD });
    clock += 8 * DAY;
    expect((await ada.get('/')).status).toBe(303);
  });

  test('logging out ends the session on the server', async () => {
    const ada = server.visitor();
    await ada.send('/login', { password: PASSWORD });
    await ada.get('/settings');
    const { cookie } = ada;
    expect((await ada.send('/logout')).headers.get('location')).toBe('/login');
    ada.cookie = cookie;
    expect((await ada.get('/')).status).toBe(303);
  });

  test('wrong passwords cost waiting that doubles, from all at once as well, and the right one does not help meanwhile', async () => {
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const guess = server.visitor();
    const tries = await Promise.all(
      Array.from({ length: 8 }, () => guess.send('/login', { password: 'wrong password here' }, from('203.0.113.7'))),
    );
    const statuses = tries.map((each) => each.status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    const right = await guess.send('/login', { password: PASSWORD }, from('203.0.113.7'));
    expect([right.status, Number(right.headers.get('retry-after'))]).toEqual([429, 1]);
    clock += 1_100;
    expect((await guess.send('/login', { password: 'wrong password here' }, from('203.0.113.7'))).status).toBe(401);
    expect(Number((await guess.send('/login', { password: PASSWORD }, from('203.0.113.7'))).headers.get('retry-after'))).toBe(2);
    expect((await server.visitor().send('/login', { password: PASSWORD }, from('198.51.100.1'))).status).toBe(303);
    clock += 2_100;
    expect((await guess.send('/login', { password: PASSWORD }, from('203.0.113.7'))).status).toBe(303);
  });

  test('a password is stored as a slow hash and tokens as hashes: the store shows none of them', async () => {
    const { store } = server.serving.kit;
    const all = JSON.stringify(await Promise.all(['account', 'session', 'setup', 'token'].map((kind) => store.records(kind))));
    expect(all).toContain('scrypt$32768$8$3$');
    expect(all).not.toContain(PASSWORD);
    const ada = server.visitor();
    await ada.send('/login', { password: PASSWORD });
    expect(JSON.stringify(await store.records('session'))).not.toContain(ada.cookie.split('=')[1]);
  });

  test('nothing went wrong meanwhile', () => expect(server.trouble).toEqual([]));
});
