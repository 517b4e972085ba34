import { createServer, type RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { openWeb } from '../../test/web.ts';
import { deployConfig } from '../core/config-deploy.ts';
import { awaitRelease, releaseIn } from './gate.ts';

async function gated(handler: RequestListener, wanted: string, more: object = {}): Promise<Awaited<ReturnType<typeof awaitRelease>>> {
  await using web = await openWeb({ '192.0.2.1:80': createServer(handler) }, ['acme.test A 192.0.2.1']);
  const { health } = deployConfig.parse({
    health: { url: 'http://acme.test/health', passes: 3, interval_ms: 10, deadline_seconds: 1, ...more },
  });
  return await awaitRelease(web.io, health!, wanted);
}

/** Answers in turn; the last one for ever. */
function inTurn(answers: readonly (string | number)[]): RequestListener {
  let at = 0;
  return (_request, response) => {
    const answer = answers[Math.min(at, answers.length - 1)]!;
    at += 1;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else response.end(answer);
  };
}

const NEW = '{"release":"new"}';
const OLD = '{"release":"old"}';

describe('the health gate (DEP-3, DEP-11)', () => {
  test('opens when the new release is named three times in a row', async () => {
    const gate = await gated(inTurn([NEW]), 'new');
    expect(gate).toMatchObject({ passed: true, says: '3 answers in a row name new.' });
    expect(gate.samples).toHaveLength(3);
  });

  test('an answer of 200 from the old release does not pass', async () => {
    expect(await gated(inTurn([OLD]), 'new')).toMatchObject({
      passed: false,
      says: 'The health route is answered by release old, not by new.',
    });
  });

  test('a release that flaps between old and new does not pass', async () => {
    let at = 0;
    const gate = await gated((_request, response) => response.end((at += 1) % 3 === 0 ? OLD : NEW), 'new');
    expect(gate.passed).toBe(false);
  });

  test('answers of the old release in the beginning are waited out', async () => {
    const gate = await gated(inTurn([503, OLD, NEW, OLD, NEW]), 'new');
    expect(gate.passed).toBe(true);
    expect(gate.samples.map(({ release }) => release)).toEqual([null, 'old', 'new', 'old', 'new', 'new', 'new']);
  });

  test.each<[string, RequestListener, string]>([
    ['no id', inTurn(['{"status":"ok"}']), 'without a release id'],
    ['a page of a single-page app', inTurn(['<!doctype html><div id="root"></div>']), 'without a release id'],
    ['503 that names the new release', (_request, response) => response.writeHead(503).end(NEW), 'answers 503'],
    ['silence', (request) => request.socket.destroy(), 'does not answer'],
  ])('%s does not pass', async (_name, handler, says) => {
    const gate = await gated(handler, 'new');
    expect(gate.passed).toBe(false);
    expect(gate.says).toContain(says);
  });

  test('the id is read from a header or deep in the JSON', () => {
    expect(releaseIn({ headers: [['x-release', 'a']], text: '' }, 'header:X-Release')).toBe('a');
    expect(releaseIn({ headers: [], text: '{"app":{"build/id":7}}' }, '/app/build~1id')).toBe('7');
    expect(releaseIn({ headers: [], text: '{"release":{"a":1}}' }, '/release')).toBeNull();
    expect(releaseIn({ headers: [], text: '{"a":1}' }, '/constructor')).toBeNull();
  });
});
