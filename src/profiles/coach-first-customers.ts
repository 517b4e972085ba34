import type { Bar, Profile } from '../core/profile.ts';
import type { BarName } from './bars.ts';

/** Seed 4. "If any of those are missing, you do not have a launch-ready backend": target and failure are one line. */
const bars = {
  latency_percentile: { target: 95, says: 'The slowest 5 of 100 requests may be slower' },
  // Contradiction 2.
  api_p95: { target: 400, failure: 400, unit: 'ms', says: 'Core requests behind the login within 400 ms' },
  ttfb_cached: { target: 200, unit: 'ms', says: 'Cached public pages begin within 200 ms' },
  not_worth_tuning: { target: 30, unit: 'ms', says: 'Nobody gains from 30 ms on an endpoint nobody uses' },
  // Contradiction 8.
  perf_gate: { target: 'record', says: 'p95 of signup, dashboard and booking is written down' },
  // Contradiction 3.
  uptime_interval: { target: 1, failure: 1, unit: 'minutes', says: 'Monitors look every minute' },
  // Contradiction 14: the only one that asks for it.
  authenticated_uptime: { target: true, says: 'Monitors look at public pages and behind the login' },
  // Contradiction 10.
  alert_channels: { target: 'Slack, email; SMS if critical', says: 'A channel somebody reads; SMS for critical events only' },
  // Contradiction 16.
  observability: { target: 'managed tools', says: 'No custom observability platform' },
  // Contradiction 15.
  personal_data_in_logs: { target: 0, failure: 0, unit: 'items', says: 'Logs keep failures, never secrets or personal data' },
  // Contradiction 1: the mildest of the five, so that failures can be watched without losing mail.
  dmarc_policy: { target: 'none', failure: 'none', says: 'At least p=none at launch, to watch before enforcing' },
  // Contradiction 6: the document names the vendor; checks look at what the edge does.
  edge: { target: 'Cloudflare', says: 'Cloudflare is active' },
  // Contradiction 7.
  origin_tls: { target: 'end to end', says: 'SSL is right from visitor to origin' },
  // Contradiction 11.
  caching: { target: 'switch on', says: 'Caching takes load off the app' },
  caches_at_most: { target: 5, unit: 'items', says: 'Six different caches are too many' },
  // Contradiction 4.
  rate_limits: { target: 'login, reset, public forms', says: 'Login, password reset and public forms are limited' },
  rate_limits_required: { target: true, says: 'Bots cannot hammer signup forms' },
  hardcoded_secrets: { target: 0, failure: 0, unit: 'items', says: 'No hardcoded key' },
  secrets_outside_git: { target: 100, failure: 100, unit: 'percent', says: 'Every production secret lives outside source control' },
  // Contradiction 5.
  ai_tests: { target: 'any user-facing assistant', says: 'Injection, exfiltration and unsafe tools are tried on assistants users meet' },
  audit_time: { target: 2, unit: 'hours', says: 'The worst launch blockers are found in under 2 hours' },
  must_fix_window: { target: 48, unit: 'hours', says: 'The bar is reached in 48 hours, two days, or you hear why not' },
  // Contradiction 13.
  ranking: { target: 'launch impact', says: 'Risks are ranked by what they do to the launch' },
  minimum_bar_items: { target: 6, unit: 'items', says: 'Six things are in place before launch' },
  first_customers: { target: 20, unit: 'users', says: 'The first 20 customers get through onboarding' },
  sprint_outcomes: { target: 3, unit: 'items', says: 'The site resolves, mail lands, customers get in' },
} satisfies Partial<Record<BarName, Bar>>;

/** Coach or consultant SaaS, from launch to first customers (seed 4). */
export const coachFirstCustomers: Profile = {
  name: 'coach-first-customers',
  title: 'Coaching business, first customers',
  about: 'You are about to sell: people sign up, book and pay, and mail must arrive.',
  bars,
  severity: {
    // Propagation on all names and mail that passes DKIM are items of its bar.
    'dns/agreement': 'blocker',
    'email/dkim': 'blocker',
    // p=none is enough only because somebody watches the reports.
    'email/dmarc-reports': 'high',
    // "Cross-origin requests work from anywhere" is one of its failure signals.
    'cors/any': 'high',
  },
  options: {
    'email/dmarc-policy': { target: bars.dmarc_policy.target, failure: bars.dmarc_policy.failure },
    'performance/response-time': { targetMs: bars.api_p95.target, failureMs: bars.api_p95.failure },
    'performance/slow-routes': { targetMs: bars.api_p95.target, failureMs: bars.api_p95.failure },
    // It sets no failure line for the first byte; 800 ms is where web.dev/articles/ttfb stops calling it good (2026-11).
    'performance/first-byte': { targetMs: bars.ttfb_cached.target, failureMs: 800 },
  },
};
