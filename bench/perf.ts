import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from '../src/load/compare.ts';
import { measure, POLITE } from '../src/load/measure.ts';
import { type Block, look, LOOKS, type Look, PAIRS_PER_BLOCK } from '../src/load/sequential.ts';
import { seeded, testIo } from '../test/io.ts';
import { loadServer, truth } from '../test/load-server.ts';

/** Pairs of real comparisons; simulated ones cost nothing and are more. */
const REAL_RUNS = Number(process.argv[2] ?? 5);
const SIMULATED = 50;
const PER_SECOND = 100;
/** A multiple of the stall's period, so that each tool meets the same number of stalls. */
const SECONDS = 50;
const PATH = '/stalls';

const io = testIo({ allowPrivate: true, now: () => new Date(), random: Math.random });
await using server = await loadServer();
const url = `${server.origin}${PATH}`;

interface Row {
  tool: string;
  p95: number | undefined;
  note: string;
}

async function ours(): Promise<Row> {
  const budget = { ...POLITE, perSecond: PER_SECOND, requests: PER_SECOND * SECONDS, ms: 400_000 };
  const { p95, void: why, lagP95, requests } = await measure(io, { shot: { url }, budget, tries: 4 });
  return {
    tool: 'launch-ready',
    p95: why === undefined ? (p95.ms ?? undefined) : undefined,
    note: why ?? `interval ${p95.low} to ${p95.high} ms, lag ${lagP95} ms, ${requests} requests`,
  };
}

/** Runs a program beside the server, without standing in its way. */
function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('error', reject).on('close', () => resolve(said));
  });
}

async function hey(): Promise<Row> {
  const connections = 10;
  const said = await run('hey', ['-z', `${SECONDS}s`, '-c', String(connections), '-q', String(PER_SECOND / connections), url]);
  const seconds = /95%+ in ([\d.]+) secs/.exec(said)?.[1];
  return {
    tool: '`hey -q -c 10` (Debian)',
    p95: seconds === undefined ? undefined : Number(seconds) * 1_000,
    note: 'closed loop with a rate',
  };
}

async function wrk(): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'launch-ready-bench-'));
  try {
    const script = join(folder, 'p95.lua');
    writeFileSync(script, 'done = function(summary, latency, requests) io.write("p95us=" .. latency:percentile(95) .. "\\n") end\n');
    const said = await run('wrk', ['-t1', '-c10', `-d${SECONDS}s`, '-s', script, url]);
    const us = /p95us=([\d.]+)/.exec(said)?.[1];
    return { tool: '`wrk -t1 -c10` (Debian)', p95: us === undefined ? undefined : Number(us) / 1_000, note: 'closed loop' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function simulate(slower: number, drift: number): number {
  const random = seeded(17);
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let fails = 0;
  for (let trial = 0; trial < SIMULATED; trial += 1) {
    const blocks: Block[] = [];
    let machine = 0;
    let seen: Look | undefined;
    for (const at of LOOKS) {
      while (blocks.length * PAIRS_PER_BLOCK < at) {
        machine = 0.8 * machine + drift * gauss();
        const draw = (times: number): number[] =>
          Array.from({ length: PAIRS_PER_BLOCK }, () => times * 60 * Math.exp(0.5 * gauss() + machine));
        blocks.push({ old: draw(1), new: draw(slower) });
      }
      seen = look(blocks, { last: at === LOOKS.at(-1), random });
      if (seen.is !== 'go-on') break;
    }
    if (seen?.is === 'fail') fails += 1;
  }
  return fails;
}

async function real(newer: string): Promise<{ stopped: number; told: number }> {
  let [stopped, told] = [0, 0];
  for (let i = 0; i < REAL_RUNS; i += 1) {
    const budget = { ...POLITE, perSecond: 200, requests: 1_600, ms: 40_000 };
    const { verdict } = await compare(io, { old: { url: `${server.origin}/lognormal` }, new: { url: `${server.origin}${newer}` }, budget });
    if (verdict !== 'void') told += 1;
    if (verdict === 'regression') stopped += 1;
  }
  return { stopped, told };
}

const known = truth(PATH, 0.95);
console.log(`Truth: p95 ${known.toFixed(0)} ms, from 200,000 draws of a server that stands still for half a second every 5 s.\n`);
console.log('| generator | p95 | error | note |\n|---|---|---|---|');
const tools = new Set(['hey', 'wrk'].filter((name) => spawnSync('which', [name]).status === 0));
for (const row of [await ours(), ...(tools.has('hey') ? [await hey()] : []), ...(tools.has('wrk') ? [await wrk()] : [])]) {
  const error = row.p95 === undefined ? 'none' : `${(((row.p95 - known) / known) * 100).toFixed(1)} %`;
  console.log(`| ${row.tool} | ${row.p95 === undefined ? 'void' : `${row.p95.toFixed(0)} ms`} | ${error} | ${row.note} |`);
}

console.log(`\n| gate, ${SIMULATED} simulated comparisons | stopped |\n|---|---|`);
for (const [name, slower, drift] of [
  ['equal releases', 1, 0],
  ['equal releases, drifting machine', 1, 0.15],
  ['1.3 times as slow', 1.3, 0],
  ['1.3 times as slow, drifting machine', 1.3, 0.15],
  ['1.5 times as slow', 1.5, 0.15],
] as const)
  console.log(`| ${name} | ${simulate(slower, drift)} of ${SIMULATED} |`);

console.log(`\n| gate, ${REAL_RUNS} real comparisons | stopped | not void |\n|---|---|---|`);
for (const [name, path] of [
  ['equal releases', '/lognormal'],
  ['1.5 times as slow', '/slower'],
] as const) {
  const { stopped, told } = await real(path);
  console.log(`| ${name} | ${stopped} | ${told} of ${REAL_RUNS} |`);
}
