import { format } from 'oxfmt';
import { minifySync, transformSync } from 'rolldown/utils';
import { expect, test } from 'vitest';
import { audit } from '../src/app/audit.ts';
import { checks } from '../src/checks/index.ts';
import type { Reads } from '../src/core/check.ts';
import type { Area } from '../src/core/vocabulary.ts';
import { checkOut } from '../src/lab/checkout.ts';
import type { Scenario } from '../src/lab/scenario.ts';
import { scenarios } from '../src/lab/scenarios/index.ts';
import { access } from './code/access.ts';
import { answers } from './code/answers.ts';
import { money } from './code/money.ts';
import { reserved } from './code/reserved.ts';
import { requests } from './code/requests.ts';
import { webhooks } from './code/webhooks.ts';
import { testIo } from './io.ts';
import { MIGRATION_CASES, OLD } from './migration-cases.ts';
import { readCases } from './read-cases.ts';
import { checkout } from './secret-repository.ts';
import { setupCases } from './setup-cases.ts';

type Files = Readonly<Record<string, string>>;

/** Rules of Firebase that let strangers in, in both languages. */
const FIREBASE: Files = {
  'firestore.rules':
    "rules_version = '2';\nservice cloud.firestore {\n  match /databases/{database}/documents {\n    match /orders/{id} { allow read, write: if true; }\n    match /{document=**} { allow read: if request.auth != null; }\n  }\n}\n",
  'database.rules.json': '{ "rules": { "messages": { ".read": true, ".write": true }, "posts": { ".read": true } } }\n',
};

/** Cases that do not disturb each other, each in a folder of its own; pipelines lie where GitHub looks for them. */
function packed(cases: readonly Files[]): Files {
  const placed = cases.map((files, at) =>
    Object.entries(files).map(([path, text]): [string, string] => {
      const isFixed = path.startsWith('.github/');
      return [isFixed ? path.replace(/([^/]+)$/, `case-${at}-$1`) : `case-${at}/${path}`, text];
    }),
  );
  return Object.fromEntries(placed.flat());
}

interface Tree {
  name: string;
  files: Files;
  /** Whose repository it is, with a history of its own. */
  scenario?: Scenario;
  /** The areas that its faults lie in; all where left out. */
  only?: readonly Area[];
}

const PAIRS = [...webhooks, ...money, ...requests, ...access, ...answers, ...reserved].map(({ rule, path, unsafe }) => ({
  rule,
  files: { [path]: unsafe },
}));
const READS = readCases.flatMap(({ finds: [rule], path, code }) => (rule === undefined ? [] : [{ rule, files: { [path]: code } }]));

/**
 * A repository with each fault that our data holds: one case of each rule, for the others are tried one by one in `code/ids.test.ts`.
 * Checks of migrations have one each, for a database has one history.
 */
const TREES: readonly Tree[] = [
  ...scenarios
    .filter(({ faults }) => faults.some(({ on }) => on === 'repo .'))
    .map((scenario) => ({ name: scenario.name, files: scenario.repository ?? {}, scenario })),
  {
    name: 'code',
    files: packed([...Map.groupBy([...PAIRS, ...READS], ({ rule }) => rule).values()].map(([first]) => first!.files)),
    only: ['code'],
  }, // !: a group has a member
  {
    name: 'setup',
    files: packed([FIREBASE, ...setupCases.filter(({ finds }) => finds.length > 0).map(({ files }) => files)]),
    only: ['code', 'database'],
  },
  ...Object.entries(MIGRATION_CASES).map(([noun, cases]): Tree => {
    const { sql, path = OLD } = cases.find(({ says }) => says !== null)!; // !: every list has one
    return { name: noun, files: { [path]: sql }, only: ['database'] };
  }),
];

/** What fails in a repository: the ids by their checks. Git alone tells what is committed and how often it was mended. */
async function failuresIn({ files, scenario, only }: Tree): Promise<string[]> {
  await using repo = await checkout(files, { git: false });
  if (scenario) checkOut({ ...scenario, repository: files }, repo.root);
  const { report } = await audit.run(
    audit.takes.parse({ target: repo.root, ...(only ? { only } : {}) }),
    testIo({ now: () => new Date() }),
    () => {},
  );
  const failed = report.findings.filter(({ state, subject }) => state === 'fail' && subject.startsWith('repo '));
  return failed.map(({ check, id }) => `${check} ${id}`).toSorted();
}

const CODE = /\.[cm]?[jt]sx?$/;
/** Logs are evidence of their own, and what git reads is not for us to rewrite. */
const KEPT = /^(\.gitignore|launch-ready\.yaml)$|^logs\//;
/** Comments by the kind of file; blank lines where it knows none. */
const COMMENTS: readonly (readonly [RegExp, string])[] = [
  [/(\.[cm]?[jt]sx?|\.rules)$/, '// -\n'],
  [/\.sql$/, '-- -\n'],
  [/(\.ya?ml|\.toml|\.lock|Dockerfile|\.env(\.\w+)*)$/, '# -\n'],
];

/** Its files as another editor leaves them elsewhere: formatted, fifty lines further down, with the line ends of Windows. */
async function rewritten(tree: Tree): Promise<Tree> {
  const files = Object.entries(tree.files).map(async ([path, text]): Promise<[string, string]> => {
    if (KEPT.test(path)) return [path, text];
    const above = (COMMENTS.find(([kind]) => kind.test(path))?.[1] ?? '\n').repeat(50);
    const after = `${above}${await laidOut(path, text)}`.replaceAll('\n', '\r\n');
    return [path.startsWith('.github/') ? path : `apps/shop/${path}`, after];
  });
  return { ...tree, files: Object.fromEntries(await Promise.all(files)) };
}

async function laidOut(path: string, text: string): Promise<string> {
  if (path.endsWith('.json')) return `${JSON.stringify(JSON.parse(text), null, 5)}\n`;
  if (!CODE.test(path) && !path.endsWith('.yml')) return text;
  return (await format(path, text, { printWidth: 50, semi: false, useTabs: true, singleQuote: text.includes('"') })).code;
}

/** Its code as a minifier leaves it; settings are read as they are written. */
function shrunk(tree: Tree): Tree {
  const files = Object.entries(tree.files).map(([path, text]): [string, string] => [
    path,
    CODE.test(path) && !/\.config\./.test(path) ? minified(text, path) : text,
  ]);
  return { ...tree, files: Object.fromEntries(files) };
}

function minified(text: string, path: string): string {
  const plain = transformSync(path.replace(/x?$/, 'x'), text, { jsx: { runtime: 'automatic' } });
  const { code, errors } = minifySync('a.js', plain.code, { module: true, compress: { unused: false }, mangle: false });
  if (plain.errors.length + errors.length > 0) throw new Error(`${path} cannot be minified`);
  return code;
}

/** What failed in each tree as it is; the tests below go by it. */
const seen = new Map<string, string[]>();

test.each(TREES.map((tree) => [tree.name, tree] as const))('%s: neither layout nor place changes an id (AUD-2)', async (_name, tree) => {
  const failed = await failuresIn(tree);
  expect(failed).not.toEqual([]);
  seen.set(tree.name, failed);
  expect(await failuresIn(await rewritten(tree))).toEqual(failed);
});

test.each(TREES.filter(({ files }) => Object.keys(files).some((path) => CODE.test(path))).map((tree) => [tree.name, tree] as const))(
  '%s: a minifier changes no id',
  async (_name, tree) => {
    expect(await failuresIn(shrunk(tree))).toEqual(seen.get(tree.name));
  },
);

const workflow = (...lines: string[]): Files => ({
  '.github/workflows/ci.yml': `on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${lines.map((each) => `      - ${each}\n`).join('')}`,
});
const TITLE = 'run: echo "${{ github.event.issue.title }}"';
const BRANCH = 'uses: acme/deploy@main';
const rules = (...paths: string[]): Files => ({
  'firestore.rules': `service cloud.firestore {\n  match /databases/{database}/documents {\n${paths.map((each) => `    match /${each}/{id} { allow read, write: if true; }\n`).join('')}  }\n}\n`,
});
const routes = (...paths: string[]): Files => ({
  'server.ts': `import express from 'express';\nconst app = express();\n${paths.map((each) => `app.post('${each}', async (req, res) => { try { await charge(req.body.id); res.json({}); } catch { res.status(500).end(); } });\n`).join('')}`,
});

test.each([
  ['a workflow', workflow(TITLE, BRANCH), workflow(BRANCH)],
  ['rules of Firebase', rules('orders', 'messages'), rules('messages')],
  ['a file of routes', routes('/api/pay', '/api/book'), routes('/api/book')],
] as const)('the first fault of %s is mended, and the other keeps its id', async (_name, both, one) => {
  const [before, after] = [
    await failuresIn({ name: '', files: both, only: ['code', 'database'] }),
    await failuresIn({ name: '', files: one, only: ['code', 'database'] }),
  ];
  expect(after).not.toEqual([]);
  expect(before).toEqual(expect.arrayContaining(after));
  expect(before.length).toBeGreaterThan(after.length);
});

test('whoever accepts a committed file accepts the secrets in it and no other', async () => {
  const scenario = scenarios[0]!; // !: the lab has scenarios
  const committed = async (text: string): Promise<string[]> => {
    const failed = await failuresIn({ name: '', files: { '.env': text }, scenario, only: ['secrets'] });
    return failed.filter((each) => each.startsWith('secrets/env-file '));
  };
  const first = await committed('PORT=3000\nSMTP_PASSWORD=a\n');
  expect(first).toHaveLength(1);
  expect(await committed('SMTP_PASSWORD=b\nPORT=80\nHOST=acme.test\n')).toEqual(first);
  expect(await committed('SMTP_PASSWORD=a\nSESSION_SECRET=a\n')).not.toEqual(first);
});

/** True for a check that needs nothing but the files of a checkout. */
function readsFiles({ on, reads }: (typeof checks)[number]): boolean {
  const probes = Object.values(reads as Reads).filter((probe) => 'id' in probe); // as: what every check reads
  return on === 'repo' && probes.every((probe) => probe.id.startsWith('repo/') && (probe.fits?.({ kind: 'repo', root: '.' }) ?? true));
}

test('every check of files fails somewhere above, or nobody knows whether its ids hold', () => {
  const failed = new Set([...seen.values()].flat().map((each) => each.split(' ')[0]));
  expect(checks.filter((check) => readsFiles(check) && !failed.has(check.id)).map(({ id }) => id)).toEqual([]);
});
