import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { UrlKind } from '../../core/subject.ts';
import { httpPage } from '../../probes/http/page.ts';
import { pageKind } from '../../probes/http/route-kind.ts';
import { auditOf, byHand } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { urlOf } from '../page.ts';
import { plain, shortUrl } from '../plain.ts';
import { samplePage } from '../sample-page.ts';

/** Redirects after which a client sends the same again, body included (RFC 9110 §15.4.8 and §15.4.9). */
const KEEPS_BODY: ReadonlySet<number> = new Set([307, 308]);

const hook = 'https://acme.com/api/webhooks/stripe';
const subject = { kind: 'url', url: hook, for: 'webhook' } as const;
const config = (kind: UrlKind = 'webhook') => ({ routes: [{ name: 'Stripe', url: hook, kind }] });
const moved = (to: string, ...via: number[]) => ({ page: samplePage({ url: to, redirects: via.length, via, status: 405 }) });

export default defineCheck({
  id: 'routing/post',
  requirements: ['DNS-4', 'DEP-9'],
  title: 'Webhooks and API calls arrive without a redirect',
  failing: 'Payments and sign-ups are lost: a webhook address redirects',
  severity: 'high',
  hurts: ['billing', 'signup', 'data'],
  why: 'Stripe and others count a redirect as failure. Clients that follow 301 or 302 send a GET without the body, so the order never arrives.',
  learn: ['https://docs.stripe.com/webhooks', 'https://www.rfc-editor.org/rfc/rfc9110#section-15.4.2'],
  on: 'url',
  about: ['webhook', 'api'],
  reads: { page: httpPage },
  options: z.object({}),
  causedBy: ['routing/loop', 'routing/reachable'],
  since: '0.1.0',
  examples: [
    { name: 'it answers GET with 405', subject, config: config(), saw: { page: samplePage({ url: hook, status: 405 }) }, gives: 'pass' },
    {
      name: 'a redirect to the apex',
      subject,
      config: config(),
      saw: moved('https://www.acme.com/api/webhooks/stripe', 301),
      gives: 'fail',
    },
    { name: 'a webhook behind the login', subject, config: config(), saw: moved('https://acme.com/login', 307), gives: 'fail' },
    {
      name: '308 keeps the body, but who sends webhooks does not follow',
      subject,
      config: config(),
      saw: moved(`${hook}/`, 308),
      gives: { fail: 'medium' },
    },
    {
      name: 'an API address that moved',
      subject: { ...subject, for: 'api' },
      config: config('api'),
      saw: moved(`${hook}/`, 302),
      gives: { fail: 'medium' },
    },
    {
      name: 'an API address that moved with 308',
      subject: { ...subject, for: 'api' },
      config: config('api'),
      saw: moved(`${hook}/`, 308),
      gives: 'pass',
    },
    {
      name: 'an API that sends strangers to the login',
      subject: { ...subject, for: 'api' },
      config: config('api'),
      saw: moved('https://acme.com/login', 302),
      gives: 'skip',
    },
    { name: 'an address that the configuration does not name', subject, saw: moved(`${hook}/`, 301), gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    const route = config.routes.find(({ url, kind }) => url === subject.url && (kind === 'webhook' || kind === 'api'));
    if (!route) return { is: 'skip', because: 'The configuration names no webhook or API at this address.' };
    const [first] = page.via;
    if (first === undefined) return { is: 'pass' };
    const end = urlOf(page, subject);
    const webhook = route.kind === 'webhook';
    if (!webhook && pageKind(end.pathname) === 'login') return { is: 'skip', because: 'It sends strangers to the login.' };
    const keeps = page.via.every((status) => KEEPS_BODY.has(status));
    const guarded = pageKind(end.pathname) === 'login';
    if (keeps && !webhook) return { is: 'pass', found: `It redirects with ${page.via.join(', ')}, which keeps the body.` };
    const target = shortUrl(`${end.origin}${end.pathname}`);
    return {
      is: 'fail',
      found: `${plain(route.name, 40)}: GET ${shortUrl(subject.url)} answers ${first} and leads to ${target}.`,
      ...(webhook && (!keeps || guarded) ? {} : { severity: 'medium' as const }),
      fix: byHand(
        [
          guarded
            ? `Let the login middleware pass ${new URL(subject.url).pathname}: whoever sends webhooks proves who it is by a signature.`
            : `Enter the final address, ${target}, where the sender is set up (Stripe: Developers › Webhooks), and in your app.`,
          `Or except ${new URL(subject.url).pathname} from redirects; where one must stay, use 308.`,
          'Send a test event, and send again what was lost (Stripe: the events of the endpoint › Resend).',
        ],
        {
          prompt: {
            goal: `a POST to ${shortUrl(subject.url)} is answered there, without a redirect.`,
            change: guarded
              ? `except ${shortUrl(subject.url)} from the login middleware and check the signature of the sender instead.`
              : `take the redirect of ${shortUrl(subject.url)} away, or use ${target} everywhere the old address is entered.`,
            not: 'drop the check of the signature, or redirect with 301 or 302.',
            see: `curl -s -o /dev/null -w '%{http_code}' '${shortUrl(subject.url)}' prints no 3xx status.`,
          },
          verify: `curl -s -o /dev/null -w '%{http_code}\\n' '${shortUrl(subject.url)}'; ${auditOf(zoneOf(new URL(subject.url).hostname, config), 'routing')}`,
          minutes: 15,
        },
      ),
    };
  },
});
