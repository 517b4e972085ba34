/**
 * What each bar measures. The names are stable: where two documents mean the same thing, they share one. The documents (seeds 0 to 4)
 * and the contradictions between them are numbered as in docs/guide/profiles.md.
 */
export const BARS = {
  // Speed.
  latency_percentile: 'which share of the requests a speed bar speaks of',
  api_p95: 'an API answer, at the slow end',
  write_p95: 'an action that writes, at the slow end',
  feed_p95: 'loading the feed, at the slow end',
  core_page_p95: 'a dashboard page behind the login, at the slow end',
  page_load: 'a whole page, loaded',
  lcp: 'the main thing on a page, painted on a phone',
  ttfb_cached: 'the first byte of a cached public page',
  error_rate: 'failed requests on core flows',
  concurrent_users: 'people who use it at the same time',
  perf_regression: 'how much slower than the baseline a release may be',
  perf_gate: 'what happens when a release is slower',
  not_worth_tuning: 'a gain too small to work for now',
  // Watching.
  uptime_interval: 'how often a monitor looks',
  alert_confirmations: 'failures in a row before somebody is woken',
  alert_deadline: 'from the fault to the alert',
  first_response: 'from the alert to somebody at work on it',
  response_hours: 'when somebody acts on an alert',
  monitored_routes: 'routes that a monitor looks at',
  authenticated_uptime: 'monitors look behind the login too',
  alerts_least: 'alerts there are, at least',
  alerts_count: 'alerts there are, at most',
  alert_channels: 'where alerts go',
  dashboards: 'places that show the health of the product',
  observability: 'what watches the product',
  request_ids: 'log lines of one request share an id',
  personal_data_in_logs: 'log lines that show tokens or personal data',
  // Mail.
  dmarc_policy: 'what receivers shall do with forged mail',
  dmarc_reports: 'receivers report what they saw',
  dmarc_reports_interval: 'how often somebody reads DMARC reports',
  mail_test_interval: 'how often a test message goes out',
  mailbox_providers: 'mailbox providers that test messages go to',
  // Edge.
  edge: 'what stands in front of the app',
  origin_tls: 'encryption from the edge to the app',
  caching: 'when to cache',
  caches_at_most: 'different kinds of caches',
  rate_limits: 'what is protected from hammering',
  rate_limits_required: 'rate limits are needed to launch',
  webhook_limits: 'how often a webhook may be called',
  // Code, secrets and releases.
  hardcoded_secrets: 'secrets in source control',
  secrets_outside_git: 'production secrets kept outside source control',
  git_history: 'a secret found in old commits',
  rollback_tested: 'times the way back was tried',
  smoke_database: 'whether the check after a deploy asks the database',
  happy_path_flows: 'business flows that run after each deploy',
  release_check_pages: 'pages that say what to check before a release',
  deploy_pages: 'pages that the deploy steps fill',
  canonical_hosts: 'hosts that serve the same site',
  app_services: 'services to deploy',
  ai_tests: 'which AI features are attacked in tests',
  ai_eval_sets: 'sets of attack prompts',
  // The sprint.
  audit_time: 'how long the audit takes',
  must_fix_window: 'the time for what must be fixed',
  ranking: 'what orders the risks',
  minimum_bar_items: 'things that must be in place before launch',
  first_customers: 'customers who must get through onboarding',
  sprint_outcomes: 'business outcomes the sprint ends with',
  left_behind: 'things handed over at the end',
} as const satisfies Readonly<Record<string, string>>;

export type BarName = keyof typeof BARS;
