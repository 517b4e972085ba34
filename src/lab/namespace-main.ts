import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { addressesOf } from './addresses.ts';
import { RESOLVER } from './dns.ts';
import { startLab } from './index.ts';
import { NO_IP, NO_MOUNT } from './namespace.ts';
import type { Scenario } from './scenario.ts';

/** Runs inside `unshare -Urnm`: brings the scenario up on its own addresses, runs the command, and passes its exit code on. */
async function main(folder: string, [command = 'true', ...args]: readonly string[]): Promise<number> {
  // From the first moment: a signal that ended this process alone would leave the command running.
  const told: { signal?: NodeJS.Signals; child?: ChildProcess } = {};
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      told.signal = signal;
      told.child?.kill(signal);
    });
  const scenario = JSON.parse(readFileSync(join(folder, 'scenario.json'), 'utf8')) as Scenario; // as: written by inNamespace from a Scenario
  const lines = [
    'link set lo up',
    ...addressesOf(scenario).map((address) => `addr add ${address}${isIPv6(address) ? '/128 dev lo nodad' : '/32 dev lo'}`),
  ];
  // Ordinary users of Debian have no /usr/sbin in their PATH, where `ip` lies.
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
  if (spawnSync('ip', ['-batch', '-'], { input: lines.join('\n'), stdio: ['pipe', 'ignore', 'ignore'], env }).status !== 0) return NO_IP;
  if (!lookupsIn(folder)) return NO_MOUNT;

  await using lab = await startLab(scenario, { on: 'addresses' });
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, lab.ca.join(''));

  if (told.signal) return 1;
  const child = spawn(command, args, {
    stdio: 'inherit',
    env: { ...process.env, SSL_CERT_FILE: ca, NODE_EXTRA_CA_CERTS: ca, CURL_CA_BUNDLE: ca },
  });
  told.child = child;
  try {
    const [code] = (await once(child, 'close')) as [number | null]; // as: `close` gives the exit code, null after a signal
    return code ?? 1;
  } catch (error) {
    process.stderr.write(`${command}: ${error instanceof Error ? error.message : 'cannot be run'}\n`);
    return 127;
  }
}

/**
 * Makes name lookups ask the pretend resolver alone. The second file keeps the C library from asking the machine's own resolver service
 * over its local socket, which no network namespace closes.
 */
function lookupsIn(folder: string): boolean {
  const files = { 'resolv.conf': `nameserver ${RESOLVER}\noptions timeout:2 attempts:1\n`, 'nsswitch.conf': 'hosts: files dns\n' };
  return Object.entries(files).every(([name, text]) => {
    if (!existsSync(`/etc/${name}`)) return name !== 'resolv.conf';
    writeFileSync(join(folder, name), text);
    return spawnSync('mount', ['--bind', join(folder, name), `/etc/${name}`]).status === 0;
  });
}

process.exitCode = await main(process.argv[2] ?? '.', process.argv.slice(3));
