const TWO_YEARS = 63_072_000;

/** The headers of a careful site: two years of HSTS, a policy for scripts by nonce, no framing, no sniffing, a quiet referrer. */
export const CAREFUL = {
  'Strict-Transport-Security': `max-age=${TWO_YEARS}; includeSubDomains; preload`,
  'Content-Security-Policy':
    "default-src 'self'; script-src 'nonce-{{nonce}}' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; connect-src 'self' https:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
} as const;

/** For files whose names change with their content. */
export const FOREVER = 'public, max-age=31536000, immutable';

/** For pages that are the same for everybody but may change any time. */
export const ASK_AGAIN = 'public, max-age=0, must-revalidate';
