import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Task } from '../core/io.ts';
import type { Cloudflare } from './cloudflare/index.ts';
import type { Live } from './live.ts';
import type { Platform } from './platform/state.ts';
import type { Registry } from './registry/index.ts';
import type { Hand, NameServer, Scenario, Zone } from './scenario.ts';

const run = promisify(execFile);

/** Who commits. */
export const FOUNDER = ['-c', 'user.name=The founder', '-c', 'user.email=founder@lab.test', '-c', 'commit.gpgsign=false'] as const;

/**
 * The founder of a scenario, who does what no tool can: changes the name servers at the registrar, pastes prompts into the AI builder,
 * repairs a server, replaces a key. What each of these brings about is part of the scenario; whatever is not, the founder puts off.
 */
export function founderOf(
  scenario: Scenario,
  {
    live,
    cloudflare,
    platform,
    registry,
  }: { live: Live; cloudflare: Cloudflare | undefined; platform: Platform | undefined; registry: Registry },
): (task: Task) => Promise<'done' | 'later'> {
  return async (task) => {
    switch (task.is) {
      case 'name-servers':
        return moveTo(live, task.zone, task.servers);
      case 'paste-prompts':
        return paste(task.repo, scenario);
      case 'repair': {
        const hand = scenario.hands?.[`${task.check} ${task.on}`];
        if (!hand) return 'later';
        for (const [name, how] of Object.entries(hand.registrations ?? {})) registry.registrations.set(name, how);
        await repair(hand, live, cloudflare);
        return 'done';
      }
      case 'rotate':
        if (task.provider === null || !scenario.rotates?.includes(task.provider)) return 'later';
        // The value is entered where the app runs; nobody else ever sees it.
        if (/^[A-Z_][A-Z0-9_]*$/.test(task.name)) platform?.env.set(task.name, randomBytes(24).toString('base64url'));
        return 'done';
      default:
        return task satisfies never;
    }
  };
}

/** Puts repaired sites in the place of broken ones, and takes records out at the edge as one does in its dashboard. */
async function repair({ sites = [], removes = [] }: Hand, live: Live, cloudflare: Cloudflare | undefined): Promise<void> {
  const hosts = new Set(sites.flatMap((site) => site.hosts));
  await live.change({ sites: [...live.sites.filter((site) => !site.hosts.some((host) => hosts.has(host))), ...sites] });
  await cloudflare?.byHand((account) => {
    for (const zone of account.zones) zone.records = zone.records.filter((record) => !removes.includes(record.name));
  });
}

/** Delegates a zone to these servers alone; they must be servers that some zone of the world has. */
async function moveTo(live: Live, name: string, servers: readonly string[]): Promise<'done' | 'later'> {
  const known = new Map(live.zones.flatMap((zone) => zone.servers.map((server): [string, NameServer] => [server.name, server])));
  const chosen = servers.flatMap((server) => {
    const found = known.get(server);
    return found ? [{ name: found.name, address: found.address }] : [];
  });
  if (chosen.length !== servers.length || !live.zones.some((zone) => zone.name === name)) return 'later';
  const moved = ({ records, ttl }: Zone): Zone => ({ name, servers: chosen, records, ...(ttl === undefined ? {} : { ttl }) });
  await live.change({ zones: live.zones.map((zone) => (zone.name === name ? moved(zone) : zone)) });
  return 'done';
}

/** What the AI builder makes of the prompts: the whole tree as it should be, committed. What others have put there stays. */
async function paste(repo: string, { repository, repaired }: Scenario): Promise<'done' | 'later'> {
  if (!repaired) return 'later';
  for (const path of Object.keys(repository ?? {})) if (repaired[path] === undefined) await rm(join(repo, path), { force: true });
  for (const [path, text] of Object.entries(repaired)) {
    const file = join(repo, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await run('git', ['add', '--all'], { cwd: repo });
  await run('git', [...FOUNDER, 'commit', '--quiet', '--allow-empty', '--message', 'What the prompts asked for'], { cwd: repo });
  return 'done';
}
