import { expect, test } from 'vitest';
import { audit } from '../src/app/audit.ts';
import { saveBundle } from '../src/core/bundle.ts';
import type { Finding } from '../src/core/finding.ts';
import { generatedApp } from './generated-app.ts';
import { testIo } from './io.ts';
import { checkout } from './secret-repository.ts';

const FILES = generatedApp(60);

async function findingsOf(files: Readonly<Record<string, string>>): Promise<Finding[]> {
  await using repo = await checkout(files);
  repo.commit('as it is');
  const { report } = await audit.run(audit.takes.parse({ target: repo.root, only: ['code'] }), testIo(), () => {});
  return report.findings.filter(({ state }) => state === 'fail');
}

/** The same code as another editor would leave it. */
const moved = Object.fromEntries(
  Object.entries(FILES).map(([path, text]) => {
    if (path.endsWith('.json')) return [path, `${JSON.stringify(JSON.parse(text), null, 4)}\n`];
    return [path, /\.[jt]sx?$/.test(path) ? `${'\n'.repeat(50)}${text}`.replaceAll('\n', '\r\n') : text];
  }),
);

test('the same checkout gives the same findings, and another layout the same ids (AUD-2)', async () => {
  const first = await findingsOf(FILES);
  expect([...new Set(first.map(({ check }) => check))].sort()).toEqual([
    'code/build-errors',
    'code/query-loops',
    'code/safety-net',
    'code/unbounded-reads',
  ]);
  expect(JSON.stringify(await findingsOf(FILES))).toBe(JSON.stringify(first));
  const ids = (findings: readonly Finding[]): string[] => findings.map(({ id }) => id);
  expect(ids(await findingsOf(moved))).toEqual(ids(first));
});

test('migrations in a folder that the configuration names are judged, and judged the same from saved evidence (DEP-6)', async () => {
  await using repo = await checkout({
    'package.json': '{}',
    'launch-ready.yaml': 'deploy: { migrations: { folder: db/changes, runner: plain } }\n',
    'db/changes/001_orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\nDROP TABLE customers;\n',
  });
  repo.commit('as it is');
  const only = ['database' as const];
  const live = await audit.run(audit.takes.parse({ target: repo.root, only }), testIo(), () => {});
  const dropped = live.report.findings.filter(({ check, state }) => check === 'database/migrations' && state === 'fail');
  expect(JSON.stringify(dropped)).toContain('customers');
  const from = { name: 'bundle.json', text: saveBundle(live.bundle) };
  const again = await audit.run(audit.takes.parse({ from, only }), testIo(), () => {});
  expect(again.report.findings).toEqual(live.report.findings);
});
