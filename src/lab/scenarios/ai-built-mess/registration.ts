import type { Registration } from '../../registry/data.ts';

/** Bought in a hurry for one year, without automatic renewal and without a lock. */
const COACHLY: Registration = { registrar: { name: 'Budget Domains Ltd', id: 9_997 }, bought: -346, ends: 19, status: ['active'] };

export const registrations = { 'coachly.test': COACHLY } as const;

/** After the founder signed in at the registrar: paid for another year, and locked. */
export const renewed = {
  'coachly.test': { ...COACHLY, ends: 384, status: ['client transfer prohibited'] },
} as const satisfies Record<string, Registration>;
