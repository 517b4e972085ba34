import type { Server } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { bodyOf, configOf, until } from '../../../test/watching.ts';
import { authority, http, https, openWeb } from '../../../test/web.ts';
import { send } from '../deliver.ts';
import type { AlertMessage } from '../types.ts';
import type { Sending } from './channel.ts';
import { mailOf } from './email.ts';
import { slackText } from './slack.ts';
import { signatureOf } from './webhook.ts';

const message: AlertMessage = {
  kind: 'DOWN',
  severity: 'critical',
  title: 'login <page> is down',
  incident: 7,
  owner: 'Ada',
  at: Date.parse('2026-11-25T02:00:00Z'),
  lines: ['The app: app.acme.test answers, but with an error.', 'Since 2026-11-25 02:00 UTC.'],
  url: 'https://watch.acme.test/incidents/7',
};
const sending = (to: string, monitor: object = {}): Sending => ({
  message,
  to,
  key: '7:DOWN:test',
  settings: configOf({ monitor }).monitor,
});

/** A mail server with its password, and the mails it took. */
async function mailbox(secure: boolean, password: string): Promise<{ server: Server; mails: string[]; users: string[] }> {
  const [mails, users]: [string[], string[]] = [[], []];
  const smtp = new SMTPServer({
    ...(await (await authority()).issue({ names: ['smtp.acme.test'] })),
    secure,
    disableReverseLookup: true,
    logger: false,
    authOptional: true,
    onAuth(auth, _session, done) {
      users.push(auth.username ?? '');
      done(auth.password === password ? null : new Error('wrong password'), { user: auth.username });
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
  return { server: smtp.server, mails, users };
}

/** Until nobody is connected: Node 24.21 crashes when a server's socket is destroyed below a handshake, as closing it by force does. */
async function quiet(server: Server): Promise<void> {
  await until(() => new Promise<boolean>((done) => server.getConnections((_, count) => done(count === 0))));
}

describe('alerts by email (OBS-6)', () => {
  test.each([
    ['smtps', true, 465],
    ['smtp with STARTTLS', false, 587],
  ])('go through %s with a password, to a server that proves who it is', async (_, secure, port) => {
    const password = ['very', 'secret', 'word'].join('-');
    const { server, mails, users } = await mailbox(secure, password);
    const env = { SMTP_URL: `${secure ? 'smtps' : 'smtp'}://alerts%40acme.test:${password}@smtp.acme.test:${port}`, TO: 'ada@acme.test' };
    await using web = await openWeb({ [`192.0.2.25:${port}`]: server }, ['smtp.acme.test A 192.0.2.25'], {
      env,
      ca: [(await authority()).root],
    });
    const settings = { smtp: '${SMTP_URL}', from: 'alerts@acme.test' };
    expect(await send(web.io, 'email', sending('${TO}', settings))).toEqual({ ok: true });
    expect(users).toEqual(['alerts@acme.test']);
    const mail = await PostalMime.parse(mails[0] ?? '');
    expect(mail).toMatchObject({
      subject: '[DOWN] login <page> is down',
      from: { address: 'alerts@acme.test' },
      to: [{ address: 'ada@acme.test' }],
    });
    expect(mail.text).toContain('https://watch.acme.test/incidents/7');
    // A stranger's certificate gets no password.
    for (let i = 0; i < 10; i += 1)
      expect(await send({ ...web.io, ca: [] }, 'email', sending('${TO}', settings))).toMatchObject({ ok: false });
    expect(users.length).toBe(1);
    await quiet(server);
  });

  test('a wrong password, no server and no configuration are refusals that show no secret', async () => {
    const { server } = await mailbox(true, 'right');
    const password = ['wrong', 'but', 'secret'].join('-');
    const env = { SMTP_URL: `smtps://ada:${password}@smtp.acme.test`, BAD: 'not a url' };
    await using web = await openWeb({ '192.0.2.25:465': server }, ['smtp.acme.test A 192.0.2.25'], { env, ca: [(await authority()).root] });
    const wrong = await send(web.io, 'email', sending('ada@acme.test', { smtp: '${SMTP_URL}' }));
    expect(wrong).toMatchObject({ ok: false, says: expect.stringContaining('535') });
    expect(JSON.stringify(wrong)).not.toContain(password);
    expect(await send(web.io, 'email', sending('ada@acme.test', { smtp: '${BAD}' }))).toMatchObject({
      ok: false,
      says: 'monitor.smtp leads to no smtp:// or smtps:// address',
    });
    expect(await send(web.io, 'email', sending('ada@acme.test', { smtp: '${NONE}' }))).toMatchObject({
      ok: false,
      says: 'The environment has no NONE.',
    });
    expect(await send(web.io, 'email', sending('ada@acme.test'))).toMatchObject({
      ok: false,
      says: 'the configuration has no monitor.smtp',
    });
  });

  test('what follows DOWN answers to it, so that a mailbox shows one thread', () => {
    const down = mailOf(message, '7:DOWN:email:a', 'alerts@acme.test');
    const resolved = mailOf({ ...message, kind: 'RESOLVED' }, '7:RESOLVED:email:a', 'alerts@acme.test');
    expect(resolved.inReplyTo).toBe(down.messageId);
    expect(resolved.messageId).not.toBe(down.messageId);
    expect(mailOf({ ...message, title: 'a\r\nBcc: eve@evil.test' }, 'k', 'a@b.test').subject).toBe('[DOWN] a Bcc: eve@evil.test');
  });
});

describe('alerts to Slack (OBS-6)', () => {
  test('go to the webhook, over https alone, and its address is shown nowhere', async () => {
    const got: unknown[] = [];
    const hooks = await https(['hooks.slack.com'], async (request, response) => {
      got.push(JSON.parse(await bodyOf(request)));
      response.writeHead(request.url?.endsWith('/bad') === true ? 403 : 200).end('ok');
    });
    const path = ['T000', 'B000', 'x'.repeat(24)].join('/');
    const env = {
      SLACK: `https://hooks.slack.com/services/${path}`,
      BAD: `https://hooks.slack.com/services/${path}/bad`,
      PLAIN: `http://hooks.slack.com/services/${path}`,
    };
    await using web = await openWeb(
      { '192.0.2.10:443': hooks, '192.0.2.10:80': http((_, response) => void response.end()) },
      ['hooks.slack.com A 192.0.2.10'],
      { env, ca: [(await authority()).root] },
    );
    expect(await send(web.io, 'slack', sending('${SLACK}'))).toEqual({ ok: true });
    expect(got).toEqual([slackText(message)]);
    const refused = [
      await send(web.io, 'slack', sending('${BAD}')),
      await send(web.io, 'slack', sending('${PLAIN}')),
      await send({ ...web.io, ca: [] }, 'slack', sending('${SLACK}')),
    ];
    expect(refused.map(({ ok }) => ok)).toEqual([false, false, false]);
    expect(JSON.stringify(refused)).not.toContain('x'.repeat(24));
    expect(got.length).toBe(2);
  });

  test('names from outside make no links and ping nobody', () => {
    const { text } = slackText({ ...message, title: '<!channel> & <https://evil.test|x>', lines: [] });
    expect(text).toContain('&lt;!channel&gt; &amp; &lt;https://evil.test|x&gt;');
  });
});

describe('alerts by webhook (OBS-6)', () => {
  test('are signed as Standard Webhooks says', () => {
    // The example of the specification's own test vectors (github.com/standard-webhooks).
    const secret = ['whsec_', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'].join('');
    const at = { secret, id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330, body: '{"test": 2432232314}' };
    expect(signatureOf(at)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    expect(signatureOf({ ...at, secret: 'plain' })).not.toBe(signatureOf(at));
  });

  test('to a private address are refused unless it is allowed', async () => {
    expect(await send(testIo({ env: { HOOK: 'https://127.0.0.1:1/' } }), 'webhook', sending('${HOOK}'))).toMatchObject({
      ok: false,
      says: expect.stringContaining('private address'),
    });
    expect(await send(testIo(), 'webhook', sending('http://acme.test/'))).toMatchObject({ ok: false });
    expect(await send(testIo(), 'webhook', sending('not an address'))).toMatchObject({ ok: false, says: 'the receiver is no address' });
  });

  test('that are told to wait, wait', async () => {
    const hooks = await https(['hook.acme.test'], (_, response) => void response.writeHead(429, { 'Retry-After': '30' }).end());
    await using web = await openWeb({ '192.0.2.10:443': hooks }, ['hook.acme.test A 192.0.2.10'], { ca: [(await authority()).root] });
    expect(await send(web.io, 'webhook', sending('https://hook.acme.test/'))).toEqual({
      ok: false,
      says: 'the receiver answers 429',
      retryAfterMs: 30_000,
    });
  });
});
