import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { seeded } from '../test/io.ts';

/*
 * `secrets scan` beside other scanners, on the same files in the same run. Wants GNU time; gitleaks and betterleaks take part where they are
 * on the PATH, secretlint is installed for the run. Figures are CPU-seconds of the process and its children.
 */

/** A tree of published packages, clean: whatever is found there above information is wrong. */
const PACKAGES = [
  'next@15',
  'firebase@12',
  'stripe@19',
  'openai@6',
  '@supabase/supabase-js@2',
  'three@0.180',
  'plotly.js-dist@3',
  'echarts@6',
  'playwright-core@1',
  '@sentry/browser@10',
  'googleapis@160',
  'typescript@5',
  'aws-sdk@2',
];
/** One file in so many makes the sample that slower scanners get. */
const SAMPLE = 12;
const BLOBS = 20_000;

const root = mkdtempSync(join(tmpdir(), 'launch-ready-peers-'));
const ours = [process.execPath, join(import.meta.dirname, '../bin/launch-ready'), 'secrets', 'scan', '--json', '-q'];
const rows: string[][] = [];

interface Run {
  cpu: number;
  wall: number;
  rss: number;
  out: string;
}

function run(command: readonly string[], cwd: string): Run {
  const report = join(root, 'time.txt');
  const { stdout } = spawnSync('time', ['-o', report, '-f', '%U %S %e %M', ...command], { cwd, encoding: 'utf8', maxBuffer: 1e9 });
  const [user = 0, system = 0, wall = 0, rss = 0] = readFileSync(report, 'utf8').trim().split('\n').at(-1)!.split(' ').map(Number);
  return { cpu: user + system, wall, rss: rss / 1000, out: stdout };
}

const has = (program: string): boolean => spawnSync('which', [program]).status === 0;
const bytesIn = (folder: string): number => filesIn(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

/** Those above information, which is what low is. */
function loud(out: string): string {
  const found = (JSON.parse(out) as { found: { severity: string }[] }).found.filter(({ severity }) => severity !== 'low');
  const urgent = found.filter(({ severity }) => severity === 'blocker' || severity === 'high').length;
  return `${found.length}, ${urgent} of them urgent`;
}

/** Prints one measurement: speed by the bytes that it read. */
function row(what: string, { cpu, wall, rss }: Run, gave: string, bytes?: number): void {
  const speed = bytes === undefined ? '' : `${(bytes / 1e6 / cpu).toFixed(1)} MB per CPU-second`;
  rows.push([what, `${cpu.toFixed(1)} s`, `${wall.toFixed(1)} s`, `${rss.toFixed(0)} MB`, speed, gave]);
}

function peersOnTree(folder: string, bytes: number, secretlint: string): void {
  for (const name of ['gitleaks', 'betterleaks'].filter(has)) {
    const file = join(root, `${name}.json`);
    const gave = run([name, 'dir', folder, '--no-banner', '-f', 'json', '-r', file, '--exit-code', '0'], root);
    row(`${name}, sample`, gave, `${(JSON.parse(readFileSync(file, 'utf8')) as unknown[]).length}`, bytes);
  }
  const gave = run([join(secretlint, 'node_modules/.bin/secretlint'), '--format', 'json', '--no-gitignore', `${folder}/**/*`], secretlint);
  const found =
    gave.out === '' ? '?' : (JSON.parse(gave.out) as { messages: unknown[] }[]).reduce((sum, { messages }) => sum + messages.length, 0);
  row('secretlint, sample', gave, String(found), bytes);
}

const WORDS =
  'const return export import function await async promise value index items length callback response request state this.props.map((item) => item.id) {} => ; "use strict" if (error) { throw error; } token secret key stripe_client re_render pre_release'.split(
    ' ',
  );

/** How much a version changes: one to three lines, or what versions of code usually do: a few places of some lines each, now and then a file anew. */
type Changes = 'few lines' | 'usual';

/** A repository of so many versions of 500 files, each change somewhere else in its file, as `git fast-import` reads it. */
function* history(changes: Changes): Generator<string> {
  const random = seeded(7);
  const pick = (most: number): number => Math.floor(random() * most);
  const line = (): string => Array.from({ length: 4 + pick(10) }, () => WORDS[pick(WORDS.length)]!).join(' ');
  const files = Array.from({ length: 500 }, () => Array.from({ length: 60 + pick(500) }, line));
  const lines = (count: number): string[] => Array.from({ length: count }, line);
  /** Half of all places have four lines at most, one in twenty more than 25. */
  const several = (): number => Math.ceil(4 * Math.exp(1.2 * (random() + random() + random() + random() - 2) * Math.sqrt(3)));
  const change = (text: string[]): void => {
    if (changes === 'few lines') text.splice(pick(text.length), pick(2), line());
    else text.splice(pick(text.length), pick(several()), ...lines(several()));
  };
  const entry = (file: number): string => {
    const text = files[file]!.join('\n');
    return `M 100644 inline src/part${file % 40}/file${file}.ts\ndata ${text.length}\n${text}\n`;
  };
  const commit = (at: number): string => `commit refs/heads/main\ncommitter A <a@b.c> ${1_700_000_000 + at * 60} +0000\ndata 6\nchange\n`;
  yield `${commit(0)}${files.map((_, file) => entry(file)).join('')}\n`;
  for (let blobs = files.length, at = 1; blobs < BLOBS; at += 1) {
    yield commit(at);
    for (let more = 1 + pick(6); more > 0; more -= 1, blobs += 1) {
      const file = pick(files.length);
      if (changes === 'usual' && pick(20) === 0) files[file] = lines(60 + pick(500));
      else for (let edits = 1 + pick(3); edits > 0; edits -= 1) change(files[file]!);
      yield entry(file);
    }
    yield '\n';
  }
}

async function makeRepository(folder: string, changes: Changes): Promise<void> {
  mkdirSync(folder);
  execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder });
  const git = spawn('git', ['fast-import', '--quiet'], { cwd: folder, stdio: ['pipe', 'ignore', 'inherit'] });
  for (const part of history(changes)) if (!git.stdin.write(part)) await new Promise((resolve) => git.stdin.once('drain', resolve));
  git.stdin.end();
  await new Promise((resolve) => git.once('close', resolve));
  execFileSync('git', ['repack', '-adfq'], { cwd: folder });
  execFileSync('git', ['reset', '--quiet', '--hard', 'main'], { cwd: folder });
}

try {
  const at = (name: string): string => join(root, name);
  const [tree, sample, secretlint] = [at('tree'), at('sample'), at('secretlint')];
  const [usual, repository] = [at('usual'), at('repository')];
  for (const [folder, packages] of [
    [tree, PACKAGES],
    [secretlint, ['secretlint@13', '@secretlint/secretlint-rule-preset-recommend@13']],
  ] as const) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{}');
    execFileSync('npm', ['install', '--silent', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], {
      cwd: folder,
      stdio: 'ignore',
    });
  }
  writeFileSync(join(secretlint, '.secretlintrc.json'), '{"rules":[{"id":"@secretlint/secretlint-rule-preset-recommend"}]}');
  const files = filesIn(join(tree, 'node_modules'));
  for (const file of files.toSorted().filter((_, at) => at % SAMPLE === 0)) {
    mkdirSync(dirname(join(sample, file)), { recursive: true });
    cpSync(join(tree, 'node_modules', file), join(sample, file));
  }
  const [all, some] = [bytesIn(join(tree, 'node_modules')), bytesIn(sample)];
  console.log(
    `Tree: ${files.length} files, ${(all / 1e6).toFixed(0)} MB (${PACKAGES.join(', ')}); sample: every ${SAMPLE}th file, ${(some / 1e6).toFixed(0)} MB.`,
  );

  const whole = run([...ours, join(tree, 'node_modules')], root);
  row('ours, whole tree', whole, loud(whole.out), all);
  const part = run([...ours, sample], root);
  row('ours, sample', part, loud(part.out), some);
  peersOnTree(sample, some, secretlint);

  for (const [folder, changes] of [
    [usual, 'usual'],
    [repository, 'few lines'],
  ] as const) {
    await makeRepository(folder, changes);
    const past = run([...ours, '--history'], folder);
    row(`ours, history, ${changes}`, past, loud(past.out));
    row('ours, the same again', run([...ours, '--history'], folder), '');
    for (const name of ['gitleaks', 'betterleaks'].filter(has)) {
      const report = join(root, 'git.json');
      const gave = run([name, 'git', '.', '--no-banner', '-f', 'json', '-r', report, '--exit-code', '0', '--log-opts=--all'], folder);
      const times = `${(gave.cpu / past.cpu).toFixed(1)} × our CPU, ${(gave.wall / past.wall).toFixed(1)} × our time`;
      row(`${name}, history, ${changes}: ${times}`, gave, `${(JSON.parse(readFileSync(report, 'utf8')) as unknown[]).length}`);
    }
  }
  for (let count = 0; count < 20; count += 1)
    writeFileSync(join(repository, `staged${count}.ts`), `export const a${count} = ${count};\n`.repeat(300));
  execFileSync('git', ['add', '--all'], { cwd: repository });
  const staged = Array.from({ length: 5 }, () => run([...ours, '--staged'], repository)).toSorted((a, b) => a.wall - b.wall)[0]!;
  rows.push([
    'ours, 20 staged files, best of 5',
    `${staged.cpu.toFixed(2)} s`,
    `${staged.wall.toFixed(2)} s`,
    `${staged.rss.toFixed(0)} MB`,
    '',
    '',
  ]);
} finally {
  rmSync(root, { recursive: true, force: true });
}

console.log(`Not here: ${['gitleaks', 'betterleaks'].filter((name) => !has(name)).join(', ') || 'nobody'}.`);
console.log('| what | CPU | wall | memory | speed | findings |\n|---|---|---|---|---|---|');
for (const each of rows) console.log(`| ${each.join(' | ')} |`);
