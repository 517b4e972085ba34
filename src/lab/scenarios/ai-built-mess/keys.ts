import { madeUp } from '../../made-up.ts';

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const supabase = (role: string, signature: string): string =>
  [
    base64url({ alg: 'HS256', typ: 'JWT' }),
    base64url({ iss: 'supabase', ref: 'kq7vn2xttbwmzhrdpcys', role, iat: 1_762_000_000, exp: 2_077_360_000 }),
    signature,
  ].join('.');

/** Keys in the shapes of their services, all made up. */
export const KEYS = {
  openai: `sk-proj-${madeUp('OpenAI', 50)}`,
  stripe: `sk_live_51${madeUp('Stripe', 58)}4242`,
  stripeTest: `sk_test_51${madeUp('Stripe', 58)}Q7w2`,
  serviceRole: supabase('service_role', madeUp('Supabase', 43)),
  /** Public by design: no fault. */
  anon: supabase('anon', madeUp('Supabase, anon', 43)),
} as const;
