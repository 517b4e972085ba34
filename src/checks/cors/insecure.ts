import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpCors } from '../../probes/http/cors.ts';
import { allowListFix, answersOf, exchange, letsInWithLogin } from '../cors-answers.ts';
import { API_ROUTE, sampleCors } from '../sample-cors.ts';

const subject = API_ROUTE;

export default defineCheck({
  id: 'cors/insecure',
  requirements: ['EDG-10'],
  title: 'Only encrypted pages can read your API',
  failing: "Anybody on the same Wi-Fi can read your logged-in users' data",
  severity: 'medium',
  hurts: ['data', 'login', 'trust'],
  why: 'Your API trusts plain http pages of your domain. On a shared network an attacker can forge such a page and use the login of your customer.',
  learn: ['https://portswigger.net/web-security/cors', 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS'],
  on: 'url',
  about: ['api'],
  perHost: true,
  reads: { cors: httpCors },
  options: z.object({}),
  causedBy: ['cors/credentials'],
  since: '0.1.0',
  examples: [
    { name: 'an http page with credentials', saw: { cors: sampleCors({ http: 'reflects-with-login' }) }, subject, gives: 'fail' },
    { name: 'an http page without credentials', saw: { cors: sampleCors({ http: 'reflects' }) }, subject, gives: 'pass' },
    { name: 'http is refused', saw: { cors: sampleCors({ subdomain: 'reflects-with-login' }) }, subject, gives: 'pass' },
    { name: 'a failing route', saw: { cors: sampleCors({ http: 'reflects-with-login' }, { status: 500 }) }, subject, gives: 'skip' },
  ],
  judge({ cors }, { subject }) {
    const answers = answersOf(cors, subject, ['http']);
    if (typeof answers === 'string') return { is: 'skip', because: answers };
    const open = answers.find(letsInWithLogin);
    if (!open) return { is: 'pass' };
    return {
      is: 'fail',
      found: exchange(subject, open),
      fix: allowListFix(subject, open.origin, { wrong: 'accepts http:// origins with credentials', minutes: 15 }),
    };
  },
});
