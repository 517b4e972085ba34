import type { Bar, Profile } from '../core/profile.ts';
import type { BarName } from './bars.ts';

/** Seed 1. Its text ends inside stage 6; what is not here comes from seed 0, the same kind of product one stage later (contradiction 17). */
const bars = {
  // Contradiction 2: two targets by kind of action; the failure signal is a feed slower than 2 s.
  api_p95: { target: 300, failure: 2000, unit: 'ms', says: 'Cached reads within 300 ms; 2 s is a failure' },
  write_p95: { target: 800, failure: 2000, unit: 'ms', says: 'Actions that write within 800 ms' },
  feed_p95: { target: 300, failure: 2000, unit: 'ms', says: 'The feed is a core read; past 2 s the demo fails' },
  // Contradiction 3.
  alert_deadline: { target: 5, failure: 5, unit: 'minutes', says: 'Somebody is told within 5 minutes when app or API is down' },
  // Contradiction 15.
  request_ids: { target: true, says: 'One user’s trouble can be followed through all services' },
  // Contradiction 1: the strictest of the five.
  dmarc_policy: { target: 'quarantine', failure: 'quarantine', says: 'At least quarantine, where volume is low but real' },
  // Contradiction 6.
  edge: { target: 'Cloudflare or equal', says: 'Cloudflare or equal protection, where appropriate' },
  // Contradiction 11.
  caching: { target: 'switch on', says: 'Cache static files and safe reads' },
  // Contradiction 4.
  rate_limits: { target: 'login, feed', says: 'One noisy client cannot hammer login or feed' },
  rate_limits_required: { target: false, says: 'Sensitive routes are limited if needed' },
  hardcoded_secrets: { target: 0, failure: 0, unit: 'items', says: 'No secret in code, chat logs or build files' },
  // Contradiction 12.
  git_history: { target: 'rotate', says: 'A key that was exposed is rotated' },
  canonical_hosts: { target: 1, unit: 'items', says: 'Every other address redirects to one' },
  must_fix_window: { target: 48, unit: 'hours', says: 'It can ship within 48 hours, or it cannot' },
  // Contradiction 13.
  ranking: { target: 'launch impact', says: 'Risks are ranked by what they do to the launch' },
} satisfies Partial<Record<BarName, Bar>>;

/** Creator mobile app, from prototype to demo (seed 1). */
export const creatorDemo: Profile = {
  name: 'creator-demo',
  title: 'Creator app, ready for a demo',
  about: 'You have a prototype with a mobile app and show it to its first real audience.',
  extends: 'creator-growth',
  bars,
  options: {
    'email/dmarc-policy': { target: bars.dmarc_policy.target, failure: bars.dmarc_policy.failure },
    'performance/response-time': { targetMs: bars.api_p95.target, failureMs: bars.api_p95.failure },
    'performance/slow-routes': { targetMs: bars.api_p95.target, failureMs: bars.api_p95.failure },
  },
};
