/** The plans, by Cloudflare's `legacy_id`. */
export type PlanName = 'free' | 'pro' | 'business';

/** Limits per plan, from Cloudflare's documentation as of November 2026. Seconds where the name says so. */
export const LIMITS = {
  records: { free: 200, pro: 3_500, business: 3_500 },
  batch: { free: 200, pro: 3_500, business: 3_500 },
  commentChars: { free: 100, pro: 500, business: 500 },
  expressionChars: 4_096,
  rules: {
    http_request_dynamic_redirect: { free: 10, pro: 25, business: 50 },
    http_request_cache_settings: { free: 10, pro: 25, business: 50 },
    http_ratelimit: { free: 1, pro: 2, business: 5 },
    http_request_firewall_custom: { free: 5, pro: 20, business: 100 },
    ddos_l7: { free: 1, pro: 1, business: 1 },
  },
  rateSeconds: { free: [10], pro: [10, 60], business: [10, 60, 120, 300, 600] },
  mitigationSeconds: { free: [10], pro: [10, 60, 120, 300, 600, 3_600], business: [10, 60, 120, 300, 600, 3_600, 86_400] },
  /** Seconds an edge TTL must last at least. */
  edgeSeconds: { free: 7_200, pro: 3_600, business: 1 },
} as const;

export type Phase = keyof typeof LIMITS.rules;

/** Phases that exist and that the lab keeps empty. */
export const OTHER_PHASES = [
  'http_config_settings',
  'http_custom_errors',
  'http_request_firewall_managed',
  'http_request_late_transform',
  'http_request_origin',
  'http_request_redirect',
  'http_request_sanitize',
  'http_request_transform',
  'http_response_cache_settings',
  'http_response_headers_transform',
] as const;

/** What may be done in each phase; `log` needs an Enterprise plan. */
export const ACTIONS: Readonly<Record<Phase, readonly string[]>> = {
  http_request_dynamic_redirect: ['redirect'],
  http_request_cache_settings: ['set_cache_settings'],
  http_ratelimit: ['block', 'challenge', 'js_challenge', 'managed_challenge'],
  ddos_l7: ['execute'],
  http_request_firewall_custom: ['block', 'challenge', 'js_challenge', 'managed_challenge', 'skip'],
};

export const HSTS_OFF = {
  strict_transport_security: { enabled: false, max_age: 0, include_subdomains: false, preload: false, nosniff: false },
};

/** Settings of a zone nobody has touched. */
export const DEFAULTS: Readonly<Record<string, unknown>> = {
  ssl: 'full',
  always_use_https: 'off',
  min_tls_version: '1.0',
  tls_1_3: 'on',
  automatic_https_rewrites: 'on',
  security_header: HSTS_OFF,
  browser_cache_ttl: 14_400,
  security_level: 'medium',
  advanced_ddos: 'on',
};

/** What each setting may be; a setting without an entry is read only on every plan the lab knows. */
export const VALUES: Readonly<Record<string, readonly unknown[] | 'object'>> = {
  ssl: ['off', 'flexible', 'full', 'strict'],
  always_use_https: ['on', 'off'],
  min_tls_version: ['1.0', '1.1', '1.2', '1.3'],
  tls_1_3: ['on', 'off', 'zrt'],
  automatic_https_rewrites: ['on', 'off'],
  security_header: 'object',
  security_level: ['off', 'essentially_off', 'low', 'medium', 'high', 'under_attack'],
  browser_cache_ttl: [0, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 31_536_000],
};
