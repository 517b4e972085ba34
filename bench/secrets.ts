import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretsScan } from '../src/app/secrets/scan.ts';
import { realIo } from '../src/cli/io.ts';
import { search } from '../src/redact/find/search.ts';
import { secretsIn } from '../src/redact/find/secrets-in.ts';
import { seeded } from '../test/io.ts';
import { SAMPLES } from '../test/secret-samples.ts';

const FILES = 4_000;
const RUNS = 3;
const io = realIo({ allowPrivate: false }, new AbortController().signal);
const root = mkdtempSync(join(tmpdir(), 'launch-ready-bench-'));
const rows: string[][] = [];

/** Words as code has them, and those that begin like a key or name a provider: three in a hundred, as in real code. */
const PLAIN =
  'const return export import function await async promise value index items length callback response request state this.props.map((item) => item.id) {} => ; "use strict" if (error) { throw error; } // a comment of some words'.split(
    ' ',
  );
const TELLING =
  'token secret key stripe_client re_render pre_release task-oriented disk-cache ask_live project: preview: https://example.com/a.js process.env.STRIPE_SECRET_KEY eyJ sg.get path pattern ably probably loops twilioClient awsRegion'.split(
    ' ',
  );

function code(bytes: number, random: () => number): string {
  const parts: string[] = [];
  for (let length = 0; length < bytes;) {
    const words = random() < 0.03 ? TELLING : PLAIN;
    const word = words[Math.floor(random() * words.length)]!;
    parts.push(word, random() < 0.12 ? '\n' : ' ');
    length += word.length + 1;
  }
  return parts.join('');
}

/** Runs once to warm up, then gives the smallest CPU time in seconds, wall time in ms, and the last result. */
async function measure<T>(work: () => Promise<T> | T): Promise<{ cpu: number; ms: number; gave: T }> {
  let gave = await work();
  let best = { cpu: Number.POSITIVE_INFINITY, ms: Number.POSITIVE_INFINITY };
  for (let run = 0; run < RUNS; run += 1) {
    const [before, started] = [process.cpuUsage(), performance.now()];
    gave = await work();
    const { user, system } = process.cpuUsage(before);
    best = { cpu: Math.min(best.cpu, (user + system) / 1e6), ms: Math.min(best.ms, performance.now() - started) };
  }
  return { ...best, gave };
}

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'init.defaultBranch=main', '-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'gc.auto=0', ...args], {
    cwd: root,
    stdio: 'ignore',
  });
}

const scan = (flags: Partial<Record<'tree' | 'staged' | 'history', boolean>>) =>
  secretsScan.run({ repo: root, tree: false, staged: false, history: false, build: false, ...flags }, io, () => {});

try {
  const random = seeded(7);
  let bytes = 0;
  for (let at = 0; at < FILES; at += 1) {
    const folder = join(root, `src/part${at % 40}`);
    mkdirSync(folder, { recursive: true });
    const text = `${code(8_000 + random() * 40_000, random)}${at % 40 === 0 ? `\nconst key = ${JSON.stringify(SAMPLES[(at / 40) % SAMPLES.length]!.real)};\n` : ''}`;
    writeFileSync(join(folder, `file${at}.ts`), text);
    bytes += text.length;
  }
  const mb = bytes / 1e6;
  const planted = FILES / 40;
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'tree');

  const buffers = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, 'src', name))
    .filter((name) => statSync(name).isFile())
    .map((name) => readFileSync(name));
  const engine = await measure(() => buffers.reduce((sum, each) => sum + search(each).hits.length, 0));
  rows.push([
    'engine alone, in memory',
    `${mb.toFixed(0)} MB`,
    `${(mb / engine.cpu).toFixed(0)} MB per CPU-second`,
    `${engine.gave} places with a shape`,
  ]);

  const tree = await measure(() => scan({ tree: true }));
  rows.push([
    '`secrets scan`, whole tree',
    `${mb.toFixed(0)} MB, ${FILES} files`,
    `${(mb / tree.cpu).toFixed(0)} MB per CPU-second`,
    `${tree.gave.found.length} kinds of ${planted} planted places`,
  ]);

  const history = await measure(() => scan({ history: true }));
  rows.push([
    '`secrets scan --history`',
    `${mb.toFixed(0)} MB of blobs`,
    `${(mb / history.cpu).toFixed(0)} MB per CPU-second of ours, git beside it`,
    `${history.gave.found.length} found`,
  ]);

  for (let at = 0; at < 20; at += 1) writeFileSync(join(root, `src/part${at}/staged.ts`), code(10_000, random));
  git('add', '--all');
  const staged = await measure(() => scan({ staged: true }));
  rows.push([
    '`secrets scan --staged`, in process',
    '20 files',
    `${staged.ms.toFixed(0)} ms`,
    `${staged.gave.looked[0]?.files ?? 0} files`,
  ]);
  const whole = await measure(() =>
    execFileSync(process.execPath, [join(import.meta.dirname, '../bin/launch-ready'), 'secrets', 'scan', '--staged'], { cwd: root }),
  );
  const bare = await measure(() => execFileSync(process.execPath, ['-e', '0']));
  rows.push([
    'the git hook, whole process',
    '20 files',
    `${whole.ms.toFixed(0)} ms (${(whole.ms / bare.ms).toFixed(1)} × an empty Node)`,
    '',
  ]);

  const now = new Date();
  const found = SAMPLES.filter(({ id, real }) => secretsIn(Buffer.from(`${real}\n`), now).some(({ rule }) => rule === id)).length;
  const wrong = SAMPLES.filter(({ id, alike }) => secretsIn(Buffer.from(`${alike}\n`), now).some(({ rule }) => rule === id)).length;
  rows.push(['kinds', `${SAMPLES.length} samples, ${SAMPLES.length} look-alikes`, `${found} found, ${wrong} flagged wrongly`, '']);
} finally {
  rmSync(root, { recursive: true, force: true });
}

console.log(`| what | input | measured (best of ${RUNS}) | gave |\n|---|---|---|---|`);
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
