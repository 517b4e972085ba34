import type { Bar, Profile } from '../core/profile.ts';
import type { BarName } from './bars.ts';

/** Seed 3. It insists on its p95 before launch, so target and failure are one line. */
const bars = {
  latency_percentile: { target: 95, says: 'The slowest 5 of 100 requests may be slower' },
  // Contradiction 2.
  core_page_p95: { target: 500, failure: 500, unit: 'ms', says: 'Dashboard pages behind the login within 500 ms' },
  perf_regression: { target: 20, failure: 20, unit: 'percent', says: 'A release may be at most 20 % slower than the baseline' },
  // Contradiction 8: the only hard gate of the five.
  perf_gate: { target: 'fail the deploy', says: 'A slower release does not go out' },
  // Contradiction 3: three clocks of four.
  uptime_interval: { target: 1, unit: 'minutes', says: 'Monitors look every minute' },
  first_response: { target: 15, failure: 15, unit: 'minutes', says: 'The incident checklist starts within 15 minutes' },
  monitored_routes: { target: 3, unit: 'routes', says: 'Three critical routes are watched' },
  // Contradiction 14.
  authenticated_uptime: { target: false, says: 'Monitors look at home, login and critical API routes' },
  alerts_least: { target: 3, unit: 'alerts', says: 'At least three alerts that matter now' },
  alerts_count: { target: 5, unit: 'alerts', says: 'No more than five, so that people trust them' },
  // Contradiction 10.
  alert_channels: { target: 'email or Slack', says: 'A channel somebody owns, with severity levels' },
  // Contradiction 15.
  personal_data_in_logs: { target: 0, failure: 0, unit: 'items', says: 'Logs never print tokens, passwords, cards or customer data' },
  // Contradiction 1.
  dmarc_policy: { target: 'none', failure: 'none', says: 'DMARC is configured for transactional domains' },
  mail_test_interval: { target: 7, unit: 'days', says: 'A weekly test confirms SPF, DKIM and DMARC' },
  // Contradiction 6: the document names the vendor; checks look at what the edge does.
  edge: { target: 'Cloudflare', says: 'Cloudflare proxies and caches' },
  // Contradiction 7: the only one that names the mode.
  origin_tls: { target: 'strict', says: 'Mode strict, or an equally safe one' },
  // Contradiction 11.
  caching: { target: 'only proven bottlenecks', says: 'Caching solves a measured bottleneck, never a bad query' },
  // Contradiction 4.
  rate_limits: { target: 'public endpoints', says: 'Public endpoints have basic limits' },
  rate_limits_required: { target: true, says: 'Basic rate limiting is on' },
  hardcoded_secrets: { target: 0, failure: 0, unit: 'items', says: 'No production secret in code or repository' },
  // Contradiction 12.
  git_history: { target: 'rotate', says: 'A key once committed or shared widely is rotated' },
  // Contradiction 9.
  smoke_database: { target: 'readiness after deploy', says: 'A health check shows that the app is ready' },
  deploy_pages: { target: 1, unit: 'items', says: 'The deploy steps fit on one page' },
  canonical_hosts: { target: 1, unit: 'items', says: 'Everything redirects to one canonical domain' },
  // Contradiction 5.
  ai_tests: { target: 'billing and customer-facing only', says: 'None, unless AI answers customers or works in billing support' },
  audit_time: { target: 2, unit: 'hours', says: 'Launch blockers are found in under 2 hours' },
  // Contradiction 13.
  ranking: { target: 'severity', says: 'Blocker, high risk, medium risk' },
  minimum_bar_items: { target: 5, unit: 'items', says: 'Five things are in place before launch' },
} satisfies Partial<Record<BarName, Bar>>;

/** Founder-led ecommerce subscription dashboard, from idea to prototype (seed 3). */
export const ecommercePrototype: Profile = {
  name: 'ecommerce-prototype',
  title: 'Subscription shop, first paying customers',
  about: 'You sell subscriptions and open the dashboard to the first people who pay.',
  bars,
  // HTTPS enforced everywhere and mail that reaches inboxes are two of its five things.
  severity: { 'routing/https': 'blocker', 'email/dkim': 'blocker' },
  options: {
    'email/dmarc-policy': { target: bars.dmarc_policy.target, failure: bars.dmarc_policy.failure },
    'performance/response-time': { targetMs: bars.core_page_p95.target, failureMs: bars.core_page_p95.failure },
    'performance/slow-routes': { targetMs: bars.core_page_p95.target, failureMs: bars.core_page_p95.failure },
  },
};
