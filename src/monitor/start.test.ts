import { describe, expect, test } from 'vitest';
import { bodyOf, listen, localIo, until, watching } from '../../test/watching.ts';
import { signatureOf } from './channels/webhook.ts';
import type { AlertMessage } from './types.ts';

interface Hooked {
  id: string;
  type: string;
  data: AlertMessage;
  isSigned: boolean;
}

/** A receiver of webhooks that remembers what it took. */
async function sink(secret: string, refuses: () => boolean = () => false) {
  const got: Hooked[] = [];
  const listening = await listen(async (request, response) => {
    const body = await bodyOf(request);
    if (refuses()) {
      response.writeHead(503).end();
      return;
    }
    const [id, at] = [String(request.headers['webhook-id']), Number(request.headers['webhook-timestamp'])];
    const isSigned = request.headers['webhook-signature'] === signatureOf({ secret, id, at, body });
    got.push({ id, ...(JSON.parse(body) as Pick<Hooked, 'type' | 'data'>), isSigned });
    response.writeHead(200).end();
  });
  return { got, url: listening.url, [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose]() };
}

describe('a monitor', () => {
  test('that fails is confirmed, told once, and told again when it is well (OBS-1, OBS-2, OBS-6)', async () => {
    let status = 200;
    await using site = await listen((_, response) => void response.writeHead(status).end('hello'));
    await using hook = await sink('secret-of-hook');
    await using watch = await watching(
      {
        routes: [{ name: 'home page', url: `${site.url}/`, kind: 'home' }],
        alerts: [{ channel: 'webhook', to: '${HOOK}', owner: 'Ada' }],
        monitor: { interval_s: 1, webhook_secret: '${HOOK_SECRET}', url: 'https://watch.acme.test' },
      },
      { io: localIo({ env: { HOOK: hook.url, HOOK_SECRET: 'secret-of-hook' } }) },
    );
    const { store, engine } = watch;
    await until(async () => (await store.monitors())[0]?.shown === 'up');
    status = 500;
    const [down] = await until(() => (hook.got.length === 1 ? hook.got : null));
    expect(down).toMatchObject({ type: 'incident.down', isSigned: true });
    expect(down?.data).toMatchObject({
      kind: 'DOWN',
      severity: 'critical',
      title: 'home page is down',
      owner: 'Ada',
      url: 'https://watch.acme.test/incidents/1',
    });
    const found = await store.incident(1);
    expect(found?.incident.cause).toMatchObject({ kind: 'http', scope: 'host' });
    expect(found?.events.map(({ kind }) => kind).slice(0, 2)).toEqual(['opened', 'look']);
    expect(found?.events[1]?.facts).toMatchObject({ status: 500, tcpMs: expect.any(Number), ttfbMs: expect.any(Number) });
    await engine.ackIncident(1, 'Ada');
    await engine.addNote(1, { by: 'Ada', text: 'the database is full' });
    status = 200;
    const after = await until(() => (hook.got.length === 2 ? hook.got : null));
    expect(after.map(({ data }) => data.kind)).toEqual(['DOWN', 'RESOLVED']);
    const note = await until(async () => {
      const text = await engine.incidentNote(1);
      return text?.includes('RESOLVED by webhook: delivered') ? text : null;
    });
    expect(note).toContain('# Incident 1: home page is down');
    expect(note).toContain('First answer: Ada after');
    expect(note).toContain('the database is full (Ada)');
    expect(watch.troubles).toEqual([]);
  });
});
