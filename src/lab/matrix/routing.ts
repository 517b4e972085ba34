import type { Scenario } from '../scenario.ts';
import { addHost, type Draft, header, hostName, route, site } from './edit.ts';
import { faultsOn } from './fault.ts';

const APPLE = '/.well-known/apple-app-site-association';

const WEBHOOK =
  "domain: oakdesk.test\nroutes:\n  - { name: Stripe webhook, url: 'https://api.oakdesk.test/api/webhooks/stripe', kind: webhook }\n";

/** Redirects, canonical host, pages that do not open. */
export const routing = faultsOn('oakdesk.test', [
  [
    'Apex and www both show pages.',
    'routing/canonical',
    'site',
    (world) => {
      site(world, 'www').https = site(world, '').https!;
    },
  ],
  [
    'The redirect of www is temporary.',
    'routing/permanent',
    'site',
    (world) => {
      route(world, 'www', '*').redirect!.status = 302;
    },
  ],
  [
    'The redirect of www throws the path away.',
    'routing/path',
    'site',
    (world) => {
      route(world, 'www', '*').redirect!.keepPath = false;
    },
  ],
  [
    'The redirect of www throws the query away.',
    'routing/query',
    'site',
    (world) => {
      route(world, 'www', '*').redirect!.keepQuery = false;
    },
  ],
  [
    'www begins a session of its own and sends the visitor on.',
    'routing/session',
    'site',
    (world) => {
      route(world, 'www', '*').cookies = ['connect.sid=s%3Ak7Qm2xV9pLr4.Tn8wYc3ZbH6dJf1Ga5Es; Path=/; Secure; HttpOnly; SameSite=Lax'];
    },
  ],
  [
    'The app answers over plain http.',
    'routing/https',
    'app',
    (world) => {
      site(world, 'app').http = [{ path: '*', body: '<!doctype html><title>App</title>' }];
    },
  ],
  [
    'The API answers over plain http.',
    'routing/https',
    'api',
    (world) => {
      site(world, 'api').http = [{ path: '*', json: { name: 'API' } }];
    },
  ],
  [
    'The docs answer over plain http.',
    'routing/https',
    'docs',
    (world) => {
      site(world, 'docs').http = [{ path: '*', body: '<!doctype html><title>Docs</title>' }];
    },
  ],
  [
    'The redirect of www holds only for a while, method kept.',
    'routing/permanent',
    'site',
    (world) => {
      route(world, 'www', '*').redirect!.status = 307;
    },
  ],
  [
    'The docs lead to localhost.',
    'routing/environment',
    'docs',
    (world) => {
      site(world, 'docs').https = [{ path: '*', redirect: { to: 'http://localhost:3000', status: 307 } }];
    },
    { also: ['routing/https docs'] },
  ],
  [
    'The docs redirect to themselves.',
    'routing/loop',
    'docs',
    (world) => {
      site(world, 'docs').https = [{ path: '*', redirect: { to: `https://${hostName(world, 'docs')}`, status: 302 } }];
    },
  ],
  [
    "The docs' edge asks over http a server that insists on https.",
    'routing/loop',
    'docs',
    (world) => {
      const docs = site(world, 'docs');
      docs.headers = { ...docs.headers, Server: 'cloudflare', 'CF-Ray': '8f1c2d3e4a5b6c7d-FRA' };
      docs.https = [{ path: '*', redirect: { to: `https://${hostName(world, 'docs')}`, status: 301 } }];
    },
  ],
  [
    'The docs answer 502.',
    'routing/reachable',
    'docs',
    (world) => {
      site(world, 'docs').https = [{ path: '*', status: 502, body: 'Bad gateway' }];
    },
  ],
  [
    'The pricing page answers 500.',
    'routing/page',
    '@ /pricing',
    (world) => {
      route(world, '', '/pricing').status = 500;
    },
  ],
  [
    'The sign-up leads to a 404.',
    'routing/page',
    'app /signup',
    (world) => {
      route(world, 'app', '/signup').status = 404;
    },
  ],
  [
    'The redirect to https is by way of http://www.',
    'routing/chain',
    'site',
    (world) => {
      site(world, '').http = [{ path: '*', redirect: { to: `http://${hostName(world, 'www')}` } }];
    },
    { also: ['tls/preload site'] },
  ],
  [
    'www leads to the apex, and so does the file that opens links in the app.',
    'routing/app-links',
    'site',
    (world) => {
      site(world, '').https!.unshift({ ...route(world, 'app', APPLE) });
    },
  ],
  [
    "The app's file for iPhones is sent as a download.",
    'routing/app-links',
    'site',
    (world) => header(world, 'app', APPLE, 'Content-Type', 'application/octet-stream'),
  ],
  [
    'The file for Android has a fingerprint without colons.',
    'routing/app-links',
    'site',
    (world) => {
      const file = route(world, 'app', '/.well-known/assetlinks.json');
      file.json = JSON.parse(JSON.stringify(file.json).replaceAll(':A1', 'A1'));
    },
  ],
  [
    'The home page names a preview deployment as its canonical address.',
    'routing/canonical-tag',
    '@ /',
    (world) => canonicalTag(world, 'https://oakdesk-git-main-team.vercel.app/'),
  ],
  [
    'The canonical tag of the home page says http.',
    'routing/canonical-tag',
    '@ /',
    (world) => canonicalTag(world, `http://${world.domain}/`),
  ],
  [
    'The canonical tag of the home page names www, which redirects back.',
    'routing/canonical-tag',
    'www /',
    (world) => canonicalTag(world, `https://www.${world.domain}/`),
  ],
  [
    'The home page went live with noindex.',
    'routing/indexing',
    '@ /',
    (world) => {
      const home = route(world, '', '/');
      home.body = home.body!.replace('</title>', '</title><meta name="robots" content="noindex, nofollow">');
    },
  ],
  [
    'The docs went live with the header that hides previews.',
    'routing/indexing',
    'docs /',
    (world) => header(world, 'docs', '/', 'X-Robots-Tag', 'noindex'),
  ],
  [
    'robots.txt forbids the whole site.',
    'routing/indexing',
    '@ /',
    (world) => {
      route(world, '', '/robots.txt').body = 'User-agent: *\nDisallow: /\n';
    },
  ],
  ['The staging host is open to everybody, search engines too.', 'routing/staging', 'staging /', (world) => void addHost(world, 'staging')],
  [
    'The webhook address of the payment provider is redirected with 301.',
    'routing/post',
    'api /api/webhooks/stripe',
    (world) => {
      const path = '/api/webhooks/stripe';
      site(world, 'api').https!.unshift({
        path,
        redirect: { to: `https://${hostName(world, 'api')}${path}/`, status: 301, keepPath: false },
      });
    },
    { config: WEBHOOK },
  ],
  [
    'The login middleware catches the webhook.',
    'routing/post',
    'api /api/webhooks/stripe',
    (world) => {
      const to = `https://${hostName(world, 'app')}/login`;
      site(world, 'api').https!.unshift({ path: '/api/webhooks/stripe', redirect: { to, status: 307, keepPath: false } });
    },
    { config: WEBHOOK },
  ],
  [
    'The old host of the help pages still shows the front page.',
    'routing/copies',
    'help /',
    (world) => {
      const { https = [], headers = {} } = site(world, '');
      const home = route(world, '', '/');
      home.body = home.body!.replace(/<link rel="canonical"[^>]*>/, '');
      addHost(world, 'help', { https: https.filter(({ path }) => path !== '/robots.txt'), headers: { ...headers } });
    },
  ],
]);

/** Puts another address into the canonical tag of the home page. */
function canonicalTag(world: Draft<Scenario>, address: string): void {
  const home = route(world, '', '/');
  home.body = home.body!.replace(/rel="canonical" href="[^"]*"/, `rel="canonical" href="${address}"`);
}
