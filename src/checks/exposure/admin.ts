import { defineCheck } from '../../core/check.ts';
import { isGone, ON_EXPOSED, showStatus, unlessUnasked } from '../exposure.ts';
import { byHand } from '../fix.ts';
import { count, plain } from '../plain.ts';
import { ANY_PATH_IS_A_PAGE, REFUSES, sampleExposed } from '../sample-exposed.ts';

export default defineCheck({
  id: 'exposure/admin',
  requirements: ['EDG-9', 'SEC-1'],
  title: 'Pages for admins ask who you are',
  failing: 'Anybody can open your admin page',
  severity: 'blocker',
  hurts: ['data', 'login', 'trust'],
  why: 'Your admin page shows customers to everybody, and may let strangers change or delete them. Robots try /admin on every site.',
  learn: ['https://owasp.org/Top10/2021/A01_2021-Broken_Access_Control/', 'https://cwe.mitre.org/data/definitions/306.html'],
  ...ON_EXPOSED,
  since: '0.2.0',
  examples: [
    { name: 'no admin page, or one behind a login', saw: sampleExposed(), gives: 'pass' },
    { name: 'a single-page app that answers /admin with its home page', saw: ANY_PATH_IS_A_PAGE, gives: 'pass' },
    {
      name: 'a table of customers without a login',
      saw: sampleExposed({ admins: [{ path: '/admin', title: 'Users – Admin', people: 25, deeds: 25 }] }),
      gives: 'fail',
    },
    {
      name: 'records to edit, without addresses of people',
      saw: sampleExposed({ admins: [{ path: '/admin/', title: 'Site administration', people: 0, deeds: 12 }] }),
      gives: 'fail',
    },
    { name: 'a host that refuses everything', saw: REFUSES, gives: 'skip' },
    { name: 'a host that broke off', saw: sampleExposed({ broken: { why: 'status 429', unasked: ['/admin'] } }), gives: 'skip' },
  ],
  judge({ exposed }, { subject: { host } }) {
    const [admin] = exposed.admins;
    if (!admin) return unlessUnasked(host, exposed, /^\/admin/);
    const { path, title, people, deeds } = admin;
    const url = `https://${host}${path}`;
    const shown = [
      ...(people > 0 ? [`e-mail addresses of ${people} people`] : []),
      ...(deeds > 0 ? [`${count(deeds, 'record')} to change`] : []),
    ].join(' and ');
    return {
      is: 'fail',
      found: `${url} opens without a login: “${plain(title, 60)}”, with ${shown}.`,
      at: [{ at: url }],
      fix: byHand(
        [
          `Take ${path} offline now, or put a password in front of it: Cloudflare Access, Vercel Deployment Protection, or nginx auth_basic.`,
          'Check on the server, for each admin page and each API route behind it, that somebody is logged in and is an admin.',
          'Search your access log for visits to it. If customers were shown to strangers, ask a lawyer today whom you must tell.',
          'Deploy.',
        ],
        {
          prompt: {
            goal: `${url} sends everybody who is not logged in as an admin to the login page, and the API routes behind it answer 401 or 403.`,
            change:
              'check the session and the role of the caller on the server, in middleware that covers all admin pages and admin API routes.',
            not: 'hide the page by JavaScript in the browser, by another path, or by robots.txt.',
            see: isGone(url).replace('prints 404', 'prints 401, 403, 404 or a redirect'),
          },
          verify: showStatus(url),
          minutes: 60,
        },
      ),
    };
  },
});
