import type { Bar, Profile } from '../core/profile.ts';
import type { BarName } from './bars.ts';

/** Seed 0. It calls its numbers "the floor", so target and failure are one line, but where it names a failure signal of its own. */
const bars = {
  latency_percentile: { target: 95, says: 'The slowest 5 of 100 requests may be slower' },
  // Contradiction 2: 300 ms is the target, drifting past 500 ms the failure signal.
  api_p95: { target: 300, failure: 500, unit: 'ms', says: 'Normal user actions within 300 ms; past 500 ms the product is drifting' },
  // "Where possible": it warns and never blocks.
  lcp: { target: 2.5, unit: 's', says: 'Critical pages show their main content within 2.5 s on a phone, where possible' },
  error_rate: { target: 1, failure: 1, unit: 'percent', says: 'Fewer than 1 in 100 requests fail on core flows' },
  // Contradiction 8: it wants drift noticed, not a hard gate.
  perf_gate: { target: 'record', says: 'A light check of critical endpoints, so that drift is seen' },
  // Contradiction 3: of the four clocks it sets the alert alone.
  alert_deadline: { target: 5, failure: 5, unit: 'minutes', says: 'Somebody is told within 5 minutes of an outage' },
  // Contradiction 14: public pages and the health route; authenticated routes are not asked for.
  authenticated_uptime: { target: false, says: 'Monitors look at the home page, the login page and API health' },
  // Contradiction 10.
  alert_channels: { target: 'email or Slack', says: 'Alerts go to email or Slack and have an owner' },
  dashboards: { target: 1, unit: 'items', says: 'One place shows the founder whether growth hurts stability' },
  // Contradiction 16.
  observability: { target: 'managed tools', says: 'No monitoring stack built from scratch' },
  // Contradiction 15.
  personal_data_in_logs: { target: 0, failure: 0, unit: 'items', says: 'Logs are usable and show no tokens, emails or personal data' },
  // Contradiction 1: it asks that a policy exists and reports; any policy counts.
  dmarc_policy: { target: 'none', failure: 'none', says: 'A DMARC policy exists' },
  dmarc_reports: { target: true, failure: true, says: 'DMARC reporting is on' },
  // Contradiction 6: the document names the vendor; checks look at what the edge does.
  edge: { target: 'Cloudflare', says: 'Cloudflare stands in front of every production host' },
  // Contradiction 7: "end to end" without naming the mode.
  origin_tls: { target: 'end to end', says: 'Encryption is right from visitor to origin' },
  // Contradiction 11.
  caching: { target: 'where safe', says: 'Cache where it is safe, never private data' },
  // Contradiction 4: webhooks are on the list.
  rate_limits: { target: 'login, signup, reset, webhooks', says: 'Login, signup, password reset and webhooks are limited' },
  rate_limits_required: { target: true, says: 'Rate limiting is in place before growth' },
  webhook_limits: { target: 'above provider retries', says: 'Webhooks are limited, with room for the retries of providers' },
  hardcoded_secrets: { target: 0, failure: 0, unit: 'items', says: 'No secret in source control' },
  // Contradiction 12.
  git_history: { target: 'remove where possible', says: 'Secrets leave the code and, where possible, old commits' },
  rollback_tested: { target: 1, failure: 1, unit: 'items', says: 'A way back exists and was tried once' },
  // Contradiction 9.
  smoke_database: { target: 'staging only', says: 'Database connectivity is asked in staging, and only where safe' },
  release_check_pages: { target: 1, unit: 'items', says: 'One page lists what to check before every release' },
  // Contradiction 5.
  ai_tests: { target: 'admin tools that exist', says: 'Prompt injection is tried on admin tools, if there are any' },
  must_fix_window: { target: 48, unit: 'hours', says: 'Launch blockers go within 48 hours' },
  // Contradiction 13.
  ranking: { target: 'impact and urgency', says: 'Risks are ranked by impact and urgency' },
  first_customers: { target: 20, unit: 'users', says: 'The first 20 customers decide' },
} satisfies Partial<Record<BarName, Bar>>;

/** Creator platform, from first customers to repeatable growth (seed 0). */
export const creatorGrowth: Profile = {
  name: 'creator-growth',
  title: 'Creator platform, ready to grow',
  about: 'You have first customers and want to pay for traffic. Speed, mail and alerts must hold under growth.',
  bars,
  // "If it cannot pass this bar, I would not send traffic": clean redirects and DKIM are items of that bar.
  severity: { 'routing/canonical': 'blocker', 'email/dkim': 'blocker', 'email/dmarc-reports': 'high' },
  options: {
    'email/dmarc-policy': { target: bars.dmarc_policy.target, failure: bars.dmarc_policy.failure },
    'app/error-rate': { targetPercent: bars.error_rate.target, failurePercent: bars.error_rate.failure },
    'performance/response-time': { targetMs: bars.api_p95.target, failureMs: bars.api_p95.failure },
    'performance/slow-routes': { targetMs: bars.api_p95.target, failureMs: bars.api_p95.failure },
    // Expired certificates are a failure signal of its first stage; the shares are ours, see the default profile.
    'tls/expiry': { targetShare: 0.2, failureShare: 0.1 },
  },
};
