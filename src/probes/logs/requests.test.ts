import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { counter, logRequests } from './requests.ts';

const root = mkdtempSync(join(tmpdir(), 'launch-ready-log-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const read = (path: string) => logRequests.collect({ kind: 'log', name: path, root, path }, testIo());

describe('logs/requests (AUD-10)', () => {
  test('counts failures and times by route, whatever the format of the line', async () => {
    const lines = [
      '{"level":30,"time":1763600000000,"req":{"method":"GET","url":"/api/orders/17?x=1"},"res":{"statusCode":200},"responseTime":40}',
      '{"level":50,"time":1763600060000,"req":{"method":"GET","url":"/api/orders/18"},"res":{"statusCode":500},"responseTime":60}',
      '203.0.113.9 - - [20/Nov/2026:10:00:00 +0000] "GET /pricing HTTP/1.1" 200 512 "-" "curl"',
      '203.0.113.9 - - [20/Nov/2026:10:00:01 +0000] "GET /pricing HTTP/1.1" 404 12 "-" "curl"',
      'the server listens on port 3000',
      '',
    ];
    writeFileSync(join(root, 'mixed.log'), lines.join('\n'));
    const saw = await read('mixed.log');
    expect(logRequests.sees.parse(saw)).toEqual(saw);
    expect(saw).toMatchObject({ lines: 5, requests: 4, failed: 1, truncated: false, from: new Date(1_763_600_000_000).toISOString() });
    expect(saw.routes).toEqual([
      { route: '/api/orders/:id', requests: 2, failed: 1, timed: 2, p95: 60, worst: 60 },
      { route: '/pricing', requests: 2, failed: 0, timed: 0, p95: null, worst: null },
    ]);
  });

  test('p95 is told within 4 %, and failed plus fine is all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ms: fc.integer({ min: 1, max: 60_000 }), status: fc.constantFrom(200, 404, 500, 503) }), {
          minLength: 1,
          maxLength: 300,
        }),
        (all) => {
          const counting = counter();
          for (const { ms, status } of all) counting.line(JSON.stringify({ url: '/x', status, responseTime: ms }));
          const { requests, failed, routes } = counting.result();
          expect({ requests, failed }).toEqual({ requests: all.length, failed: all.filter(({ status }) => status >= 500).length });
          const exact = all.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.ceil(0.95 * all.length) - 1]!;
          expect(routes[0]!.p95).toBeGreaterThanOrEqual(exact - 1);
          expect(routes[0]!.p95).toBeLessThanOrEqual(exact * 1.04 + 1);
        },
      ),
    );
  });

  test('memory does not grow with the routes that a stranger makes up', () => {
    const counting = counter();
    for (let i = 0; i < 20_000; i += 1) counting.line(`{"url":"/p${i.toString(36)}x","status":500,"responseTime":5}`);
    const { requests, failed, routes } = counting.result();
    expect([requests, failed]).toEqual([20_000, 20_000]);
    expect(routes.length).toBeLessThanOrEqual(200);
  });

  test('secrets are masked before a line is read', async () => {
    const secret = ['sk', 'live', '51Nx8QbT2mVvR7yKd3Lw9Za'].join('_');
    writeFileSync(join(root, 'leaky.log'), `{"url":"/pay/${secret}/now","status":500,"responseTime":5}\n`.repeat(5));
    const saw = await read('leaky.log');
    expect(saw.failed).toBe(5);
    expect(JSON.stringify(saw)).not.toContain(secret.slice(8, 20));
  });

  test.each([
    ['a file that is not there', 'nowhere.log'],
    ['a folder', '.'],
    ['a way out of the checkout', '../etc/passwd'],
    ['a link to another file', 'link.log'],
  ])('%s is unknown, never a pass', async (_what, path) => {
    rmSync(join(root, 'link.log'), { force: true });
    symlinkSync('/etc/hostname', join(root, 'link.log'));
    await expect(read(path)).rejects.toMatchObject({ code: 'log-unreadable' });
  });

  test('never throws, on any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4_000 }), async (bytes) => {
        writeFileSync(join(root, 'any.log'), bytes);
        expect(logRequests.sees.safeParse(await read('any.log')).success).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
