import { defineScenario, type Route, type Site } from '../scenario.ts';
import { DKIM_KEYS } from './dkim-keys.ts';
import { ASK_AGAIN, CAREFUL, FOREVER } from './headers.ts';
import { links, page, passwordForm } from './pages.ts';
import { CLOUDFLARE_DNS, GOOGLE_MAIL, VERCEL, WORLD } from './world.ts';

const RENDER = '216.24.57.251';
const JS = '/_next/static/chunks/main-app-a03f77c1e9b2.js';
const SHORT_HSTS = 'max-age=86400';

const toHttps = (host: string): Route[] => [{ path: '*', redirect: { to: `https://${host}`, status: 308 } }];
const missing: Route = { path: '*', status: 404, body: page({ title: 'Not found · Brightcart', body: '<h1>Not found</h1>', nonce: true }) };

const shop: Site = {
  hosts: ['brightcart.test'],
  addresses: [VERCEL],
  certificate: { names: ['brightcart.test', 'www.brightcart.test'] },
  headers: { ...CAREFUL, 'Strict-Transport-Security': SHORT_HSTS, 'Cache-Control': ASK_AGAIN },
  http: toHttps('brightcart.test'),
  https: [
    {
      path: '/',
      body: page({
        title: 'Brightcart · Know what your shop earns',
        scripts: [JS],
        nonce: true,
        body: `<h1>Know what your shop earns</h1>${links([
          ['/pricing', 'Pricing'],
          ['/checkout', 'Buy'],
          ['https://app.brightcart.test/login', 'Log in'],
        ])}`,
      }),
    },
    {
      path: '/pricing',
      body: page({ title: 'Pricing · Brightcart', nonce: true, body: '<h1>Pricing</h1><p>49 € a month for one shop.</p>' }),
    },
    {
      path: '/checkout',
      headers: { 'Cache-Control': 'private, no-store' },
      body: page({
        title: 'Checkout · Brightcart',
        nonce: true,
        body: '<h1>Checkout</h1><form method="post"><button>Pay 49 €</button></form>',
      }),
    },
    {
      path: JS,
      headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': FOREVER },
      body: 'fetch("https://api.brightcart.test/api/plans");',
    },
    missing,
  ],
};

const www: Site = {
  ...shop,
  hosts: ['www.brightcart.test'],
  headers: CAREFUL,
  http: toHttps('www.brightcart.test'),
  https: [{ path: '*', redirect: { to: 'https://brightcart.test' } }],
};

const app: Site = {
  hosts: ['app.brightcart.test'],
  addresses: [RENDER],
  certificate: { names: ['app.brightcart.test'], from: -91, until: -1 },
  headers: { ...CAREFUL, 'Cache-Control': 'private, no-store' },
  http: toHttps('app.brightcart.test'),
  https: [
    { path: '/', redirect: { to: 'https://app.brightcart.test/login', status: 307, keepPath: false } },
    {
      path: '/login',
      body: page({ title: 'Log in · Brightcart', nonce: true, body: `<h1>Log in</h1>${passwordForm('/login', 'Log in')}` }),
    },
    { path: '/api/health', json: { status: 'ok' } },
    missing,
  ],
};

const api: Site = {
  hosts: ['api.brightcart.test'],
  addresses: [RENDER],
  headers: {
    'Strict-Transport-Security': CAREFUL['Strict-Transport-Security'],
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  },
  http: toHttps('api.brightcart.test'),
  https: [
    { path: '/', json: { name: 'Brightcart API' } },
    { path: '/api/health', json: { status: 'ok' } },
    { path: '/api/plans', json: [{ name: 'One shop', price: 49 }], cors: { origins: ['https://brightcart.test'] } },
    { path: '*', status: 404, json: { error: 'There is nothing here.' } },
  ],
};

export default defineScenario({
  name: 'launch-day',
  title: 'Launch is tomorrow',
  about: 'A shop dashboard that is nearly ready: a second mail provider was added yesterday, and nobody saw a certificate run out.',
  domain: 'brightcart.test',
  zones: [
    ...WORLD,
    {
      name: 'brightcart.test',
      servers: CLOUDFLARE_DNS,
      records: [
        `@ 300 A ${VERCEL}`,
        'www 300 CNAME cname.vercel-dns.com.',
        `app 300 A ${RENDER}`,
        `api 300 A ${RENDER}`,
        '@ CAA 0 issue "letsencrypt.org"',
        '@ MX 1 smtp.google.com.',
        '@ TXT "v=spf1 include:_spf.google.com ~all"',
        '@ TXT "v=spf1 include:sendgrid.net ~all"',
        '_dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@brightcart.test"',
        `google._domainkey TXT "v=DKIM1; k=rsa; p=${DKIM_KEYS.rsa2048}"`,
        `s1._domainkey TXT "k=rsa; t=s; p=${DKIM_KEYS.other2048}"`,
      ],
    },
  ],
  sites: [shop, www, app, api],
  mail: [GOOGLE_MAIL],
  faults: [
    {
      plant: 'The second mail provider got an SPF record of its own.',
      check: 'email/spf-single',
      on: 'site brightcart.test',
      severity: 'blocker',
    },
    { plant: 'The certificate of the app ended yesterday.', check: 'tls/expiry', on: 'host app.brightcart.test', severity: 'blocker' },
    { plant: 'HSTS of the shop lasts one day.', check: 'tls/hsts', on: 'host brightcart.test', severity: 'low' },
    { plant: 'DMARC only watches.', check: 'email/dmarc-policy', on: 'site brightcart.test', severity: 'low' },
  ],
  expect: { decision: 'no-go' },
});
