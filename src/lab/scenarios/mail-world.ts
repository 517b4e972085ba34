import { madeUp } from '../made-up.ts';
import type { MailServer, SeedInbox } from '../mail/data.ts';
import type { Zone } from '../scenario.ts';

const GMAIL_MX: MailServer = { host: 'gmail-smtp-in.gmail.com', address: '142.250.27.27', starttls: true };
const OUTLOOK_MX: MailServer = { host: 'outlook-com.olc.protection.outlook.com', address: '52.101.68.3', starttls: true };
const GMAIL_IMAP = { host: 'imap.gmail.com', address: '142.250.27.108' } as const;
const OUTLOOK_IMAP = { host: 'outlook.office365.com', address: '52.98.171.226' } as const;

/** Where the mail providers of founders send from: an address of the pretend Amazon SES, with a name that leads back to it. */
export const SENDER = { host: 'smtp.resend.com', address: '54.240.8.17', name: 'a8-17.smtp-out.amazonses.com' } as const;

const zone = (name: string, address: string, records: readonly string[]): Zone => ({
  name,
  servers: [{ name: `ns1.${name}`, address }],
  records,
  ttl: 300,
});

/** The zones of the mailbox providers and of the sender. */
export const MAIL_WORLD: readonly Zone[] = [
  zone('gmail.com', '216.239.34.10', ['@ MX 5 gmail-smtp-in', `gmail-smtp-in A ${GMAIL_MX.address}`, `imap A ${GMAIL_IMAP.address}`]),
  zone('outlook.com', '150.171.10.35', ['@ MX 5 outlook-com.olc.protection', `outlook-com.olc.protection A ${OUTLOOK_MX.address}`]),
  zone('office365.com', '150.171.10.36', [`outlook A ${OUTLOOK_IMAP.address}`]),
  zone('resend.com', '205.251.195.70', [`smtp A ${SENDER.address}`]),
  zone('smtp-out.amazonses.com', '205.251.192.22', [`a8-17 A ${SENDER.address}`]),
  zone('8.240.54.in-addr.arpa', '205.251.192.24', [`17 PTR ${SENDER.name}.`]),
];

/** Passwords and tokens of the pretend mailboxes. */
export const SEED_SECRETS = {
  smtp: `re_${madeUp('Resend', 8)}_${madeUp('Resend, rest', 21)}`,
  gmail: ['abcd', 'efgh', 'ijkl', 'mnop'].join(''),
  outlook: `EwB${madeUp('Outlook', 26)}`,
} as const;

/** A Gmail and an Outlook mailbox of the founder, with rules for what their providers do. */
export function seedInboxes(rules: NonNullable<SeedInbox['rules']>): readonly SeedInbox[] {
  return [
    {
      address: 'launch.seed@gmail.com',
      password: SEED_SECRETS.gmail,
      imap: GMAIL_IMAP,
      mx: GMAIL_MX,
      junk: '[Gmail]/Spam',
      gmail: true,
      rules,
    },
    // No password: Outlook.com ended them for IMAP; only OAuth tokens open it.
    { address: 'launch.seed@outlook.com', token: SEED_SECRETS.outlook, imap: OUTLOOK_IMAP, mx: OUTLOOK_MX, junk: 'Junk Email', rules },
  ];
}

/** What the environment of whoever works in the lab holds. */
export const MAIL_ENV = {
  SMTP_PASSWORD: SEED_SECRETS.smtp,
  GMAIL_APP_PASSWORD: SEED_SECRETS.gmail,
  OUTLOOK_TOKEN: SEED_SECRETS.outlook,
} as const;

/** The `mail` keys of a launch-ready.yaml that tests mail from this address. */
export function mailTestYaml(from: string): string {
  return [
    `  from: ${from}`,
    '  smtp:',
    `    host: ${SENDER.host}`,
    '    port: 587',
    '    user: resend',
    '    password: ${SMTP_PASSWORD}',
    '  inboxes:',
    '    - name: Gmail',
    '      provider: gmail',
    '      address: launch.seed@gmail.com',
    '      imap: { host: imap.gmail.com, password: "${GMAIL_APP_PASSWORD}" }',
    '    - name: Outlook',
    '      provider: outlook',
    '      address: launch.seed@outlook.com',
    '      imap: { host: outlook.office365.com, token: "${OUTLOOK_TOKEN}" }',
    '  pause_ms: 0',
    '  wait_s: 20',
    '',
  ].join('\n');
}
