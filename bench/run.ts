import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { audit } from '../src/app/audit.ts';
import { checks } from '../src/checks/index.ts';
import { realIo } from '../src/cli/io.ts';
import { assess } from '../src/core/assess.ts';
import type { Bundle } from '../src/core/bundle.ts';
import { unpaced } from '../src/core/io.ts';
import { resolveProfile } from '../src/core/profile.ts';
import { startLab } from '../src/lab/index.ts';
import type { Scenario, Site } from '../src/lab/scenario.ts';
import { scenarios } from '../src/lab/scenarios/index.ts';
import { paced } from '../src/cli/pace.ts';
import { profiles } from '../src/profiles/index.ts';

const RUNS = 5;

interface Row {
  what: string;
  measured: string;
  bar: string;
  holds: boolean;
}
const rows: Row[] = [];

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Wall time of a whole process, ms, median of several runs after one that warms the caches. */
function processMs(command: string, args: readonly string[]): number {
  const once = (): number => {
    const started = performance.now();
    spawnSync(command, args);
    return performance.now() - started;
  };
  once();
  return median(Array.from({ length: RUNS * 2 }, once));
}

function startUp(): void {
  const bare = processMs(process.execPath, ['-e', '0']);
  const help = processMs(process.execPath, [resolve('bin/launch-ready'), '--help']);
  rows.push({
    what: '`--help`, whole process',
    measured: `${help.toFixed(0)} ms (${(help / bare).toFixed(1)} × an empty Node)`,
    bar: 'under 150 ms',
    holds: help < 150,
  });
}

interface Timed {
  bundle: Bundle;
  firstBlockerMs: number | undefined;
  ms: number;
  counts: { queries: number; connections: number; requests: number };
}

/** The healthy product with one host more, a copy of its documentation: the bar speaks of the apex and six hosts. */
function sixHosts(scenario: Scenario): Scenario {
  const docs = scenario.sites.find((site) => site.hosts.includes(`docs.${scenario.domain}`))!;
  const help: Site = { ...docs, hosts: [`help.${scenario.domain}`], certificate: { names: [`help.${scenario.domain}`] } };
  const zones = scenario.zones.map((zone) =>
    zone.name === scenario.domain
      ? { ...zone, records: zone.records.flatMap((line) => (line.startsWith('docs ') ? [line, line.replace('docs', 'help')] : [line])) }
      : zone,
  );
  return { ...scenario, zones, sites: [...scenario.sites, help] };
}

async function auditScenario(name: string, delayMs: number): Promise<Timed> {
  const found = scenarios.find((each) => each.name === name);
  if (!found) throw new Error(`no scenario ${name}`);
  const scenario = name === 'healthy' ? sixHosts(found) : found;
  await using lab = await startLab(scenario, { delayMs });
  const io = {
    ...realIo({ allowPrivate: false }, new AbortController().signal),
    resolver: lab.resolver,
    roots: lab.roots,
    ca: lab.ca,
    route: lab.route,
    pace: delayMs === 0 ? unpaced : paced(), // on loopback the servers are our own
  };
  const started = performance.now();
  let firstBlockerMs: number | undefined;
  const { bundle } = await audit.run({ target: lab.domain }, io, (event) => {
    if (event.is === 'found' && event.finding.state === 'fail' && event.finding.severity === 'blocker')
      firstBlockerMs ??= performance.now() - started;
  });
  return { bundle, firstBlockerMs, ms: performance.now() - started, counts: { ...lab.counts } };
}

async function auditRow(name: string, delayMs: number, bar: number): Promise<Timed> {
  await auditScenario(name, delayMs);
  const runs: Timed[] = [];
  for (let i = 0; i < RUNS; i += 1) runs.push(await auditScenario(name, delayMs));
  const ms = median(runs.map((run) => run.ms));
  const last = runs.at(-1)!;
  const hosts = last.bundle.subjects.filter((subject) => subject.kind === 'host').length;
  const { queries, connections, requests } = last.counts;
  rows.push({
    what: `audit ${name}, ${hosts} hosts, ${delayMs} ms round trip`,
    measured: `${(ms / 1000).toFixed(2)} s; ${queries} queries, ${connections} connections, ${requests} requests`,
    bar: `under ${bar / 1000} s`,
    holds: ms < bar,
  });
  return last;
}

function judging(bundle: Bundle): void {
  const hosts = bundle.subjects.filter((subject) => subject.kind === 'host');
  const subjects = [...bundle.subjects];
  const evidence = { ...bundle.evidence };
  const profile = resolveProfile(profiles, 'default');
  const count = (): number => assess({ ...bundle, subjects, evidence }, checks, profile).findings.length;
  for (let copy = 0; count() < 1_000; copy += 1) {
    for (const host of hosts) {
      const name = `copy${copy}.${host.host}`;
      subjects.push({ ...host, host: name });
      for (const [key, value] of Object.entries(bundle.evidence))
        if (key.endsWith(` host ${host.host}`)) evidence[key.replace(host.host, name)] = value;
    }
  }
  const findings = count();
  const ms = median(
    Array.from({ length: RUNS * 2 }, () => {
      const started = performance.now();
      count();
      return performance.now() - started;
    }),
  );
  rows.push({
    what: `judging, ranking and deciding ${findings} findings`,
    measured: `${ms.toFixed(0)} ms`,
    bar: 'under 100 ms',
    holds: ms < 100,
  });
}

async function labStart(): Promise<void> {
  const times: number[] = [];
  for (const scenario of scenarios) {
    const started = performance.now();
    const lab = await startLab(scenario);
    times.push(performance.now() - started);
    await lab.close();
  }
  const worst = Math.max(...times);
  rows.push({
    what: `start of the lab, slowest of ${scenarios.length} scenarios`,
    measured: `${worst.toFixed(0)} ms`,
    bar: 'under 1 s',
    holds: worst < 1_000,
  });
}

startUp();
await labStart();
const healthy = await auditRow('healthy', 0, 1_500);
judging(healthy.bundle);
await auditRow('healthy', 50, 6_000);
const mess = await auditScenario('ai-built-mess', 0);
rows.push({
  what: 'first blocker of ai-built-mess',
  measured: `${mess.firstBlockerMs?.toFixed(0) ?? 'none'} ms`,
  bar: 'under 1 s',
  holds: (mess.firstBlockerMs ?? Number.POSITIVE_INFINITY) < 1_000,
});

console.log(`| what | measured (median of ${RUNS}) | bar | holds |\n|---|---|---|---|`);
for (const row of rows) console.log(`| ${row.what} | ${row.measured} | ${row.bar} | ${row.holds ? 'yes' : 'NO'} |`);
