import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { authority, https, openWeb, type Web } from '../../test/web.ts';
import { type Config, configSchema } from '../core/config.ts';
import type { Smoke } from './smoke-result.ts';
import { runSmoke } from './smoke.ts';

const USER = 'smoke@acme.test';
const PASSWORD = ['correct', 'horse', 'battery'].join('-');

/** A product on two hosts: the login sets a cookie for both and demands the token of its form; the API wants the cookie. */
interface Product {
  broken?: 'dashboard-open' | 'login-forgets' | 'webhook-takes-all' | 'flaps';
  bookings: Set<string>;
  asked: { url: string; marker: string | undefined }[];
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString();
  return text;
}

function product(state: Product): RequestListener {
  let count = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url = '', method, headers } = request;
    const at = `${method} ${headers.host}${url}`;
    state.asked.push({ url: at, marker: headers['x-launch-ready-smoke'] as string | undefined });
    const body = await readBody(request);
    const cookie = headers.cookie ?? '';
    const isIn = cookie.includes('session=good');
    const say = (status: number, text: string, more: Record<string, string | string[]> = {}): void =>
      void response.writeHead(status, { 'Content-Type': text.startsWith('{') ? 'application/json' : 'text/html', ...more }).end(text);
    switch (at) {
      case 'GET app.acme.test/':
        count += 1;
        return say(state.broken === 'flaps' && count > 2 ? 502 : 200, '<h1>Acme</h1>');
      case 'GET app.acme.test/login':
        return say(
          200,
          '<form method="post"><input type="hidden" value="a&amp;b" name="csrf"><input name=email><input type="password" name="password"></form>',
          {
            'Set-Cookie': ['csrf_cookie=a&b; Path=/; Secure', 'evil=1; Domain=other.test', 'wide=1; Domain=test'],
          },
        );
      case 'POST app.acme.test/login': {
        const form = new URLSearchParams(body);
        const good =
          form.get('email') === USER &&
          form.get('password') === PASSWORD &&
          form.get('csrf') === 'a&b' &&
          cookie.includes('csrf_cookie=a&b');
        if (!good) return say(200, '<form><input type="password" name="password">Wrong</form>');
        const session = state.broken === 'login-forgets' ? [] : ['session=good; Domain=acme.test; Path=/; Secure; HttpOnly; SameSite=Lax'];
        return say(303, '', { Location: '/dashboard', 'Set-Cookie': session });
      }
      case 'GET app.acme.test/dashboard':
        return isIn || state.broken === 'dashboard-open' ? say(200, '<h1>Your invoices</h1>') : say(302, '', { Location: '/login' });
      case 'POST api.acme.test/bookings': {
        if (!isIn || cookie.includes('evil') || cookie.includes('wide')) return say(401, '{"error":"log in"}');
        const id = `b${state.bookings.size + 1}`;
        state.bookings.add(id);
        return say(201, JSON.stringify({ id, note: (JSON.parse(body) as { note: string }).note }));
      }
      case 'POST api.acme.test/webhooks':
        return state.broken === 'webhook-takes-all' ? say(200, '{}') : say(400, '{"error":"signature"}');
      default:
        if (method === 'DELETE' && url.startsWith('/bookings/')) return say(state.bookings.delete(url.slice(10)) ? 204 : 404, '');
        return say(404, 'nothing');
    }
  };
  return (request, response) => void handle(request, response);
}

interface Raw {
  smoke: { flows: { steps: object[] }[] };
}

function config(change: (raw: Raw) => void = () => undefined): Config {
  const raw = {
    domain: 'acme.test',
    routes: [
      { name: 'home', url: 'https://app.acme.test/', kind: 'home' },
      { name: 'login', url: 'https://app.acme.test/login', kind: 'login' },
      { name: 'payments', url: 'https://api.acme.test/webhooks', kind: 'webhook' },
    ],
    smoke: {
      login: {
        url: 'https://app.acme.test/login',
        user: '${SMOKE_USER}',
        password: '${SMOKE_PASSWORD}',
        csrf: 'csrf',
        inside: 'https://app.acme.test/dashboard',
        expect: { text: 'Your invoices' },
      },
      flows: [
        {
          name: 'book',
          steps: [
            {
              do: 'POST https://api.acme.test/bookings',
              json: { note: 'smoke {{run}}' },
              expect: { status: 201 },
              take: { booking: 'json:/id' },
            },
          ],
          cleanup: [{ do: 'DELETE https://api.acme.test/bookings/{{booking}}' }],
        },
      ],
    },
  };
  change(raw);
  return configSchema.parse(raw);
}

async function world(state: Product, env: Record<string, string> = { SMOKE_USER: USER, SMOKE_PASSWORD: PASSWORD }): Promise<Web> {
  const handler = product(state);
  return openWeb(
    {
      '192.0.2.1:443': await https(['app.acme.test'], handler),
      '192.0.2.2:443': await https(['api.acme.test'], handler),
      '192.0.2.1:80': createServer((request, response) =>
        response.writeHead(301, { Location: `https://${request.headers.host}${request.url}` }).end(),
      ),
    },
    ['app.acme.test A 192.0.2.1', 'api.acme.test A 192.0.2.2'],
    { ca: [(await authority()).root], now: () => new Date(), env },
  );
}

const fresh = (broken?: Product['broken']): Product => ({ bookings: new Set(), asked: [], ...(broken ? { broken } : {}) });
const failures = ({ tried }: Smoke): string[] => tried.filter(({ state }) => state !== 'pass').map(({ what, says }) => `${what}: ${says}`);

describe('the smoke test (DEP-9, DEP-10)', () => {
  test('logs in with the token of the form, carries the session to a second host, books, and cleans up, twice', async () => {
    const state = fresh();
    await using web = await world(state);
    const gave = await runSmoke(config(), web.io);
    expect(failures(gave)).toEqual([]);
    expect(gave).toMatchObject({ state: 'pass', rounds: 2 });
    expect(state.bookings.size).toBe(0);
    expect(state.asked.every(({ marker }) => marker === '1')).toBe(true);
    expect(state.asked.filter(({ url }) => url === 'POST api.acme.test/bookings')).toHaveLength(2);
    expect(JSON.stringify(gave)).not.toContain(PASSWORD);
  });

  test.each([
    [
      'a wrong password',
      { SMOKE_USER: USER, SMOKE_PASSWORD: 'wrong-password' },
      undefined,
      'fail',
      'login: after the login https://app.acme.test/dashboard does not show "Your invoices"',
    ],
    [
      'a login that sets no session',
      undefined,
      'login-forgets',
      'fail',
      'login: after the login https://app.acme.test/dashboard does not show "Your invoices"',
    ],
    [
      'a private page that everybody sees',
      undefined,
      'dashboard-open',
      'fail',
      'login: https://app.acme.test/dashboard shows the same to somebody who is not logged in',
    ],
    [
      'a webhook that takes unsigned events',
      undefined,
      'webhook-takes-all',
      'fail',
      'payments: takes an unsigned event (200), so anybody can fake a payment',
    ],
    ['a test user that is not set', { SMOKE_USER: USER }, undefined, 'unknown', 'login: SMOKE_PASSWORD not set, so nobody can log in'],
  ] as const)('%s is found', async (_name, env, broken, wanted, says) => {
    await using web = await world(fresh(broken), ...(env ? [env as Record<string, string>] : []));
    const gave = await runSmoke(
      config((raw) => {
        if (wanted === 'unknown') raw.smoke.flows = [];
      }),
      web.io,
    );
    expect(gave.state).toBe(wanted);
    expect(failures(gave)).toContain(says);
  });

  test('a page that flaps fails: one failure in a row of passes ends the run', async () => {
    await using web = await world(fresh('flaps'));
    const gave = await runSmoke(config(), web.io);
    expect(gave).toMatchObject({ state: 'fail', rounds: 2 });
  });

  test('silence, an untrusted certificate and a missing name are failures', async () => {
    await using web = await world(fresh());
    const routes = [{ name: 'gone', url: 'https://gone.acme.test/', kind: 'home' as const }];
    expect(failures(await runSmoke({ ...config(), routes }, web.io))).toContain('gone: no answer (no-address)');
    const untrusting = { ...web.io, ca: [] };
    const gave = await runSmoke({ ...config(), smoke: configSchema.parse({}).smoke }, untrusting);
    expect(failures(gave)).toContain('home: no answer (untrusted)');
  });

  test('a flow that breaks in the middle still cleans up what it made', async () => {
    const state = fresh();
    await using web = await world(state);
    const gave = await runSmoke(
      config((raw) => raw.smoke.flows[0]!.steps.push({ do: 'GET https://api.acme.test/nowhere' })),
      web.io,
    );
    expect(failures(gave)).toEqual(['book: step 2, GET https://api.acme.test/nowhere: answers 404, expected 2xx']);
    expect(state.bookings.size).toBe(0);
  });

  const only = async (web: Web, route: object): Promise<string[]> =>
    failures(await runSmoke(configSchema.parse({ routes: [{ name: 'it', ...route }], smoke: { passes: 1 } }), web.io)).filter((each) =>
      each.startsWith('it:'),
    );

  test('a route that redirects to a log-in at another site is right where its statuses say so, and nobody goes there', async () => {
    await using web = await openWeb(
      {
        '192.0.2.1:443': await https(['app.acme.test'], (_, response) =>
          response.writeHead(302, { Location: 'https://login.example/authorize' }).end(),
        ),
        '192.0.2.9:443': await https(['login.example'], (_, response) => response.writeHead(400).end()),
      },
      ['app.acme.test A 192.0.2.1', 'login.example A 192.0.2.9'],
      { ca: [(await authority()).root], now: () => new Date() },
    );
    const at = { url: 'https://app.acme.test/home', kind: 'dashboard' };
    expect(await only(web, at)).toEqual(['it: answers 400, expected 2xx']);
    const before = web.connections['192.0.2.9:443'];
    expect(await only(web, { ...at, statuses: [301] })).toEqual(['it: answers 302, expected 301']);
    expect(await only(web, { ...at, statuses: [302, 303] })).toEqual([]);
    // Only http://app.acme.test/ is followed by name, as for every host.
    expect(web.connections['192.0.2.9:443']).toBe(before);
  });

  test('a webhook that takes unsigned events fails, whatever statuses are called right', async () => {
    await using web = await world(fresh('webhook-takes-all'));
    const at = { url: 'https://api.acme.test/webhooks', kind: 'webhook', statuses: [200, 405] };
    expect(await only(web, at)).toEqual(['it: takes an unsigned event (200), so anybody can fake a payment']);
  });

  test('nothing configured is never a pass', async () => {
    await using web = await world(fresh());
    expect((await runSmoke(configSchema.parse({}), web.io)).state).toBe('unknown');
  });
});
