import { header, route } from './edit.ts';
import { faultsOn } from './fault.ts';

/** A session's value, made up. */
const SESSION = ['v1', '8Qm3Zt0wUe5xKc7R'].join('.');

/** Headers, cookies and what they give away. */
export const headers = faultsOn('plumline.test', [
  [
    'The home page has no Content-Security-Policy.',
    'headers/content-security-policy',
    '@ /',
    (world) => header(world, '', '/', 'Content-Security-Policy', ''),
    { also: ['headers/framing @ /'] },
  ],
  [
    'The policy of the login lets every script in.',
    'headers/content-security-policy',
    'app /login',
    (world) =>
      header(
        world,
        'app',
        '/login',
        'Content-Security-Policy',
        "script-src * 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      ),
  ],
  [
    'The policy of the login lets an injected <base> move the scripts.',
    'headers/content-security-policy',
    'app /login',
    (world) =>
      header(world, 'app', '/login', 'Content-Security-Policy', "default-src 'self'; script-src 'nonce-{{nonce}}'; frame-ancestors 'none'"),
  ],
  [
    'The policy of the login trusts a mirror of every package.',
    'headers/content-security-policy',
    'app /login',
    (world) =>
      header(
        world,
        'app',
        '/login',
        'Content-Security-Policy',
        "default-src 'self'; script-src-elem 'self' https://unpkg.com; base-uri 'none'; frame-ancestors 'none'",
      ),
  ],
  [
    'The login can be framed.',
    'headers/framing',
    'app /login',
    (world) =>
      header(
        world,
        'app',
        '/login',
        'Content-Security-Policy',
        "default-src 'self'; script-src 'nonce-{{nonce}}' 'strict-dynamic'; object-src 'none'; base-uri 'none'",
      ),
  ],
  ['The home page may be sniffed.', 'headers/sniffing', '@ /', (world) => header(world, '', '/', 'X-Content-Type-Options', '')],
  ['The home page has no Referrer-Policy.', 'headers/referrer', '@ /', (world) => header(world, '', '/', 'Referrer-Policy', '')],
  ['The login may be sniffed.', 'headers/sniffing', 'app /login', (world) => header(world, 'app', '/login', 'X-Content-Type-Options', '')],
  [
    'The plans may be sniffed.',
    'headers/sniffing',
    'api /api/plans',
    (world) => header(world, 'api', '/api/plans', 'X-Content-Type-Options', ''),
  ],
  [
    'The word nosniff of the home page is misspelled.',
    'headers/sniffing',
    '@ /',
    (world) => header(world, '', '/', 'X-Content-Type-Options', 'no-sniff'),
  ],
  [
    'The home page tells other sites its whole address.',
    'headers/referrer',
    '@ /',
    (world) => header(world, '', '/', 'Referrer-Policy', 'unsafe-url'),
  ],
  [
    'The login tells other sites its whole address.',
    'headers/referrer',
    'app /login',
    (world) => header(world, 'app', '/login', 'Referrer-Policy', 'no-referrer-when-downgrade'),
  ],
  [
    'The policy of the home page only reports.',
    'headers/content-security-policy',
    '@ /',
    (world) => {
      header(world, '', '/', 'Content-Security-Policy', '');
      header(world, '', '/', 'Content-Security-Policy-Report-Only', "default-src 'self'");
    },
    { also: ['headers/framing @ /'] },
  ],
  [
    'The policy of the home page says nothing about scripts.',
    'headers/content-security-policy',
    '@ /',
    (world) => header(world, '', '/', 'Content-Security-Policy', "object-src 'none'; frame-ancestors 'none'"),
  ],
  [
    'The home page names the machine behind it.',
    'headers/internals',
    '@ /',
    (world) => header(world, '', '/', 'X-Upstream', '10.0.3.17:8080'),
  ],
  [
    'The plans tell the version of Express.',
    'headers/version',
    'api /api/plans',
    (world) => header(world, 'api', '/api/plans', 'X-Powered-By', 'Express/4.17.1'),
  ],
  [
    'The home page tells the version of nginx.',
    'headers/version',
    '@ /',
    (world) => header(world, '', '/', 'Server', 'nginx/1.18.0 (Ubuntu)'),
  ],
  ['The home page tells the version of PHP.', 'headers/version', '@ /', (world) => header(world, '', '/', 'X-Powered-By', 'PHP/7.4.33')],
  [
    'The app names the machine behind it.',
    'headers/internals',
    'app /login',
    (world) => header(world, 'app', '/login', 'X-Backend-Server', 'ip-10-0-3-17.eu-central-1.compute.internal'),
  ],
  [
    'The login cookie lacks Secure.',
    'headers/cookie-secure',
    'app /login',
    (world) => {
      route(world, 'app', '/login').cookies = [`session=${SESSION}; Path=/; HttpOnly; SameSite=Lax`];
    },
  ],
  [
    'The login cookie lacks HttpOnly.',
    'headers/cookie-httponly',
    'app /login',
    (world) => {
      route(world, 'app', '/login').cookies = [`session=${SESSION}; Path=/; Secure; SameSite=Lax`];
    },
  ],
  [
    'The login cookie lacks SameSite.',
    'headers/cookie-samesite',
    'app /login',
    (world) => {
      route(world, 'app', '/login').cookies = [`session=${SESSION}; Path=/; Secure; HttpOnly`];
    },
  ],
  [
    'The session cookie goes to every subdomain.',
    'headers/cookie-scope',
    'app /login',
    (world) => {
      route(world, 'app', '/login').cookies = [`session=${SESSION}; Path=/; Domain=${world.domain}; Secure; HttpOnly; SameSite=Lax`];
    },
  ],
]);
