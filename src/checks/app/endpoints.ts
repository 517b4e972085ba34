import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpBundle } from '../../probes/http/bundle.ts';
import { httpEntry } from '../../probes/http/entry.ts';
import { byHand } from '../fix.ts';
import { HOST_FAILS, hostIn, zoneOf } from '../host.ts';
import { plain, shortUrl } from '../plain.ts';
import { sampleBundle } from '../sample-exposed.ts';
import { sampleWalk } from '../sample-walk.ts';

const place = { at: 'https://acme.com/assets/index.js', line: 1, column: 48_213 } as const;
const local = { is: 'local', text: 'http://localhost:3001/api/plans', ...place } as const;
const saw = (...strays: ReturnType<typeof sampleBundle>['strays']) => ({
  bundle: sampleBundle({ strays }),
  entry: { http: sampleWalk(['http://acme.com/ 301', 'https://acme.com/ 200']), https: sampleWalk(['https://acme.com/ 200']), headers: [] },
});

/** What each thing of development is, what comes of it, and what takes its place. */
const STRAYS = {
  local: {
    told: 'calls a server on the computer of the developer',
    instead: 'the address of your API in production',
    severity: 'high',
  },
  tunnel: {
    told: 'calls a tunnel to the computer of the developer',
    instead: 'the address of your API in production',
    severity: 'high',
  },
  'stripe-test': {
    told: 'uses the test mode of Stripe, in which nobody can pay',
    instead: 'the publishable key of live mode (pk_live_…)',
    severity: 'medium',
  },
  'clerk-test': {
    told: 'uses a development instance of Clerk, which is limited to 100 users',
    instead: 'the publishable key of the production instance (pk_live_…)',
    severity: 'medium',
  },
} as const;

export default defineCheck({
  id: 'app/endpoints',
  requirements: ['AUD-11', 'SEC-5'],
  title: 'Your pages talk to production',
  failing: 'Your pages talk to a test environment',
  severity: 'high',
  hurts: ['signup', 'billing', 'login'],
  why: 'What works on your computer fails for every customer: pages stay empty, and payments in test mode bring no money.',
  learn: [
    'https://vite.dev/guide/env-and-mode',
    'https://docs.stripe.com/keys',
    'https://clerk.com/docs/guides/development/managing-environments',
  ],
  on: 'host',
  reads: { bundle: httpBundle, entry: httpEntry },
  options: z.object({}),
  causedBy: HOST_FAILS,
  since: '0.1.0',
  examples: [
    { name: 'scripts that talk to production', saw: saw(), gives: 'pass' },
    { name: 'an API on localhost', saw: saw(local), gives: 'fail' },
    { name: 'a tunnel', saw: saw({ ...local, is: 'tunnel', text: 'https://8f3e.ngrok-free.app/api' }), gives: 'fail' },
    { name: 'the test mode of Stripe', saw: saw({ ...place, is: 'stripe-test', text: 'pk_test_…4242' }), gives: { fail: 'medium' } },
    {
      name: 'a test host may talk to a test environment',
      subject: { kind: 'host', host: 'staging.acme.com', port: 443 },
      saw: saw(local),
      gives: 'skip',
    },
    {
      name: 'documentation shows addresses of development',
      subject: { kind: 'host', host: 'docs.acme.com', port: 443 },
      saw: saw(local),
      gives: 'skip',
    },
    {
      name: 'www leads to the apex, where it is told',
      subject: { kind: 'host', host: 'www.acme.com', port: 443 },
      saw: { ...saw(local), entry: { ...saw().entry, https: sampleWalk(['https://www.acme.com/ 308', 'https://acme.com/ 200']) } },
      gives: 'skip',
    },
  ],
  judge({ bundle: { strays }, entry: { https } }, context) {
    const { host, zone, role } = hostIn(context);
    if (strays.length === 0) return { is: 'pass' };
    if (role === 'staging' || role === 'preview' || role === 'docs')
      return { is: 'skip', because: `A ${role} host may name addresses of development.` };
    const end = URL.parse(https.final)?.hostname ?? host;
    if (end !== host && zoneOf(end, context.config) === zone)
      return { is: 'skip', because: `It leads to ${plain(end)}, and is judged there.` };
    return strays.map(({ is, text, at, line, column }) => {
      const { told, instead, severity } = STRAYS[is];
      const where = shortUrl(at);
      const named = plain(text, 120);
      return {
        is: 'fail' as const,
        found: `${where} line ${line} column ${column} ${told}: ${named}.`,
        severity,
        at: [{ at: `${where} ${named}`, line }],
        fix: byHand(
          [
            `Find where ${named} comes from: a variable that is missing or has the value of development when the site is built, or a default in the code.`,
            `At your hosting platform set the variable for production (VITE_…, NEXT_PUBLIC_…) to ${instead}.`,
            'Build and deploy again: such variables are put into the scripts when they are built.',
          ],
          {
            prompt: {
              goal: `no script of ${plain(host)} contains ${named}; production uses ${instead}.`,
              change: 'read it from one environment variable, and let the build for production end with an error where that is missing.',
              not: 'fall back to an address or key of development, or decide by the name of the host in the browser.',
              see: `\`curl -s ${where} | grep -c -F '${named.split('…')[0]}'\` prints 0.`,
            },
            verify: `curl -s ${where} | grep -c -F '${named.split('…')[0]}'`,
            minutes: 20,
          },
        ),
      };
    });
  },
});
