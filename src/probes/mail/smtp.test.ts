import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { answersFrom, dnsServer, type Serve, tcpServer, type Zone } from '../../../test/dns-server.ts';
import { routeTo, testIo } from '../../../test/io.ts';
import { mailSmtp } from './smtp.ts';
import { askSmtp } from './smtp-dialogue.ts';

const site = { kind: 'site', domain: 'acme.test' } as const;
const MX: Zone = ['acme.test MX 10 mx.acme.test', 'mx.acme.test A 192.0.2.25'];

/** Talks to a server that behaves like `serve`, patient for half a second. */
async function talk(serve: Serve) {
  await using server = await tcpServer(serve);
  return await askSmtp({ to: server, signal: new AbortController().signal, connectMs: 400, dialogueMs: 500 });
}

/** Greets, and answers each command with the next of `replies`. */
function scripted(...replies: string[]): { serve: Serve; heard: string[] } {
  const heard: string[] = [];
  const left = [...replies];
  const serve = (socket: Socket): void => {
    socket.write(left.shift() ?? '');
    socket.on('data', (bytes) => {
      heard.push(bytes.toString());
      socket.write(left.shift() ?? '');
    });
  };
  return { serve, heard };
}

describe.concurrent('one dialogue', () => {
  test('EHLO and QUIT are all we say', async () => {
    const { serve, heard } = scripted(
      '220-mx.acme.test\r\n220 ESMTP\r\n',
      '250-mx.acme.test\r\n250-SIZE 1000\r\n250 starttls\r\n',
      '221 bye\r\n',
    );
    const gone = Promise.withResolvers<void>();
    await using server = await tcpServer((socket) => {
      socket.on('close', () => gone.resolve());
      serve(socket);
    });
    const answer = await askSmtp({ to: server, signal: new AbortController().signal, connectMs: 400, dialogueMs: 500 });
    expect(answer).toMatchObject({ outcome: 'answered', starttls: true, banner: 'mx.acme.test' });
    await gone.promise;
    expect(heard.join('')).toBe('EHLO launch-ready.invalid\r\nQUIT\r\n');
  });

  test.each([
    [
      'a large provider',
      [
        '220 mx.google.com ESMTP a1-gsmtp\r\n',
        '250-mx.google.com at your service, [192.0.2.1]\r\n250-SIZE 157286400\r\n250-8BITMIME\r\n250-STARTTLS\r\n250 SMTPUTF8\r\n',
      ],
      { outcome: 'answered', starttls: true, banner: 'mx.google.com ESMTP a1-gsmtp' },
    ],
    ['lines that end in LF alone', ['220 hi\n', '250-hi\n250 STARTTLS\n'], { outcome: 'answered', starttls: true }],
    ['no STARTTLS', ['220 hi\r\n', '250-hi\r\n250 NOSTARTTLS\r\n'], { outcome: 'answered', starttls: false }],
    ['EHLO refused', ['220 hi\r\n', '502 what?\r\n'], { outcome: 'answered', starttls: false }],
    ['turned away', ['554 go away\r\n'], { outcome: 'refused', banner: 'go away' }],
    ['try later', ['421 busy\r\n'], { outcome: 'refused' }],
    ['another protocol', ['SSH-2.0-OpenSSH_9.6\r\n'], { outcome: 'malformed', banner: null }],
    ['binary', ['\u0000\u0001\u0002\u0003\n'], { outcome: 'malformed' }],
    ['a line without end', ['220 '.padEnd(5_000, 'x')], { outcome: 'malformed' }],
    ['lines without end', ['220-x\r\n'.repeat(10_000)], { outcome: 'malformed' }],
    ['silence', [''], { outcome: 'timeout', connected: true }],
    ['half a banner', ['220 hi'], { outcome: 'timeout' }],
    ['silence after EHLO', ['220 hi\r\n', ''], { outcome: 'timeout', banner: 'hi' }],
    ['control characters in the banner', ['220 \u001b[31mred\u0007\r\n', '250 ok\r\n'], { outcome: 'answered', banner: '?[31mred?' }],
  ])('%s', async (_what, replies, expected) => {
    expect(await talk(scripted(...replies).serve)).toMatchObject(expected);
  });

  test('a banner that drips is left after the time for the dialogue', async () => {
    const started = performance.now();
    const answer = await talk((socket) => {
      const drip = setInterval(() => socket.write('220-x\r\n'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    expect(answer).toMatchObject({ outcome: 'timeout', connected: true });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('a server that hangs up is no mail server', async () => {
    expect(await talk((socket) => socket.end())).toMatchObject({ outcome: 'refused' });
    expect(await talk((socket) => socket.end('220 hi\r\n'))).toMatchObject({ outcome: 'malformed', banner: 'hi' });
  });

  test('an abort ends the dialogue', async () => {
    const stop = new AbortController();
    await using server = await tcpServer(() => stop.abort(new Error('enough')));
    await expect(askSmtp({ to: server, signal: stop.signal, connectMs: 2_000, dialogueMs: 2_000 })).rejects.toThrow('enough');
  });
});

describe.concurrent('mail/smtp', () => {
  test('the best exchangers are asked at their routed addresses', async () => {
    await using dns = await dnsServer(
      answersFrom([...MX, 'acme.test MX 20 b.acme.test', 'b.acme.test A 192.0.2.26', 'acme.test MX 30 none.acme.test']),
    );
    await using mx = await tcpServer(scripted('220 hi\r\n', '250 STARTTLS\r\n').serve);
    const gone = await tcpServer(() => undefined);
    await gone[Symbol.asyncDispose]();
    const io = testIo({ resolver: [dns.at], route: routeTo({ '192.0.2.25:25': mx, '192.0.2.26:25': gone }) });
    const saw = await mailSmtp.collect(site, io);
    expect(mailSmtp.sees.parse(saw)).toEqual(saw);
    expect(saw.servers).toEqual([
      { exchange: 'mx.acme.test', address: '192.0.2.25', outcome: 'answered', banner: 'hi', starttls: true },
      { exchange: 'b.acme.test', address: '192.0.2.26', outcome: 'refused', banner: null, starttls: false },
    ]);
  });

  test('an exchanger at a private address is not called', async () => {
    let called = false;
    await using mx = await tcpServer(() => (called = true));
    await using dns = await dnsServer(answersFrom(['acme.test MX 10 mx.acme.test', 'mx.acme.test A 127.0.0.1']));
    const { servers } = await mailSmtp.collect(site, testIo({ resolver: [dns.at] }));
    expect(servers).toMatchObject([{ address: '127.0.0.1', outcome: 'refused' }]);
    expect([called, mx.port > 0]).toEqual([false, true]);
  });

  test('a network that lets nobody out on port 25 is no fault of the domain', async () => {
    await using dns = await dnsServer(answersFrom(MX));
    const io = testIo({ resolver: [dns.at], route: (host, port) => (port === 25 ? { host: '255.255.255.255', port } : { host, port }) });
    await expect(mailSmtp.collect(site, io)).rejects.toMatchObject({ code: 'port-25-blocked' });
  });

  test('no MX and a null MX mean nobody is asked', async () => {
    for (const lines of [['acme.test A 192.0.2.1'], ['acme.test MX 0 .']]) {
      await using dns = await dnsServer(answersFrom(lines));
      expect(await mailSmtp.collect(site, testIo({ resolver: [dns.at] }))).toEqual({ servers: [] });
    }
  });
});
