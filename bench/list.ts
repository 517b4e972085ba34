import { fork } from 'node:child_process';
import { once } from 'node:events';
import { auditList, readDomains } from '../src/app/audit-list.ts';
import { realIo } from '../src/cli/io.ts';
import { keepHeapSmall } from '../src/core/small-heap.ts';
import { unpaced } from '../src/core/io.ts';

// A list of domains as `audit --from domains.txt --jsonl` audits it. The lab runs in a process of its own, so that memory and CPU are the audit's.
const COUNT = 100;

interface World {
  domains: string[];
  resolver: readonly string[];
  roots: readonly string[];
  ca: readonly string[];
  places: Readonly<Record<string, { host: string; port: number }>>;
}

await (process.send === undefined ? parent() : child());

async function parent(): Promise<void> {
  // Imported here alone: what the lab takes is no memory of the audit.
  const { startLab } = await import('../src/lab/index.ts');
  const { manyProducts } = await import('../test/many.ts');
  const { scenario, domains } = manyProducts(COUNT);
  await using lab = await startLab(scenario);
  const { resolver, roots, ca } = lab;
  const auditing = fork(import.meta.filename);
  auditing.send({ domains, resolver, roots, ca, places: lab.places() } satisfies World);
  await once(auditing, 'exit');
}

async function child(): Promise<void> {
  const [{ domains, resolver, roots, ca, places }] = (await once(process, 'message')) as [World]; // as: what the parent sends
  const closed = { host: '127.0.0.1', port: 1 };
  const io = {
    ...realIo({ allowPrivate: false }, new AbortController().signal),
    resolver,
    roots,
    ca,
    pace: unpaced, // the servers are our own
    route: (host: string, port: number) => places[`${host} ${port}`] ?? closed,
  };
  const decisions: Record<string, number> = {};
  const giveBack = keepHeapSmall();
  let bytes = 0;
  const started = performance.now();
  await auditList(readDomains(domains.join('\n'), 'domains.txt'), {
    io,
    input: {},
    tell(done) {
      giveBack();
      const word = 'report' in done ? done.report.decision : done.error.code;
      decisions[word] = (decisions[word] ?? 0) + 1;
      bytes += JSON.stringify('report' in done ? done.report : done.error.message).length;
    },
  });
  const seconds = (performance.now() - started) / 1000;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpu = (userCPUTime + systemCPUTime) / 1e6;
  console.log(`| domains | decisions | seconds | CPU seconds | peak memory | line |\n|---|---|---|---|---|---|`);
  console.log(
    `| ${COUNT} | ${JSON.stringify(decisions)} | ${seconds.toFixed(1)} | ${cpu.toFixed(1)} | ${Math.round(maxRSS / 1024)} MB | ${Math.round(bytes / COUNT / 1000)} kB |`,
  );
  process.disconnect();
}
