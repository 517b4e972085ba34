import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoSenders } from '../../probes/repo/senders.ts';
import { byHand } from '../fix.ts';
import { PLACEHOLDER, SHARED } from '../foreign-sender.ts';
import { zoneOf } from '../host.ts';
import { list, plain } from '../plain.ts';

const saw = (...addresses: string[]) => ({
  code: { senders: addresses.map((address, i) => ({ path: 'src/lib/mail.ts', line: i + 1, address })), truncated: false },
});
const config = { domain: 'acme.com' };

export default defineCheck({
  id: 'email/from-domain',
  requirements: ['MAIL-5'],
  title: 'All mail of your app comes from one domain',
  failing: 'Your app writes to customers from several domains, so some mail looks forged',
  severity: 'medium',
  hurts: ['email', 'login', 'trust'],
  why: 'Each domain earns its own reputation and needs its own records. Customers and filters take a welcome from a strange domain for a fraud.',
  learn: ['https://support.google.com/a/answer/81126', 'https://resend.com/docs/dashboard/domains/introduction'],
  on: 'repo',
  reads: { code: repoSenders },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'one domain', saw: saw('hello@acme.com', 'billing@acme.com'), config, gives: 'pass' },
    { name: 'marketing on a subdomain of its own', saw: saw('hello@acme.com', 'news@updates.acme.com'), config, gives: 'pass' },
    { name: 'two domains', saw: saw('hello@acme.com', 'team@getacme.com'), config, gives: 'fail' },
    { name: 'one domain, but not the product’s', saw: saw('hello@getacme.com'), config, gives: 'fail' },
    { name: 'nothing but a test sender, which is another check’s', saw: saw('onboarding@resend.dev'), config, gives: 'skip' },
    { name: 'a lone domain, and nobody told which is the product’s', saw: saw('hello@getacme.com'), gives: 'pass' },
  ],
  judge({ code: { senders } }, { config: told }) {
    const own = senders.flatMap((sender) => {
      const host = sender.address.slice(sender.address.lastIndexOf('@') + 1);
      return SHARED.some(({ of }) => of.test(host)) || PLACEHOLDER.test(host) ? [] : [{ ...sender, domain: zoneOf(host, told) }];
    });
    if (own.length === 0) return { is: 'skip', because: 'The code names no address of your own that it sends as.' };
    const wanted = told.domain ?? own[0]!.domain; // !: it is not empty
    const others = own.filter(({ domain }) => domain !== wanted);
    if (others.length === 0) return { is: 'pass' };
    const domains = [...new Set(others.map(({ domain }) => plain(domain, 100)))];
    const first = others[0]!; // !: it is not empty
    const shown = plain(wanted, 100);
    return {
      is: 'fail',
      found: `${plain(first.path, 160)}:${first.line} sends as ${plain(first.address, 100)}; the product is ${shown}.`,
      at: others.slice(0, 10).map(({ path, line }) => ({ at: path, line })),
      fix: byHand(
        [
          `Send everything a customer waits for (welcome, reset, invite, receipt) as an address of ${shown}.`,
          `Send marketing as a subdomain of it, such as news.${shown}, so that complaints do not touch resets.`,
          'Read the address from one environment variable in one file.',
        ],
        {
          goal: `every mail of the app is sent as an address of ${shown} or of a subdomain of it, instead of ${list(domains, 3)}.`,
          not: 'change who receives mail, or invent an address that has no DKIM record.',
          verify: 'launch-ready audit . --only email',
          shows: 'no sender of another domain.',
          minutes: 20,
        },
      ),
    };
  },
});
