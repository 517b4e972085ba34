/** The four severities; AUD-3 names the first three. */
export const SEVERITIES = ['blocker', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a fault hurts, money and access before looks; the order is the ranking order. */
export const HURTS = ['billing', 'login', 'signup', 'email', 'data', 'traffic', 'trust', 'cost'] as const;
export type Hurts = (typeof HURTS)[number];

export const AREAS = [
  'dns',
  'routing',
  'tls',
  'headers',
  'cors',
  'caching',
  'edge',
  'email',
  'performance',
  'app',
  'code',
  'secrets',
  'exposure',
  'database',
  'scope',
] as const;
export type Area = (typeof AREAS)[number];

/** An id of the requirements list, such as `DNS-4`. */
export type ReqId =
  `${'AUD' | 'DNS' | 'TLS' | 'EDG' | 'MAIL' | 'SEC' | 'DEP' | 'PERF' | 'CACHE' | 'OBS' | 'LOG' | 'INC' | 'AI' | 'HND' | 'SCOPE'}-${number}`;
export type Url = `https://${string}`;
export type CheckId = `${Area}/${string}`;
