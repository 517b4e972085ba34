// The generator against a known truth, and how often the gate is wrong: node bench/perf.ts. RUNS=5 is a quick look.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from '../src/load/compare.ts';
import { measure, POLITE } from '../src/load/measure.ts';
import { type Block, look, LOOKS, type Look, PAIRS_PER_BLOCK } from '../src/load/sequential.ts';
import { estimateShare } from '../src/load/statistics.ts';
import { seeded, testIo } from '../test/io.ts';
import { loadServer, truth } from '../test/load-server.ts';

/** Usable comparisons of each kind; those that this machine was too busy for are void and made again. */
const RUNS = Number(process.env['RUNS'] ?? 50);
const MOST_TRIES = 2;
const SIMULATED = 50;
/** Of both releases together. A comparison then takes two to sixteen seconds. */
const GATE_PER_SECOND = 400;
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

const KINDS = [
  { name: 'equal releases', path: '/lognormal', wrongIf: 'regression', wrong: 'false alarms', bar: 0.02 },
  { name: '1.3 times as slow', path: '/slower-1.3', wrongIf: 'pass', wrong: 'misses', bar: 0.1 },
] as const;

/** Both kinds in turn, so that whatever else this machine does meets both alike. */
async function realRuns(): Promise<void> {
  // Servers of one seed would answer alike to the millisecond, and no comparison could go wrong.
  await using old = await loadServer(1);
  await using newer = await loadServer(2);
  const budget = { ...POLITE, perSecond: GATE_PER_SECOND, requests: LOOKS.at(-1)!, ms: 60_000 }; // !: it has five
  const seen = KINDS.map((kind) => ({ ...kind, told: 0, voids: 0, mistaken: 0, perSide: 0 }));
  for (let i = 0; i < RUNS * MOST_TRIES; i += 1)
    for (const kind of seen.filter(({ told }) => told < RUNS)) {
      const shots = { old: { url: `${old.origin}/lognormal` }, new: { url: `${newer.origin}${kind.path}` } };
      const { verdict, perSide, ratio, low, high } = await compare(io, { ...shots, budget });
      if (verdict === 'void') {
        kind.voids += 1;
        continue;
      }
      kind.told += 1;
      kind.perSide += perSide;
      if (verdict !== kind.wrongIf) continue;
      kind.mistaken += 1;
      console.error(`${kind.name}: ${verdict} at ${perSide} per side, ratio ${ratio} (${low} to ${high})`);
    }
  console.log(`\n| gate, real servers | wrong | 95 % interval | at most | void | requests per side |\n|---|---|---|---|---|---|`);
  for (const { name, wrong, bar, told, voids, mistaken, perSide } of seen) {
    const { low, high } = estimateShare(mistaken, told);
    const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
    const holds = told === RUNS && mistaken <= told * bar;
    console.log(
      `| ${name} | ${mistaken} ${wrong} of ${told} | ${percent(low)} to ${percent(high)} | ${percent(bar)}, ${holds ? 'holds' : 'DOES NOT HOLD'} | ${voids} | ${Math.round(perSide / told)} |`,
    );
  }
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

await realRuns();
