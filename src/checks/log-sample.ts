import type { z } from 'zod';
import type { logRequests } from '../probes/logs/requests.ts';

type Log = z.output<typeof logRequests.sees>;

/** A log for examples: rows of route, requests, failed ones, and p95 in ms. */
export function sampleLog(rows: readonly (readonly [string, number, number, number | null])[]): Log {
  const sum = (of: 1 | 2): number => rows.reduce((total, row) => total + row[of], 0);
  return {
    lines: sum(1),
    bytes: sum(1) * 120,
    requests: sum(1),
    failed: sum(2),
    from: '2026-11-20T00:00:00.000Z',
    to: '2026-11-21T00:00:00.000Z',
    routes: rows.map(([route, requests, failed, p95]) => ({
      route,
      requests,
      failed,
      timed: p95 === null ? 0 : requests,
      p95,
      worst: p95,
    })),
    truncated: false,
  };
}

/** ` from 2026-11-20 to 2026-11-21`; nothing where no line tells its time. */
export function spanOf({ from, to, truncated }: Pick<Log, 'from' | 'to' | 'truncated'>): string {
  const end = truncated ? ', the end of the log alone' : '';
  return from === null || to === null ? end : ` from ${from.slice(0, 16).replace('T', ' ')} to ${to.slice(0, 16).replace('T', ' ')}${end}`;
}
