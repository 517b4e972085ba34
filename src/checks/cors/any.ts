import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpCors } from '../../probes/http/cors.ts';
import { allowListFix, answersOf, exchange, letsIn, letsInWithLogin } from '../cors-answers.ts';
import { API_ROUTE, sampleCors } from '../sample-cors.ts';

const subject = API_ROUTE;

export default defineCheck({
  id: 'cors/any',
  requirements: ['EDG-10'],
  title: 'Only your own websites can read your API',
  failing: 'Every website can build on your API and spend your quota',
  severity: 'medium',
  hurts: ['data', 'cost'],
  why: 'Your API answers pages of every website. Others can show your data as theirs, and their visitors use up your servers and paid services.',
  learn: ['https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS', 'https://fetch.spec.whatwg.org/#http-cors-protocol'],
  on: 'url',
  about: ['api'],
  perHost: true,
  reads: { cors: httpCors },
  options: z.object({}),
  causedBy: ['cors/credentials'],
  since: '0.1.0',
  examples: [
    { name: 'any origin may read', saw: { cors: sampleCors({}, { allowOrigin: '*' }) }, subject, gives: 'fail' },
    { name: 'a stranger is echoed without credentials', saw: { cors: sampleCors({ stranger: 'reflects' }) }, subject, gives: 'fail' },
    {
      name: '* with credentials on a refusal: your own login cannot work either',
      saw: { cors: sampleCors({}, { status: 401, allowOrigin: '*', allowCredentials: true }) },
      subject,
      gives: { fail: 'low' },
    },
    {
      name: 'any origin may read a refusal: a token API',
      saw: { cors: sampleCors({}, { status: 401, allowOrigin: '*' }) },
      subject,
      gives: 'pass',
    },
    { name: 'nobody foreign may read', saw: { cors: sampleCors() }, subject, gives: 'pass' },
    {
      name: 'a stranger with credentials is another finding',
      saw: { cors: sampleCors({ stranger: 'reflects-with-login' }) },
      subject,
      gives: 'skip',
    },
    {
      name: '* on a health route is right',
      saw: { cors: sampleCors({}, { allowOrigin: '*' }) },
      subject: { kind: 'url', url: 'https://acme.com/health', for: 'health' },
      gives: 'skip',
    },
    {
      name: '* on a font is right',
      saw: { cors: sampleCors({}, { allowOrigin: '*' }) },
      subject: { kind: 'url', url: 'https://acme.com/inter.woff2', for: 'asset' },
      gives: 'skip',
    },
  ],
  judge({ cors }, { subject }) {
    const answers = answersOf(cors, subject, ['stranger']);
    if (typeof answers === 'string') return { is: 'skip', because: answers };
    if (answers.some(letsInWithLogin)) return { is: 'skip', because: 'This route lets every website in with the login of your users.' };
    const open = answers.find(letsIn);
    if (!open) return { is: 'pass' };
    const refusal = open.status >= 400;
    if (refusal && !open.allowCredentials) return { is: 'pass', found: `Strangers may read only its refusal (${open.status}).` };
    const pair = open.allowCredentials ? ' Browsers refuse this pair when your own pages send cookies.' : '';
    return {
      is: 'fail',
      ...(refusal ? { severity: 'low' } : {}),
      found: `${exchange(subject, open)}${pair}`,
      fix: allowListFix(subject, open.origin, {
        wrong: open.allowOrigin === '*' ? 'answers every website with Access-Control-Allow-Origin: *' : 'echoes whatever Origin it is sent',
        minutes: 20,
      }),
    };
  },
});
