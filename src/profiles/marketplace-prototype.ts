import type { Bar, Profile } from '../core/profile.ts';
import type { BarName } from './bars.ts';

/** Seed 2. Its speed numbers are examples, so they warn; an endpoint that alone uses up the page's time is the failure. */
const bars = {
  latency_percentile: { target: 95, says: 'p95 counts; tuning p99 can wait' },
  // Contradiction 2.
  api_p95: { target: 500, failure: 1500, unit: 'ms', says: 'Core page data within 500 ms, for example' },
  page_load: { target: 1.5, unit: 's', says: 'Whole pages within 1.5 s, for example' },
  concurrent_users: { target: 5, unit: 'users', says: 'Search must not collapse with five people at once' },
  // Contradiction 8.
  perf_gate: { target: 'record', says: 'Synthetic tests show when critical endpoints get slower' },
  // Contradiction 3: it sets no alert time; people answer in business hours.
  response_hours: { target: 'business hours', says: 'Somebody acts on alerts within business hours' },
  // Contradiction 14.
  authenticated_uptime: { target: false, says: 'Monitors look at home, signup, login and payment pages' },
  // Contradiction 10.
  alert_channels: { target: 'email and Slack', says: 'Email, and Slack where there is one' },
  dashboards: { target: 1, unit: 'items', says: 'One dashboard with traffic, errors and response time' },
  // Contradiction 16.
  observability: { target: 'managed tools', says: 'No monitoring platform of your own' },
  // Contradiction 15.
  personal_data_in_logs: { target: 0, failure: 0, unit: 'items', says: 'Error output hides tokens, emails and sessions' },
  // Contradiction 1.
  dmarc_policy: { target: 'none', failure: 'none', says: 'A DMARC policy exists' },
  dmarc_reports_interval: { target: 7, unit: 'days', says: 'Reports are read at least weekly in launch week' },
  mailbox_providers: { target: 2, unit: 'items', says: 'Test messages go to Gmail and Outlook' },
  // Contradiction 6.
  edge: { target: 'Cloudflare or equal', says: 'Cloudflare or equal protection is in place' },
  // Contradiction 11.
  caching: { target: 'only proven bottlenecks', says: 'Cache the repeated reads that hurt now' },
  // Contradiction 4: signup and reset at the edge; webhook providers retry, so webhooks answer fast instead of refusing.
  rate_limits: { target: 'signup, reset', says: 'Signup spam and password reset abuse are limited' },
  rate_limits_required: { target: false, says: 'Edge rules only where they are stable' },
  webhook_limits: { target: 'none', says: 'Webhooks answer fast and queue the work, so that nobody retries' },
  hardcoded_secrets: { target: 0, failure: 0, unit: 'items', says: 'No secret in the repository' },
  happy_path_flows: { target: 1, unit: 'items', says: 'One listing flow runs after each deploy' },
  app_services: { target: 1, unit: 'items', says: 'One well-kept app beats three services' },
  // Contradiction 5.
  ai_tests: { target: 'tool-use flows', says: 'Prompt injection is tried on tools that touch user content or internal actions' },
  ai_eval_sets: { target: 1, unit: 'items', says: 'One set of attack prompts' },
  must_fix_window: { target: 48, unit: 'hours', says: 'What must be fixed is fixed within 48 hours, two days' },
  // Contradiction 13.
  ranking: { target: 'launch impact', says: 'Risks are ranked by what they do to the launch' },
  left_behind: { target: 5, unit: 'items', says: 'One domain, one production, one mail setup, one monitor set, one document' },
} satisfies Partial<Record<BarName, Bar>>;

/** Marketplace of an AI tool startup, from idea to prototype (seed 2). */
export const marketplacePrototype: Profile = {
  name: 'marketplace-prototype',
  title: 'Marketplace, first public prototype',
  about: 'You launch a marketplace for the first time. It must survive first users, payments and webhook retries.',
  bars,
  // "If any of those are missing, you do not have a launch-ready prototype": clean redirects and DKIM are among those.
  severity: { 'routing/canonical': 'blocker', 'email/dkim': 'blocker', 'email/dmarc-reports': 'high' },
  options: {
    'email/dmarc-policy': { target: bars.dmarc_policy.target, failure: bars.dmarc_policy.failure },
    'performance/response-time': { targetMs: bars.api_p95.target, failureMs: bars.api_p95.failure },
    'performance/slow-routes': { targetMs: bars.api_p95.target, failureMs: bars.api_p95.failure },
  },
};
