import type { Scenario } from '../../scenario.ts';

const issue = (shortId: string, title: string, [events, users]: readonly [events: number, users: number]) => ({
  id: shortId,
  shortId,
  title,
  level: 'error',
  status: 'unresolved',
  count: String(events * 6),
  userCount: users,
  firstSeen: '2026-11-14T17:20:00Z',
  stats: { '24h': [[1_763_600_000, events]] },
});

/** What customers ran into, as Sentry collects it and nobody reads it. */
export const sentry: NonNullable<Scenario['sentry']> = {
  org: 'coachly',
  project: 'web',
  issues: [
    issue('WEB-7', "TypeError: Cannot read properties of undefined (reading 'coach')", [61, 14]),
    issue('WEB-9', 'Error: relation "bookings" is empty', [4, 2]),
    { ...issue('WEB-2', 'ReferenceError: process is not defined', [12, 3]), status: 'resolved' },
  ],
};

/** How the last week before launch went: four steps back within five days. */
export const history: NonNullable<Scenario['history']> = [
  { daysAgo: 20, says: 'Bookings' },
  { daysAgo: 9, says: 'Stripe' },
  { daysAgo: 7, says: 'Revert "Stripe"' },
  { daysAgo: 6, says: 'Stripe again' },
  { daysAgo: 5, says: 'hotfix: the webhook' },
  { daysAgo: 4, says: 'Recommendations' },
  { daysAgo: 3, says: 'Revert "Recommendations"' },
  { daysAgo: 2, says: 'Hotfix for the login' },
];
