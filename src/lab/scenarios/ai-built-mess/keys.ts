const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const supabase = (role: string, signature: string): string =>
  [
    base64url({ alg: 'HS256', typ: 'JWT' }),
    base64url({ iss: 'supabase', ref: 'kq7vn2xttbwmzhrdpcys', role, iat: 1_762_000_000, exp: 2_077_360_000 }),
    signature,
  ].join('.');

/** Keys in the shapes of their services, put together here so that no scanner takes this file for a leak; all are made up. */
export const KEYS = {
  openai: ['sk', 'proj', 'Kq7vN2xTtB4mZ8rLf0Yc5WqJHs1dPe9uGa3oRi6yXbVnEw2zMk'].join('-'),
  stripe: ['sk', 'live', '51QvN2xTtB4mZ8rLf0Yc5WqJHs1dPe9uGa3oRi6yXbVnEw2zMk7pC4jT8hDs4242'].join('_'),
  stripeTest: ['sk', 'test', '51QvN2xTtB4mZ8rLf0Yc5WqJHs1dPe9uGa3oRi6yXbVnEw2zMk7pC4jT8hDsQ7w2'].join('_'),
  serviceRole: supabase('service_role', 'Lf0Yc5WqJHs1dPe9uGa3oRi6yXbVnEw2zMkKq7vN2xT'),
  /** Public by design: no fault. */
  anon: supabase('anon', 'Ga3oRi6yXbVnEw2zMkKq7vN2xTLf0Yc5WqJHs1dPe9u'),
} as const;
