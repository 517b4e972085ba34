import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { openStore } from '../src/monitor/store/open.ts';
import { keepingCode } from './launch.ts';
import { bodyOf, listen, until } from './watching.ts';

/** What was left after a monitor was killed again and again. */
export interface Crashed {
  /** Events that were answered with 200, and those of them that are not in the store. */
  acknowledged: number;
  lost: string[];
  incidents: number;
  /** Incidents whose messages did not come, or not in order. */
  wrong: string[];
  /** Messages that came more than once, under the same key. */
  duplicates: number;
  /** How long the receiver refused without a break, ms of the service's own clock, and how often it was asked meanwhile. */
  refusedMs: number;
  refusals: number;
  troubles: string;
}

/** A child that watches, and where it takes events. */
export async function startChild(
  args: readonly string[],
): Promise<{ child: ChildProcess; url: string; project: { id: number; key: string }; said: () => string }> {
  const child = spawn(process.execPath, [resolve('test/monitor-child.ts'), ...args], {
    env: keepingCode(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  await until(() => out.includes('\n') || (child.exitCode !== null && Promise.reject(new Error(err))), 20_000);
  return { child, ...(JSON.parse(out) as { url: string; project: { id: number; key: string } }), said: () => err };
}

/** The clock of the service goes this much faster than ours: waits, slots and leases stay what users have and take less time here. */
const HASTE = 2;
/** The receiver refuses this long without a break, ms of the service's clock. */
const REFUSES = 60_000;
/** Kills after that, in the middle of catching up. */
const MORE_KILLS = 3;

/**
 * Monitors, intake and alerts run in a process of their own, while the site goes up and down. The process is killed at `kills` random
 * moments or more, while the receiver of alerts refuses for a whole minute of the service's clock, and again while it catches up. Then
 * everything may calm down.
 */
export async function crash(file: string, kills: number, random: () => number): Promise<Crashed> {
  let isUp = true;
  let refuses = true;
  let refusals = 0;
  const got: { key: string; type: string; incident: number }[] = [];
  await using site = await listen((_, response) => void response.writeHead(isUp ? 200 : 500).end());
  await using hook = await listen(async (request, response) => {
    const body = await bodyOf(request);
    if (refuses) refusals += 1;
    else {
      const { type, data } = JSON.parse(body) as { type: string; data: { incident: number } };
      got.push({ key: String(request.headers['webhook-id']), type, incident: data.incident });
    }
    // Now and then it takes a message and is gone before it has said so.
    if (!refuses && random() < 0.2) response.destroy();
    else response.writeHead(refuses ? 503 : 200).end();
  });
  const args = [
    file,
    JSON.stringify({
      routes: [{ name: 'home', url: `${site.url}/`, kind: 'home' }],
      alerts: [{ channel: 'webhook', to: '${HOOK}' }],
      monitor: { interval_s: 1 },
    }),
    JSON.stringify({ HOOK: hook.url }),
    JSON.stringify({ from: Date.now(), haste: HASTE }),
  ];
  const acknowledged: string[] = [];
  let troubles = '';
  let running: Awaited<ReturnType<typeof startChild>> | undefined;
  let isOver = false;
  const sending = Promise.all(Array.from({ length: 4 }, () => sendEvents(() => running, { acknowledged, isOver: () => isOver })));
  const began = performance.now();
  const refusedMs = (): number => (performance.now() - began) * HASTE;
  const live = async (): Promise<void> => {
    running = await startChild(args);
    await pause(100 + random() * 700);
    isUp = !isUp;
    await pause(random() * 500);
    running.child.kill('SIGKILL');
    await once(running.child, 'exit');
    troubles += running.said();
  };
  for (let kill = 0; kill < kills || refusedMs() < REFUSES; kill += 1) await live();
  const refused = Math.round(refusedMs());
  refuses = false;
  for (let kill = 0; kill < MORE_KILLS; kill += 1) await live();
  isUp = true;
  running = await startChild(args);
  await using store = await openStore(file);
  // The events that are still sent rightly keep an incident of their own open.
  const isDown = async (): Promise<boolean> => (await store.incidents({ open: true })).some(({ rule }) => rule === 'down');
  await until(async () => !(await isDown()) && (await store.undelivered()).length === 0, 30_000);
  isOver = true;
  await sending;
  running.child.kill('SIGKILL');
  await once(running.child, 'exit');
  troubles += running.said();

  const lost: string[] = [];
  for (const id of acknowledged) if (!(await store.database.get('SELECT id FROM seen WHERE id = ?', id))) lost.push(id);
  const incidents = (await store.incidents()).filter(({ rule }) => rule === 'down');
  const wrong = incidents.flatMap(({ id }) => {
    const first = [...new Set(got.filter(({ incident }) => incident === id).map(({ type }) => type))];
    return first.join(' ') === 'incident.down incident.resolved' ? [] : [`incident ${id}: ${first.join(' ') || 'nothing'}`];
  });
  const duplicates = got.length - new Set(got.map(({ key }) => key)).size;
  return {
    acknowledged: acknowledged.length,
    lost,
    incidents: incidents.length,
    wrong,
    duplicates,
    refusedMs: refused,
    refusals,
    troubles,
  };
}

async function sendEvents(
  to: () => Awaited<ReturnType<typeof startChild>> | undefined,
  { acknowledged, isOver }: { acknowledged: string[]; isOver: () => boolean },
): Promise<void> {
  while (!isOver()) {
    const child = to();
    const id = randomUUID().replaceAll('-', '');
    const event = JSON.stringify({ event_id: id, message: `order ${id} failed`, level: 'error' });
    try {
      if (!child) throw new Error('not yet');
      const answer = await fetch(`${child.url}/api/${child.project.id}/envelope/?sentry_key=${child.project.key}`, {
        method: 'POST',
        body: `{"event_id":"${id}"}\n{"type":"event"}\n${event}\n`,
      });
      if (answer.status === 200) acknowledged.push(id);
    } catch {
      await pause(20); // the process is dead or not there yet; nothing was acknowledged
    }
  }
}

async function pause(ms: number): Promise<void> {
  await new Promise((go) => setTimeout(go, ms));
}
