import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpCanonical } from '../../probes/http/canonical.ts';
import { byRule, edgesOf, stepsAt } from '../edge.ts';
import { auditOf } from '../fix.ts';
import { shortUrl } from '../plain.ts';
import { chainOf, leapsOf } from '../walk.ts';
import { sampleCanonical, sampleWalk } from '../sample-walk.ts';

export default defineCheck({
  id: 'routing/downgrade',
  requirements: ['DNS-4', 'TLS-2'],
  title: 'No redirect leaves https',
  failing: 'A redirect sends visitors from https back to http',
  severity: 'high',
  hurts: ['login', 'data', 'trust'],
  why: 'One step over http is enough for somebody on the way to read cookies or send your customer elsewhere.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc6797#section-2.3.1',
    'https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html',
  ],
  on: 'site',
  reads: { canonical: httpCanonical },
  options: z.object({}),
  causedBy: ['routing/loop'],
  since: '0.1.0',
  examples: [
    {
      name: 'https stays https',
      saw: {
        canonical: sampleCanonical([
          sampleWalk(['http://acme.com/ 301', 'https://acme.com/ 200']),
          sampleWalk(['https://www.acme.com/ 308', 'https://acme.com/ 200']),
        ]),
      },
      gives: 'pass',
    },
    {
      name: 'www leads to http',
      saw: { canonical: sampleCanonical([sampleWalk(['https://www.acme.com/ 301', 'http://acme.com/ 301', 'https://acme.com/ 200'])]) },
      gives: 'fail',
    },
    {
      name: 'only deep links leave https',
      saw: {
        canonical: sampleCanonical(
          [sampleWalk(['https://acme.com/ 200'])],
          [
            sampleWalk([
              'https://acme.com/launch-ready-check/deep?utm_source=launch-ready&keep=1 301',
              'http://acme.com/launch-ready-check/deep/?utm_source=launch-ready&keep=1 200',
            ]),
          ],
        ),
      },
      gives: 'fail',
    },
    {
      name: 'nothing answers over https',
      saw: { canonical: sampleCanonical([sampleWalk(['https://acme.com/ ECONNREFUSED'], 'error')]) },
      gives: 'skip',
    },
  ],
  judge({ canonical: { home, deep } }, { subject: { domain }, config }) {
    const walks = [...home, ...deep];
    if (!walks.some(({ hops }) => hops.some(({ url, status }) => url.startsWith('https:') && status !== null))) {
      return { is: 'skip', because: `Nothing of ${domain} answers over https.` };
    }
    const [down] = walks.flatMap((walk) =>
      leapsOf(walk)
        .filter(({ from, to }) => from.protocol === 'https:' && to.protocol === 'http:')
        .map((leap) => ({ walk, leap })),
    );
    if (!down) return { is: 'pass' };
    const { from, to } = down.leap;
    const secure = `https://${to.host}`;
    return {
      is: 'fail',
      found: `${chainOf(down.walk)}.`,
      fix: byRule(
        { from: `${from.protocol}//${from.host}`, to: secure },
        [
          ...stepsAt(edgesOf(config), {
            cloudflare:
              'Cloudflare: Rules › Redirect Rules: change the target of the rule from http:// to https://; SSL/TLS › Overview: Full (strict).',
            nginx: 'nginx: write `https://` in the `return 301`, and set `absolute_redirect off;` so that slash redirects keep the scheme.',
          }),
          'App behind a proxy: trust X-Forwarded-Proto (Express `app.set("trust proxy", 1)`, Django SECURE_PROXY_SSL_HEADER), so that it builds https addresses.',
        ],
        {
          prompt: {
            goal: `no redirect of ${domain} leads from https to http.`,
            change: `make the redirect from ${from.protocol}//${from.host} point to ${secure}; if the app builds the address, let it trust X-Forwarded-Proto of the proxy in front.`,
            not: 'remove the redirect from http to https, or hard-code http:// in the site URL.',
            see: `curl -sI '${shortUrl(from.href)}' shows a Location that begins with https://.`,
          },
          verify: `curl -sI '${shortUrl(from.href)}' | grep -i '^location'; ${auditOf(domain, 'routing')}`,
          minutes: 15,
        },
      ),
    };
  },
});
