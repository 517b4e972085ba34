import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressesOf } from '../src/lab/addresses.ts';
import { RESOLVER } from '../src/lab/dns.ts';
import { startLab } from '../src/lab/index.ts';
import { scenarios } from '../src/lab/scenarios/index.ts';
import { ROOTS } from '../src/lab/tree.ts';
import { run } from '../test/foreign/run.ts';

// The lab is the whole internet, in a private network, with and without a round trip; it counts the questions of both tools. Zonemaster
// looks at the zone alone; our audit looks at the zone and at each host in it.
const NAMES = ['healthy', 'ai-built-mess'];
const ROUND_TRIPS = [0, 50];
const WORSE_THAN_NOTICE = new Set(['WARNING', 'ERROR', 'CRITICAL']);

const [name, delay] = process.argv.slice(2);
if (name === undefined) alone();
else await inside(name, Number(delay));

/** Runs this file again, in a private network for each row. */
function alone(): void {
  console.log('| zone | round trip | who | wall | questions | hosts | what is wrong |\n|---|---|---|---|---|---|---|');
  for (const each of NAMES)
    for (const ms of ROUND_TRIPS) {
      const argv = ['-Urn', process.execPath, import.meta.filename, each, String(ms)];
      const { status, error } = spawnSync('unshare', argv, { stdio: ['ignore', 'inherit', 'inherit'] });
      if (status !== 0) throw new Error(`no private network: ${error?.message ?? `unshare ended with ${status}`}`);
    }
}

async function inside(scenarioName: string, delayMs: number): Promise<void> {
  const scenario = scenarios.find((each) => each.name === scenarioName)!;
  const { domain } = scenario;
  const lines = addressesOf(scenario).map((address) => `addr add ${address}${isIPv6(address) ? '/128 dev lo nodad' : '/32 dev lo'}`);
  const network = spawnSync('ip', ['-batch', '-'], { input: ['link set lo up', ...lines].join('\n'), encoding: 'utf8' });
  if (network.status !== 0) throw new Error(`\`ip\` could not set up the network: ${network.error?.message ?? network.stderr}`);
  const files = mkdtempSync(join(tmpdir(), 'bench-dns-'));
  await using lab = await startLab(scenario, { on: 'addresses', delayMs });

  const row = async (who: string, argv: [string, ...string[]], told: (out: string) => { hosts: string; wrong: string[] }) => {
    const [program, ...args] = argv;
    const [before, started] = [lab.counts.queries, performance.now()];
    const { out, err } = await run(program, args);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const questions = lab.counts.queries - before;
    if (out === '') throw new Error(`${program} said nothing: ${err}`);
    const { hosts, wrong } = told(out);
    console.log(`| ${domain} | ${delayMs} ms | ${who} | ${seconds} s | ${questions} | ${hosts} | ${wrong.join(', ') || 'nothing'} |`);
  };

  try {
    const [ca, hints] = [join(files, 'ca.pem'), join(files, 'hints')];
    writeFileSync(ca, lab.ca.join(''));
    writeFileSync(hints, ROOTS.map((root) => `. 3600000 NS ${root.name}.\n${root.name}. 3600000 A ${root.address}\n`).join(''));

    const ours = ['bin/launch-ready', 'audit', domain, '--only', 'dns', '--json', '--quiet', '--resolver', RESOLVER, '--ca', ca];
    await row('launch-ready audit --only dns', [process.execPath, ...ours], (out) => {
      // as: the command prints its report
      const { findings } = JSON.parse(out) as { findings: { check: string; subject: string; state: string; severity: string }[] };
      const wrong = findings.filter(({ state, severity }) => state === 'fail' && severity !== 'low');
      const hosts = new Set(findings.flatMap(({ subject }) => (subject.startsWith('host ') ? [subject] : [])));
      return { hosts: String(hosts.size), wrong: [...new Set(wrong.map(({ check }) => check))] };
    });

    if (spawnSync('zonemaster-cli', ['--version']).error) {
      console.log(`| ${domain} | ${delayMs} ms | zonemaster-cli | not installed: apt-get install zonemaster-cli | | | |`);
      return;
    }
    const theirs = ['--no-ipv6', '--hints', hints, '--level', 'INFO', '--json', '--raw', '--no-progress', domain];
    await row('zonemaster-cli', ['zonemaster-cli', ...theirs], (out) => {
      const results = JSON.parse(out) as { level: string; tag: string }[]; // as: this is what it prints with --json
      const wrong = results.filter(({ level }) => WORSE_THAN_NOTICE.has(level)).map(({ tag }) => tag);
      return { hosts: 'none', wrong: [...new Set(wrong)] };
    });
  } finally {
    rmSync(files, { recursive: true, force: true });
  }
}
