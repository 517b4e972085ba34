import { header, hostName, route, site } from './edit.ts';
import { faultsOn } from './fault.ts';

/** A session's value, made up. */
const SESSION = ['v1', '8Qm3Zt0wUe5xKc7R'].join('.');

const ofQuayside = faultsOn('quayside.test', [
  [
    'Every website may read who is logged in.',
    'cors/credentials',
    'api /api/me',
    (world) => {
      route(world, 'api', '/api/me').cors = { origins: 'reflect', credentials: true };
    },
    { also: ['cors/null api /api/me', 'cors/insecure api /api/me'] },
  ],
  [
    'Every website may change who is logged in, without reading it.',
    'cors/credentials',
    'api /api/me',
    (world) => {
      const me = { path: '/api/me', status: 204, cors: { origins: 'reflect', credentials: true } } as const;
      site(world, 'api').https!.unshift({ ...me, method: 'OPTIONS' });
    },
  ],
  [
    'Sessions can be read from sandboxed frames.',
    'cors/null',
    'api /api/me',
    (world) => {
      route(world, 'api', '/api/me').cors = { origins: 'null', credentials: true };
    },
  ],
  [
    'Origins that begin like ours are let in.',
    'cors/lookalike',
    'api /api/me',
    (world) => {
      route(world, 'api', '/api/me').cors = { origins: 'prefix', credentials: true };
    },
  ],
  [
    'Origins that end like ours are let in.',
    'cors/lookalike',
    'api /api/me',
    (world) => {
      route(world, 'api', '/api/me').cors = { origins: 'suffix', credentials: true };
    },
  ],
  [
    'Who is logged in can be read from every subdomain.',
    'cors/subdomain',
    'api /api/me',
    (world) => {
      route(world, 'api', '/api/me').cors = { origins: 'subdomains', credentials: true };
    },
  ],
  [
    'Who is logged in can be read from http pages.',
    'cors/insecure',
    'api /api/me',
    (world) => {
      route(world, 'api', '/api/me').cors = { origins: 'http', credentials: true };
    },
  ],
  [
    'The plans depend on the origin without saying so.',
    'cors/vary',
    'api /api/plans',
    (world) => {
      route(world, 'api', '/api/plans').cors = { origins: 'reflect', vary: false };
    },
    { also: ['cors/any api /api/plans'] },
  ],
  [
    'Shared caches keep a page with its session cookie.',
    'caching/private',
    'app /login',
    (world) => header(world, 'app', '/login', 'Cache-Control', 'public, s-maxage=600'),
  ],
  [
    'The edge hands out one session to every visitor, whatever the app says.',
    'caching/private',
    'app /login',
    (world) => {
      header(world, 'app', '/login', 'CF-Cache-Status', 'HIT');
      header(world, 'app', '/login', 'Age', '42');
    },
  ],
  [
    'A header for the edge alone lets it keep the sign-up form.',
    'caching/private',
    'app /signup',
    (world) => header(world, 'app', '/signup', 'CDN-Cache-Control', 'max-age=300'),
  ],
  [
    'The login says nothing of caching, and its date lets caches guess.',
    'caching/private',
    'app /login',
    (world) => {
      header(world, 'app', '/login', 'Cache-Control', '');
      header(world, 'app', '/login', 'Last-Modified', 'Wed, 01 Jan 2025 10:00:00 GMT');
    },
    { also: ['caching/page app /login'] },
  ],
  [
    'Who holds a session is greeted on a page that every cache may keep.',
    'caching/private',
    'app /login',
    (world) => {
      const stranger = { ...route(world, 'app', '/login') };
      Object.assign(route(world, 'app', '/login'), {
        headers: { 'Cache-Control': 'public, s-maxage=600' },
        cookies: undefined,
        body: '<!doctype html><title>Welcome</title><h1>Welcome back, Ada</h1>',
        requires: { cookie: '__Host-session', otherwise: { ...stranger, headers: { 'Cache-Control': 'private, no-store' } } },
      });
    },
  ],
  [
    'The edge keeps the dashboard when its address ends like a file.',
    'caching/deception',
    'app /dashboard',
    (world) => {
      site(world, 'app').https!.unshift({
        path: '/dashboard/*',
        headers: { 'Cache-Control': 'max-age=14400', 'CF-Cache-Status': 'HIT', Age: '42' },
        redirect: { to: `https://${hostName(world, 'app')}/login`, status: 307, keepPath: false },
      });
    },
  ],
  ['The home page says nothing about caching.', 'caching/page', '@ /', (world) => header(world, '', '/', 'Cache-Control', '')],
  [
    'The home page in the language of its visitor says nothing about caching.',
    'caching/page',
    '@ /',
    (world) => {
      const home = route(world, '', '/');
      site(world, '').https!.unshift({ path: '/', redirect: { to: `https://${world.domain}/en`, status: 307, keepPath: false } });
      Object.assign(home, { path: '/en', headers: { ...home.headers, 'Cache-Control': '' } });
    },
    { also: ['routing/chain site'] },
  ],
  [
    'The plans say nothing about caching.',
    'caching/api',
    'api /api/plans',
    (world) => header(world, 'api', '/api/plans', 'Cache-Control', ''),
  ],
  [
    'A style sheet with a hash in its name is never kept.',
    'caching/assets',
    '@ /_next/static/css/7c3f19ab02d4.css',
    (world) => header(world, '', '/_next/static/css/7c3f19ab02d4.css', 'Cache-Control', 'no-store'),
  ],
  [
    'A file with a hash in its name is asked for again and again.',
    'caching/assets',
    '@ /_next/static/chunks/main-app-4f1c9a2b7d3e.js',
    (world) => header(world, '', '/_next/static/chunks/main-app-4f1c9a2b7d3e.js', 'Cache-Control', 'no-cache'),
  ],
  [
    'The styles are sent anew on each visit.',
    'caching/repeat-visit',
    '@',
    (world) => header(world, '', '/_next/static/css/7c3f19ab02d4.css', 'Cache-Control', 'no-cache'),
    { active: true, also: ['caching/assets @ /_next/static/css/7c3f19ab02d4.css'] },
  ],
]);

const ofHazelpage = faultsOn('hazelpage.test', [
  [
    'The edge keeps the session of the first visitor with the home page.',
    'caching/private',
    '@ /',
    (world) => {
      route(world, '', '/').cookies = [`visit_session=${SESSION}; Path=/; Secure; HttpOnly; SameSite=Lax`];
    },
    // The copy that the edge has stays until somebody purges it.
    { next: ['caching/private @ /'] },
  ],
]);

/** Who may read what, and what shared caches keep. */
export const sharing = [...ofQuayside, ...ofHazelpage];
