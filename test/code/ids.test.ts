import { format } from 'oxfmt';
import { minifySync, transformSync } from 'rolldown/utils';
import { expect, test } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { sampleCode } from '../../src/checks/sample-code.ts';
import type { Reads } from '../../src/core/check.ts';
import { defaultConfig } from '../../src/core/config.ts';
import { judgeOne } from '../../src/core/judge.ts';
import { readCodeFacts, type RuleId } from '../../src/parsers/code/rules.ts';
import { type Place, repoCode } from '../../src/probes/repo/code.ts';
import { readCases } from '../read-cases.ts';
import { access } from './access.ts';
import { answers } from './answers.ts';
import { money } from './money.ts';
import { requests } from './requests.ts';
import { webhooks } from './webhooks.ts';

const CASES = [
  ...[...webhooks, ...money, ...requests, ...access, ...answers].map(({ name, path, unsafe }) => ({ name, path, text: unsafe })),
  ...readCases.filter(({ finds }) => finds.length > 0).map(({ name, path, code }) => ({ name, path, text: code })),
];
const CODE_CHECKS = checks.filter(({ reads }) => Object.values(reads as Reads).every((probe) => probe === repoCode)); // as: what every check reads
const BENCH = {
  config: defaultConfig(),
  profile: { name: 'plain', title: 'Plain', about: '', bars: {} },
  now: new Date('2026-11-22T00:00:00Z'),
  sites: [],
  hosts: [],
};

/** The ids of what the checks of code find in files, sorted. */
function idsOf(files: Readonly<Record<string, string>>): string[] {
  const facts: Partial<Record<RuleId, Place[]>> = {};
  const routes = Object.entries(files).flatMap(([file, text]) => {
    const read = readCodeFacts(text, file);
    if (!read) throw new Error(`${file} is not read`);
    for (const { rule, ...fact } of read.facts) (facts[rule] ??= []).push({ file, ...fact });
    return read.routes.map((route) => ({ ...route, file }));
  });
  const evidence = { ok: true as const, saw: sampleCode(routes, facts).code, ms: 1, from: 'code' };
  const found = CODE_CHECKS.flatMap((check) => judgeOne(check, { kind: 'repo', root: '.' }, { ...BENCH, evidence: () => evidence }));
  return found.flatMap(({ state, id }) => (state === 'fail' ? [id] : [])).toSorted();
}

/** The same code, written otherwise. */
const WRITTEN: readonly (readonly [string, (text: string, path: string) => Promise<string>])[] = [
  ['with the line ends of Windows', async (text) => text.replaceAll('\n', '\r\n')],
  ['fifty lines further down', async (text) => `${'// -\n'.repeat(50)}${text}`],
  ['on one line', async (text) => text.replaceAll(/\n\s*/g, ' ')],
  ['as a formatter writes it', async (text, path) => (await format(path, text, { printWidth: 40, semi: false, useTabs: true })).code],
];
const isScript = (path: string): boolean => /\.[jt]sx?$/.test(path);

test.each(WRITTEN)('every fault keeps its id %s', async (_name, write) => {
  for (const { name, path, text } of CASES.filter((each) => isScript(each.path))) {
    const ids = idsOf({ [path]: text });
    expect([name, ids]).not.toEqual([name, []]);
    expect([name, idsOf({ [path]: await write(text, path) })]).toEqual([name, ids]);
  }
});

/** The code as a minifier writes it; `mangle` also takes the names of variables. */
function minified(text: string, path: string, mangle: boolean): string {
  const plain = transformSync(path.replace(/x?$/, 'x'), text, { jsx: { runtime: 'automatic' } });
  const { code, errors } = minifySync(path.replace(/\.[jt]sx?$/, '.js'), plain.code, { module: true, compress: { unused: false }, mangle });
  if (plain.errors.length + errors.length > 0) throw new Error(`${path} cannot be minified`);
  return code;
}

test('every fault keeps its id when a minifier has been over it', () => {
  for (const { name, path, text } of CASES.filter((each) => isScript(each.path)))
    expect([name, idsOf({ [path]: minified(text, path, false) })]).toEqual([name, idsOf({ [path]: text })]);
});

test('a minifier that takes names away takes some findings with them, and changes no id', () => {
  const [all, kept]: [string[], string[]] = [[], []];
  for (const { name, path, text } of CASES.filter((each) => isScript(each.path))) {
    const ids = idsOf({ [path]: text });
    const after = idsOf({ [path]: minified(text, path, true) });
    expect([name, ids]).toEqual([name, expect.arrayContaining(after)]);
    all.push(...ids);
    kept.push(...after);
  }
  expect(kept.length / all.length).toBeGreaterThan(0.8);
});

test('every fault keeps its id in another folder', () => {
  for (const { name, path, text } of CASES) expect([name, idsOf({ [`apps/shop/${path}`]: text })]).toEqual([name, idsOf({ [path]: text })]);
});

const PAY =
  "app.post('/webhooks/pay', async (req, res) => { await db.pay(req.body.id); await resend.emails.send({ to: req.body.to }); res.end(); });";
const FIND =
  "app.get('/find', async (req, res) => { await pool.query(`select id from a where b = '${req.query.b}' limit 9`); res.end(); });";
const TWICE = [PAY, PAY.replace('/pay', '/refund'), FIND, FIND.replace('/find', '/list')].join('\n');

test('two routes of one file are two findings, and so is the same route in two apps', () => {
  const ids = idsOf({ 'src/server.ts': TWICE });
  expect(ids).toHaveLength(6);
  expect(new Set(ids).size).toBe(6);
  expect(idsOf({ 'apps/api/main.ts': TWICE })).toEqual(ids);
  expect(new Set(idsOf({ 'a/server.ts': TWICE, 'b/server.ts': TWICE })).size).toBe(12);
});

test('two tables that one route reads are two findings, and mending one leaves the other its id', () => {
  const route = (...tables: string[]): Record<string, string> => ({
    'app/api/all/route.ts': `export async function GET() { ${tables.map((table) => `const ${table}s = await prisma.${table}.findMany();`).join(' ')} return Response.json({}); }`,
  });
  const [both, orders, visits] = [route('order', 'visit'), route('order'), route('visit')].map(idsOf);
  expect(new Set(both).size).toBe(2);
  expect([...orders!, ...visits!].toSorted()).toEqual(both);
});
