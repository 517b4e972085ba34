import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpPage } from '../../probes/http/page.ts';
import { auditOf, byHand } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { type Insecure, insecureOf, notMixing, replaced } from '../mixed.ts';
import type { Page } from '../page.ts';
import { list, shortUrl } from '../plain.ts';
import { samplePage } from '../sample-page.ts';

const form: Insecure = { address: 'http://acme.com/session', as: 'form' };
const page = (change: Partial<Page['body']> = {}): { page: Page } => ({ page: samplePage({}, change) });

export default defineCheck({
  id: 'tls/form-target',
  requirements: ['TLS-3', 'TLS-2'],
  title: 'Forms send what people type over https',
  failing: 'What people type into your form travels in the clear',
  severity: 'blocker',
  hurts: ['login', 'data', 'trust'],
  why: 'Anybody on the same network reads what this form sends, and browsers stop your customers with a full-page warning before they send it.',
  learn: ['https://developer.mozilla.org/en-US/docs/Web/Security/Mixed_content', 'https://cwe.mitre.org/data/definitions/319.html'],
  on: 'url',
  about: ['home', 'page', 'login', 'signup', 'dashboard', 'checkout'],
  perHost: true,
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'a page without such a form', saw: page(), gives: 'pass' },
    { name: 'a login that sends to http', saw: page({ asksPassword: true, insecure: [form] }), gives: 'fail' },
    { name: 'a form without a password', saw: page({ insecure: [form] }), gives: { fail: 'high' } },
    { name: 'a script over http is no form', saw: page({ insecure: [{ address: 'http://acme.com/a.js', as: 'script' }] }), gives: 'pass' },
    {
      name: 'the page has browsers send over https',
      saw: page({ insecure: [form], equivalents: [['content-security-policy', 'upgrade-insecure-requests']] }),
      gives: 'pass',
    },
    { name: 'a page over http', saw: { page: samplePage({ url: 'http://acme.com/' }) }, gives: 'skip' },
    { name: 'an error page', saw: { page: samplePage({ status: 500 }) }, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    const because = notMixing(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const forms = insecureOf(page).filter(({ as }) => as === 'form');
    if (forms.length === 0) return { is: 'pass' };
    const url = shortUrl(page.url);
    return {
      is: 'fail',
      ...(page.body.asksPassword ? {} : { severity: 'high' as const }),
      at: [{ at: forms[0]!.address }], // !: there is at least one
      found: `${url} ${page.body.asksPassword ? 'asks for a password and ' : ''}sends a form to ${list(forms.map(({ address }) => shortUrl(address)))}.`,
      fix: byHand(
        [
          ...replaced(forms).map((line) => `In the action of the form, ${line}.`),
          'See that the server answers there over https, and that it redirects http to https.',
        ],
        {
          prompt: {
            goal: `forms on ${url} send over https only.`,
            change: `in the action and formaction of forms, ${replaced(forms).join('; ')}.`,
            not: 'encrypt what is typed in browser JavaScript instead, or send it by a GET with the values in the address.',
            see: `a submit on ${url} sends to an https address in the browser’s network panel.`,
          },
          verify: `curl -s '${url}' | grep -i '<form'; ${auditOf(zoneOf(new URL(subject.url).hostname, config), 'tls')}`,
          minutes: 10,
        },
      ),
    };
  },
});
