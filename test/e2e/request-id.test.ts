import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { launch } from '../launch.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-request-id-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A service in a process of its own, with its log. */
async function service(name: string, next?: string): Promise<AsyncDisposable & { url: string; log: string }> {
  const log = join(folder, `${name}.log`);
  const args = [resolve('test/request-id-service.ts'), name, log, ...(next === undefined ? [] : [next])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]; // as: an encoding is set
  return {
    url: `http://127.0.0.1:${port.trim()}/`,
    log,
    async [Symbol.asyncDispose]() {
      const closed = once(child, 'close');
      child.kill();
      await closed;
    },
  };
}

interface Line {
  requestId?: string;
  msg?: string;
  req?: unknown;
}

const linesOf = (log: string): Line[] =>
  readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line); // as: pino writes them

describe('request ids across two services (LOG-3)', () => {
  test('one id stands in both logs, requests at the same time do not mix, and logs scan follows them', async () => {
    await using payments = await service('payments');
    await using shop = await service('shop', payments.url);
    const ask = async (headers: Record<string, string>): Promise<[string, string[]]> => {
      const answer = await fetch(shop.url, { headers });
      return [answer.headers.get('x-request-id') ?? '', (await answer.json()) as string[]]; // as: the service answers with ids
    };
    const given = Array.from({ length: 50 }, (_, at) => `checkout-${at}`);
    const answers = await Promise.all(given.map((id) => ask({ 'x-request-id': id })));
    // What the shop called itself, what it heard there, and what payments heard are one and the same.
    expect(answers).toEqual(given.map((id) => [id, [id, id]]));
    const [own, heard] = await ask({ 'x-request-id': `forged\u00E9${'x'.repeat(9_000)}` });
    expect(own).toMatch(/^[0-9a-f-]{36}$/);
    expect(heard).toEqual([own, own]);

    const ids = new Set([...given, own]);
    await expect.poll(() => [shop, payments].map(({ log }) => linesOf(log).filter(({ req }) => req).length)).toEqual([51, 51]);
    for (const { log } of [shop, payments]) {
      const lines = linesOf(log);
      for (const of of [lines.filter(({ msg }) => msg === 'worked on it'), lines.filter(({ req }) => req !== undefined)])
        expect({ lines: of.length, ids: new Set(of.map(({ requestId }) => requestId)) }).toEqual({ lines: 51, ids });
    }

    const { code, stdout } = await launch(['logs', 'scan', shop.log, payments.log]);
    expect(code).toBe(0);
    expect(stdout).toContain('✓ All 102 request lines carry a request id.\n✓ 51 of 51 ids stand in more than one of these logs.');
  }, 30_000);
});
