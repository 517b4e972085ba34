import type { Server } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { expect, test } from 'vitest';
import { createToken } from '../../src/server/access/api-token.ts';
import { launch } from '../launch.ts';
import { planted, TOKENS } from '../planted.ts';
import { PLANTS } from '../plants.ts';
import { startPostgres } from '../postgres.ts';
import { makeFinder } from '../secret-windows.ts';
import { serving } from '../serving.ts';
import { bodyOf, localIo, until, watching } from '../watching.ts';
import { authority, https, openWeb } from '../web.ts';

/** A password without a shape that anything could know it by. */
const PASSWORD = ['amber', 'kettle', 'violin', 'thursday'].join('.');
const find = makeFinder({ PASSWORD });

/** A mail server that says back what it was told while it refuses; then it takes mails. */
async function mailbox(refuses: () => boolean, mails: string[]): Promise<Server> {
  const smtp = new SMTPServer({
    ...(await (await authority()).issue({ names: ['smtp.acme.test'] })),
    secure: true,
    disableReverseLookup: true,
    logger: false,
    onAuth({ username = '', password = '' }, _session, done) {
      const plain = Buffer.from(`\0${username}\0${String(password)}`).toString('base64');
      const no = new Error(`5.7.8 ${username} may not come in with ${String(password)} (${plain})`);
      done(refuses() ? no : null, refuses() ? undefined : { user: username });
    },
    onData(stream, _session, done) {
      let text = '';
      stream.setEncoding('utf8').on('data', (part: string) => (text += part));
      stream.on('end', () => {
        mails.push(text);
        done();
      });
    },
  });
  smtp.on('error', () => undefined);
  return smtp.server;
}

test('no secret is in an alert, whatever the site, the deploy and the error say, nor in what is kept of receivers that refuse', async () => {
  let [refusing, down] = [true, true];
  const refused = new Map<string, number>();
  const got: Record<'hook' | 'slack' | 'mail', string[]> = { hook: [], slack: [], mail: [] };
  const receiver = (name: 'hook' | 'slack', host: string): Promise<Server> =>
    https([host], async (request, response) => {
      const body = await bodyOf(request);
      if (refusing) {
        refused.set(name, (refused.get(name) ?? 0) + 1);
        response.writeHead(403, { 'X-Error': String(request.url) }).end(`${request.url} ${body}`);
        return;
      }
      got[name].push(`${JSON.stringify(request.headers)} ${body}`);
      response.writeHead(200).end('ok');
    });
  const site = await https(['acme.test'], (request, response) => {
    if (!down) response.writeHead(200).end('well');
    else if (request.url === '/') response.writeHead(302, { Location: `/fell?token=${PLANTS.github}`, Server: PLANTS.github }).end();
    else response.writeHead(500, { 'X-Error': PLANTS.stripe }).end(TOKENS);
  });
  const smtp = await mailbox(() => {
    if (refusing) refused.set('mail', (refused.get('mail') ?? 0) + 1);
    return refusing;
  }, got.mail);
  await using web = await openWeb(
    {
      '192.0.2.1:443': site,
      '192.0.2.2:443': await receiver('hook', 'hook.acme.test'),
      '192.0.2.3:443': await receiver('slack', 'hooks.slack.com'),
      '192.0.2.4:465': smtp,
    },
    ['acme.test A 192.0.2.1', 'hook.acme.test A 192.0.2.2', 'hooks.slack.com A 192.0.2.3', 'smtp.acme.test A 192.0.2.4'],
  );
  const env = {
    HOOK: `https://hook.acme.test/${PLANTS.stripe}`,
    SLACK: `https://hooks.slack.com/services/${PLANTS.github.slice(4)}`,
    SMTP: `smtps://alerts:${PASSWORD}@smtp.acme.test`,
    SIGN: PASSWORD,
  };
  const alerts = [
    { channel: 'webhook', to: '${HOOK}' },
    { channel: 'slack', to: '${SLACK}' },
    { channel: 'email', to: 'ada@acme.test' },
  ];
  const monitor = { interval_s: 1, webhook_secret: '${SIGN}', smtp: '${SMTP}', from: 'watch@acme.test', url: 'https://watch.acme.test' };
  await using watch = await watching(
    { domain: 'acme.test', routes: [{ name: 'home page', url: 'https://acme.test/', kind: 'home' }], alerts, monitor },
    { io: localIo({ ...web.io, now: () => new Date(), allowPrivate: true, env, ca: [(await authority()).root] }) },
  );
  const { engine, store } = watch;
  await engine.marker({ release: `r-${PLANTS.github}`, environment: 'production', by: PLANTS.github, url: null, source: 'deploy' });
  const event = { event_id: 'a'.repeat(32), message: TOKENS, exception: { values: [{ type: 'Error', value: TOKENS }] } };
  const told = await engine.ingest({
    method: 'POST',
    path: `/api/${engine.project.id}/store/`,
    query: new URLSearchParams({ sentry_key: engine.project.key }),
    headers: {},
    body: Buffer.from(JSON.stringify(event)),
  });
  expect(told.status).toBe(200);
  await until(() => ['hook', 'slack', 'mail'].every((name) => (refused.get(name) ?? 0) > 0));
  const found = await until(async () => {
    const [incident] = await store.incidents({ open: true });
    const all = incident && (await store.incident(incident.id));
    return all?.deliveries.every(({ lastError }) => lastError !== null) === true ? all : null;
  });
  await engine.ackIncident(found.incident.id, PLANTS.github);
  await engine.addNote(found.incident.id, { by: PLANTS.github, text: `it was ${TOKENS}` });
  refusing = false;
  await until(() => Object.values(got).every((each) => each.length > 0), 20_000);
  down = false;
  await until(() => Object.values(got).every((each) => each.length > 1), 20_000);

  for (const each of Object.values(got)) expect(each.join('\n')).toContain('home page is');
  const kept = [found, await store.incident(found.incident.id), await engine.incidentNote(found.incident.id), await store.issues()];
  const said = [...Object.values(got).flat(), ...kept.map((each) => JSON.stringify(each)), ...watch.troubles.map(String)];
  expect(said.flatMap(find)).toEqual([]);
}, 60_000);

test('no secret is in what live pages are sent', async () => {
  await using server = await serving({ scenario: planted(), io: { allowPrivate: false } });
  const { url, kit } = server.serving;
  const ada = await server.owner();
  const leave = new AbortController();
  const live = await fetch(new URL('/events', url), { headers: { cookie: ada.cookie }, signal: leave.signal });
  const { id, key } = kit.engine.project;
  const event = { event_id: 'd'.repeat(32), message: TOKENS, exception: { values: [{ type: 'Error', value: TOKENS }] } };
  await fetch(new URL(`/api/${id}/store/?sentry_key=${key}`, url), { method: 'POST', body: JSON.stringify(event) });
  const reader = live.body!.pipeThrough(new TextDecoderStream()).getReader();
  let news = '';
  while (!news.includes('event: news')) news += (await reader.read()).value ?? '';
  leave.abort();

  const bearer = await createToken(kit.store, { name: 'ci', scopes: ['run'], now: Date.now() });
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  const begun = await fetch(new URL('/api/audits', url), { method: 'POST', headers, body: JSON.stringify({ target: server.lab!.domain }) });
  const { events } = (await begun.json()) as { events: string }; // as: the API says so
  const audit = await (await fetch(new URL(events, url), { headers })).text(); // ends with the audit
  expect(audit).toContain('event: done');
  expect([...find(news), ...find(audit), ...server.trouble.flatMap(find)]).toEqual([]);
}, 60_000);

test('no secret is in what a worker says, of a database that is there and of one that is not', async () => {
  await using postgres = await startPostgres();
  const there = (await postgres.database()).replace('postgres@', `postgres:${PASSWORD}@`);
  const gone = `postgres://launch:${PASSWORD}@127.0.0.1:1/launch`;
  const env = { SLACK: `https://hooks.slack.com/services/${PLANTS.github}` };
  const refused = await launch(['worker'], { env: { ...env, DATABASE_URL: gone } });
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).not.toBe('');
  const worked = await launch(['worker', '--json'], { env: { ...env, DATABASE_URL: there }, interruptAfter: 4_000 });
  expect(worked.stdout + worked.stderr).not.toBe('');
  expect(find(Object.values({ ...refused, ...worked }).join('\n') + refused.stderr)).toEqual([]);
}, 60_000);
