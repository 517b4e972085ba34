import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { generatedApp } from '../test/generated-app.ts';
import { checkout } from '../test/secret-repository.ts';

// The audit of a checkout of 320 files as one command, without a network: wall and CPU time of all its processes, and whether it always says the same.
const FILES = 320;
const RUNS = 20;
const BAR_SECONDS = 5;

await using repo = await checkout(generatedApp(FILES));
repo.commit('generated');

const digests = new Set<string>();
const walls: number[] = [];
const cpus: number[] = [];
for (let run = 0; run < RUNS; run += 1) {
  const started = performance.now();
  // `times` of the shell tells the CPU time of the command and of what it started.
  const command = `"${process.execPath}" "${resolve('bin/launch-ready')}" audit "${repo.root}" --only code,secrets,email,database,scope --json; times >&2`;
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  walls.push((performance.now() - started) / 1000);
  const spent = [...(stderr.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  );
  cpus.push(spent.reduce((sum, each) => sum + each, 0));
  const { findings } = JSON.parse(stdout) as { findings: unknown };
  digests.add(createHash('sha256').update(JSON.stringify(findings)).digest('hex'));
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const holds = median(cpus) < BAR_SECONDS && digests.size === 1;
console.log('| files | runs | wall, median | CPU, median | different answers | bar | holds |\n|---|---|---|---|---|---|---|');
console.log(
  `| ${FILES} | ${RUNS} | ${median(walls).toFixed(2)} s | ${median(cpus).toFixed(2)} s | ${digests.size} | ${BAR_SECONDS} s of CPU, 1 answer | ${holds ? 'yes' : 'no'} |`,
);
process.exitCode = holds ? 0 : 1;
