import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpCors } from '../../probes/http/cors.ts';
import { allowListFix, answersOf, type CorsAnswer, exchange, letsInWithLogin } from '../cors-answers.ts';
import { API_ROUTE, sampleCors } from '../sample-cors.ts';

const subject = API_ROUTE;

/** Origins that, where they are let in as well, are the larger fault. */
const WIDER: ReadonlySet<CorsAnswer['kind']> = new Set(['stranger', 'suffix', 'http']);

export default defineCheck({
  id: 'cors/subdomain',
  requirements: ['EDG-10'],
  title: 'Only the subdomains you use can read your API',
  failing: "Any subdomain of yours can read your users' data, a forgotten one too",
  severity: 'low',
  hurts: ['data', 'login'],
  why: 'Your API trusts whatever lies below your domain. A forgotten DNS record or one faulty blog plugin is enough to read what your customers see.',
  learn: ['https://portswigger.net/web-security/cors', 'https://developer.mozilla.org/en-US/docs/Web/Security/Defenses/Subdomain_takeover'],
  on: 'url',
  about: ['api'],
  perHost: true,
  reads: { cors: httpCors },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'a subdomain nobody has', saw: { cors: sampleCors({ subdomain: 'reflects-with-login' }) }, subject, gives: 'fail' },
    { name: 'the same without cookies', saw: { cors: sampleCors({ subdomain: 'reflects' }) }, subject, gives: 'pass' },
    { name: 'nobody foreign is let in', saw: { cors: sampleCors() }, subject, gives: 'pass' },
    {
      name: 'everybody whose name ends like yours, which is another finding',
      saw: { cors: sampleCors({ suffix: 'reflects-with-login', subdomain: 'reflects-with-login' }) },
      subject,
      gives: 'skip',
    },
    { name: 'a failing route', saw: { cors: sampleCors({ subdomain: 'reflects-with-login' }, { status: 500 }) }, subject, gives: 'skip' },
  ],
  judge({ cors }, { subject }) {
    const answers = answersOf(cors, subject, ['subdomain']);
    if (typeof answers === 'string') return { is: 'skip', because: answers };
    const open = answers.find(letsInWithLogin);
    if (!open) return { is: 'pass' };
    if (cors.answers.some((answer) => WIDER.has(answer.kind) && letsInWithLogin(answer)))
      return { is: 'skip', because: 'This route lets more in than subdomains, which is told by itself.' };
    return {
      is: 'fail',
      found: exchange(subject, open),
      fix: allowListFix(subject, open.origin, { wrong: 'accepts every subdomain with credentials', minutes: 20 }),
    };
  },
});
