import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpCors } from '../../probes/http/cors.ts';
import { allowListFix, answersOf, exchange, letsInWithLogin } from '../cors-answers.ts';
import { API_ROUTE, sampleCors } from '../sample-cors.ts';

const subject = API_ROUTE;

export default defineCheck({
  id: 'cors/null',
  requirements: ['EDG-10'],
  title: 'Pages without an origin cannot read your API',
  failing: "A hostile page in disguise can read your users' private data",
  severity: 'high',
  hurts: ['data', 'login', 'trust'],
  why: 'Any website can make a frame whose origin is "null". An API that trusts null trusts all of them, login cookies included.',
  learn: [
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Access-Control-Allow-Origin',
    'https://portswigger.net/web-security/cors',
  ],
  on: 'url',
  about: ['api'],
  perHost: true,
  reads: { cors: httpCors },
  options: z.object({}),
  causedBy: ['cors/credentials'],
  since: '0.1.0',
  examples: [
    { name: 'null with credentials', saw: { cors: sampleCors({ null: 'reflects-with-login' }) }, subject, gives: 'fail' },
    { name: 'null without credentials', saw: { cors: sampleCors({ null: 'reflects' }) }, subject, gives: 'pass' },
    { name: '* for null', saw: { cors: sampleCors({ null: { allowOrigin: '*', allowCredentials: true } }) }, subject, gives: 'pass' },
    { name: 'null is refused', saw: { cors: sampleCors() }, subject, gives: 'pass' },
    { name: 'null was not tried', saw: { cors: { answers: [], preflight: null } }, subject, gives: 'skip' },
    { name: 'an asset', saw: { cors: sampleCors() }, subject: { kind: 'url', url: 'https://acme.com/a.js', for: 'asset' }, gives: 'skip' },
  ],
  judge({ cors }, { subject }) {
    const answers = answersOf(cors, subject, ['null']);
    if (typeof answers === 'string') return { is: 'skip', because: answers };
    const open = answers.find(letsInWithLogin);
    if (!open) return { is: 'pass' };
    return {
      is: 'fail',
      found: exchange(subject, open),
      fix: allowListFix(subject, open.origin, { wrong: 'accepts Origin: null with credentials', minutes: 20 }),
    };
  },
});
