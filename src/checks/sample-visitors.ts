import type { Visitors } from './visitors.ts';

/** Nobody was sent a second time, for examples. */
export const nobody: Visitors = { second: null, returning: null };

/** Headers of a page that an edge kept, for examples. */
export const HIT: [string, string][] = [
  ['cf-cache-status', 'HIT'],
  ['age', '42'],
];

/** A second visitor who was handed the login cookie of the first, or got one of their own, for examples. */
export const second = (which: 'handed' | 'own', headers: [string, string][] = []): Visitors => ({
  second: { headers, handed: which === 'handed' ? ['connect.sid'] : [], own: which === 'own' ? ['connect.sid'] : [] },
  returning: { headers, differs: false },
});
