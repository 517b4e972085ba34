import type { Config } from '../core/config.ts';

/** A service that sends mail for founders. */
interface MailProvider {
  name: string;
  /** How `mail.senders` of the config may call it. */
  called: RegExp;
  /** The SPF term it needs at the domain itself; null when it bounces to a name of its own or to a subdomain, so that none is needed. */
  spf: string | null;
  /** Where its DKIM record is found. */
  dkim: string;
  /** MX records of its mailboxes, as preference and exchange; `{dashed}` stands for the domain with dashes. */
  mx?: readonly string[];
}

/** From the providers' own set-up pages and their Domain Connect templates, read 2026-11-22. */
export const MAIL_PROVIDERS: readonly MailProvider[] = [
  {
    name: 'Google Workspace',
    called: /google|gmail|workspace/i,
    spf: 'include:_spf.google.com',
    dkim: 'Admin console > Apps > Google Workspace > Gmail > Authenticate email: generate a 2048-bit key, add the TXT record google._domainkey, then press Start authentication',
    mx: ['1 smtp.google.com'],
  },
  {
    name: 'Microsoft 365',
    called: /microsoft|outlook|office|365/i,
    spf: 'include:spf.protection.outlook.com',
    dkim: 'Defender portal > Email authentication settings > DKIM: add the CNAME records selector1._domainkey and selector2._domainkey, then enable',
    mx: ['0 {dashed}.mail.protection.outlook.com'],
  },
  { name: 'Resend', called: /resend/i, spf: null, dkim: 'Resend > Domains: add the TXT record resend._domainkey' },
  { name: 'Postmark', called: /postmark/i, spf: null, dkim: 'Postmark > Sender Signatures > DNS Settings: add the TXT record it shows' },
  {
    name: 'SendGrid',
    called: /sendgrid|twilio/i,
    spf: null,
    dkim: 'SendGrid > Settings > Sender Authentication: add the CNAME records s1._domainkey and s2._domainkey',
  },
  {
    name: 'Amazon SES',
    called: /\bses\b|amazon|aws/i,
    spf: null,
    dkim: 'SES > Identities > your domain > Easy DKIM: add the three CNAME records',
  },
  { name: 'Mailgun', called: /mailgun/i, spf: null, dkim: 'Mailgun > Sending > Domains > DNS records: add the TXT record for DKIM' },
  {
    name: 'Brevo',
    called: /brevo|sendinblue/i,
    spf: null,
    dkim: 'Brevo > Senders, Domains & Dedicated IPs > Domains > Authenticate: add the DKIM records',
  },
  { name: 'Loops', called: /loops/i, spf: null, dkim: 'Loops > Settings > Domain: add the CNAME records' },
  {
    name: 'Clerk',
    called: /clerk/i,
    spf: null,
    dkim: 'Clerk dashboard > Domains: add the CNAME records clk._domainkey and clk2._domainkey',
  },
  {
    name: 'Mailchimp',
    called: /mailchimp|mandrill/i,
    spf: null,
    dkim: 'Mailchimp > Website > Domains > Authenticate: add the CNAME records k2._domainkey and k3._domainkey',
  },
  {
    name: 'Zoho Mail',
    called: /zoho/i,
    spf: 'include:zohomail.com',
    dkim: 'Zoho admin console > Domains > Email configuration > DKIM: add the TXT record',
    mx: ['10 mx.zoho.com', '20 mx2.zoho.com', '50 mx3.zoho.com'],
  },
  {
    name: 'Fastmail',
    called: /fastmail/i,
    spf: 'include:spf.messagingengine.com',
    dkim: 'Fastmail > Settings > Domains: add the CNAME records fm1, fm2 and fm3._domainkey',
    mx: ['10 in1-smtp.messagingengine.com', '20 in2-smtp.messagingengine.com'],
  },
  {
    name: 'Proton Mail',
    called: /proton/i,
    spf: 'include:_spf.protonmail.ch',
    dkim: 'Proton > Settings > Domain names > DKIM: add the three CNAME records',
    mx: ['10 mail.protonmail.ch', '20 mailsec.protonmail.ch'],
  },
  {
    name: 'iCloud Mail',
    called: /icloud|apple/i,
    spf: 'include:icloud.com',
    dkim: 'iCloud > Custom Email Domain: add the CNAME record sig1._domainkey',
    mx: ['10 mx01.mail.icloud.com', '10 mx02.mail.icloud.com'],
  },
  {
    name: 'Mailjet',
    called: /mailjet/i,
    spf: 'include:spf.mailjet.com',
    dkim: 'Mailjet > Domains > Setup SPF/DKIM: add the TXT record mailjet._domainkey',
  },
];

/**
 * Includes that waste lookups at the domain itself: these services bounce to their own name or to a subdomain, which is where receivers
 * look for SPF (RFC 7208 section 2.4).
 */
export const USELESS_AT_APEX: Readonly<Record<string, string>> = {
  'amazonses.com': 'Amazon SES and Resend',
  'spf.mtasv.net': 'Postmark',
  'servers.mcsv.net': 'Mailchimp',
  'spf.mandrillapp.com': 'Mandrill',
  'spf.brevo.com': 'Brevo',
  'spf.sendinblue.com': 'Brevo',
};

/** The providers the config names, and the names nobody knows. */
export function sendersIn(config: Pick<Config, 'mail'>): { known: MailProvider[]; unknown: string[] } {
  const found = config.mail.senders.map((sender) => ({ sender, provider: MAIL_PROVIDERS.find((each) => each.called.test(sender)) }));
  return {
    known: [...new Set(found.flatMap((each) => each.provider ?? []))],
    unknown: found.filter((each) => !each.provider).map((each) => each.sender),
  };
}

/** The SPF record for what the config tells; null when it does not tell enough. */
export function spfFor(config: Pick<Config, 'mail'>): string | null {
  if (config.mail.sends === false) return 'v=spf1 -all';
  const { known, unknown } = sendersIn(config);
  if (known.length === 0 || unknown.length > 0) return null;
  return ['v=spf1', ...known.flatMap((provider) => provider.spf ?? []), '~all'].join(' ');
}
