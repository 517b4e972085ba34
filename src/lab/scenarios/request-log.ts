/** A route of an API with how often it was asked, how many answers were 500, and the usual time in ms. */
export type Row = readonly [method: string, path: string, asked: number, failed: number, ms: number];

/** A line beside the requests: how long after the beginning, ms, and what stands in it. */
export interface Remark {
  at: number;
  says: Readonly<Record<string, unknown>>;
}

/** Where founders keep what the host's log panel exported. */
export const LOG_FILE = 'logs/api.log';

const DAY = 86_400_000;

/** Requests over some days as pino-http writes them; times swing a little around the usual. With `ids`, each carries a request id. */
export function requestLog(
  rows: readonly Row[],
  { day, days = 1, ids, remarks = [] }: { day: string; days?: number; ids: boolean; remarks?: readonly Remark[] },
): string {
  const from = Date.parse(`${day}T00:00:00Z`);
  const requests = rows.flatMap(([method, url, asked, failed, ms], row) =>
    Array.from({ length: asked }, (_, i) => {
      const statusCode = i < failed ? 500 : method === 'POST' ? 201 : 200;
      const id = ids ? { id: `${day.replaceAll('-', '')}-${row}${i.toString(16).padStart(7, '0')}` } : {};
      return {
        level: statusCode === 500 ? 50 : 30,
        time: from + Math.floor((i * days * DAY) / asked),
        req: { ...id, method, url },
        res: { statusCode },
        responseTime: Math.round(ms * (0.8 + ((i * 7) % 40) / 100)),
        msg: statusCode === 500 ? 'Something went wrong' : 'request completed',
      };
    }),
  );
  const lines = [...requests, ...remarks.map(({ at, says }) => ({ level: 20, time: from + at, ...says }))];
  return `${lines
    .toSorted((a, b) => a.time - b.time)
    .map((line) => JSON.stringify(line))
    .join('\n')}\n`;
}
