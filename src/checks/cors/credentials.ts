import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpCors } from '../../probes/http/cors.ts';
import { allowListFix, answersOf, type Cors, exchange, letsInWithLogin } from '../cors-answers.ts';
import { plain } from '../plain.ts';
import { API_ROUTE, OPEN_PREFLIGHT, sampleCors } from '../sample-cors.ts';

const subject = API_ROUTE;

export default defineCheck({
  id: 'cors/credentials',
  requirements: ['EDG-10'],
  title: "Foreign websites cannot read your users' data",
  failing: "Any website can read your logged-in users' private data",
  severity: 'blocker',
  hurts: ['data', 'login', 'trust'],
  why: "Your API accepts every website together with your users' login cookies. A hostile page your customer opens can read and change their account.",
  learn: [
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS',
    'https://portswigger.net/web-security/cors',
    'https://fetch.spec.whatwg.org/#http-cors-protocol',
  ],
  on: 'url',
  about: ['api'],
  perHost: true,
  reads: { cors: httpCors },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    {
      name: 'a stranger is echoed, cookies and all',
      saw: { cors: sampleCors({ stranger: 'reflects-with-login' }) },
      subject,
      gives: 'fail',
    },
    {
      name: 'the same on a refusal: the route does so for logged-in users too',
      saw: { cors: sampleCors({ stranger: 'reflects-with-login' }, { status: 401 }) },
      subject,
      gives: 'fail',
    },
    { name: 'nobody foreign is let in', saw: { cors: sampleCors() }, subject, gives: 'pass' },
    {
      name: 'a fixed origin of its own',
      saw: { cors: sampleCors({}, { allowOrigin: 'https://app.acme.com', allowCredentials: true }) },
      subject,
      gives: 'pass',
    },
    {
      name: '* with credentials, which browsers refuse',
      saw: { cors: sampleCors({}, { allowOrigin: '*', allowCredentials: true }) },
      subject,
      gives: 'pass',
    },
    { name: 'a stranger is echoed without cookies', saw: { cors: sampleCors({ stranger: 'reflects' }) }, subject, gives: 'pass' },
    {
      name: 'a stranger may not read, but change',
      saw: { cors: { ...sampleCors(), preflight: OPEN_PREFLIGHT } },
      subject,
      gives: { fail: 'high' },
    },
    {
      name: 'a stranger may ask, and change nothing',
      saw: { cors: { ...sampleCors(), preflight: { ...OPEN_PREFLIGHT, methods: ['GET', 'POST'] } } },
      subject,
      gives: 'pass',
    },
    {
      name: 'a preflight for everybody, without cookies',
      saw: { cors: { ...sampleCors(), preflight: { ...OPEN_PREFLIGHT, allowOrigin: '*', allowCredentials: false } } },
      subject,
      gives: 'pass',
    },
    {
      name: 'a route that does not exist',
      saw: { cors: sampleCors({ stranger: 'reflects-with-login' }, { status: 404 }) },
      subject,
      gives: 'skip',
    },
    {
      name: 'a health route',
      saw: { cors: sampleCors({ stranger: 'reflects-with-login' }) },
      subject: { kind: 'url', url: 'https://acme.com/health', for: 'health' },
      gives: 'skip',
    },
  ],
  judge({ cors }, { subject }) {
    const answers = answersOf(cors, subject, ['stranger']);
    if (typeof answers === 'string') return { is: 'skip', because: answers };
    const open = answers.find(letsInWithLogin);
    const [stranger] = answers;
    if (!open && stranger && lets(cors.preflight, stranger.origin)) {
      return {
        is: 'fail',
        severity: 'high',
        found: `${subject.url} lets pages of ${plain(stranger.origin, 80)} send PUT with the login of your users: its preflight allows that origin, with credentials.`,
        fix: allowListFix(subject, stranger.origin, {
          wrong: 'answers every preflight with the Origin it is sent, and allows credentials',
          minutes: 30,
        }),
      };
    }
    if (!open) return { is: 'pass' };
    return {
      is: 'fail',
      found: exchange(subject, open),
      fix: allowListFix(subject, open.origin, { wrong: 'echoes whatever Origin it is sent and allows credentials', minutes: 30 }),
    };
  },
});

/** True when a browser sends what this origin wants to change, with the visitor's cookies: the answer cannot be read, but it is done. */
function lets(preflight: Cors['preflight'], origin: string): boolean {
  if (preflight === null || preflight.status < 200 || preflight.status > 299) return false;
  return preflight.allowOrigin === origin && preflight.allowCredentials && preflight.methods.includes('PUT');
}
