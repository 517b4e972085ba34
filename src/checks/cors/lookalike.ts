import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpCors } from '../../probes/http/cors.ts';
import { allowListFix, answersOf, exchange, letsInWithLogin } from '../cors-answers.ts';
import { API_ROUTE, sampleCors } from '../sample-cors.ts';

const subject = API_ROUTE;

const WRONG = {
  begins: 'accepts every origin that begins with our domain, as startsWith or a pattern without an end does',
  ends: 'accepts every origin that ends with our domain, as endsWith or a pattern without a dot does',
} as const;

export default defineCheck({
  id: 'cors/lookalike',
  requirements: ['EDG-10'],
  title: 'Domains that resemble yours cannot read your API',
  failing: "Whoever registers a look-alike domain can read your users' data",
  severity: 'high',
  hurts: ['data', 'login', 'trust'],
  why: 'Your API compares origins loosely. For the price of a domain an attacker passes as you, and reads what your logged-in users can read.',
  learn: ['https://portswigger.net/web-security/cors', 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS'],
  on: 'url',
  about: ['api'],
  perHost: true,
  reads: { cors: httpCors },
  options: z.object({}),
  causedBy: ['cors/credentials'],
  since: '0.1.0',
  examples: [
    { name: 'a domain that begins like yours', saw: { cors: sampleCors({ prefix: 'reflects-with-login' }) }, subject, gives: 'fail' },
    { name: 'a domain that ends like yours', saw: { cors: sampleCors({ suffix: 'reflects-with-login' }) }, subject, gives: 'fail' },
    {
      name: 'your own subdomain is no look-alike',
      saw: { cors: sampleCors({ subdomain: 'reflects-with-login' }) },
      subject,
      gives: 'pass',
    },
    { name: 'look-alikes without cookies', saw: { cors: sampleCors({ prefix: 'reflects', suffix: 'reflects' }) }, subject, gives: 'pass' },
    {
      name: 'everybody is let in, which is another finding',
      saw: { cors: sampleCors({ stranger: 'reflects-with-login', prefix: 'reflects-with-login', suffix: 'reflects-with-login' }) },
      subject,
      gives: 'skip',
    },
    { name: 'a route that moved', saw: { cors: sampleCors({ prefix: 'reflects-with-login' }, { status: 308 }) }, subject, gives: 'skip' },
  ],
  judge({ cors }, { subject }) {
    const answers = answersOf(cors, subject, ['prefix', 'suffix']);
    if (typeof answers === 'string') return { is: 'skip', because: answers };
    if (cors.answers.some((answer) => answer.kind === 'stranger' && letsInWithLogin(answer))) {
      return { is: 'skip', because: 'This route lets every website in, look-alike or not.' };
    }
    const open = answers.filter(letsInWithLogin);
    if (open.length === 0) return { is: 'pass' };
    return open.map((answer) => ({
      is: 'fail',
      found: exchange(subject, answer),
      at: [{ at: answer.origin }],
      fix: allowListFix(subject, answer.origin, { wrong: answer.kind === 'prefix' ? WRONG.begins : WRONG.ends, minutes: 30 }),
    }));
  },
});
