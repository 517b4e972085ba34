import { expect, test } from 'vitest';
import type { Io } from '../../src/core/io.ts';
import { startLab } from '../../src/lab/index.ts';
import { scenarios } from '../../src/lab/scenarios/index.ts';
import { auditIn } from '../lab-audit.ts';

/** Requests to one host in a whole audit. The busiest of the broken product gets about 100; slow answers are measured again. */
const MOST = 150;

test.each(scenarios.filter(({ name }) => name === 'healthy' || name === 'ai-built-mess'))(
  'an audit of $name only reads, sends no body, asks no host more than its share, and waits for leave before each request',
  async (scenario) => {
    await using lab = await startLab(scenario);
    const leave: string[] = [];
    const pace: Io['pace'] = async (host) => void leave.push(host); // how it spaces them is told by the test of `paced`
    await auditIn(lab, { pace });
    const { asked } = lab.counts;
    expect([...new Set(asked.map(({ method }) => method))].filter((method) => !['GET', 'HEAD', 'OPTIONS'].includes(method))).toEqual([]);
    expect(asked.filter(({ hasBody }) => hasBody)).toEqual([]);
    const shares = [...Map.groupBy(asked, ({ host }) => host)].map(([host, all]) => ({ host, requests: all.length }));
    expect(shares.length).toBeGreaterThan(4); // the requests were counted at all
    expect(shares.filter(({ requests }) => requests > MOST)).toEqual([]);
    const given = Map.groupBy(leave, (host) => host);
    expect(shares.filter(({ host, requests }) => requests > (given.get(host)?.length ?? 0))).toEqual([]);
  },
);
