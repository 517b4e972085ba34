import { afterAll, beforeAll, expect, test } from 'vitest';
import { testIo } from '../../test/io.ts';
import { loadServer } from '../../test/load-server.ts';
import { logIn } from './login.ts';
import { measure, POLITE } from './measure.ts';

let server: Awaited<ReturnType<typeof loadServer>>;
beforeAll(async () => {
  server = await loadServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const password = ['correct', 'horse'].join('-');
const io = testIo({ allowPrivate: true, env: { TEST_PASSWORD: password } });

test('a session opens what is behind the login (PERF-1)', async () => {
  const jar = await logIn(io, { page: `${server.origin}/session`, fields: { email: 'a@acme.test', password: '${TEST_PASSWORD}' } });
  const url = `${server.origin}/private`;
  const budget = { ...POLITE, perSecond: 200, requests: 20 };
  expect((await measure(io, { shot: { url, headers: jar.headers(url) }, budget, tries: 1 })).fates.ok).toBe(20);
  expect((await measure(io, { shot: { url }, budget, tries: 1 })).fates.refused).toBe(20);
  expect(jar.headers('https://other.test/')).toEqual({});
});

test('a missing password, a page that sets no session and a page that is not there are told', async () => {
  const page = `${server.origin}/session`;
  await expect(logIn(testIo({ allowPrivate: true }), { page, fields: { password: '${TEST_PASSWORD}' } })).rejects.toThrow('TEST_PASSWORD');
  await expect(logIn(io, { page: `${server.origin}/fine`, fields: {} })).rejects.toThrow('set no cookie');
  await expect(logIn(io, { page: 'http://127.0.0.1:1/', fields: {} })).rejects.toThrow('did not answer');
});
