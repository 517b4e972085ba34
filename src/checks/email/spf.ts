import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { isPlatformName } from '../../parsers/site.ts';
import { mailSpf } from '../../probes/mail/spf.ts';
import { auditOf, byHand, dig } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { MAIL_PROVIDERS, sendersIn, spfFor } from '../mail-providers.ts';
import { GOOGLE_SPF, spfSaw, spfSwap } from '../spf-tree.ts';

const silent = { mail: { sends: false, senders: [], dkim_selectors: [] } };

export default defineCheck({
  id: 'email/spf',
  requirements: ['MAIL-1'],
  title: 'SPF says who may send mail for you',
  failing: 'Password resets and receipts land in spam: no SPF record',
  severity: 'blocker',
  hurts: ['email', 'login', 'signup', 'billing'],
  why: 'Gmail, Outlook and Yahoo ask your domain who may send for it. Without an answer they file your mail as spam or refuse it.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc7208',
    'https://support.google.com/a/answer/81126',
    'https://support.google.com/a/answer/33786',
  ],
  on: 'site',
  reads: { spf: mailSpf },
  options: z.object({}),
  causedBy: ['dns/delegation'],
  since: '0.1.0',
  examples: [
    { name: 'a record for Google Workspace', saw: { spf: spfSaw(['v=spf1 include:_spf.google.com ~all'], GOOGLE_SPF) }, gives: 'pass' },
    { name: 'a domain that never sends says so', config: silent, saw: { spf: spfSaw(['v=spf1 -all']) }, gives: 'pass' },
    { name: 'no record', saw: { spf: spfSaw([]) }, gives: 'fail' },
    {
      name: 'no record, senders known',
      config: { mail: { senders: ['google', 'resend'], dkim_selectors: [] } },
      saw: { spf: spfSaw([]) },
      gives: 'fail',
    },
    {
      name: 'every sender bounces to a subdomain of its own',
      config: { mail: { senders: ['resend'], dkim_selectors: [] } },
      saw: { spf: spfSaw([]) },
      gives: { fail: 'medium' },
    },
    { name: 'a domain that never sends has no record', config: silent, saw: { spf: spfSaw([]) }, gives: { fail: 'medium' } },
    { name: 'a name lent by a platform', subject: { kind: 'site', domain: 'acme.vercel.app' }, saw: { spf: spfSaw([]) }, gives: 'skip' },
  ],
  judge({ spf }, { subject: { domain }, config }) {
    if (isPlatformName(domain)) return { is: 'skip', because: `${domain} is a name lent by a platform; mail cannot come from it.` };
    const [record] = spf.records;
    if (record !== undefined) {
      const quiet = config.mail.sends === false && record === 'v=spf1 -all' ? ', as fits a domain that never sends' : '';
      return { is: 'pass', found: `${domain} publishes “${plain(record)}”${quiet}.` };
    }
    const after = spfFor(config);
    const { known } = sendersIn(config);
    const spared = after !== null && known.every((provider) => provider.spf === null);
    const avoid = 'add a second record that begins with v=spf1, or touch MX, DKIM and DMARC records.';
    return {
      is: 'fail',
      ...(spared ? { severity: 'medium' as const } : {}),
      found:
        config.mail.sends === false
          ? `${domain} has no SPF record, so anybody can send mail in its name.`
          : `${domain} has no TXT record that begins with v=spf1.`,
      at: [{ at: domain }],
      fix:
        after === null
          ? byHand(
              [
                `List every service that sends mail as @${domain}: mailbox, app, newsletter, invoices.`,
                `Join their SPF parts into one record: ${list(
                  MAIL_PROVIDERS.flatMap((provider) => (provider.spf ? [`${provider.name} needs ${provider.spf}`] : [])),
                  8,
                )}.`,
                `These need no part in it: ${list(
                  MAIL_PROVIDERS.filter((provider) => provider.spf === null).map((provider) => provider.name),
                  12,
                )}.`,
                `In the DNS zone ${domain}, add one TXT record for ${domain}, for example: v=spf1 include:_spf.google.com ~all`,
                'Name the services as mail.senders in launch-ready.yaml, and the next report gives the exact record.',
              ],
              {
                goal: `${domain} publishes one SPF record that names every service that sends mail for it.`,
                not: avoid,
                verify: dig('TXT', domain, auditOf(domain, 'email')),
                shows: 'prints exactly one line that begins with v=spf1.',
                minutes: 20,
              },
            )
          : spfSwap(
              domain,
              { before: [], after },
              {
                goal:
                  config.mail.sends === false
                    ? `Nobody can send mail as ${domain}.`
                    : `Receivers accept mail of ${domain} from ${list(known.map((provider) => provider.name))}.`,
                not: avoid,
                minutes: 10,
              },
            ),
    };
  },
});
