import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { isPlatformName } from '../../parsers/site.ts';
import { mailMx } from '../../probes/mail/mx.ts';
import { auditOf, byDns, byHand, dig } from '../fix.ts';
import { count, list, plain } from '../plain.ts';
import { sendersIn } from '../mail-providers.ts';

const mx = (preference: number, exchange: string) => ({
  preference,
  exchange,
  addresses: exchange === '' ? [] : ['203.0.113.25'],
  isAlias: false,
});
const mail = (changes: object) => ({ mail: { senders: [], dkim_selectors: [], ...changes } });

export default defineCheck({
  id: 'email/mx',
  requirements: ['MAIL-9', 'DNS-7'],
  title: 'Mail to your domain arrives',
  failing: 'Replies of customers bounce: your domain takes no mail',
  severity: 'medium',
  hurts: ['email', 'trust'],
  why: 'Customers answer receipts and ask for help by replying. Without an MX record their mail bounces, and some receivers distrust a sender nobody can answer.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc5321#section-5.1',
    'https://support.google.com/a/answer/174125',
    'https://www.rfc-editor.org/rfc/rfc7505',
  ],
  on: 'site',
  reads: { mx: mailMx },
  options: z.object({}),
  causedBy: ['dns/delegation'],
  since: '0.1.0',
  examples: [
    { name: 'a mailbox provider', saw: { mx: { records: [mx(1, 'smtp.google.com')] } }, gives: 'pass' },
    { name: 'no MX', saw: { mx: { records: [] } }, gives: 'fail' },
    {
      name: 'no MX, and the config names the mailbox provider',
      config: mail({ senders: ['google'] }),
      saw: { mx: { records: [] } },
      gives: 'fail',
    },
    { name: 'null MX on a domain that may send', saw: { mx: { records: [mx(0, '')] } }, gives: { fail: 'low' } },
    { name: 'null MX on a domain that never sends', config: mail({ sends: false }), saw: { mx: { records: [mx(0, '')] } }, gives: 'pass' },
    { name: 'no MX on a domain that never sends', config: mail({ sends: false }), saw: { mx: { records: [] } }, gives: 'pass' },
    {
      name: 'a name lent by a platform',
      subject: { kind: 'site', domain: 'acme.vercel.app' },
      saw: { mx: { records: [] } },
      gives: 'skip',
    },
  ],
  judge({ mx: { records } }, { subject: { domain }, config }) {
    if (isPlatformName(domain)) return { is: 'skip', because: `${domain} is a name lent by a platform; mail cannot come from it.` };
    const refuses = records.length > 0 && records.every((record) => record.exchange === '');
    if (records.length > 0 && !refuses)
      return { is: 'pass', found: `Mail to ${domain} goes to ${list(records.map((record) => plain(record.exchange)).filter(Boolean))}.` };
    if (config.mail.sends === false) return { is: 'pass', found: `${domain} takes no mail, as fits a domain that never sends.` };
    const provider = sendersIn(config).known.find((each) => each.mx);
    const add = (provider?.mx ?? []).map((data) => ({
      name: domain,
      type: 'MX',
      data: data.replace('{dashed}', domain.replaceAll('.', '-')),
    }));
    const telling = {
      goal: `Mail to people @${domain} reaches a mailbox somebody reads.`,
      not:
        'change SPF, DKIM or DMARC records, or MX records of subdomains such as send.' +
        domain +
        '. If nobody shall write to this domain, set mail.sends to false in launch-ready.yaml.',
      verify: dig('MX', domain, auditOf(domain, 'email')),
      shows: `prints ${provider ? count(add.length, 'line') : 'the exchangers of your provider'}.`,
      minutes: 20,
    };
    const remove = refuses ? [{ name: domain, type: 'MX', data: '0 .' }] : [];
    return {
      is: 'fail',
      ...(refuses ? { severity: 'low' as const } : {}),
      found: refuses
        ? `${domain} publishes a null MX (“0 .”): it tells everybody that it takes no mail.`
        : `${domain} has no MX record, so replies and bounce reports go nowhere.`,
      at: [{ at: domain }],
      fix:
        add.length > 0
          ? byDns({ zone: domain, ...(remove.length > 0 ? { remove } : {}), add }, telling)
          : byHand(
              [
                'Choose who keeps your mail: Google Workspace, Microsoft 365, Fastmail, Zoho; or free forwarding with Cloudflare Email Routing or ImprovMX.',
                `Add ${domain} there and copy the MX records it shows.`,
                `In the DNS zone ${domain}, ${refuses ? 'delete the MX record “0 .” and ' : ''}add exactly those.`,
                `Send a mail to hello@${domain} and read it.`,
              ],
              telling,
            ),
    };
  },
});
