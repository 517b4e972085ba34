import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type AnyCheck, defineCheck } from './check.ts';
import { collect, type Collecting } from './collect.ts';
import { defaultConfig } from './config.ts';
import { ProbeError } from './errors.ts';
import type { Finding } from './finding.ts';
import { type Io, politeness, unpaced } from './io.ts';
import { defineProbe, type Probe } from './probe.ts';
import type { Subject } from './subject.ts';

const profile = { name: 'plain', title: 'Plain', about: '', bars: {} };
const site = { kind: 'site', domain: 'acme.com' } as const;
const fix = { by: 'hand', steps: ['Mend it'], prompt: 'Mend it', verify: 'look', minutes: 5 } as const;

function io(signal: AbortSignal = new AbortController().signal): Io {
  return {
    now: () => new Date('2026-11-22T00:00:00Z'),
    random: () => 0.5,
    signal,
    resolver: [],
    roots: [],
    ca: [],
    allowPrivate: false,
    env: {},
    ask: () => Promise.reject(new Error('nobody')),
    route: (host, port) => ({ host, port }),
    turn: politeness(),
    pace: unpaced,
  };
}

function probeOf<T>(id: string, collectIt: Probe<'site', T>['collect'], deadline = 1_000): Probe<'site', T> {
  return defineProbe({ id, on: 'site', touch: 'passive', asks: id, deadline, sees: z.custom<T>(), collect: collectIt });
}

function checkOf(noun: string, probe: Probe<'site', boolean>, more: Partial<AnyCheck> = {}): AnyCheck {
  return {
    ...defineCheck({
      id: `dns/${noun}`,
      requirements: ['DNS-1'],
      title: 'Well',
      failing: 'Unwell',
      severity: 'blocker',
      hurts: ['traffic'],
      why: '',
      learn: ['https://example.com'],
      on: 'site',
      reads: { well: probe },
      options: z.object({}),
      since: '0.1.0',
      examples: [],
      judge: ({ well }) => (well ? { is: 'pass' } : { is: 'fail', found: 'it is not', fix: { ...fix, steps: [...fix.steps] } }),
    }),
    ...more,
  };
}

function work(checks: readonly AnyCheck[], more: Partial<Collecting> = {}): Collecting {
  return {
    target: 'acme.com',
    config: defaultConfig(),
    profile,
    checks,
    io: io(),
    redact: (value) => value,
    discover: async (_see, add) => add(site),
    ...more,
  };
}

describe('collecting', () => {
  test('asks each probe once per subject, however many checks read it', async () => {
    let asked = 0;
    const probe = probeOf('p', async () => (asked += 1) > 0);
    const bundle = await collect(work([checkOf('a', probe), checkOf('b', probe), checkOf('c', probe)]));
    expect(asked).toBe(1);
    expect(bundle.evidence['p site acme.com']).toMatchObject({ ok: true, saw: true, from: 'p' });
  });

  test('judges a check as soon as its evidence is there, while slower probes go on', async () => {
    const slow = Promise.withResolvers<boolean>();
    const found: string[] = [];
    const onFinding = (finding: Finding): void => {
      found.push(finding.check);
      if (finding.check === 'dns/fast') slow.resolve(true);
    };
    await collect(
      work(
        [
          checkOf(
            'slow',
            probeOf('slow', () => slow.promise),
          ),
          checkOf(
            'fast',
            probeOf('fast', async () => false),
          ),
        ],
        { onFinding },
      ),
    );
    expect(found).toEqual(['dns/fast', 'dns/slow']);
  });

  test('a probe that never answers ends at its deadline as unknown, never pass', async () => {
    const states: string[] = [];
    const bundle = await collect(
      work(
        [
          checkOf(
            'a',
            probeOf('hang', () => new Promise(() => {}), 30),
          ),
        ],
        { onFinding: (finding) => states.push(finding.state) },
      ),
    );
    expect(states).toEqual(['unknown']);
    expect(bundle.evidence['hang site acme.com']).toMatchObject({ ok: false, code: 'deadline' });
  });

  test('a refused connection is unknown, never pass', async () => {
    const states: string[] = [];
    const refused = probeOf<boolean>('refused', async () => {
      throw new ProbeError('ECONNREFUSED', 'acme.com refused the connection');
    });
    await collect(work([checkOf('a', refused)], { onFinding: (finding) => states.push(`${finding.state}: ${finding.found}`) }));
    expect(states).toEqual(['unknown: acme.com refused the connection']);
  });

  test('a bug in a probe is thrown, not turned into evidence', async () => {
    const broken = probeOf<boolean>('broken', async () => {
      throw new TypeError('a bug');
    });
    await expect(collect(work([checkOf('a', broken)]))).rejects.toThrow('a bug');
  });

  test('stops at once when the run is cancelled', async () => {
    const stop = new AbortController();
    const hanging = collect(
      work(
        [
          checkOf(
            'a',
            probeOf('hang', () => new Promise(() => {}), 60_000),
          ),
        ],
        { io: io(stop.signal) },
      ),
    );
    stop.abort(new Error('stopped by the user'));
    await expect(hanging).rejects.toThrow('stopped by the user');
  });

  test('redacts evidence before anything else sees it', async () => {
    const probe = probeOf('leaky', async () => 'secret' as unknown as boolean);
    const bundle = await collect(
      work([checkOf('a', probe)], { redact: (value) => JSON.parse(JSON.stringify(value).replaceAll('secret', '…')) as unknown }),
    );
    expect(JSON.stringify(bundle)).not.toContain('secret');
  });

  test('lists subjects and evidence in the same order whatever answered first', async () => {
    const order = async (first: Subject, second: Subject): Promise<string> =>
      JSON.stringify((await collect(work([], { discover: async (_see, add) => [first, second].forEach(add) }))).subjects);
    const host = { kind: 'host', host: 'app.acme.com', port: 443 } as const;
    expect(await order(site, host)).toBe(await order(host, site));
  });

  test('asks no web questions of a host that only takes mail', async () => {
    const asked: string[] = [];
    const web = defineProbe({
      id: 'web',
      on: 'host',
      touch: 'passive',
      needs: 'web',
      asks: '',
      deadline: 100,
      sees: z.boolean(),
      collect: async ({ host }) => asked.push(host) > 0,
    });
    const check = { ...checkOf('web', web as unknown as Probe<'site', boolean>), on: 'host' } as AnyCheck;
    const discover: Collecting['discover'] = async (_see, add) => {
      add(site);
      for (const host of ['mail.acme.com', 'app.acme.com']) add({ kind: 'host', host, port: 443 });
    };
    await collect(work([check], { discover }));
    expect(asked).toEqual(['app.acme.com']);
  });

  test('asks what needs a browser only where the config says so, after everything else and one at a time', async () => {
    const order: string[] = [];
    const slow = probeOf('slow', async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return order.push('slow ended') > 0;
    });
    const measures = (id: string): Probe<'site', boolean> => ({
      ...probeOf(id, async () => {
        order.push(`${id} began`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return order.push(`${id} ended`) > 0;
      }),
      needs: 'browser',
    });
    const checks = [checkOf('a', measures('a')), checkOf('b', measures('b')), checkOf('c', slow)];
    const bundle = await collect(work(checks));
    expect(Object.keys(bundle.evidence)).toEqual(['slow site acme.com']);
    order.length = 0;
    await collect(work(checks, { config: { ...defaultConfig(), browser: true } }));
    expect(order).toEqual(['slow ended', 'a began', 'a ended', 'b began', 'b ended']);
  });

  test('ends what waits for its turn in a browser when it is stopped', async () => {
    const stop = new AbortController();
    const measures: Probe<'site', boolean> = { ...probeOf('m', async () => true), needs: 'browser' };
    const slow = probeOf('slow', () => {
      stop.abort(new Error('stopped'));
      return new Promise<boolean>(() => undefined);
    });
    const config = { ...defaultConfig(), browser: true };
    const run = collect(work([checkOf('m', measures), checkOf('s', slow)], { config, io: io(stop.signal) }));
    await expect(run).rejects.toThrow('stopped');
  });
});

describe('politeness', () => {
  test('gives a host no more slots than its limit and other hosts their own', async () => {
    const turn = politeness(2);
    let [active, most] = [0, 0];
    const job = async (): Promise<void> => {
      active += 1;
      most = Math.max(most, active);
      await new Promise((resolve) => setImmediate(resolve));
      active -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => turn('acme.com', job)));
    expect(most).toBe(2);
    await Promise.all(Array.from({ length: 20 }, (_, i) => turn(`host${i}`, job)));
    expect(most).toBe(20);
  });

  test('gives the slot back after a failure', async () => {
    const turn = politeness(1);
    await expect(turn('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turn('a', async () => 'yes')).toBe('yes');
  });

  test('is not held against a probe: its time stands still while it waits to be allowed to ask', async () => {
    const slow: Io['pace'] = () => new Promise((resolve) => setTimeout(resolve, 60));
    const probe = probeOf(
      'p',
      async (_subject, its) => {
        await Promise.all([its.pace('acme.com', its.signal), its.pace('acme.com', its.signal)]);
        return !its.signal.aborted;
      },
      30,
    );
    const bundle = await collect(work([checkOf('a', probe)], { io: { ...io(), pace: slow } }));
    expect(bundle.evidence['p site acme.com']).toMatchObject({ ok: true, saw: true });
  });
});
