import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit, type Audited } from '../../src/app/audit.ts';
import { loadVerb, VERB_NAMES } from '../../src/app/verbs.ts';
import { saveBundle } from '../../src/core/bundle.ts';
import type { Io } from '../../src/core/io.ts';
import { FOUNDER } from '../../src/lab/founder.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import mess from '../../src/lab/scenarios/ai-built-mess/index.ts';
import { LEAKED } from '../../src/lab/scenarios/ai-built-mess/log.ts';
import { TOOLS } from '../../src/mcp/tools.ts';
import { openSession } from '../../src/mcp/session.ts';
import { redactText } from '../../src/redact/redact.ts';
import { FORMATS } from '../formats.ts';
import { testIo } from '../io.ts';
import { runWarm } from '../warm.ts';
import { planted, TOKENS } from '../planted.ts';
import { type Postgres, startPostgres } from '../postgres.ts';
import { PLANTS } from '../plants.ts';
import { oneLine, plantedTree, plants } from '../secret-tree.ts';
import { drawValues } from '../secret-values.ts';
import { makeFinder, makeSearch } from '../secret-windows.ts';
import { serving } from '../serving.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-no-secret-'));
const repo = join(folder, 'repo');
const log = join(folder, 'app.log');
let [lab, io, find, postgres]: [Lab, Io, (text: string) => string[], Postgres] = [] as never; // as: set before the first test
let audited: Audited;

/** One secret of every kind, each in every encoding in some file, and some of them in what the sites of the product say. */
const VALUES = drawValues(22);
const HELD = plants(VALUES).map(({ text }) => text);
/** One in so many is said by each page. */
const EVERY = 97;
/** Keys for which a new one is made, of hundreds. */
const ROTATIONS = 6;
let rotations = 0;

function write(path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(repo, path)), { recursive: true });
  writeFileSync(join(repo, path), text);
}

beforeAll(async () => {
  [lab, postgres] = await Promise.all([
    startLab(planted(HELD.filter((_, at) => at % EVERY === 0))),
    startPostgres(['shared_preload_libraries=pg_stat_statements']),
  ]);
  for (const [path, text] of Object.entries(mess.repository ?? {})) write(path, text);
  const tree = Object.entries(plantedTree(VALUES));
  for (const [path, text] of tree) if (typeof text === 'string') write(path, text);
  const git = (...args: string[]): void => void execFileSync('git', [...FOUNDER, ...args], { cwd: repo, stdio: 'ignore' });
  write('.env.production', `STRIPE_SECRET_KEY=${PLANTS.stripe}\nVITE_SERVICE_ROLE=${PLANTS.serviceRole}\n`);
  git('init', '--quiet');
  git('add', '--all', '--force');
  git('commit', '--quiet', '--message', `feat: works with ${TOKENS}`);
  // Platforms take text files alone, so what is packed lies beside the code.
  for (const [path, bytes] of tree) if (typeof bytes !== 'string') write(path, bytes);
  write('dmarc/report.xml', `<?xml version="1.0"?><feedback><report_metadata><org_name>${TOKENS}</org_name></report_metadata></feedback>`);
  write('dmarc/broken.xml', `<feedback>${TOKENS}`);
  write('.launch-ready/secrets-baseline.json', JSON.stringify({ note: TOKENS }));
  writeFileSync(
    log,
    [...HELD.map((text) => JSON.stringify({ level: 'info', msg: text, password: PLANTS.github })), ...HELD.map(oneLine), TOKENS].join('\n'),
  );
  const database = (await postgres.database()).replace('postgres@', `postgres:${PLANTS.aws}@`);
  const client = new Client(database);
  await client.connect();
  await client.query('CREATE EXTENSION pg_stat_statements');
  await client.end();
  const env = {
    ...lab.env,
    DATABASE_URL: database,
    SENTRY_DSN: `https://${PLANTS.github}@o1.ingest.example/1`,
    HOOK: `https://hooks.example/${PLANTS.stripe}`,
  };
  io = testIo({
    now: () => new Date(),
    resolver: lab.resolver,
    roots: lab.roots,
    ca: lab.ca,
    route: lab.route,
    env: { PATH: process.env['PATH'], HOME: folder, ...env },
    ask: ({ task }) => {
      if (task?.is === 'rotate' && (rotations += 1) > ROTATIONS) return Promise.resolve('later');
      return task ? lab.founder(task) : Promise.resolve('yes');
    },
  });
  // One of them is a run of the alphabet, as the project of a sample is.
  const secret = Object.entries(lab.env).filter(([name, value]) => !value?.startsWith('abcd') && /TOKEN|PASSWORD|SECRET|KEY/.test(name));
  const others = makeFinder({ ...LEAKED, ...Object.fromEntries(secret.map(([name, value]) => [name, value ?? ''])) });
  const search = makeSearch(VALUES);
  find = (text) => [...others(text), ...search(text).map(({ id, coding, around }) => `${id} in ${coding}: ${around}`)];
}, 60_000);
afterAll(async () => {
  await lab?.close();
  await postgres?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

type Inputs = readonly Record<string, unknown>[];
const here = { repo };
const target = mess.domain;
const quick = { rate: 20, seconds: 2, yes: true };
const bundle = (): { name: string; text: string } => ({ name: 'bundle.json', text: saveBundle(audited.bundle) });

/** How each verb is run; one that is missing here makes the test fail. */
const RUNS: Readonly<Record<string, () => Inputs>> = {
  audit: () => [{ target, repo }, { target: `https://admin:${PLANTS.github}@coachly.test/` }, { from: bundle() }],
  'ai eval': () => [{ ...here, yes: true, runs: 1 }],
  diff: () => [{ before: bundle(), after: bundle() }],
  init: () => [
    { path: repo, print: true },
    { path: repo, force: false },
  ],
  map: () => [{ target }, { target, format: 'mermaid' }],
  'secrets scan': () => [{ target: repo, tree: true, history: true, build: true }, { target }, { repo, staged: true }],
  'edge apply': () => [{ ...here, yes: true }],
  'edge import': () => [here],
  'edge plan': () => [here, { ...here, format: 'markdown' }],
  'edge undo': () => [{ ...here, yes: true }],
  fix: () => [{ ...here, target, plan: true }],
  mcp: () => [{}],
  undo: () => [{ ...here, yes: true }],
  'deploy check': () => [here],
  'deploy drill': () => [here],
  'deploy notes': () => [here],
  'deploy rollback': () => [here],
  'deploy run': () => [here, { ...here, yes: true, anyway: true }],
  'env check': () => [here, { ...here, write: true }],
  'mail test': () => [{ ...here, yes: true }],
  'perf baseline': () => [{ ...here, target, route: ['home page'], runs: 2, rate: 100, yes: true }],
  'database replay': () => [here, { ...here, database: 'HOOK' }, { ...here, database: 'DATABASE_URL' }],
  'perf database': () => [here, { ...here, database: 'HOOK' }, { ...here, target, database: 'DATABASE_URL' }],
  'perf gate': () => [{ ...here, old: `https://${target}/`, new: `https://user:${PLANTS.github}@refused.coachly.test/`, ...quick }],
  'perf page': () => [{ ...here, url: [`https://u:${PLANTS.github}@refused.invalid/`], runs: 1 }],
  'perf run': () => [
    { ...here, url: [`https://${target}/?token=${PLANTS.github}`], requests: 100, ...quick, rate: 100, seconds: 1 },
    { ...here, route: ['home page'], requests: 100, ...quick, rate: 100, seconds: 1 },
  ],
  smoke: () => [here],
  'edge drift': () => [here],
  'dns watch': () => [{ host: `app.${target}`, minutes: 0.001 }],
  'logs redact': () => [{ file: log }],
  'logs scan': () => [{ files: [log] }, here],
  'mail reports': () => [{ ...here, path: join(repo, 'dmarc') }],
  serve: () => [here],
  worker: () => [here],
  'edge export': () => [here, { ...here, format: 'terraform' }],
  'env inventory': () => [here],
  handover: () => [{ ...here, into: join(folder, 'pack'), formats: ['markdown', 'html'] }],
  'perf report': () => [here],
  'secrets rotate': () => [{ ...here, verify: false }],
  'secrets inventory': () => [{ ...here, history: true }],
  sprint: () => [{ ...here, plan: true }],
  coverage: () => [{}],
  explain: () => [{}, { check: PLANTS.stripe }],
  lab: () => [{}],
  profiles: () => [{}, { name: PLANTS.github }],
};

/** Verbs that do nothing when they are called as a function, and where they do their work for this. */
const REFUSES: Readonly<Record<string, string>> = {
  mcp: 'it speaks over stdin and stdout; its tools are called below',
  serve: 'it keeps running; its pages are asked below, and what it sends is caught in no-secret-ways.test.ts',
  worker: 'it keeps running; it runs as a process of its own in no-secret-ways.test.ts',
};

/** A zone file and Terraform are for another name server, which must publish the same records. */
const EXACT: ReadonlySet<string> = new Set(['edge export']);

/** Everything that one run says: progress, the answer for people and for programs, or the refusal. */
async function said(name: string, given: Record<string, unknown>): Promise<{ text: string; worked: boolean }> {
  const verb = await loadVerb(name);
  const heard: string[] = [];
  let worked = false;
  try {
    const input: unknown = verb.takes.parse(given);
    const gave: unknown = await verb.run(input, { ...io, signal: AbortSignal.timeout(40_000) }, (event) =>
      heard.push(JSON.stringify(event)),
    );
    heard.push(JSON.stringify(gave), verb.shows(gave, { width: 80, colour: false }, input));
    worked = true;
  } catch (error) {
    // As the command line, the API and the tools say it; the command line is asked for real below.
    heard.push(redactText(error instanceof Error ? `${error.stack}` : String(error)));
  }
  return { text: heard.join('\n'), worked };
}

const under = (path: string): string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((each) => statSync(each).isFile());

describe('no planted secret', () => {
  test('the world holds them, and the finder sees them in every disguise', async () => {
    for (const text of [
      PLANTS.stripe,
      Buffer.from(`x ${PLANTS.github}`).toString('base64'),
      PLANTS.github.replace(/./g, (c) => `&#${c.charCodeAt(0)};`),
    ])
      expect(find(text)).not.toEqual([]);
    expect(find(PLANTS.stripe.replace(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`))).not.toEqual([]);
    audited = await audit.run({ target, repo }, io, () => {});
    expect(audited.report.findings.length).toBeGreaterThan(20);
  }, 60_000);

  test('every verb is run here', () => {
    expect(Object.keys(RUNS).toSorted()).toEqual([...VERB_NAMES].toSorted());
  });

  test.each(VERB_NAMES)(
    'is in anything that %s says',
    async (name) => {
      const runs: boolean[] = [];
      for (const given of RUNS[name]?.() ?? []) {
        const { text, worked } = await said(name, given);
        expect(text).not.toBe('');
        expect(EXACT.has(name) ? [] : find(text)).toEqual([]);
        runs.push(worked);
      }
      expect({ name, works: runs.includes(true) }).toEqual({ name, works: !(name in REFUSES) });
    },
    60_000,
  );

  test.each(Object.entries(FORMATS))('is in an audit as %s', (_name, { render }) => {
    expect(find(render(audited))).toEqual([]);
  });

  test.each([['explain', PLANTS.stripe], ['profiles', PLANTS.github], [PLANTS.stripe]])(
    'is in what the command line refuses: %s',
    async (...args) => {
      for (const form of [[], ['--json']]) {
        const { code, stdout, stderr } = await runWarm([...args, ...form]);
        expect(code).toBe(2);
        expect(find(stdout + stderr)).toEqual([]);
      }
    },
  );

  test('is in what the tools for agents say', async () => {
    const session = openSession({ io, folder: repo, target });
    const ids: string[] = [];
    for (const tool of TOOLS) {
      const given = tool.name === 'explain' ? { check: 'dns/caa' } : ['fix', 'verify'].includes(tool.name) ? { id: ids[0] } : {};
      const answer = JSON.stringify(await tool.call(given, session, io).catch(String));
      ids.push(...[...answer.matchAll(/"id":"([0-9a-f]{12})"/g)].map((match) => match[1]!));
      expect(find(answer)).toEqual([]);
    }
    expect(ids.length).toBeGreaterThan(0);
  }, 60_000);

  test('is in what was written down on the way', () => {
    const written = [join(repo, '.launch-ready'), join(folder, 'pack')]
      .filter((path) => statSync(path, { throwIfNoEntry: false }))
      .flatMap(under);
    expect(written.length).toBeGreaterThan(1);
    // What was planted there itself, and reports that are kept as they came, so that nothing is lost.
    const told = written.filter((path) => !/secrets-baseline\.json$|\/quarantine\//.test(path));
    expect(told.flatMap((path) => find(readFileSync(path, 'utf8')).map((leak) => `${path.slice(folder.length)} ${leak}`))).toEqual([]);
  });

  test('is on a page of the server', async () => {
    await using server = await serving({ io: { ...io, allowPrivate: false }, config: { domain: target } });
    const ada = await server.owner();
    const key = /http:\/\/([0-9a-f]{32})@/.exec(await (await ada.get('/settings')).text())![1]!;
    const event = {
      event_id: 'd'.repeat(32),
      release: 'a@1',
      message: TOKENS,
      exception: { values: [{ type: 'Error', value: TOKENS }] },
      request: { url: `https://x.test/?token=${PLANTS.github}`, headers: { Authorization: PLANTS.bearer } },
    };
    const stored = await fetch(new URL('/api/1/store/', server.serving.url), {
      method: 'POST',
      headers: { 'x-sentry-auth': `Sentry sentry_version=7, sentry_key=${key}` },
      body: JSON.stringify(event),
    });
    expect(stored.status).toBe(200);
    for (const path of [
      '/',
      '/issues',
      '/incidents',
      '/status',
      '/audit',
      '/metrics',
      '/healthz',
      '/api/issues',
      '/api/monitors',
      '/api/incidents',
    ])
      expect({ path, leaks: find(await (await ada.get(path)).text()) }).toEqual({ path, leaks: [] });
    expect(server.trouble.flatMap(find)).toEqual([]);
  }, 60_000);
});
