/** Routes of the API with how often they were asked, how many answers were 500, and the usual time in ms. */
type Row = readonly [method: string, path: string, asked: number, failed: number, ms: number];

const BROKEN: readonly Row[] = [
  ['GET', '/api/me', 120, 0, 40],
  ['GET', '/api/bookings', 90, 2, 90],
  ['POST', '/api/bookings', 30, 9, 140],
  ['GET', '/api/recommendations', 60, 0, 1_450],
  ['GET', '/api/health', 60, 0, 8],
];

/** The same a day after the repair. */
const CALM: readonly Row[] = BROKEN.map(([method, path, asked, , ms]) => [method, path, asked, 0, Math.min(ms, 180)]);

/** Lines as pino-http writes them, spread over a day; times swing a little around the usual. */
function written(rows: readonly Row[], day: string): string {
  const from = Date.parse(`${day}T00:00:00Z`);
  const lines = rows.flatMap(([method, url, asked, failed, ms]) =>
    Array.from({ length: asked }, (_, i) => {
      const statusCode = i < failed ? 500 : method === 'POST' ? 201 : 200;
      const responseTime = Math.round(ms * (0.8 + ((i * 7) % 40) / 100));
      return {
        level: statusCode === 500 ? 50 : 30,
        time: from + Math.floor((i * 86_400_000) / asked),
        req: { method, url },
        res: { statusCode },
        responseTime,
      };
    }),
  );
  return `${lines
    .toSorted((a, b) => a.time - b.time)
    .map((line) => JSON.stringify({ ...line, msg: 'request completed' }))
    .join('\n')}\n`;
}

/** Where the founder keeps what the host's log panel exported. */
export const LOG_FILE = 'logs/api.log';

export const brokenLog = written(BROKEN, '2026-11-20');
export const calmLog = written(CALM, '2026-11-24');
