import { expect, test } from 'vitest';
import { audit } from '../src/app/audit.ts';
import { envCheck } from '../src/app/env/check.ts';
import { secretsScan } from '../src/app/secrets/scan.ts';
import { testIo } from './io.ts';
import { checkout } from './secret-repository.ts';
import { starters } from './starters.ts';

const GRAVE: ReadonlySet<string> = new Set(['blocker', 'high']);

test.each(starters())('the clean starter $name is left in peace (SEC-1, AUD-3)', async ({ files }) => {
  await using repo = await checkout(files);
  repo.commit('A product as its makers’ guides build it');
  const io = testIo({ now: () => new Date() });
  const { report } = await audit.run(audit.takes.parse({ target: repo.root }), io, () => {});
  const open = report.findings.filter(({ state }) => state === 'fail');
  const told = open.map(({ severity, check, found }) => `${severity} ${check}: ${found}`);
  expect(told.filter((line) => line.startsWith('blocker'))).toEqual([]);
  expect(told.filter((line) => line.startsWith('high')).slice(2)).toEqual([]);
  expect(told.filter((line) => /^medium (code|secrets|email)\//.test(line))).toEqual([]);
  const scanned = await secretsScan.run(secretsScan.takes.parse({ repo: repo.root }), io, () => {});
  expect(scanned.found.filter(({ severity }) => GRAVE.has(severity))).toEqual([]);
  const { problems } = await envCheck.run(envCheck.takes.parse({ repo: repo.root }), io, () => {});
  expect(problems.filter(({ severity }) => GRAVE.has(severity))).toEqual([]);
});
