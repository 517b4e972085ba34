import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import pino from 'pino';
import { afterAll, describe, expect, test } from 'vitest';
import mess from '../../src/lab/scenarios/ai-built-mess/index.ts';
import { LEAKED } from '../../src/lab/scenarios/ai-built-mess/log.ts';
import { runWarm } from '../warm.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-logs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SECRET = ['Q7abcd', 'EFGH1234', 'wxyzABCD'].join('');

/** The fifteen ways a secret gets past a logger that is told which paths to mask. */
const SHAPES: [string, (log: pino.Logger) => void][] = [
  ['at the top', (log) => log.info({ password: SECRET })],
  ['two deep', (log) => log.info({ user: { password: SECRET } })],
  ['four deep', (log) => log.info({ a: { b: { c: { token: SECRET } } } })],
  ['in the message', (log) => log.info(`login with password=${SECRET}`)],
  ['as an argument of the message', (log) => log.info('token: %s', SECRET)],
  ['in an error, its message and stack', (log) => log.error(new Error(`connect postgres://app:${SECRET}@db.acme.test failed`))],
  [
    'in the request an error carries',
    (log) => log.error(Object.assign(new Error('x'), { config: { headers: { Authorization: `Bearer ${SECRET}` } } })),
  ],
  ['under Authorization, capitalised', (log) => log.info({ req: { headers: { Authorization: `Bearer ${SECRET}` } } })],
  ['under accessToken', (log) => log.info({ session: { accessToken: SECRET } })],
  ['in JSON inside a text', (log) => log.info({ payload: JSON.stringify({ client_secret: SECRET }) })],
  ['in the query of an address', (log) => log.info({ req: { url: `/cb?access_token=${SECRET}&state=1` } })],
  ['in a list of raw headers', (log) => log.info({ rawHeaders: ['Host', 'a', 'Cookie', `sid=${SECRET}`] })],
  ['in what a child logger was given', (log) => log.child({ a: { b: { apiKey: SECRET } } }).info('x')],
  ['in a cookie', (log) => log.info({ res: { headers: { 'set-cookie': [`sid=${SECRET}; Path=/`] } } })],
  ['in the body of a request', (log) => log.info({ req: { body: { note: SECRET } } })],
];

describe('the pino transport (LOG-1, LOG-2)', () => {
  test.each(SHAPES)('masks a secret %s', async (_name, write) => {
    const file = join(folder, `${SHAPES.findIndex(([, each]) => each === write)}.log`);
    const transport = pino.transport({ target: resolve('src/cli/pino.ts'), options: { destination: file } }) as ReturnType<
      typeof pino.transport
    > &
      NodeJS.EventEmitter; // as: pino types it as any
    const log = pino({ base: null }, transport);
    write(log);
    log.info({ reqId: 'req-7f3a', n: 1764035835123 }, 'kept');
    const closed = once(transport, 'close');
    transport.end();
    await closed;
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toHaveLength(2);
    expect(lines[0]).toContain('…');
    expect(lines.join('\n')).not.toContain(SECRET.slice(0, 12));
    expect(lines[1]).toContain('"reqId":"req-7f3a","n":1764035835123,"msg":"kept"');
  });

  test('takes its place in a pipeline', async () => {
    const file = join(folder, 'pipeline.log');
    const transport = pino.transport({
      pipeline: [
        { target: resolve('src/cli/pino.ts'), options: { destination: false } },
        { target: 'pino/file', options: { destination: file } },
      ],
    }) as NodeJS.EventEmitter & { end(): void }; // as: pino types it as any
    const log = pino(transport as unknown as pino.DestinationStream); // as: it is what pino.transport gives
    log.info({ token: SECRET }, 'x');
    const closed = once(transport, 'close');
    transport.end();
    await closed;
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ token: '…ABCD', msg: 'x' });
  });
});

describe('launch-ready logs', () => {
  test('redact masks what comes in as it comes', async () => {
    const child = spawn(process.execPath, ['bin/launch-ready', 'logs', 'redact'], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdout.setEncoding('utf8');
    child.stdin.write(`{"password":"${SECRET}"}\nnext pass`);
    const [first] = (await once(child.stdout, 'data')) as [string]; // as: an encoding is set
    expect(first).toBe('{"password":"…ABCD"}\n'); // before stdin ends
    let rest = '';
    child.stdout.on('data', (text: string) => (rest += text));
    child.stdin.end(`word=${SECRET}`);
    const [code] = (await once(child, 'close')) as [number]; // as: it was not killed
    expect({ code, rest }).toEqual({ code: 0, rest: 'next password=…ABCD' });
  });

  test('scan counts by kind with line and fingerprint, shows no value, and exits with 1 (PERF-11, OBS-10)', async () => {
    const log = join(folder, 'app.log');
    writeFileSync(
      log,
      [
        '{"level":30,"time":1764000000000,"req":{"url":"/feed?page=2"},"res":{"statusCode":200},"responseTime":2300}',
        `{"level":30,"time":1764003600000,"req":{"headers":{"authorization":"Bearer ${SECRET}"}}}`,
        `password=${SECRET}`,
        'mail to ada@example.com',
        'REPORT RequestId: 8f14e45f Duration: 3100.22 ms Billed Duration: 3200 ms Memory Size: 128 MB Init Duration: 812.55 ms',
        ...Array.from({ length: 3 }, (_, i) => `10.0.0.1 - - "POST /api/bookings/${i} HTTP/1.1" 502 17`),
        'ERROR Something went wrong',
        '{"level":50,"time":1764003700000,"msg":"Something went wrong","err":{"message":"card declined"}}',
      ].join('\n'),
    );
    const { code, stdout } = await runWarm(['logs', 'scan', log, '--json']);
    expect(code).toBe(1);
    expect(stdout).not.toContain(SECRET.slice(0, 8));
    expect(stdout).not.toContain('ada@');
    const scan = JSON.parse(stdout) as Record<
      string,
      { kind?: string; what?: string; count: number; at: { line: number; fingerprint: string }[] }[]
    >; // as: its own tests hold the shape
    expect(
      scan['leaks']!.map(({ kind, count, at }) => [kind, count, at.map(({ line }) => line)]).toSorted((a, b) => (a < b ? -1 : 1)),
    ).toEqual([
      ['assignment or query parameter', 1, [3]],
      ['e-mail address', 1, [4]],
      ['value under a secret key', 1, [2]],
    ]);
    expect(scan['failing']).toMatchObject([{ what: '502 /api/bookings/:id', count: 3 }]);
    expect(scan['slow']).toMatchObject([
      { what: '/feed', worstMs: 2300 },
      { what: 'a function', worstMs: 3100.22 },
    ]);
    expect(scan['coldStarts']).toMatchObject([{ worstMs: 812.55, at: [{ line: 5 }] }]);
    expect(scan['vague']).toMatchObject([{ what: 'Something went wrong', count: 1, at: [{ line: 9 }] }]);
    expect(scan['span']).toMatchObject({ from: '2025-11-24T16:00:00.000Z' });
    const told = await runWarm(['logs', 'scan', log]);
    expect(told.stdout).toContain('Your logs give away secrets or customers: 3 places');
    expect(told.stdout).toContain(`${log}:3`);
    expect(told.stdout).not.toContain(SECRET.slice(0, 8));
  });

  test('the same value has the same fingerprint, and another key gives another', async () => {
    const [one, two] = ['a.log', 'b.log'].map((name) => join(folder, name)) as [string, string]; // as: two names
    writeFileSync(one, `password=${SECRET}\n`);
    writeFileSync(two, `{"api_key":"x"}\npassword=${SECRET}\n`);
    const prints = async (key: string): Promise<string[]> => {
      const { stdout } = await runWarm(['logs', 'scan', one, two, '--json'], { env: { LAUNCH_READY_FINGERPRINT_KEY: key } });
      return [...stdout.matchAll(/"fingerprint": "(\w+)"/g)].map((match) => match[1]!);
    };
    const [first, second] = [await prints('one'), await prints('two')];
    expect(first).toHaveLength(2);
    expect(new Set(first).size).toBe(1);
    expect(second[0]).not.toBe(first[0]);
  });

  test('a clean log exits with 0, a missing one with 2', async () => {
    const clean = join(folder, 'clean.log');
    writeFileSync(clean, '{"level":30,"time":1764000000000,"msg":"request completed"}\n');
    expect(await runWarm(['logs', 'scan', clean])).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing leaked') as string });
    expect(await runWarm(['logs', 'scan', '/no/such.log'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('/no/such.log cannot be read') as string,
    });
  });

  test('the log of the mess is found by its configuration, and what it gives away is named (LOG-1, LOG-4)', async () => {
    const { code, stdout, stderr } = await runWarm(['logs', 'scan', '--lab', 'ai-built-mess']);
    expect(code).toBe(1);
    for (const kind of ['e-mail address: 2 times', 'value under a secret key: 2 times', 'assignment or query parameter: 1 times'])
      expect(stdout).toContain(kind);
    expect(stdout).toContain('Something went wrong: 11 (logs/api.log:');
    expect(stdout).toContain('▲ 360 of 360 request lines (100 %) carry no request id (logs/api.log:1, ');
    for (const secret of [...Object.values(LEAKED), 'joana']) expect(stdout + stderr).not.toContain(secret);
  });

  test('the log of a healthy product says that all is well, and reaches back far enough (LOG-1, OBS-10)', async () => {
    const { code, stdout } = await runWarm(['logs', 'scan', '--lab', 'healthy']);
    expect(code).toBe(0);
    expect(stdout).toContain('✓ Nothing leaked that we know of, in 240 lines.');
    expect(stdout).toContain('✓ These logs reach over 14.9 days');
    expect(stdout).toContain('✓ All 240 request lines carry a request id.');
  });

  test('the log of the repaired product gives nothing away (LOG-1)', async () => {
    const repo = join(folder, 'repaired');
    for (const [path, text] of Object.entries(mess.repaired ?? {})) {
      mkdirSync(dirname(join(repo, path)), { recursive: true });
      writeFileSync(join(repo, path), text);
    }
    expect(await runWarm(['logs', 'scan', '--repo', repo])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing leaked') as string,
    });
  });

  test('a request is followed from log to log by its id, and lines without one are counted (LOG-3)', async () => {
    const [shop, payments, other] = ['shop.log', 'payments.log', 'other.log'].map((name) => join(folder, name)) as [string, string, string]; // as: three names
    writeFileSync(
      shop,
      [
        '{"req":{"id":"checkout-1","url":"/"},"res":{"statusCode":200}}',
        '{"req":{"id":2,"url":"/"},"res":{"statusCode":200}}',
        '10.0.0.1 - - "GET / HTTP/1.1" 200 17',
        'the server listens',
      ].join('\n'),
    );
    writeFileSync(payments, 'level=info msg="charged" request_id=checkout-1\nmethod=POST path=/charge status=201 request_id=checkout-3\n');
    writeFileSync(other, '{"reqId":"checkout-4","url":"/","statusCode":200}\n');
    const scan = async (...logs: string[]) => (await runWarm(['logs', 'scan', ...logs])).stdout;
    const both = await scan(shop, payments);
    expect(both).toContain(`▲ 2 of 4 request lines (50 %) carry no request id (${shop}:2, ${shop}:3)`);
    expect(both).toContain('✓ 1 of 2 ids stand in more than one of these logs.');
    expect(await scan(payments, other)).toContain('? 0 of 3 ids stand in more than one of these logs. Services that call each other must');
    expect(await scan(shop)).not.toContain('more than one of these logs');
    expect(JSON.parse((await runWarm(['logs', 'scan', shop, payments, '--json'])).stdout)).toMatchObject({
      requests: {
        lines: 4,
        withId: 2,
        without: [
          { file: shop, line: 2 },
          { file: shop, line: 3 },
        ],
        ids: 2,
        inSeveral: 1,
      },
    });
  });

  test('without a configuration, logs/*.log of the checkout are read, and a link out of it is not', async () => {
    const repo = join(folder, 'plain');
    mkdirSync(join(repo, 'logs'), { recursive: true });
    expect(await runWarm(['logs', 'scan', '--repo', repo])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('neither `operations.logs` nor logs/*.log') as string,
    });
    writeFileSync(join(repo, 'logs/b.log'), `password=${SECRET}\n`);
    writeFileSync(join(repo, 'logs/a.log'), 'started\n');
    writeFileSync(join(repo, 'logs/notes.txt'), `password=${SECRET}\n`);
    symlinkSync(join(repo, 'logs/notes.txt'), join(repo, 'logs/c.log'));
    const { code, stdout } = await runWarm(['logs', 'scan', '--json'], { cwd: repo });
    const { files, leaks } = JSON.parse(stdout) as { files: { name: string }[]; leaks: { at: { file: string }[] }[] }; // as: its own tests hold the shape
    expect({ code, files: files.map(({ name }) => name), at: leaks.flatMap(({ at }) => at.map(({ file }) => file)) }).toEqual({
      code: 1,
      files: ['logs/a.log', 'logs/b.log'],
      at: ['logs/b.log'],
    });
    writeFileSync(join(repo, 'launch-ready.yaml'), 'operations: { logs: [logs/c.log] }\n');
    expect(await runWarm(['logs', 'scan', '--repo', repo])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('logs/c.log is no plain file of the checkout') as string,
    });
  });
});
