import * as fc from 'fast-check';
import { createServer, type TLSSocket } from 'node:tls';
import { createServer as createPlain, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { behind } from '../../test/behind.ts';
import { testIo } from '../../test/io.ts';
import { mailScenario, settingsIn } from '../../test/mail-lab.ts';
import { authority } from '../../test/web.ts';
import { showMailTest } from '../app/mail/show-test.ts';
import { startLab } from '../lab/index.ts';
import { SEED_SECRETS } from '../lab/scenarios/mail-world.ts';
import { type MailTest, runMailTest } from './run.ts';
import { judgeMessage } from './verdict.ts';

const IMAP = '142.250.27.108:993';
const SMTP = '54.240.8.17:587';

/** A TLS server that speaks to each client by itself. */
async function speaking(host: string, serve: (socket: TLSSocket) => void): Promise<Server> {
  const pair = await (await authority()).issue({ names: [host] });
  return createServer(pair, (socket) => {
    socket.on('error', () => socket.destroy());
    serve(socket);
  }).on('tlsClientError', () => undefined);
}

/** An IMAP server that answers each command as told; `{tag}` stands for the client's. */
function imap(answers: (command: string, tag: string) => string): (socket: TLSSocket) => void {
  return (socket) => {
    socket.write('* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] Hello.\r\n');
    let held = '';
    socket.on('data', (bytes) => {
      held += bytes.toString('latin1');
      for (let end = held.indexOf('\r\n'); end >= 0; end = held.indexOf('\r\n')) {
        const [, tag = '', command = ''] = /^(\S+) (.*)$/.exec(held.slice(0, end)) ?? [];
        held = held.slice(end + 2);
        socket.write(answers(command, tag).replaceAll('{tag}', tag));
      }
    });
  };
}

/** What an honest server says around the commands that a lie is told in. */
const honest = (lies: (command: string) => string | undefined) =>
  imap((command) => {
    const lie = lies(command);
    if (lie !== undefined) return lie;
    if (/^LIST|^LSUB/.test(command)) return '* LIST (\\HasNoChildren) "/" "INBOX"\r\n{tag} OK\r\n';
    if (command.startsWith('STATUS')) return '* STATUS "INBOX" (UIDNEXT 9)\r\n{tag} OK\r\n';
    if (/^(SELECT|EXAMINE)/.test(command)) return '* 3 EXISTS\r\n* OK [UIDVALIDITY 1]\r\n* OK [UIDNEXT 9]\r\n{tag} OK [READ-ONLY]\r\n';
    if (command.startsWith('UID SEARCH')) return '* SEARCH\r\n{tag} OK\r\n';
    return '{tag} OK\r\n';
  });

async function against(
  at: Readonly<Record<string, Server>>,
  ca: readonly string[] = [],
): Promise<{ result: MailTest; settings: ReturnType<typeof settingsIn> }> {
  await using lab = await startLab(mailScenario({}));
  await using net = await behind({ ...lab, ca: [...lab.ca, ...ca] }, at, { random: Math.random, env: lab.env });
  const all = settingsIn(net.io, { messages: [{ kind: 'reset' }], waitMs: 800 });
  const settings = { ...all, inboxes: all.inboxes.slice(0, 1) };
  return { result: await runMailTest(net.io, settings, { commandMs: 1_200 }), settings };
}

describe('an IMAP server', () => {
  test.each<[string, (socket: TLSSocket) => void]>([
    ['that says nothing', () => undefined],
    ['that drips its greeting', (socket) => drip(socket, '* OK Hello. '.repeat(50))],
    ['that closes at once', (socket) => socket.end()],
    ['that closes in the middle', honest((command) => (command.startsWith('LIST') ? '* LIST (' : undefined))],
    ['that speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['that sends a line without end', (socket) => flood(socket, '* OK ')],
    [
      'that promises a message of a terabyte',
      honest((command) => (command.startsWith('LIST') ? '* LIST (\\HasNoChildren) "/" {1099511627776}\r\n' : undefined)),
    ],
    ['that refuses every command', imap(() => '{tag} BAD no\r\n')],
    ["that answers in another's name", imap(() => 'WRONG OK\r\n')],
  ])('%s leaves the mail unread, never passed and never lost', async (_what, serve) => {
    const { result } = await against({ [IMAP]: await speaking('imap.gmail.com', serve) }, [(await authority()).root]);
    expect(result.outcome).toBe('unknown');
    expect(result.cells[0]).toMatchObject({ landed: 'unread', good: false });
    expect(result.cells[0]?.told).toMatch(/^imap\.gmail\.com /);
  });

  test('that shows another message than it was asked for is not believed', async () => {
    const other = 'From: a@b.test\r\nX-Launch-Ready-Test: lr-somebody-else\r\n\r\nHello';
    const lies = honest((command) => {
      if (command.startsWith('UID SEARCH')) return '* SEARCH 1 2 3 4294967295\r\n{tag} OK\r\n';
      return command.startsWith('UID FETCH') ? `* 1 FETCH (UID 3 BODY[] {${other.length}}\r\n${other})\r\n{tag} OK\r\n` : undefined;
    });
    const { result } = await against({ [IMAP]: await speaking('imap.gmail.com', lies) }, [(await authority()).root]);
    expect(result.cells[0]).toMatchObject({ landed: 'lost' });
  });

  test('with a certificate nobody trusts, or of another, is not told the password', async () => {
    for (const [host, ca] of [
      ['imap.gmail.com', []],
      ['imap.elsewhere.test', [(await authority()).root]],
    ] as const) {
      const heard: string[] = [];
      const server = await speaking(host, (socket) => {
        socket.on('data', (bytes) => heard.push(bytes.toString('latin1')));
        socket.write('* OK [CAPABILITY IMAP4rev1] Hello.\r\n');
      });
      const { result } = await against({ [IMAP]: server }, ca);
      expect(result.cells[0]).toMatchObject({
        landed: 'unread',
        told: expect.stringContaining('a certificate that is not trusted for it'),
      });
      expect(heard).toEqual([]);
    }
  });
});

describe('an SMTP server', () => {
  test('that offers no TLS is not told the password', async () => {
    const heard: string[] = [];
    const server = createPlain((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 hello\r\n');
      socket.on('data', (bytes) => {
        heard.push(bytes.toString('latin1'));
        socket.write(/^EHLO/i.test(bytes.toString('latin1')) ? '250-hello\r\n250 AUTH PLAIN LOGIN\r\n' : '500 no\r\n');
      });
    });
    const { result } = await against({ [SMTP]: server });
    expect(result).toMatchObject({ outcome: 'unknown', cells: [{ landed: 'unsent' }] });
    expect(heard.join('')).not.toMatch(/AUTH/);
  });
});

describe('no password and no token', () => {
  const said = (result: MailTest): string =>
    JSON.stringify(result) + showMailTest({ ...result, next: { due: '2026-11-22', because: 'weekly' } }, { width: 200, colour: true });

  test('is in anything that is given, also when a server says it back', async () => {
    const echo = imap(
      (command) =>
        `{tag} NO [ALERT] You said ${command}, which is ${Buffer.from(command.split(' ').at(-1) ?? '', 'base64').toString('latin1')} and ${SEED_SECRETS.gmail}\r\n`,
    );
    const { result } = await against({ [IMAP]: await speaking('imap.gmail.com', echo) }, [(await authority()).root]);
    expect(result.cells[0]?.landed).toBe('unread');
    for (const secret of Object.values(SEED_SECRETS)) {
      expect(said(result)).not.toContain(secret);
      expect(said(result)).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
    }
  });
});

describe('a hostile mail', () => {
  const io = testIo();
  const inbox = { provider: 'gmail' } as const;

  test.each([
    ['with a header of two megabytes', `From: a@b.test\r\nX: ${'y'.repeat(2_000_000)}\r\n\r\n`],
    ['with fifty thousand headers', `${'X: y\r\n'.repeat(50_000)}From: a@b.test\r\n\r\n`],
    [
      'with parts a hundred deep',
      `From: a@b.test\r\n${Array.from({ length: 100 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join('')}`,
    ],
    ['with two From fields', 'From: a@b.test\r\nFrom: c@d.test\r\n\r\nHello'],
    [
      'with two hundred signatures',
      `${`DKIM-Signature: v=1; a=rsa-sha256; d=b.test; s=x; h=from; bh=aaaa; b=bbbb\r\n`.repeat(200)}From: a@b.test\r\n\r\nHello`,
    ],
    ['without From', 'To: a@b.test\r\n\r\nHello'],
    ['that claims its own verdict', 'From: a@b.test\r\nAuthentication-Results: evil.test; dkim=pass; spf=pass; dmarc=pass\r\n\r\nHello'],
  ])('%s is judged and proves nothing', async (_what, raw) => {
    const verdict = await judgeMessage(io, Buffer.from(raw), inbox);
    expect(verdict.dmarc.result).not.toBe('pass');
    expect(verdict.provider).toBeNull();
    expect(verdict.dkim.length).toBeLessThanOrEqual(10);
  });

  test('is believed only in the topmost verdict of its own provider', async () => {
    const forged = 'Authentication-Results: mx.google.com; dmarc=pass; dkim=pass';
    const own = 'Authentication-Results: mx.google.com; dmarc=fail; dkim=none; spf=softfail';
    const raw = Buffer.from(`${own}\r\n${forged}\r\nFrom: a@b.test\r\n\r\nHello`);
    expect((await judgeMessage(io, raw, inbox)).provider).toEqual({ spf: 'softfail', dkim: 'none', dmarc: 'fail' });
    expect(
      (await judgeMessage(io, Buffer.from(`Authentication-Results: other.test; dmarc=pass\r\n${forged}\r\nFrom: a@b.test\r\n\r\n`), inbox))
        .provider,
    ).toBeNull();
  });

  test('never throws and never hangs, on any bytes', async () => {
    const part = fc.constantFrom(
      'From: a@b.test\r\n',
      'Received: from x ([8.8.8.8]) by mx.google.com; now\r\n',
      'Return-Path: <',
      '>\r\n',
      'DKIM-Signature: v=1; d=b.test; s=',
      ';',
      '\r\n',
      '\u001b[2J',
      '\u0000',
    );
    const any = fc.array(fc.oneof(part, fc.string({ unit: 'binary' })), { maxLength: 12 }).map((parts) => Buffer.from(parts.join('')));
    await fc.assert(
      fc.asyncProperty(any, async (raw) => {
        expect((await judgeMessage(io, raw, inbox)).dmarc.result).not.toBe('pass');
      }),
      { numRuns: 150 },
    );
  });

  test('and a hostile server show nothing that steers a terminal', async () => {
    await using lab = await startLab(mailScenario({}));
    await using net = await behind(lab, {}, { random: Math.random, env: lab.env });
    const all = settingsIn(net.io, { messages: [{ kind: 'reset' }] });
    const result = await runMailTest(net.io, { ...all, inboxes: all.inboxes.map((each) => ({ ...each, name: '\u001b[31mGmail\u202e' })) });
    const cells = result.cells.map((cell) => ({
      ...cell,
      told: '\u001b]0;owned\u0007',
      fixes: ['\u001b[2J<script>'],
      refusal: { code: 550, status: null },
    }));
    const shown = showMailTest(
      { ...result, cells, from: '\u001b[0m', next: { due: '2026-11-22', because: 'weekly' } },
      { width: 80, colour: false },
    );
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

function drip(socket: TLSSocket, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    if (at >= text.length || socket.destroyed) clearInterval(timer);
    else socket.write(text[at++] ?? '');
  }, 20);
  socket.on('close', () => clearInterval(timer));
}

function flood(socket: TLSSocket, text: string): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(text.repeat(10_000))) if (socket.bytesWritten > 50_000_000) return;
  };
  socket.on('drain', more);
  more();
}
