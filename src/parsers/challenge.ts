import { first, type Headers } from './headers.ts';

/** A wall that stands where the page should be, and how its owner lets the audit through. */
export interface Challenge {
  by: string;
  /** Where an exception is made, in few words: a report gives two lines to a reason. */
  admit: string;
}

interface Sign extends Challenge {
  /** True for an answer that is the wall and not a page which merely mentions it. */
  fits(answer: { status: number; headers: Headers; text: string }): boolean;
}

/** A wall's own page is small; pages behind Imperva name its script as well, and are larger (bytes). */
const SMALL = 6_000;

/** The name by which our requests can be told: see USER_AGENT of the http client. */
const OURS = 'LaunchReady';

/**
 * Signs of walls, by status and header rather than by words, because honest pages embed captchas and name their scripts in policies.
 * Cloudflare: developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response. AWS: waf developer guide,
 * waf-captcha-and-challenge-actions. Read 2026-11. Vercel, Akamai, Imperva and DataDome as users report them; not held against live walls.
 */
const SIGNS: readonly Sign[] = [
  {
    by: 'Cloudflare',
    admit: `Security rules: Skip for user agent ${OURS}; Bot Fight Mode off`,
    fits: ({ status, headers, text }) =>
      first(headers, 'cf-mitigated')?.toLowerCase() === 'challenge' || ((status === 403 || status === 503) && text.includes('_cf_chl_opt')),
  },
  {
    by: 'Vercel',
    admit: `Firewall: Bypass for user agent ${OURS}; Attack Challenge Mode off`,
    fits: ({ status, headers, text }) =>
      first(headers, 'x-vercel-mitigated')?.toLowerCase() === 'challenge' ||
      ((status === 403 || status === 429) && text.includes('<title>Vercel Security Checkpoint</title>')),
  },
  {
    by: 'AWS WAF',
    admit: `web ACL, first rule: Allow user agent ${OURS}`,
    fits: ({ headers }) => /^(challenge|captcha)$/i.test(first(headers, 'x-amzn-waf-action') ?? ''),
  },
  {
    by: 'DataDome',
    admit: `an allow rule for user agent ${OURS}`,
    fits: ({ status, text }) => (status === 403 || status === 405) && text.includes('captcha-delivery.com'),
  },
  {
    by: 'Imperva',
    admit: `Bot protection: an exception for user agent ${OURS}`,
    fits: ({ headers, text }) =>
      text.length < SMALL && text.includes('/_Incapsula_Resource?') && (headers.some(([name]) => name === 'x-iinfo') || !/<h1/i.test(text)),
  },
  {
    by: 'Akamai',
    admit: `Bot Manager: an exception for user agent ${OURS}`,
    fits: ({ status, headers }) => status === 403 && /^akamaighost$/i.test(first(headers, 'server') ?? ''),
  },
];

/** The wall that an answer is, if it is one: such an answer says nothing of the site behind it. */
export function challengeIn(answer: { status: number; headers: Headers; text: string }): Challenge | null {
  const sign = SIGNS.find((each) => each.fits(answer));
  return sign ? { by: sign.by, admit: sign.admit } : null;
}
