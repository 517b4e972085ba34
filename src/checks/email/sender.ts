import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoSenders } from '../../probes/repo/senders.ts';
import { byHand } from '../fix.ts';
import { PLACEHOLDER, SHARED } from '../foreign-sender.ts';
import { list, plain } from '../plain.ts';

/** A sender that is not the founder's own; `severity` where it is milder than the check's. */
interface Foreign {
  path: string;
  line: number;
  address: string;
  says: string;
  severity: 'low' | null;
}

const saw = (...addresses: string[]) => ({
  code: { senders: addresses.map((address, i) => ({ path: 'src/lib/mail.ts', line: i + 1, address })), truncated: false },
});

export default defineCheck({
  id: 'email/sender',
  requirements: ['MAIL-6'],
  title: 'Your app sends mail in the name of your own domain',
  failing: 'Your app sends mail in somebody else’s name, so customers do not get it',
  severity: 'high',
  hurts: ['login', 'signup', 'email'],
  why: 'Mail in the name of Gmail, or of a provider’s test domain, is refused or goes to you alone. Customers wait for a reset link that never comes.',
  learn: ['https://support.google.com/a/answer/81126', 'https://resend.com/docs/knowledge-base/what-email-addresses-to-use-for-testing'],
  on: 'repo',
  reads: { code: repoSenders },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'the own domain', saw: saw('hello@acme.com', 'billing@acme.com'), gives: 'pass' },
    { name: 'no sender in the code', saw: saw(), gives: 'skip' },
    { name: 'the test sender of Resend', saw: saw('onboarding@resend.dev'), gives: 'fail' },
    { name: 'a private Gmail address', saw: saw('acme.app@gmail.com'), gives: 'fail' },
    { name: 'the sandbox of Mailgun', saw: saw('postmaster@sandbox1a2b3c.mailgun.org'), gives: 'fail' },
    { name: 'the trial domain of MailerSend', saw: saw('info@trial-3zxk54v.mlsender.net'), gives: 'fail' },
    { name: 'the domain of the platform', saw: saw('hello@acme.vercel.app'), gives: 'fail' },
    { name: 'a placeholder beside the own domain', saw: saw('hello@acme.com', 'admin@email.com'), gives: { fail: 'low' } },
  ],
  judge({ code: { senders } }) {
    if (senders.length === 0) return { is: 'skip', because: 'The code names no address that it sends mail as.' };
    const foreign = senders.flatMap((sender): Foreign[] => {
      const domain = sender.address.slice(sender.address.lastIndexOf('@') + 1);
      const shared = SHARED.find(({ of }) => of.test(domain));
      if (shared) return [{ ...sender, says: shared.says, severity: null }];
      return PLACEHOLDER.test(domain) ? [{ ...sender, says: 'is a placeholder', severity: 'low' }] : [];
    });
    if (foreign.length === 0) return { is: 'pass' };
    const worst = foreign.find(({ severity }) => severity === null) ?? foreign[0]!;
    const shown = list([...new Set(foreign.map(({ address }) => plain(address, 80)))]);
    return {
      is: 'fail',
      found: `${plain(worst.path, 200)}:${worst.line} sends as ${plain(worst.address, 80)}, which ${worst.says}.`,
      ...(worst.severity ? { severity: worst.severity } : {}),
      at: foreign.slice(0, 10).map(({ path, line }) => ({ at: path, line })),
      fix: byHand(
        [
          'Add your own domain at your mail provider and publish the DKIM and SPF records it shows.',
          `Send as an address of that domain instead of ${shown}; read it from one environment variable.`,
          'Send yourself each kind of mail: launch-ready mail test.',
        ],
        {
          goal: 'every mail of the app is sent as an address of our own domain.',
          not: 'change who receives mail, or invent an address of a domain we do not own.',
          verify: 'launch-ready audit . --only email',
          shows: 'no sender of somebody else',
          minutes: 30,
        },
      ),
    };
  },
});
