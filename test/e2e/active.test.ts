import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit } from '../../src/app/audit.ts';
import type { Io } from '../../src/core/io.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import healthy from '../../src/lab/scenarios/healthy.ts';
import { BURST } from '../../src/probes/http/burst.ts';
import { site } from '../../src/lab/matrix/edit.ts';
import { cleanTwin } from '../../src/lab/matrix/world.ts';
import { testIo } from '../io.ts';

const ACTIVE: ReadonlySet<string> = new Set(['edge/rate-limit', 'caching/repeat-visit']);

describe('audit --active (EDG-3, EDG-8)', () => {
  test('a domain that proves to be ours is tried, at most thirty times, none after the first 429', async () => {
    await using lab = await startLab(cleanTwin('saltmill.test'));
    const { report } = await run(lab, { active: true, env: lab.env });
    const found = report.findings.filter(({ check, state }) => ACTIVE.has(check) && state !== 'skip');
    expect(found.map(({ check, state, subject }) => `${check} ${state} ${subject}`).sort()).toEqual([
      'caching/repeat-visit pass host app.saltmill.test',
      'caching/repeat-visit pass host saltmill.test',
      'edge/rate-limit pass url https://app.saltmill.test/login',
      'edge/rate-limit pass url https://app.saltmill.test/signup',
    ]);
    expect(posts(lab)).toBe(21); // the lab answers twenty
    expect(found.find(({ check }) => check === 'edge/rate-limit')?.found).toContain('Retry-After: 10');
  });

  test('without a limit it ends at thirty, no request has a body, and they keep their distance', async () => {
    const world = cleanTwin('saltmill.test');
    for (const route of site(world, 'app').https!) delete route.limit;
    await using lab = await startLab(world);
    const { report } = await run(lab, { active: true, env: lab.env });
    expect(report.findings.filter(({ check, state }) => check === 'edge/rate-limit' && state === 'fail')).toHaveLength(2);
    expect(posts(lab)).toBe(BURST.requests);
    expect(lab.counts.asked.filter(({ hasBody }) => hasBody)).toEqual([]);
    const times = lab.counts.asked.filter(({ method }) => method === 'POST').map(({ at }) => at);
    expect(times.at(-1)! - times[0]!).toBeGreaterThan((BURST.requests - 2) * BURST.everyMs);
  });

  test('without proof nobody is tried, and the line to publish is named: the same on each run', async () => {
    await using lab = await startLab(healthy);
    await using folder = await emptyFolder();
    const once = await run(lab, { active: true, repo: folder.path });
    const again = await run(lab, { active: true, repo: folder.path });
    expect(posts(lab)).toBe(0);
    const [first, second] = [once, again].map(({ report }) => report.findings.find(({ check }) => check === 'edge/rate-limit'));
    expect(first).toMatchObject({ state: 'unknown' });
    expect(first?.found).toMatch(
      /TXT record _launch-ready\.acme\.test "launch-ready=[0-9a-f]{32}", or a file https:\/\/acme\.test\/\.well-known\/launch-ready\.txt/,
    );
    expect(second?.found).toBe(first?.found);
    expect(once.report.decision).toBe('go');
  });

  test('a TXT record proves as well, and the bundle is judged again to the same findings', async () => {
    await using lab = await startLab(healthy);
    await using folder = await emptyFolder();
    const { report } = await run(lab, { active: true, repo: folder.path, only: ['caching'] });
    const line = /launch-ready=[0-9a-f]{32}/.exec(report.findings.find(({ check }) => check === 'caching/repeat-visit')?.found ?? '')?.[0];
    const zones = healthy.zones.map((zone) =>
      zone.name === 'acme.test' ? { ...zone, records: [...zone.records, `_launch-ready TXT "${line}"`] } : zone,
    );
    await using proven = await startLab({ ...healthy, zones });
    const { report: after, bundle } = await run(proven, { active: true, repo: folder.path, only: ['caching'] });
    const states = after.findings.filter(({ check }) => check === 'caching/repeat-visit').map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['pass', 'skip']));
    const text = JSON.stringify(bundle);
    const judged = await audit.run(audit.takes.parse({ from: { name: 'bundle.json', text } }), testIo(), () => {});
    expect(judged.report.findings).toEqual(after.findings);
  });

  test('without --active nothing of it is asked or told', async () => {
    await using lab = await startLab(healthy);
    const { report } = await run(lab, { env: lab.env, only: ['edge', 'caching'] });
    expect(posts(lab)).toBe(0);
    expect(report.findings.filter(({ check }) => ACTIVE.has(check))).toEqual([]);
  });

  test('a run that is stopped ends its burst at once', async () => {
    await using lab = await startLab(healthy);
    const stop = new AbortController();
    const running = run(lab, { active: true, env: lab.env, only: ['edge'], signal: stop.signal }, () => posts(lab) >= 3 && stop.abort());
    await expect(running).rejects.toThrow();
    expect(posts(lab)).toBeLessThanOrEqual(5);
  });
});

interface Running {
  active?: boolean;
  env?: Io['env'];
  repo?: string;
  only?: ('edge' | 'caching')[];
  signal?: AbortSignal;
}

/** One audit in a lab; `watch` is called between its requests. */
async function run(lab: Lab, { active, env = {}, repo, only, signal }: Running, watch?: () => unknown) {
  const { domain, resolver, roots, ca, route } = lab;
  const watched: Io['route'] = (host, port) => {
    watch?.();
    return route(host, port);
  };
  const io = testIo({
    now: () => new Date(),
    random: Math.random,
    resolver,
    roots,
    ca,
    env,
    route: watched,
    ...(signal ? { signal } : {}),
  });
  return audit.run(audit.takes.parse({ target: domain, active, repo, only }), io, () => {});
}

function posts({ counts }: Lab): number {
  return counts.asked.filter(({ method, path }) => method === 'POST' && path === '/login').length;
}

async function emptyFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'launch-ready-active-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
