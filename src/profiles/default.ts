import type { Bar, Profile } from '../core/profile.ts';
import type { BarName } from './bars.ts';

/** Every bar of the five documents at its strictest sensible line; the seed that sets it is named. */
const bars = {
  latency_percentile: { target: 95, says: 'The slowest 5 of 100 requests may be slower' },
  // Contradiction 2: the lowest target (0, 1) and the lowest failure signal (0).
  api_p95: { target: 300, failure: 500, unit: 'ms', says: 'Normal user actions within 300 ms; past 500 ms is a failure' },
  write_p95: { target: 800, failure: 2000, unit: 'ms', says: 'Actions that write within 800 ms' }, // 1
  feed_p95: { target: 300, failure: 2000, unit: 'ms', says: 'The feed within 300 ms; past 2 s is a failure' }, // 1
  core_page_p95: { target: 500, failure: 500, unit: 'ms', says: 'Dashboard pages behind the login within 500 ms' }, // 3
  page_load: { target: 1.5, unit: 's', says: 'Whole pages within 1.5 s' }, // 2
  lcp: { target: 2.5, unit: 's', says: 'Critical pages show their main content within 2.5 s on a phone' }, // 0
  // 4; the failure line is where web.dev/articles/ttfb stops calling it good (2026-11).
  ttfb_cached: { target: 200, failure: 800, unit: 'ms', says: 'Cached public pages begin within 200 ms; past 800 ms people notice' },
  error_rate: { target: 1, failure: 1, unit: 'percent', says: 'Fewer than 1 in 100 requests fail on core flows' }, // 0
  concurrent_users: { target: 5, unit: 'users', says: 'Five people at once slow nothing down' }, // 2
  perf_regression: { target: 20, failure: 20, unit: 'percent', says: 'A release may be at most 20 % slower than the baseline' }, // 3
  // Contradiction 8: a gate needs a baseline first, which only 3 asks for; everybody records.
  perf_gate: { target: 'record', says: 'Recorded always; a gate once you have a baseline' },
  not_worth_tuning: { target: 30, unit: 'ms', says: 'Nobody gains from 30 ms on an endpoint nobody uses' }, // 4
  // Contradiction 3: four clocks, each set apart. The confirmations are ours: one failed look wakes nobody.
  uptime_interval: { target: 1, unit: 'minutes', says: 'Monitors look every minute' }, // 3, 4
  alert_confirmations: { target: 2, unit: 'items', says: 'Two failures in a row raise an alert' },
  alert_deadline: { target: 5, failure: 5, unit: 'minutes', says: 'Somebody is told within 5 minutes of an outage' }, // 0, 1
  first_response: { target: 15, unit: 'minutes', says: 'Somebody is at work on it within 15 minutes' }, // 3
  response_hours: { target: 'business hours', says: 'Somebody acts on alerts, at least in business hours' }, // 2
  monitored_routes: { target: 3, unit: 'routes', says: 'Three critical routes are watched' }, // 3
  // Contradiction 14: only 4 asks for it, and outages behind the login are the ones customers meet.
  authenticated_uptime: { target: true, says: 'Monitors look behind the login too' },
  alerts_least: { target: 3, unit: 'alerts', says: 'At least three alerts that matter now' }, // 3
  alerts_count: { target: 5, unit: 'alerts', says: 'No more than five, so that people trust them' }, // 3
  // Contradiction 10: the mildest; more channels are welcome.
  alert_channels: { target: 'email or Slack', says: 'A channel somebody owns and reads' },
  dashboards: { target: 1, unit: 'items', says: 'One place shows the health of the product' }, // 0, 2
  // Contradiction 16: ours is one file, and managed tools plug in.
  observability: { target: 'managed tools', says: 'No monitoring stack of your own' },
  // Contradiction 15: logs are made useful by ids, not by personal data.
  request_ids: { target: true, says: 'Log lines of one request share an id' },
  personal_data_in_logs: { target: 0, failure: 0, unit: 'items', says: 'Logs never show secrets or personal data' },
  // Contradiction 1: a ladder. No policy fails, p=none with reports is enough to launch (4), quarantine is the next step (1).
  dmarc_policy: { target: 'quarantine', failure: 'none', says: 'p=none with reports to launch; quarantine once reports look right' },
  dmarc_reports: { target: true, says: 'DMARC reporting is on' }, // 0
  dmarc_reports_interval: { target: 7, unit: 'days', says: 'Reports are read weekly in launch week' }, // 2
  mail_test_interval: { target: 7, unit: 'days', says: 'A weekly test confirms SPF, DKIM and DMARC' }, // 3
  mailbox_providers: { target: 2, unit: 'items', says: 'Test messages go to Gmail and Outlook' }, // 2
  // Contradiction 6: what the edge does counts, not who sells it.
  edge: { target: 'Cloudflare or equal', says: 'An edge stands in front of every production host' },
  // Contradiction 7.
  origin_tls: { target: 'strict', says: 'The edge verifies the certificate of the app' },
  // Contradiction 11.
  caching: { target: 'where safe', says: 'Cache static files; more only where it is safe and needed' },
  caches_at_most: { target: 5, unit: 'items', says: 'Six different caches are too many' }, // 4
  // Contradiction 4: the union; budgets for webhooks leave room for providers' retries.
  rate_limits: { target: 'login, signup, reset, forms, webhooks', says: 'Whatever a bot can hammer is limited' },
  rate_limits_required: { target: true, says: 'Rate limiting is on' },
  webhook_limits: { target: 'above provider retries', says: 'A provider’s retry is never refused' },
  hardcoded_secrets: { target: 0, failure: 0, unit: 'items', says: 'No secret in source control' }, // all
  secrets_outside_git: { target: 100, failure: 100, unit: 'percent', says: 'Every production secret lives outside source control' }, // 4
  // Contradiction 12: a rotated key is harmless wherever it stands; rewriting history is optional.
  git_history: { target: 'rotate', says: 'Rotate first; rewriting old commits is optional' },
  rollback_tested: { target: 1, unit: 'items', says: 'A way back exists and was tried once' }, // 0
  // Contradiction 9: ready or not ready, and nothing about why.
  smoke_database: { target: 'readiness after deploy', says: 'A health route says ready or not, without details' },
  happy_path_flows: { target: 1, unit: 'items', says: 'One business flow runs after each deploy' }, // 2
  release_check_pages: { target: 1, unit: 'items', says: 'One page lists what to check before every release' }, // 0
  deploy_pages: { target: 1, unit: 'items', says: 'The deploy steps fit on one page' }, // 3
  canonical_hosts: { target: 1, unit: 'items', says: 'Everything redirects to one canonical host' }, // 1, 3
  app_services: { target: 1, unit: 'items', says: 'One well-kept app beats three services' }, // 2
  // Contradiction 5: whatever of admin tools (0), tool use (2), assistants (4), billing support (3) is found.
  ai_tests: { target: 'what is detected', says: 'Every AI feature that is found, and none where there is none' },
  ai_eval_sets: { target: 1, unit: 'items', says: 'One set of attack prompts' }, // 2
  audit_time: { target: 2, unit: 'hours', says: 'The audit is done in under 2 hours' }, // 3, 4
  must_fix_window: { target: 48, unit: 'hours', says: 'What must be fixed is fixed within 48 hours' }, // 0, 1, 2, 4
  // Contradiction 13: severity and urgency are computed too and break ties.
  ranking: { target: 'launch impact', says: 'Risks are ranked by what they do to the launch' },
  minimum_bar_items: { target: 6, unit: 'items', says: 'Six things are in place before launch' }, // 4; 5 in 3
  first_customers: { target: 20, unit: 'users', says: 'The first 20 customers get through onboarding' }, // 0, 4
  sprint_outcomes: { target: 3, unit: 'items', says: 'The site resolves, mail lands, customers get in' }, // 4
  left_behind: { target: 5, unit: 'items', says: 'One domain, one production, one mail setup, one monitor set, one document' }, // 2
} satisfies Record<BarName, Bar>;

/** The bar for everybody who has chosen none: the strictest sensible union of the five. Severities are the checks' own. */
export const byDefault: Profile = {
  name: 'default',
  title: 'Ready to launch',
  about: 'You have not chosen a profile. This one takes the strictest sensible line of all five.',
  bars,
  options: {
    'email/dmarc-policy': { target: bars.dmarc_policy.target, failure: bars.dmarc_policy.failure },
    'app/error-rate': { targetPercent: bars.error_rate.target, failurePercent: bars.error_rate.failure },
    'performance/response-time': { targetMs: bars.api_p95.target, failureMs: bars.api_p95.failure },
    'performance/slow-routes': { targetMs: bars.api_p95.target, failureMs: bars.api_p95.failure },
    'performance/largest-paint': { targetMs: bars.lcp.target * 1_000 },
    'performance/first-byte': { targetMs: bars.ttfb_cached.target, failureMs: bars.ttfb_cached.failure },
    // Shares of the certificate's own lifetime, as lifetimes shrink to 47 days by 2029 (CA/B Forum ballot SC-081v3).
    'tls/expiry': { targetShare: 0.2, failureShare: 0.1 },
  },
};
