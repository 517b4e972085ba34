import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpPage } from '../../probes/http/page.ts';
import { schemeRule, edgesOf, stepsAt, byRule } from '../edge.ts';
import { auditOf } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { shortUrl } from '../plain.ts';
import { samplePage } from '../sample-page.ts';

const login = { kind: 'url', url: 'http://acme.com/login', for: 'login' } as const;

export default defineCheck({
  id: 'app/login-insecure',
  requirements: ['TLS-2'],
  title: 'Passwords are asked for over https alone',
  failing: 'Passwords travel in the clear',
  severity: 'blocker',
  hurts: ['login', 'data', 'trust'],
  why: 'Anybody on the same network can read a password that is typed here. Browsers warn your customers beside the field.',
  learn: [
    'https://cwe.mitre.org/data/definitions/319.html',
    'https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html',
  ],
  on: 'url',
  reads: { page: httpPage },
  options: z.object({}),
  causedBy: ['routing/https'],
  since: '0.1.0',
  examples: [
    {
      name: 'a login over https',
      subject: { ...login, url: 'https://acme.com/login' },
      saw: { page: samplePage({ url: 'https://acme.com/login' }, { asksPassword: true }) },
      gives: 'pass',
    },
    {
      name: 'an http link that leads to https',
      subject: login,
      saw: { page: samplePage({ url: 'https://acme.com/login', redirects: 1 }, { asksPassword: true }) },
      gives: 'pass',
    },
    {
      name: 'a login over http',
      subject: login,
      saw: { page: samplePage({ url: 'http://acme.com/login' }, { asksPassword: true }) },
      gives: 'fail',
    },
    {
      name: 'https that leads back to http',
      subject: { ...login, url: 'https://acme.com/login' },
      saw: { page: samplePage({ url: 'http://acme.com/login', redirects: 1 }, { asksPassword: true }) },
      gives: 'fail',
    },
    { name: 'a page without a password field', saw: { page: samplePage({ url: 'http://acme.com/' }) }, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    if (!page.body.asksPassword) return { is: 'skip', because: 'The page has no password field.' };
    if (page.url.startsWith('https:')) return { is: 'pass' };
    const url = new URL(URL.canParse(page.url) ? page.url : subject.url);
    return {
      is: 'fail',
      found: `${shortUrl(page.url)} has a password field and is served over http${page.redirects > 0 ? `, ${page.redirects} redirect${page.redirects > 1 ? 's' : ''} after ${shortUrl(subject.url)}` : ''}.`,
      fix: byRule(
        { from: `http://${url.host}`, to: `https://${url.host}` },
        [
          ...stepsAt(edgesOf(config, page.headers), schemeRule(url.host)),
          'Change every link and form that begins with http:// to https://, and mark the session cookie Secure.',
        ],
        {
          prompt: {
            goal: `${url.host} asks for passwords over https only.`,
            change: `redirect every http address of ${url.host} to https with 301, and use https addresses in links, forms and login callbacks.`,
            not: 'encrypt the password in browser JavaScript instead, or redirect only the form target.',
            see: `curl -sI '${shortUrl(page.url)}' shows 301 or 308 to https.`,
          },
          verify: `curl -sI '${shortUrl(page.url)}'; ${auditOf(zoneOf(url.hostname, config), 'app')}`,
          minutes: 20,
        },
      ),
    };
  },
});
