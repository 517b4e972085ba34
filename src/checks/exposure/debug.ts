import { defineCheck } from '../../core/check.ts';
import { ON_EXPOSED, showStatus, unlessUnasked } from '../exposure.ts';
import type { Severity } from '../../core/vocabulary.ts';
import { auditOf, byHand } from '../fix.ts';
import { stakesOf, zoneOf } from '../host.ts';
import { plain } from '../plain.ts';
import { ANY_PATH_IS_A_PAGE, sampleExposed } from '../sample-exposed.ts';

/** What status pages give away: Apache's who asks for what, nginx's how many. */
const STATUS_PAGES: ReadonlyMap<string, Severity> = new Map([
  ['the status page of Apache', 'medium'],
  ['the status page of nginx', 'low'],
]);

export default defineCheck({
  id: 'exposure/debug',
  requirements: ['EDG-9', 'LOG-1'],
  title: 'Production runs without debugging pages',
  failing: 'Your site runs in debugging mode',
  severity: 'high',
  hurts: ['data', 'trust'],
  why: 'Debugging pages show settings, file paths and variables to everybody; development servers hand out files and fall over under load.',
  learn: ['https://docs.djangoproject.com/en/5.2/ref/settings/#debug', 'https://vite.dev/guide/static-deploy.html'],
  ...ON_EXPOSED,
  since: '0.1.0',
  examples: [
    { name: 'no debugging page', saw: sampleExposed(), gives: 'pass' },
    { name: 'a single-page app that answers /phpinfo.php with its home page', saw: ANY_PATH_IS_A_PAGE, gives: 'pass' },
    { name: 'phpinfo', saw: sampleExposed({ debug: [{ path: '/phpinfo.php', what: 'phpinfo' }] }), gives: 'fail' },
    {
      name: 'a development server as production',
      saw: sampleExposed({ elsewhere: 'page', debug: [{ path: '/', what: 'the development server of Vite' }] }),
      gives: 'fail',
    },
    {
      name: 'the status page of Apache',
      saw: sampleExposed({ debug: [{ path: '/server-status', what: 'the status page of Apache' }] }),
      gives: { fail: 'medium' },
    },
    {
      name: 'the status page of nginx',
      saw: sampleExposed({ debug: [{ path: '/nginx_status', what: 'the status page of nginx' }] }),
      gives: { fail: 'low' },
    },
    {
      name: 'a test host in debugging mode',
      subject: { kind: 'host', host: 'staging.acme.com', port: 443 },
      saw: sampleExposed({ debug: [{ path: '/', what: 'Django with DEBUG = True' }] }),
      gives: { fail: 'medium' },
    },
    { name: 'a host that broke off', saw: sampleExposed({ broken: { why: 'status 503', unasked: ['/phpinfo.php'] } }), gives: 'skip' },
  ],
  judge({ exposed }, { subject: { host }, config }) {
    if (exposed.debug.length === 0) return unlessUnasked(host, exposed, /\.php$|status$/);
    return exposed.debug.map(({ path, what }) => {
      const url = `https://${host}${path === '/' ? '' : path}`;
      return {
        is: 'fail' as const,
        found: path === '/' ? `${url} is served by ${plain(what, 60)}.` : `${url} shows ${plain(what, 60)}.`,
        severity: stakesOf(host, config, STATUS_PAGES.get(what) ?? 'high').severity ?? 'high',
        at: [{ at: url }],
        fix: byHand(
          [
            ...(STATUS_PAGES.has(what)
              ? [`Apache: Require local in <Location "${path}">. nginx: allow 127.0.0.1; deny all; in location = ${path}.`]
              : []),
            'Vite and Next.js: deploy the result of `npm run build`; start with `next start` or a static server, never with `npm run dev`.',
            'Django: DEBUG = False and ALLOWED_HOSTS set. Flask: gunicorn instead of debug=True. Laravel: APP_DEBUG=false. Rails: RAILS_ENV=production.',
            ...(what === 'phpinfo' ? [`Delete ${path.slice(1)} from the server.`] : []),
            'Deploy, and replace the keys that such a page has shown.',
          ],
          {
            prompt: {
              goal: `production of ${host} runs in production mode and shows no debugging page.`,
              change: `switch off ${plain(what, 60)} in production: build, and start the production server.`,
              not: 'hide the page behind another path.',
              see: `\`launch-ready audit ${zoneOf(host, config)} --only exposure\` finds no debugging page.`,
            },
            verify: `${showStatus(url)}; ${auditOf(zoneOf(host, config), 'exposure')}`,
            minutes: 30,
          },
        ),
      };
    });
  },
});
