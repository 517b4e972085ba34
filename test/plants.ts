/** Characters a real key has; a fixed text, so that a failing run can be repeated. */
const BODY = 'Q7wErTy9UiOpAsDfGh3JkLzXcVbNm5qWeRt8YuIo';

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Secrets as strangers leave them, put together at run time, so that no scanner takes this file for a leak. */
export const PLANTS = {
  stripe: ['sk', 'live', BODY.slice(0, 24)].join('_'),
  serviceRole: [
    base64url({ alg: 'HS256', typ: 'JWT' }),
    base64url({ iss: 'supabase', ref: 'abcdefghijklmnopqrst', role: 'service_role', iat: 1_700_000_000, exp: 2_000_000_000 }),
    BODY.slice(1),
  ].join('.'),
  aws: ['AK', 'IA', 'Z7Q2W5E3R4T6Y7U2'].join(''),
  github: ['gh', 'p_', BODY.slice(2, 38)].join(''),
  basic: `https://admin:${BODY.slice(3, 25)}@vault.example/`,
  bearer: ['Bea', 'rer ', BODY.slice(4, 36)].join(''),
} as const;

/** How much of a secret, in characters, must not be found anywhere; four at its end are shown on purpose. */
const WINDOW = 10;

/** The parts of each plant that are secret. */
const SECRETS = {
  stripe: PLANTS.stripe.slice(8),
  serviceRole: PLANTS.serviceRole,
  aws: PLANTS.aws.slice(4),
  github: PLANTS.github.slice(4),
  basic: BODY.slice(3, 25),
  bearer: BODY.slice(4, 36),
} as const satisfies Record<keyof typeof PLANTS, string>;

/** Pieces of planted secrets that a text holds, in whatever case, each with a little of what stands before it. */
export function leaksIn(text: string): string[] {
  const lower = text.toLowerCase();
  return Object.entries(SECRETS).flatMap(([kind, secret]) => {
    for (let start = 0; start + WINDOW <= secret.length; start += 1) {
      const at = lower.indexOf(secret.slice(start, start + WINDOW).toLowerCase());
      if (at >= 0) return [`${kind}: ${text.slice(Math.max(0, at - 60), at + WINDOW)}`];
    }
    return [];
  });
}
