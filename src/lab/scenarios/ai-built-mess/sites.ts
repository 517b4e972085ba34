import type { Route, Site } from '../../scenario.ts';
import { ASK_AGAIN, CAREFUL, FOREVER } from '../headers.ts';
import { api } from './api.ts';
import { AT } from './dns.ts';
import { madeUp } from '../../made-up.ts';
import { KEYS } from './keys.ts';
import * as pages from './pages.ts';

const toHttps = (host: string): Route[] => [{ path: '*', redirect: { to: `https://${host}` } }];
const JAVASCRIPT = 'text/javascript; charset=utf-8';
/** Session cookies in the shapes of Express and Supabase; the values are made up. */
const COOKIES = {
  express: `connect.sid=s%3A${madeUp('session', 16)}.${madeUp('signature', 16)}; Path=/`,
  supabase: `sb-coachly-auth-token=base64-${Buffer.from(JSON.stringify({ access: 'none' })).toString('base64url')}; Domain=.coachly.test; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax`,
};

/** The build left its source map beside the script, with code that belongs to the server. */
const SOURCE_MAP = {
  version: 3,
  file: 'index.js',
  sources: ['../../src/main.tsx', '../../src/server/payouts.ts', '../../node_modules/react/index.js'],
  sourcesContent: ['createRoot(root).render(app);', 'export const payout = (coach) => transfer(coach.balance);', ''],
  names: [],
  mappings: 'AAAA',
};
const NOTES = '# Coachly\n\n- Ship fast, ask later.\n- Never touch the payouts, nobody knows why they work.\n';

const marketing: Site = {
  hosts: ['coachly.test'],
  addresses: [AT.lovable],
  compress: false,
  http: [{ path: '*', redirect: { to: 'https://coachly.test/', status: 302, keepPath: false, keepQuery: false } }],
  https: [
    { path: '/', body: pages.home },
    { path: '/start', redirect: { to: 'http://coachly.test/welcome', keepPath: false } },
    { path: '/login', redirect: { to: 'http://admin.coachly.test/login', status: 302, keepPath: false } },
    { path: '/pricing', status: 500, body: pages.crash },
    { path: '/about', headers: { 'Cache-Control': ASK_AGAIN }, body: pages.about },
    {
      path: pages.ASSET.marketing,
      headers: { 'Content-Type': JAVASCRIPT, 'Cache-Control': 'public, max-age=0, must-revalidate' },
      body: `const db=createClient("https://kq7vn2xttbwmzhrdpcys.supabase.co","${KEYS.anon}"),admin=createClient("https://kq7vn2xttbwmzhrdpcys.supabase.co","${KEYS.serviceRole}");const api="https://api.coachly.test/api/me";fetch(api,{credentials:"include"});fetch("https://api.coachly.test/api/bookings");fetch("https://api.coachly.test/api/coaches");fetch("https://api.coachly.test/api/recommendations");`,
    },
    { path: `${pages.ASSET.marketing}.map`, json: SOURCE_MAP },
    { path: '/CLAUDE.md', headers: { 'Content-Type': 'text/markdown; charset=utf-8' }, body: NOTES },
    { path: '*', status: 404, body: pages.plain('404: This page could not be found') },
  ],
};

const www: Site = {
  hosts: ['www.coachly.test'],
  addresses: [AT.oldHost],
  headers: { ...CAREFUL, 'Cache-Control': ASK_AGAIN, Server: 'nginx/1.18.0 (Ubuntu)', 'X-Powered-By': 'PHP/7.4.33' },
  http: [{ path: '*', redirect: { to: 'https://coachly.test/start', keepPath: false, keepQuery: false } }],
  https: [
    { path: '/', body: pages.landing, delayMs: 260 },
    { path: '*', status: 404, body: pages.plain('404') },
  ],
};

const app: Site = {
  hosts: ['app.coachly.test'],
  addresses: [AT.ec2, AT.oldEc2],
  headers: { ...CAREFUL, 'Cache-Control': 'private, no-store' },
  http: toHttps('app.coachly.test'),
  https: [
    { path: '/', headers: { 'X-Backend-Server': 'ip-10-0-3-17.eu-central-1.compute.internal' }, body: pages.spaShell },
    { path: '/login', cookies: [COOKIES.express], body: pages.login },
    {
      path: '/dashboard',
      headers: { 'Cache-Control': 'public, s-maxage=600', Age: '42', 'X-Cache': 'HIT' },
      cookies: [COOKIES.supabase],
      body: pages.dashboard,
    },
    {
      path: pages.ASSET.app,
      headers: { 'Content-Type': JAVASCRIPT, 'Cache-Control': FOREVER },
      body: 'const base="https://api.coachly.test";fetch("https://api.coachly.test/api/sessions",{credentials:"include"});fetch("https://api.coachly.test/api/billing",{credentials:"include"});',
    },
    { path: '*', body: pages.spaShell },
  ],
};

const careful = (host: string, title: string): Pick<Site, 'hosts' | 'headers' | 'http' | 'https'> => ({
  hosts: [host],
  headers: { ...CAREFUL, 'Cache-Control': ASK_AGAIN },
  http: toHttps(host),
  https: [
    { path: '/', body: pages.plain(title) },
    { path: '*', status: 404, body: pages.plain('Not found') },
  ],
});

/** Behind an edge that talks http to the server: both redirect to the other for ever. */
const dashboard: Site = {
  hosts: ['dashboard.coachly.test'],
  addresses: [AT.cloudflare],
  headers: { ...CAREFUL, Server: 'cloudflare', 'CF-Ray': '8f1c2d3e4a5b6c7d-FRA' },
  http: toHttps('dashboard.coachly.test'),
  https: [{ path: '*', redirect: { to: 'http://dashboard.coachly.test' } }],
};

const admin: Site = {
  hosts: ['admin.coachly.test'],
  addresses: [AT.admin],
  http: [{ path: '*', headers: { ...CAREFUL, 'Cache-Control': 'private, no-store' }, body: pages.adminLogin }],
};

const portal: Site = {
  ...careful('portal.coachly.test', 'Client portal'),
  addresses: [AT.vercel],
  https: [{ path: '*', redirect: { to: 'http://localhost:3000/login', status: 307, keepPath: false } }],
};

export const sites: readonly Site[] = [
  marketing,
  www,
  app,
  api,
  dashboard,
  admin,
  portal,
  {
    ...careful('my.coachly.test', 'Coachly on my laptop'),
    addresses: [AT.laptop],
    certificate: { names: ['*.ngrok-free.app', 'ngrok-free.app'] },
  },
  { ...careful('docs.coachly.test', 'Coachly docs'), addresses: [AT.docs], tls: { max: 'TLSv1.1' } },
  {
    ...careful('blog.coachly.test', 'The Coachly blog'),
    addresses: [AT.blog],
    certificate: { names: ['blog.coachly.test'], from: -93, until: -3 },
  },
  {
    ...careful('help.coachly.test', 'Help centre'),
    addresses: [AT.help],
    certificate: { names: ['help.coachly.test'], issuer: 'missing-intermediate' },
  },
  {
    ...careful('staging.coachly.test', 'Staging'),
    addresses: [AT.staging],
    certificate: { names: ['staging.coachly.test'], key: 'rsa1024' },
  },
  {
    ...careful('preview.coachly.test', 'Preview'),
    addresses: [AT.preview],
    https: [{ path: '*', status: 502, body: pages.plain('Bad gateway') }],
  },
];
