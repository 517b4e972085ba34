import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leaksIn, PLANTS } from '../../test/plants.ts';
import { HOSTILE } from '../../test/sample-watch.ts';
import { serving, type TestServer, type Visitor } from '../../test/serving.ts';
import { listen, until } from '../../test/watching.ts';

let server: TestServer;
let ada: Visitor;
let site: Awaited<ReturnType<typeof listen>>;
let status = 200;

beforeAll(async () => {
  site = await listen((_, response) => void response.writeHead(status).end('hello'));
  server = await serving({
    io: { allowPrivate: true },
    config: {
      domain: 'acme.test',
      owners: { billing: 'Grace' },
      routes: [{ name: 'shop', url: site.url, kind: 'page' }],
      monitor: { interval_s: 1, daily_audit: false, status_title: 'Acme' },
    },
  });
  ada = await server.owner();
  await until(async () => (await store().monitors())[0]?.shown === 'up');
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const store = () => server.serving.kit.store;
const shown = async () => (await store().monitors())[0]!;

describe('maintenance', () => {
  test('keeps a failing address quiet until it is ended; then the outage is told (OBS-6)', async () => {
    const { monitor } = await shown();
    expect(await (await ada.get('/maintenance')).text()).toContain('Nothing is in maintenance.');
    expect((await ada.send('/maintenance', { monitor: monitor.id, minutes: '60' })).status).toBe(303);
    expect((await shown()).shown).toBe('maintenance');
    const page = await (await ada.get('/maintenance')).text();
    expect(page).toContain('1 address is in maintenance.');
    status = 500;
    const began = (await shown()).last!.at;
    await until(
      async () =>
        (await store().samples(monitor.id, { from: began, to: Date.now() + 1 })).filter(({ outcome }) => outcome === 'fail').length >= 3,
    );
    expect(await store().incidents()).toEqual([]);
    expect((await ada.send(`/maintenance/${monitor.id}/end`)).status).toBe(303);
    const incident = await until(async () => (await store().incidents({ open: true }))[0]);
    expect(incident.title).toBe('shop is down');
  }, 30_000);

  test.each([
    ['no address', { minutes: '60' }, 400],
    ['no time', { monitor: 'x' }, 400],
    ['a time without end', { monitor: 'x', minutes: '99999999' }, 400],
    ['an address that is not watched', { monitor: 'x', minutes: '60' }, 404],
    ['no secret of the page', { monitor: 'x', minutes: '60', csrf: '' }, 403],
  ])('of %s is refused', async (_, fields, wanted) => {
    await ada.get('/maintenance');
    expect((await ada.send('/maintenance', fields)).status).toBe(wanted);
  });
});

describe('an owner', () => {
  test('of an incident is named, told in the timeline, and a secret in the name is masked (INC-1)', async () => {
    const incident = await until(async () => (await store().incidents({ open: true }))[0]);
    const path = `/incidents/${incident.id}`;
    expect(await (await ada.get(path)).text()).toContain('<option value="Grace">');
    expect((await ada.send(`${path}/assign`, { owner: 'Grace' })).status).toBe(303);
    const page = await (await ada.get(path)).text();
    expect(page).toContain('Grace owns it');
    expect(await (await ada.get('/incidents')).text()).toContain('owner Grace');
    await ada.send(`${path}/assign`, { owner: `${HOSTILE} ${PLANTS.stripe}`.slice(-80) });
    const after = await (await ada.get(path)).text();
    expect(leaksIn(after)).toEqual([]);
    expect(after).not.toContain('<img src=x');
    await ada.send(`${path}/assign`, { owner: '  ' });
    expect((await store().incident(incident.id))?.incident.owner).toBeNull();
  });

  test('of an issue is named, and stands in the list (OBS-3)', async () => {
    const { id, key } = server.serving.kit.engine.project;
    const event = JSON.stringify({ event_id: 'f'.repeat(32), message: 'the cart is empty' });
    await fetch(new URL(`/api/${id}/store/?sentry_key=${key}`, server.serving.url), { method: 'POST', body: event });
    const issue = await until(async () => (await store().issues())[0]);
    await ada.get(`/issues/${issue.id}`);
    expect((await ada.send(`/issues/${issue.id}/assign`, { owner: 'Grace' })).status).toBe(303);
    expect(await (await ada.get('/issues')).text()).toContain('owner Grace');
    await ada.send(`/issues/${issue.id}/assign`, { owner: '' });
    expect((await store().issue(issue.id))?.issue.owner).toBeNull();
    expect((await ada.send('/issues/999/assign', { owner: 'Grace' })).status).toBe(404);
  });

  test.each(['/incidents/1/assign', '/issues/1/assign', '/maintenance/0123456789ab/end'])(
    '%s takes no form of a stranger or of another site',
    async (path) => {
      await ada.get('/maintenance');
      expect((await ada.send(path, { owner: 'Mallory', csrf: '' })).status).toBe(403);
      expect((await ada.send(path, { owner: 'Mallory' }, { origin: 'https://evil.example' })).status).toBe(403);
      expect((await server.visitor().send(path, { owner: 'Mallory' })).status).not.toBe(303);
    },
  );

  test('nothing went wrong meanwhile', () => expect(server.trouble).toEqual([]));
});
