import { z } from 'zod';

const fromEnvironment = z.string().regex(/^\$\{[A-Z_][A-Z0-9_]*\}$/, 'the name of an environment variable as ${NAME}');

/** Which answers of an address are right; one that names a redirect wants the redirect itself. */
export const statuses = z.array(z.int().min(100).max(599)).min(1).optional();

const also = z.strictObject({
  name: z.string().min(1).describe('How people call it'),
  url: z.url({ protocol: /^https?$/ }).describe('The full address'),
  kind: z.string().default('page').describe('What it is for'),
  statuses: statuses.describe('Statuses that are well; 200 to 399 where left out'),
  contains: z.string().min(1).optional().describe('A text the answer must hold'),
  headers: z.record(z.string(), z.string()).optional().describe('Request headers, secrets as ${NAME}, to look behind the login'),
  owner: z.string().optional().describe('Who acts on it'),
});

/** The `monitor` section of launch-ready.yaml. */
export const monitorConfig = z
  .strictObject({
    interval_s: z.int().min(1).max(86_400).default(60).describe('Seconds between two looks at an address'),
    confirmations: z
      .int()
      .min(1)
      .max(10)
      .optional()
      .describe('Failed looks in a row before somebody is told; the profile decides where it is left out'),
    also: z.array(also).default([]).describe('More addresses to watch than the routes, also behind the login'),
    canaries: z
      .array(z.string().regex(/^(\[[0-9a-f:]+\]|[a-z0-9.-]+):\d{1,5}$/i, 'an address with port such as one.one.one.one:443'))
      .default([])
      .describe('Addresses that answer whenever your own network works; the root name servers where left out'),
    certificate_days: z.int().min(1).max(90).default(14).describe('Days before the end of a certificate when somebody is told'),
    retention_days: z.int().min(1).max(3650).default(90).describe('Days that histories and errors are kept'),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Where this dashboard is reached, for links in alerts'),
    status_title: z.string().optional().describe('Title of the public status page; there is none where left out'),
    smtp: fromEnvironment.optional().describe('${NAME} of a variable such as smtps://user:password@smtp.acme.com:465'),
    from: z.email().optional().describe('The sender of alert mails'),
    webhook_secret: fromEnvironment.optional().describe('${NAME} of the secret that signs webhooks'),
    daily_audit: z.boolean().default(true).describe('Whether the domain is audited once a day'),
    weekly_mail: z
      .boolean()
      .default(true)
      .describe('Whether mail is tested each week and when SPF, DKIM or DMARC change; with `mail.inboxes` this sends real mail'),
  })
  .prefault({})
  .describe('How the product is watched');
