import { expect, test } from 'vitest';
import { paced } from '../../src/cli/pace.ts';
import { startLab } from '../../src/lab/index.ts';
import { scenarios } from '../../src/lab/scenarios/index.ts';
import { auditIn } from '../lab-audit.ts';

/** Requests to one host in a whole audit. The busiest of the broken product gets about 100; slow answers are measured again. */
const MOST = 150;

/** Ten requests a second to one host, over so many seconds: a busy machine blurs the moments at which single ones arrive. */
const SECONDS = 5;
const MOST_WITHIN = SECONDS * 10;

test.each(scenarios.filter(({ name }) => name === 'healthy' || name === 'ai-built-mess'))(
  'an audit of $name only reads, sends no body, and asks no host more than its share, nor faster than ten times a second',
  async (scenario) => {
    await using lab = await startLab(scenario);
    await auditIn(lab, { pace: paced() });
    const { asked } = lab.counts;
    expect([...new Set(asked.map(({ method }) => method))].filter((method) => !['GET', 'HEAD', 'OPTIONS'].includes(method))).toEqual([]);
    expect(asked.filter(({ hasBody }) => hasBody)).toEqual([]);
    const shares = [...Map.groupBy(asked, ({ host }) => host)].map(([host, all]) => ({ host, times: all.map(({ at }) => at) }));
    expect(shares.length).toBeGreaterThan(4); // the requests were counted at all
    expect(shares.filter(({ times }) => times.length > MOST).map(({ host }) => host)).toEqual([]);
    const busiest = shares.map(({ host, times }) => ({ host, within: mostWithin(SECONDS * 1_000, times) }));
    expect(busiest.filter(({ within }) => within > MOST_WITHIN)).toEqual([]);
  },
);

/** The most moments, ms, that lie within so many ms. */
function mostWithin(ms: number, times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
}
