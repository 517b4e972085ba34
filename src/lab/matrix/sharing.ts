import { header, hostName, route, site } from './edit.ts';
import { faultsOn } from './fault.ts';

/** Who may read what, and what shared caches keep. */
export const sharing = faultsOn('quayside.test', [
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
