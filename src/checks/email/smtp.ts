import { z } from 'zod';
import { defineCheck, type Saw, type Verdict } from '../../core/check.ts';
import { mailSmtp } from '../../probes/mail/smtp.ts';
import { auditOf, byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';

type Exchanger = Saw<{ smtp: typeof mailSmtp }>['smtp']['servers'][number];

const server = (exchange: string, changes: Partial<Exchanger> = {}): Exchanger => ({
  exchange,
  address: '203.0.113.25',
  outcome: 'answered',
  banner: `220 ${exchange} ESMTP`,
  starttls: true,
  ...changes,
});
const DEAD = { banner: null, starttls: false };

const WORDS = { refused: 'refuses connections', timeout: 'does not answer', malformed: 'does not speak SMTP' } as const satisfies Record<
  Exclude<Exchanger['outcome'], 'answered'>,
  string
>;

export default defineCheck({
  id: 'email/smtp',
  requirements: ['MAIL-7', 'MAIL-9'],
  title: 'Your mail exchangers answer and encrypt',
  failing: 'Mail to you is lost or travels in clear text',
  severity: 'medium',
  hurts: ['email', 'data'],
  why: 'Customers send contracts and personal data by mail. A silent exchanger loses it, and one without STARTTLS shows it to every network on the way.',
  learn: ['https://www.rfc-editor.org/rfc/rfc3207', 'https://support.google.com/a/answer/2520500'],
  on: 'site',
  reads: { smtp: mailSmtp },
  options: z.object({}),
  causedBy: ['email/mx-target'],
  since: '0.1.0',
  examples: [
    { name: 'answers with STARTTLS', saw: { smtp: { servers: [server('mx1.host.example')] } }, gives: 'pass' },
    { name: 'no STARTTLS', saw: { smtp: { servers: [server('mx1.host.example', { starttls: false })] } }, gives: 'fail' },
    {
      name: 'the only exchanger refuses',
      saw: { smtp: { servers: [server('mx1.host.example', { ...DEAD, outcome: 'refused' })] } },
      gives: 'fail',
    },
    {
      name: 'one of two is silent; mail takes the other',
      saw: { smtp: { servers: [server('mx1.host.example'), server('mx2.host.example', { ...DEAD, outcome: 'timeout' })] } },
      gives: { fail: 'low' },
    },
    {
      name: 'something else listens on port 25',
      saw: { smtp: { servers: [server('mx1.host.example', { ...DEAD, outcome: 'malformed', banner: 'HTTP/1.1 400' })] } },
      gives: 'fail',
    },
    { name: 'no exchanger to ask', saw: { smtp: { servers: [] } }, gives: 'skip' },
  ],
  judge({ smtp: { servers } }, { subject: { domain } }) {
    if (servers.length === 0) return { is: 'skip', because: `${domain} names no mail exchanger that could be asked.` };
    const answering = servers.some((each) => each.outcome === 'answered');
    const fails = servers.flatMap((each): Verdict[] => {
      const name = `${plain(each.exchange)} (${plain(each.address)})`;
      const at = [{ at: `${each.exchange} ${each.address}` }];
      if (each.outcome !== 'answered') {
        const banner = each.banner === null ? '' : `: “${plain(each.banner, 60)}”`;
        return [
          {
            is: 'fail',
            ...(answering ? { severity: 'low' as const } : {}),
            found: `${name} ${WORDS[each.outcome]} on port 25${banner}${answering ? '; another exchanger does' : ''}.`,
            at,
            fix: fixFor(domain, each, answering),
          },
        ];
      }
      return each.starttls
        ? []
        : [
            {
              is: 'fail',
              found: `${name} takes mail on port 25 but offers no STARTTLS, so mail arrives in clear text.`,
              at,
              fix: fixFor(domain, each, answering),
            },
          ];
    });
    return fails.length > 0
      ? fails
      : {
          is: 'pass',
          found: `${list([...new Set(servers.map((each) => plain(each.exchange)))])} ${servers.length === 1 ? 'answers and offers' : 'answer and offer'} STARTTLS.`,
        };
  },
});

function fixFor(domain: string, each: Exchanger, answering: boolean) {
  const name = plain(each.exchange);
  const telling = { verify: auditOf(domain, 'email'), shows: 'no longer lists email/smtp.', minutes: 30 };
  if (each.outcome === 'answered') {
    return byHand(
      [
        `If ${name} belongs to a provider, compare your MX records with its set-up page: yours may be outdated.`,
        `If you run ${name}, install a certificate for that name and switch on STARTTLS (Postfix: smtpd_tls_security_level = may).`,
      ],
      {
        ...telling,
        goal: `Mail to ${domain} travels encrypted.`,
        not: 'require TLS on port 25, or old senders can no longer reach you.',
      },
    );
  }
  return byHand(
    [
      `Compare the MX records of ${domain} with the set-up page of your mailbox provider.`,
      answering
        ? `If ${name} is not on it, delete its MX record.`
        : `If ${name} is not on it, replace the MX records by those on the page.`,
      `If you run ${name}, start the mail server and open port 25 in its firewall.`,
    ],
    { ...telling, goal: `Every exchanger of ${domain} takes mail.`, not: 'delete the last MX record that works.' },
  );
}
