import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { all } from '../../parsers/headers.ts';
import { parseHsts } from '../../parsers/hsts.ts';
import { httpEntry } from '../../probes/http/entry.ts';
import { edgesOf, stepsAt } from '../edge.ts';
import { auditOf, byEdge } from '../fix.ts';
import { wantedAt } from '../header-fix.ts';
import { roleFor, zoneOf } from '../host.ts';
import { list, plain } from '../plain.ts';
import { firstHop } from '../walk.ts';
import { sampleWalk } from '../sample-walk.ts';

/** Half a year, in seconds: the least that common graders take for serious. */
const HALF_A_YEAR = 15_768_000;
/** One year, in seconds: what we propose; hstspreload.org asks for it too. */
const A_YEAR = 31_536_000;

const http = sampleWalk(['http://acme.com/ 301', 'https://acme.com/ 200']);
const https = sampleWalk(['https://acme.com/ 200']);

export default defineCheck({
  id: 'tls/hsts',
  requirements: ['TLS-2', 'EDG-9'],
  title: 'Browsers remember to use https',
  failing: 'On hostile Wi-Fi, customers can be kept on plain http',
  severity: 'medium',
  hurts: ['login', 'data', 'trust'],
  why: 'Without HSTS, somebody on the same Wi-Fi can hold a visitor on plain http and read the login.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc6797',
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Strict-Transport-Security',
    'https://hstspreload.org/',
  ],
  on: 'host',
  reads: { entry: httpEntry },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'one year', saw: { entry: { http, https, headers: [['strict-transport-security', 'max-age=31536000']] } }, gives: 'pass' },
    {
      name: 'quotes are legal',
      saw: { entry: { http, https, headers: [['strict-transport-security', 'max-age="63072000"; includeSubDomains']] } },
      gives: 'pass',
    },
    { name: 'no header', saw: { entry: { http, https, headers: [['server', 'nginx']] } }, gives: 'fail' },
    {
      name: 'max-age is not a number',
      saw: { entry: { http, https, headers: [['strict-transport-security', 'max-age=1y']] } },
      gives: 'fail',
    },
    {
      name: 'max-age=0 tells browsers to forget',
      saw: { entry: { http, https, headers: [['strict-transport-security', 'max-age=0']] } },
      gives: 'fail',
    },
    {
      name: 'only the first header counts',
      saw: {
        entry: {
          http,
          https,
          headers: [
            ['strict-transport-security', 'max-age=0'],
            ['strict-transport-security', 'max-age=31536000'],
          ],
        },
      },
      gives: 'fail',
    },
    {
      name: 'max-age comes twice, so browsers ignore the header',
      saw: { entry: { http, https, headers: [['strict-transport-security', 'max-age=31536000; max-age=31536000']] } },
      gives: 'fail',
    },
    {
      name: 'two headers in one: the first value counts no more',
      saw: { entry: { http, https, headers: [['strict-transport-security', 'max-age=31536000, max-age=31536000']] } },
      gives: 'fail',
    },
    {
      name: 'five minutes',
      saw: { entry: { http, https, headers: [['strict-transport-security', 'max-age=300']] } },
      gives: { fail: 'low' },
    },
    {
      name: 'a host that only redirects to another host',
      subject: { kind: 'host', host: 'www.acme.com', port: 443 },
      saw: { entry: { http, https: sampleWalk(['https://www.acme.com/ 308', 'https://acme.com/ 200']), headers: [] } },
      gives: { fail: 'low' },
    },
    {
      name: 'an API that no browser opens',
      subject: { kind: 'host', host: 'api.acme.com', port: 443 },
      saw: { entry: { http, https: sampleWalk(['https://api.acme.com/ 404']), headers: [] } },
      gives: { fail: 'low' },
    },
    {
      name: 'https does not answer',
      saw: { entry: { http, https: sampleWalk(['https://acme.com/ ECONNREFUSED'], 'error'), headers: [] } },
      gives: 'skip',
    },
  ],
  judge({ entry }, { subject: { host }, config }) {
    const role = roleFor(config, host);
    if (role === 'mail') return { is: 'skip', because: 'A mail host serves no pages.' };
    const asked = firstHop(entry.https);
    if (!asked || asked.status === null) return { is: 'skip', because: `https://${host} did not answer.` };
    const value = all(entry.headers, 'strict-transport-security')[0] ?? null;
    const { maxAge, problems } = value === null ? { maxAge: null, problems: [] } : parseHsts(value);
    if (maxAge !== null && maxAge >= HALF_A_YEAR) return { is: 'pass' };
    const elsewhere = asked.location !== null && URL.canParse(asked.location) && new URL(asked.location).hostname !== host;
    const short = maxAge !== null && maxAge > 0;
    const minor = short || elsewhere || role === 'api';
    return {
      is: 'fail',
      found: `https://${host} ${tell(value, maxAge, problems)}.`,
      ...(minor ? { severity: 'low' as const } : {}),
      fix: byEdge(
        {
          setting: 'header Strict-Transport-Security',
          value: `max-age=${A_YEAR}`,
          steps: [
            ...stepsAt(edgesOf(config, entry.headers), {
              cloudflare:
                'Cloudflare: SSL/TLS › Edge Certificates › HTTP Strict Transport Security: enable, Max Age 12 months, subdomains and preload off.',
              vercel: `Vercel: in vercel.json: {"headers":[{"source":"/(.*)","headers":[{"key":"Strict-Transport-Security","value":"max-age=${A_YEAR}"}]}]}`,
              netlify: `Netlify: in public/_headers: \`/*\` and below it \`  Strict-Transport-Security: max-age=${A_YEAR}\`.`,
              nginx: `nginx: \`add_header Strict-Transport-Security "max-age=${A_YEAR}" always;\` in the https server block.`,
              apache: `Apache: \`Header always set Strict-Transport-Security "max-age=${A_YEAR}"\` in <VirtualHost *:443>.`,
              caddy: `Caddy: \`header Strict-Transport-Security "max-age=${A_YEAR}"\`.`,
            }),
            'Go in stages: max-age=300 for a day first, and the year above once nothing broke. Browsers cannot be told to forget without https.',
            'Then, if you want it, add includeSubDomains: only where `launch-ready audit` says for tls/preload that no host would break.',
            'The word preload comes last, after weeks without trouble: getting off the list again takes months.',
          ],
        },
        {
          prompt: {
            goal: `browsers that visited https://${host} once never use plain http again.`,
            change: `send the header \`Strict-Transport-Security: max-age=${A_YEAR}\` on every https response, errors and redirects included.`,
            not: 'add includeSubDomains or preload, send the header twice, or send it from both the edge and the app.',
            see: `curl -sI https://${host} shows the header exactly once.`,
          },
          verify: `curl -sI https://${host} | grep -i strict-transport-security; ${auditOf(zoneOf(host, config), 'tls')}`,
          minutes: 10,
          wants: [wantedAt(`https://${host}`, { name: 'Strict-Transport-Security', value: `max-age=${A_YEAR}` })],
        },
      ),
    };
  },
});

function tell(value: string | null, maxAge: number | null, problems: readonly string[]): string {
  if (value === null) return 'sends no Strict-Transport-Security header';
  const sent = `sends "Strict-Transport-Security: ${plain(value, 80)}"`;
  if (maxAge === null) return `${sent}, which browsers ignore: ${list(problems)}`;
  if (maxAge === 0) return `${sent}, which tells browsers to forget the rule`;
  return `${sent}, which lasts ${maxAge < 172_800 ? `${Math.round(maxAge / 60)} minutes` : `${Math.round(maxAge / 86_400)} days`} only`;
}
