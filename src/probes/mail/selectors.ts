/**
 * DKIM selectors that mail providers give out, with who does, gathered 2026-11-22 from set-up guides, the templates of Domain Connect
 * and common practice; a wrong guess costs one question. Selectors that differ for each customer (Amazon SES, Postmark) cannot be
 * guessed.
 */
const BY_PROVIDER = {
  'Google Workspace': ['google'],
  'Microsoft 365': ['selector1', 'selector2'],
  'SendGrid and others': ['s1', 's2'],
  Resend: ['resend'],
  Mailgun: ['k1', 'mx', 'pic', 'smtp', 'mailo', 'krs'],
  Mailchimp: ['k2', 'k3', 'mte1', 'mte2', 'mandrill'],
  Postmark: ['pm'],
  Brevo: ['mail', 'brevo1', 'brevo2'],
  Mailjet: ['mailjet'],
  Clerk: ['clk', 'clk2'],
  iCloud: ['sig1'],
  Zoho: ['zoho', 'zmail'],
  Proton: ['protonmail', 'protonmail2', 'protonmail3'],
  Fastmail: ['fm1', 'fm2', 'fm3'],
  SparkPost: ['scph'],
  'Amazon SES': ['ses', 'amazonses'],
  HubSpot: ['hs1', 'hs2'],
  Everlytic: ['everlytickey1', 'everlytickey2'],
  EmailOctopus: ['eo'],
  Autosend: ['autosend'],
  AWeber: ['aweber_key_a', 'aweber_key_b', 'aweber_key_c'],
  GoDaddy: ['secureserver1', 'secureserver2'],
  Titan: ['titan1', 'titan2'],
  ImprovMX: ['dkimprovmx1', 'dkimprovmx2'],
  Klaviyo: ['kl', 'kl2'],
  ConvertKit: ['cka'],
  'Cloudflare Email Routing': ['cf2024-1'],
  Zendesk: ['zendesk1', 'zendesk2'],
  Intercom: ['intercom'],
  'own servers': ['default', 'dkim', 'key1'],
} as const satisfies Record<string, readonly string[]>;

/** Every selector asked for, each once. */
export const SELECTORS: readonly string[] = [...new Set(Object.values(BY_PROVIDER).flat())];
