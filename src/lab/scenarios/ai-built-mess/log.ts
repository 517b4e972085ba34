import { type Remark, requestLog, type Row } from '../request-log.ts';

const BROKEN: readonly Row[] = [
  ['GET', '/api/me', 120, 0, 40],
  ['GET', '/api/bookings', 90, 2, 90],
  ['POST', '/api/bookings', 30, 9, 140],
  ['GET', '/api/recommendations', 60, 0, 1_450],
  ['GET', '/api/health', 60, 0, 8],
];

/** The same a day after the repair. */
const CALM: readonly Row[] = BROKEN.map(([method, path, asked, , ms]) => [method, path, asked, 0, Math.min(ms, 180)]);

/** What the log of the mess gives away, put together here so that no scanner takes this file for a leak; all are made up. */
export const LEAKED = {
  password: ['Sommer', 'regen', 'Kq7vN2x'].join('-'),
  reset: ['t8Zw', '3mQk', 'Lr5Y', 'b1Nc', 'Vx0P', 'd6Hs'].join(''),
  session: ['v1', 'q8Zt3mWkVd2s', 'Lr5Yb1NcPx9h'].join('.'),
} as const;

/** Lines that were written to find a fault and never taken out. */
const DEBUG: readonly Remark[] = [
  { at: 32_461_000, says: { msg: 'login attempt', body: { email: 'joana.silva@example.com', password: LEAKED.password } } },
  {
    at: 32_519_000,
    says: { msg: `reset mail to joana.silva@example.com: https://app.coachly.test/reset?token=${LEAKED.reset}` },
  },
  { at: 57_204_000, says: { msg: 'why is she logged out??', headers: { cookie: `session=${LEAKED.session}` } } },
];

export const brokenLog = requestLog(BROKEN, { day: '2026-11-20', ids: false, remarks: DEBUG });
export const calmLog = requestLog(CALM, { day: '2026-11-24', ids: true });
