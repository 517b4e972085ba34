import type { Route, Site } from '../../scenario.ts';
import { ASK_AGAIN, CAREFUL, FOREVER } from '../headers.ts';
import { links, page, passwordForm } from '../pages.ts';
import { AT } from './dns.ts';
import * as pages from './pages.ts';

const toHttps = (host: string): Route[] => [{ path: '*', redirect: { to: `https://${host}`, status: 308 } }];
const JAVASCRIPT = 'text/javascript; charset=utf-8';
const SESSION = '__Host-session';
const SESSION_COOKIE = `${SESSION}=${['v1', 'q8Zt3mWk', 'Lr5Yb1Nc'].join('.')}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=1209600`;
const OURS = ['https://coachly.test', 'https://app.coachly.test'];
const PRIVATE = { 'Cache-Control': 'private, no-store' };

const script = (path: string, body: string): Route => ({
  path,
  headers: { 'Content-Type': JAVASCRIPT, 'Cache-Control': FOREVER },
  body,
});
const missing = (headers: Readonly<Record<string, string>>): Route => ({
  path: '*',
  status: 404,
  headers,
  body: pages.plain('404: This page could not be found'),
});
const health = (): Route => ({ path: '/api/health', headers: { 'Cache-Control': 'no-store' }, json: { status: 'ok' } });

const marketing: Site = {
  hosts: ['coachly.test'],
  addresses: [AT.lovable],
  headers: { ...CAREFUL, 'Cache-Control': ASK_AGAIN },
  http: toHttps('coachly.test'),
  https: [
    { path: '/', body: pages.home.replace('type="module"', 'type="module" nonce="{{nonce}}"') },
    { path: '/start', redirect: { to: 'https://coachly.test/', keepPath: false } },
    { path: '/login', redirect: { to: 'https://app.coachly.test/login', status: 302, keepPath: false } },
    {
      path: '/signup',
      headers: PRIVATE,
      body: page({
        title: 'Start your free trial · Coachly',
        nonce: true,
        body: `<h1>Start your free trial</h1>${passwordForm('/signup', 'Create account')}`,
      }),
    },
    { path: '/pricing', body: pages.plain('Pricing: 29 € a month, everything included') },
    { path: '/about', body: pages.about },
    script(
      pages.ASSET.marketing,
      'const api="https://api.coachly.test/api/me";fetch(api,{credentials:"include"});fetch("https://api.coachly.test/api/bookings");fetch("https://api.coachly.test/api/coaches");fetch("https://api.coachly.test/api/recommendations");',
    ),
    missing({ 'Cache-Control': ASK_AGAIN }),
  ],
};

const www: Site = {
  hosts: ['www.coachly.test'],
  addresses: [AT.oldHost],
  headers: CAREFUL,
  http: [{ path: '*', redirect: { to: 'https://coachly.test', status: 308 } }],
  https: [{ path: '*', redirect: { to: 'https://coachly.test', status: 308 } }],
};

const app: Site = {
  hosts: ['app.coachly.test'],
  addresses: [AT.ec2, AT.oldEc2],
  headers: { ...CAREFUL, ...PRIVATE },
  http: toHttps('app.coachly.test'),
  https: [
    { path: '/', body: pages.spaShell },
    {
      path: '/login',
      method: 'POST',
      cookies: [SESSION_COOKIE],
      redirect: { to: 'https://app.coachly.test/dashboard', status: 303, keepPath: false },
    },
    { path: '/login', body: pages.login },
    {
      path: '/dashboard',
      body: pages.dashboard,
      requires: { cookie: SESSION, otherwise: { redirect: { to: 'https://app.coachly.test/login', status: 302, keepPath: false } } },
    },
    health(),
    script(
      pages.ASSET.app,
      'const base="https://api.coachly.test";fetch("https://api.coachly.test/api/sessions",{credentials:"include"});fetch("https://api.coachly.test/api/billing",{credentials:"include"});',
    ),
    missing(PRIVATE),
  ],
};

const API: readonly Route[] = [
  { path: '/', json: { name: 'Coachly API' } },
  health(),
  { path: '/api/me', status: 401, json: { error: 'Log in first.' }, cors: { origins: OURS, credentials: true } },
  { path: '/api/bookings', method: 'POST', status: 201, json: { booking: { id: 'bk_1042', state: 'requested' } } },
  { path: '/api/bookings/*', method: 'DELETE', status: 204 },
  { path: '/api/bookings', json: { bookings: [] }, cors: { origins: OURS } },
  { path: '/api/coaches', json: { coaches: ['Maren', 'Joao'] }, cors: { origins: OURS } },
  { path: '/api/recommendations', json: { recommended: [] }, cors: { origins: OURS } },
  { path: '/api/sessions', status: 401, json: { error: 'Log in first.' }, cors: { origins: OURS, credentials: true } },
  { path: '/api/billing', status: 401, json: { error: 'Log in first.' }, cors: { origins: OURS, credentials: true } },
  { path: '/api/webhooks/stripe', method: 'POST', status: 400, json: { error: 'The signature is missing.' } },
  { path: '/api/webhooks/stripe', status: 405, headers: { Allow: 'POST' }, json: { error: 'Only POST.' } },
  { path: '*', status: 404, json: { error: 'Not found' } },
];

const api: Site = {
  hosts: ['api.coachly.test'],
  addresses: [AT.railway],
  headers: {
    'Strict-Transport-Security': CAREFUL['Strict-Transport-Security'],
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  },
  http: toHttps('api.coachly.test'),
  https: API,
};

const shell = (host: string, address: string, title: string): Site => ({
  hosts: [host],
  addresses: [address],
  headers: { ...CAREFUL, ...PRIVATE },
  http: toHttps(host),
  https: [
    { path: '/', body: page({ title, nonce: true, body: `<h1>${title}</h1>${links([['https://app.coachly.test/login', 'Log in']])}` }) },
    health(),
    missing(PRIVATE),
  ],
});

const portal: Site = {
  ...shell('portal.coachly.test', AT.vercel, 'Client portal'),
  https: [health(), { path: '*', redirect: { to: 'https://app.coachly.test/login', status: 302, keepPath: false } }],
};

/** What Coachly's platform serves once the prompts of the audit were pasted: everything that belongs to the application is mended. */
export const repairedSites: readonly Site[] = [
  marketing,
  www,
  app,
  api,
  shell('dashboard.coachly.test', AT.cloudflare, 'Coach dashboard'),
  portal,
];
