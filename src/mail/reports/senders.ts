import type { ReportRecord } from '../../parsers/dmarc-report.ts';

/** How a sender is known: by domains its signatures or return paths carry, and by selectors it gives to customers. */
interface Known {
  name: string;
  /** Domains it signs with or bounces to; what is below them counts too. */
  domains: readonly string[];
  /** Selectors of keys that customers publish for it. */
  selectors?: RegExp;
  /** Includes by which SPF records name it. */
  includes?: readonly string[];
  /** How `mail.senders` may call it. */
  called: RegExp;
}

/**
 * Who sends for founders. From the providers' set-up pages and Domain Connect templates, read 2026-11-22. Eighty services send through
 * Amazon SES, so a selector is asked first and an address last.
 */
const KNOWN = [
  { name: 'Resend', domains: ['resend.com', 'resend.dev'], selectors: /^resend$/, called: /resend/i },
  {
    name: 'Postmark',
    domains: ['mtasv.net', 'postmarkapp.com'],
    selectors: /^\d{14}pm$/,
    includes: ['spf.mtasv.net'],
    called: /postmark/i,
  },
  {
    name: 'SendGrid',
    domains: ['sendgrid.net', 'sendgrid.info'],
    selectors: /^(?:s[12]|smtpapi)$/,
    includes: ['sendgrid.net'],
    called: /sendgrid|twilio/i,
  },
  {
    name: 'Mailgun',
    domains: ['mailgun.org', 'mailgun.net', 'mailgun.com'],
    selectors: /^(?:k1|mx|pic|smtp|mailo|krs)$/,
    includes: ['mailgun.org'],
    called: /mailgun/i,
  },
  {
    name: 'Brevo',
    domains: ['brevo.com', 'sendinblue.com', 'mailin.fr', 'sender-sib.com'],
    selectors: /^brevo[12]?$/,
    includes: ['spf.brevo.com', 'spf.sendinblue.com'],
    called: /brevo|sendinblue/i,
  },
  {
    name: 'Mailchimp',
    domains: ['mcsv.net', 'mcdlv.net', 'rsgsv.net', 'mandrillapp.com', 'mailchimpapp.net'],
    selectors: /^(?:k[23]|mte[12]|mandrill)$/,
    includes: ['servers.mcsv.net', 'spf.mandrillapp.com'],
    called: /mailchimp|mandrill/i,
  },
  { name: 'Mailjet', domains: ['mailjet.com'], selectors: /^mailjet$/, includes: ['spf.mailjet.com'], called: /mailjet/i },
  { name: 'Clerk', domains: ['clerk.com', 'clerk.services'], selectors: /^(?:clk2?|pdk[12])$/, called: /clerk/i },
  { name: 'Zendesk', domains: ['zendesk.com'], selectors: /^zendesk[12]$/, includes: ['mail.zendesk.com'], called: /zendesk/i },
  { name: 'HubSpot', domains: ['hubspotemail.net', 'hubspot.com'], selectors: /^hs[12](?:-.*)?$/, called: /hubspot/i },
  {
    name: 'Fastmail',
    domains: ['messagingengine.com'],
    selectors: /^fm[1-4]$/,
    includes: ['spf.messagingengine.com'],
    called: /fastmail/i,
  },
  {
    name: 'Proton Mail',
    domains: ['protonmail.ch', 'proton.me'],
    selectors: /^protonmail[23]?$/,
    includes: ['_spf.protonmail.ch'],
    called: /proton/i,
  },
  { name: 'iCloud Mail', domains: ['icloud.com', 'me.com'], selectors: /^sig1$/, includes: ['icloud.com'], called: /icloud|apple/i },
  {
    name: 'Zoho Mail',
    domains: ['zoho.com', 'zoho.eu', 'zohomail.com'],
    selectors: /^(?:zoho|zmail)$/,
    includes: ['zohomail.com', 'zoho.com', 'zoho.eu'],
    called: /zoho/i,
  },
  {
    name: 'Microsoft 365',
    domains: ['onmicrosoft.com', 'outlook.com', 'hotmail.com'],
    selectors: /^selector[12](?:-.*)?$/,
    includes: ['spf.protection.outlook.com'],
    called: /microsoft|outlook|office|365/i,
  },
  {
    name: 'Google Workspace',
    domains: ['google.com', 'gappssmtp.com', 'gmail.com', 'googlemail.com'],
    selectors: /^google$/,
    includes: ['_spf.google.com'],
    called: /google|gmail|workspace/i,
  },
  { name: 'Amazon SES', domains: ['amazonses.com'], includes: ['amazonses.com'], called: /\bses\b|amazon|aws/i },
] as const satisfies readonly Known[];

/** A network that an SPF record names, and the provider whose record it is in. */
export interface KnownNetwork {
  include: string;
  contains(ip: string): boolean;
}

/** Who sent the mail of a record, and by what it was told. */
export interface Sender {
  name: string;
  by: 'selector' | 'signature' | 'return path' | 'network' | 'nothing';
}

/** Names the sender of a record; unknown ones are called by their address. */
export function senderOf(record: ReportRecord, networks: readonly KnownNetwork[] = []): Sender {
  const known: readonly Known[] = KNOWN;
  const within = (domain: string, list: readonly string[]): boolean => list.some((each) => domain === each || domain.endsWith(`.${each}`));
  const own = (domain: string): boolean =>
    domain === record.from || record.from.endsWith(`.${domain}`) || domain.endsWith(`.${record.from}`);
  for (const { domain, selector, result } of record.signatures) {
    const found = own(domain) && result === 'pass' && selector !== '' ? known.find((each) => each.selectors?.test(selector)) : undefined;
    if (found) return { name: found.name, by: 'selector' };
  }
  for (const { domain, result } of record.signatures) {
    const found = result === 'pass' ? known.find((each) => within(domain, each.domains)) : undefined;
    if (found) return { name: found.name, by: 'signature' };
  }
  for (const { domain, result } of record.paths) {
    const found = result === 'pass' ? known.find((each) => within(domain, each.domains)) : undefined;
    if (found) return { name: found.name, by: 'return path' };
  }
  const network = networks.find((each) => each.contains(record.ip));
  if (network)
    return {
      name: known.find((each) => each.includes?.some((include) => include === network.include))?.name ?? network.include,
      by: 'network',
    };
  return { name: record.ip, by: 'nothing' };
}

/** True when the config says that this provider sends for the domain. */
export function isTold(name: string, senders: readonly string[]): boolean {
  const known = KNOWN.find((each) => each.name === name);
  return known !== undefined && senders.some((sender) => known.called.test(sender));
}
