import { z } from 'zod';

/** What apps send by themselves; a founder loses customers where one of these does not arrive. */
export const MAIL_KINDS = ['welcome', 'verify', 'reset', 'invite', 'receipt'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

const secret = z.string().regex(/^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/, '${NAME} of an environment variable, never the secret itself');
const host = z.string().regex(/^[a-z0-9._-]+\.[a-z0-9-]+$/i, 'a host name such as smtp.resend.com');
const tls = z.enum(['starttls', 'implicit']).optional().describe('How encryption begins; port 465 and 993 use implicit');

const trigger = z.strictObject({
  url: z.url({ protocol: /^https$/ }).describe('What makes the app send; {{to}} is the inbox, {{tagged}} the same with a +tag of its own'),
  method: z.enum(['GET', 'POST', 'PUT']).default('POST').describe('How it is asked'),
  headers: z.record(z.string(), z.string()).default({}).describe('Headers to send; ${NAME} stands for a secret'),
  body: z.string().optional().describe('What is sent; {{to}}, {{tagged}} and ${NAME} are filled in'),
});

/** The `mail` section of launch-ready.yaml. */
export const mailConfig = z
  .strictObject({
    sends: z.boolean().optional().describe('False for a domain that never sends mail'),
    senders: z.array(z.string()).default([]).describe('Providers that may send: resend, google, postmark, …'),
    dkim_selectors: z
      .array(z.string().regex(/^[a-z0-9._-]+$/i))
      .default([])
      .describe('DKIM selectors your provider gave you'),
    from: z.string().min(3).optional().describe('Who your app writes as: Acme <hello@acme.com>'),
    smtp: z
      .strictObject({
        host: host.describe('The server your app sends through'),
        port: z.number().int().min(1).max(65_535).default(587).describe('587 with STARTTLS, 465 with TLS'),
        user: z.string().min(1).describe('The user name, or ${NAME} of an environment variable'),
        password: secret.describe('${NAME} of an environment variable'),
        tls,
      })
      .optional()
      .describe('How test mail is sent, as your app sends'),
    messages: z
      .array(
        z.strictObject({
          kind: z.enum(MAIL_KINDS).describe('What the mail is for'),
          subject: z.string().min(3).optional().describe('Its subject; for a trigger, a part of it by which it is found'),
          text: z.string().min(10).optional().describe('Its real text'),
          trigger: trigger.optional().describe('Lets the app itself send its real mail'),
        }),
      )
      .optional()
      .describe('The mail to test; verify, reset, invite and receipt where left out'),
    inboxes: z
      .array(
        z.strictObject({
          name: z.string().min(1).describe('How the matrix calls it'),
          provider: z.enum(['gmail', 'outlook', 'other']).describe('Whose mailbox it is'),
          address: z.email().describe('Its address'),
          imap: z
            .strictObject({
              host: host.describe('imap.gmail.com, outlook.office365.com, …'),
              port: z.number().int().min(1).max(65_535).default(993).describe('993 with TLS, 143 with STARTTLS'),
              user: z.string().min(1).optional().describe('The user name; the address where left out'),
              password: secret.optional().describe('${NAME} of an app password'),
              token: secret.optional().describe('${NAME} of an OAuth access token; Outlook.com takes nothing else'),
              tls,
            })
            .describe('How it is read'),
          authserv_id: z.string().optional().describe('The name its Authentication-Results carry, for provider other'),
        }),
      )
      .optional()
      .describe('Mailboxes of yours that test mail is sent to'),
    wait_s: z
      .number()
      .int()
      .min(1)
      .max(900)
      .optional()
      .describe('How long a mail may take before it is lost, in seconds; 180 where left out'),
    pause_ms: z.number().int().min(0).max(60_000).optional().describe('Pause between two mails, in ms; 1500 where left out'),
    budget: z.number().int().min(1).max(100).optional().describe('Mails that one test may send at most; 20 where left out'),
  })
  .prefault({})
  .describe('Who sends mail for the domain, and how its delivery is tested');
