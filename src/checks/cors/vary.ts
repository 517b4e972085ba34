import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpCors } from '../../probes/http/cors.ts';
import { allowListFix, answersOf, type CorsAnswer } from '../cors-answers.ts';
import { plain } from '../plain.ts';
import { API_ROUTE, sampleCors } from '../sample-cors.ts';

const subject = API_ROUTE;

export default defineCheck({
  id: 'cors/vary',
  requirements: ['EDG-10', 'CACHE-1'],
  title: 'Caches keep the answers for each website apart',
  failing: 'A cached answer can lock your own app out of its API',
  severity: 'low',
  hurts: ['login', 'trust'],
  why: 'Your API names the asking website in its answer but does not tell caches so. A copy made for one site then fails on the other.',
  learn: [
    'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches',
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Vary',
  ],
  on: 'url',
  about: ['api'],
  perHost: true,
  reads: { cors: httpCors },
  options: z.object({}),
  causedBy: ['cors/credentials', 'cors/any'],
  since: '0.1.0',
  examples: [
    {
      name: 'its subdomain is echoed without Vary',
      saw: { cors: sampleCors({ subdomain: 'reflects-with-login' }, { varyOrigin: false }) },
      subject,
      gives: 'fail',
    },
    {
      name: 'Vary only on the answers that let somebody in',
      saw: { cors: sampleCors({ subdomain: { allowOrigin: 'https://launch-ready-check.acme.com' } }, { varyOrigin: false }) },
      subject,
      gives: 'fail',
    },
    { name: 'its subdomain is echoed with Vary', saw: { cors: sampleCors({ subdomain: 'reflects-with-login' }) }, subject, gives: 'pass' },
    {
      name: 'the same origin for everybody',
      saw: { cors: sampleCors({}, { allowOrigin: 'https://app.acme.com', varyOrigin: false }) },
      subject,
      gives: 'pass',
    },
    { name: '* for everybody', saw: { cors: sampleCors({}, { allowOrigin: '*', varyOrigin: false }) }, subject, gives: 'pass' },
    { name: 'no CORS at all', saw: { cors: sampleCors({}, { varyOrigin: false }) }, subject, gives: 'pass' },
    {
      name: 'a route that does not exist',
      saw: { cors: sampleCors({ subdomain: 'reflects' }, { status: 404, varyOrigin: false }) },
      subject,
      gives: 'skip',
    },
  ],
  judge({ cors }, { subject }) {
    const answers = answersOf(cors, subject);
    if (typeof answers === 'string') return { is: 'skip', because: answers };
    const named = answers.find(({ allowOrigin, origin }) => allowOrigin === origin);
    const silent = answers.find(({ varyOrigin }) => !varyOrigin);
    if (!named || !silent || !differs(answers)) return { is: 'pass' };
    return {
      is: 'fail',
      found: `${subject.url} answers Origin: ${plain(named.origin, 80)} with that origin, but Origin: ${plain(silent.origin, 80)} without Vary: Origin.`,
      fix: allowListFix(subject, silent.origin, {
        wrong: 'changes Access-Control-Allow-Origin by who asks, without always sending Vary: Origin',
        minutes: 10,
      }),
    };
  },
});

function differs(answers: readonly CorsAnswer[]): boolean {
  return new Set(answers.map(({ allowOrigin }) => allowOrigin)).size > 1 || answers.length === 1;
}
