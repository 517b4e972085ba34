import { defineScenario, type Route, type Site } from '../scenario.ts';
import { AI_YAML, assistant, ASSISTANT_ADDRESS } from './healthy-assistant.ts';
import { CONTROL_ENV, controlLine } from './control.ts';
import { DKIM_KEYS } from './dkim-keys.ts';
import { ASK_AGAIN, CAREFUL, FOREVER } from './headers.ts';
import { MAIL_ENV, MAIL_WORLD, mailTestYaml, SEED_SECRETS, seedInboxes, SENDER } from './mail-world.ts';
import { cloudflare } from './healthy-edge.ts';
import { releasedFiles, SHIP_YAML, SMOKE_ENV } from './healthy-release.ts';
import { links, page, passwordForm } from './pages.ts';
import { SIGNING_KEY } from './signing-key.ts';
import { CLOUDFLARE_DNS, GOOGLE_MAIL, VERCEL, WORLD } from './world.ts';

const FLY = ['66.241.124.17', '2a09:8280:1::3:b0c1'] as const;
const SESSION = ['v1', '8Qm3Zt0wUe5xKc7R', 'pL2yGn9sHb4dTf6V'].join('.');

/** Everything over http goes to the same address over https. */
const toHttps = (host: string): Route[] => [{ path: '*', redirect: { to: `https://${host}`, status: 308 } }];

const script = (path: string, body: string): Route => ({
  path,
  headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': FOREVER },
  body,
});
const style = (path: string): Route => ({
  path,
  headers: { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': FOREVER },
  body: 'body{font:1rem/1.5 system-ui;margin:2rem auto;max-width:60rem}',
});
const html = (path: string, body: string, cache: string = ASK_AGAIN): Route => ({ path, headers: { 'Cache-Control': cache }, body });
const missing: Route = {
  path: '*',
  status: 404,
  headers: { 'Cache-Control': ASK_AGAIN },
  body: page({ title: 'Not found · Acme', body: '<h1>Not found</h1>', nonce: true }),
};

const CSS = '/_next/static/css/7c3f19ab02d4.css';
const MARKETING_JS = '/_next/static/chunks/main-app-4f1c9a2b7d3e.js';
const APP_JS = '/_next/static/chunks/app-91be03fd55aa.js';

const marketing: Site = {
  hosts: ['acme.test'],
  addresses: [VERCEL],
  certificate: { names: ['acme.test', 'www.acme.test'] },
  headers: { ...CAREFUL, Server: 'Vercel' },
  http: toHttps('acme.test'),
  https: [
    html(
      '/',
      page({
        title: 'Acme · Invoices that pay themselves',
        styles: [CSS],
        scripts: [MARKETING_JS],
        nonce: true,
        body: `<h1>Invoices that pay themselves</h1>${links([
          ['/pricing', 'Pricing'],
          ['https://app.acme.test/login', 'Log in'],
          ['https://app.acme.test/signup', 'Start free'],
          ['https://docs.acme.test/', 'Docs'],
        ])}`,
      }),
    ),
    html(
      '/pricing',
      page({ title: 'Pricing · Acme', styles: [CSS], nonce: true, body: '<h1>Pricing</h1><p>19 € a month, everything included.</p>' }),
    ),
    script(
      MARKETING_JS,
      `fetch("https://api.acme.test/api/plans").then((answer)=>answer.json()).then((plans)=>{document.title=plans[0].name});`,
    ),
    style(CSS),
    { path: '/.well-known/launch-ready.txt', headers: { 'Content-Type': 'text/plain' }, body: `${controlLine('acme.test')}\n` },
    missing,
  ],
};

const www: Site = {
  ...marketing,
  hosts: ['www.acme.test'],
  http: toHttps('www.acme.test'),
  https: [{ path: '*', redirect: { to: 'https://acme.test', status: 301 } }],
};

const app: Site = {
  hosts: ['app.acme.test'],
  addresses: [VERCEL],
  certificate: { names: ['app.acme.test'] },
  headers: { ...CAREFUL, Server: 'Vercel', 'Cache-Control': 'private, no-store' },
  http: toHttps('app.acme.test'),
  https: [
    { path: '/', redirect: { to: 'https://app.acme.test/login', status: 307, keepPath: false } },
    {
      path: '/login',
      method: 'POST',
      limit: { requests: 20, seconds: 10 },
      cookies: [`__Host-session=${SESSION}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=1209600`],
      redirect: { to: 'https://app.acme.test/dashboard', status: 303, keepPath: false },
    },
    {
      path: '/login',
      cookies: [`__Host-session=${SESSION}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=1209600`],
      body: page({
        title: 'Log in · Acme',
        styles: [CSS],
        scripts: [APP_JS],
        nonce: true,
        body: `<h1>Log in</h1>${passwordForm('/login', 'Log in')}${links([
          ['/signup', 'Create an account'],
          ['/dashboard', 'Dashboard'],
        ])}`,
      }),
    },
    {
      path: '/signup',
      body: page({
        title: 'Start free · Acme',
        styles: [CSS],
        scripts: [APP_JS],
        nonce: true,
        body: `<h1>Start free</h1>${passwordForm('/signup', 'Create account')}`,
      }),
    },
    {
      path: '/dashboard',
      body: page({ title: 'Dashboard · Acme', styles: [CSS], scripts: [APP_JS], nonce: true, body: '<h1>Your invoices</h1>' }),
      requires: {
        cookie: '__Host-session',
        otherwise: { body: '', redirect: { to: 'https://app.acme.test/login', status: 307, keepPath: false } },
      },
    },
    { path: '/api/health', headers: { 'Cache-Control': 'no-store' }, json: { status: 'ok' } },
    script(
      APP_JS,
      'fetch("https://api.acme.test/api/me",{credentials:"include"}).then((answer)=>answer.status===401&&location.pathname==="/dashboard"&&location.assign("/login"));',
    ),
    style(CSS),
    { ...missing, headers: { 'Cache-Control': 'private, no-store' } },
  ],
};

const api: Site = {
  hosts: ['api.acme.test'],
  addresses: FLY,
  certificate: { names: ['api.acme.test'] },
  headers: {
    'Strict-Transport-Security': CAREFUL['Strict-Transport-Security'],
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    Server: 'Fly',
  },
  http: toHttps('api.acme.test'),
  https: [
    { path: '/', json: { name: 'Acme API', docs: 'https://docs.acme.test/' } },
    { path: '/api/health', json: { status: 'ok', release: 'first' } },
    { path: '/api/webhooks/stripe', method: 'POST', status: 400, json: { error: 'The signature is missing.' } },
    { path: '/api/webhooks/stripe', status: 405, headers: { Allow: 'POST' }, json: { error: 'Only POST.' } },
    { path: '/api/me', status: 401, json: { error: 'Log in first.' }, cors: { origins: ['https://app.acme.test'], credentials: true } },
    { path: '/api/plans', json: [{ name: 'Starter', price: 19 }], cors: { origins: ['https://acme.test', 'https://app.acme.test'] } },
    { path: '*', status: 404, json: { error: 'There is nothing here.' } },
  ],
};

const docs: Site = {
  hosts: ['docs.acme.test'],
  addresses: [VERCEL],
  certificate: { names: ['docs.acme.test'] },
  headers: { ...CAREFUL, Server: 'Vercel' },
  http: toHttps('docs.acme.test'),
  https: [
    html(
      '/',
      page({ title: 'Acme docs', nonce: true, body: '<h1>Docs</h1><p>Send your first invoice in five minutes.</p>' }),
      'public, max-age=300',
    ),
    missing,
  ],
};

export default defineScenario({
  name: 'healthy',
  title: 'Ready to launch',
  about: 'A small invoicing product whose founder took care: one canonical host, mail that arrives, strict headers, fast answers.',
  domain: 'acme.test',
  zones: [
    ...WORLD,
    ...MAIL_WORLD,
    {
      name: 'acme.test',
      servers: CLOUDFLARE_DNS,
      records: [
        `@ 300 A ${VERCEL}`,
        'www 300 CNAME cname.vercel-dns.com.',
        'app 300 CNAME cname.vercel-dns.com.',
        'docs 300 CNAME cname.vercel-dns.com.',
        'api 300 CNAME acme-api.fly.dev.',
        '@ CAA 0 issue "letsencrypt.org"',
        '@ CAA 0 iodef "mailto:security@acme.test"',
        '@ MX 1 smtp.google.com.',
        '@ TXT "v=spf1 include:_spf.google.com include:amazonses.com ~all"',
        '@ TXT "google-site-verification=Xb3mQv81LkzPnR2t"',
        '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@acme.test"',
        `google._domainkey TXT "v=DKIM1; k=rsa; p=${DKIM_KEYS.other2048}"`,
        `resend._domainkey TXT "p=${SIGNING_KEY.dkim}"`,
        'send MX 10 feedback-smtp.us-east-1.amazonses.com.',
        'send TXT "v=spf1 include:amazonses.com ~all"',
      ],
    },
    {
      name: 'fly.dev',
      servers: [
        { name: 'ns1.flydns.net', address: '37.16.0.53' },
        { name: 'ns2.flydns.net', address: '37.16.1.53' },
      ],
      records: [`acme-api A ${FLY[0]}`, `acme-api AAAA ${FLY[1]}`, `acme-assistant A ${ASSISTANT_ADDRESS}`],
    },
    {
      name: 'flydns.net',
      servers: [
        { name: 'ns1.flydns.net', address: '37.16.0.53' },
        { name: 'ns2.flydns.net', address: '37.16.1.53' },
      ],
      records: [],
    },
  ],
  sites: [marketing, www, app, api, docs],
  mail: [GOOGLE_MAIL],
  inboxes: seedInboxes([{ aligned: false, does: 'junk' }]),
  submission: {
    ...SENDER,
    user: 'resend',
    password: SEED_SECRETS.smtp,
    sign: { domain: 'acme.test', selector: 'resend', key: SIGNING_KEY.pem },
    returnPath: 'send.acme.test',
  },
  cloudflare,
  env: { ...MAIL_ENV, ...SMOKE_ENV, ...CONTROL_ENV },
  assistant,
  platform: {
    project: 'acme',
    owns: ['acme.test', 'www.acme.test', 'app.acme.test', 'api.acme.test', 'docs.acme.test'],
    env: ['SUPABASE_URL', 'SUPABASE_SERVICE_ROLE_KEY', 'RESEND_API_KEY', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
  },
  history: [
    { daysAgo: 18, says: 'Invoices as PDF' },
    { daysAgo: 11, says: 'Revert "Invoices as PDF"' },
    { daysAgo: 3, says: 'Invoices as PDF, with the fonts' },
  ],
  sentry: { org: 'acme', project: 'web', issues: [] },
  repository: {
    ...releasedFiles([marketing, www, app, api, docs]),
    'README.md': '# Acme\n\nInvoices that pay themselves.\n',
    '.gitignore': 'node_modules\n.env\n.env.local\n.next\n',
    '.env.example': 'SUPABASE_URL=\nSUPABASE_SERVICE_ROLE_KEY=\nRESEND_API_KEY=\nSTRIPE_SECRET_KEY=\nSTRIPE_WEBHOOK_SECRET=\n',
    'lib/server.ts':
      "import { createClient } from '@supabase/supabase-js';\nimport { Resend } from 'resend';\nconst { SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY, RESEND_API_KEY } = process.env;\nexport const database = createClient(SUPABASE_URL!, SUPABASE_SERVICE_ROLE_KEY!);\nexport const mail = new Resend(RESEND_API_KEY);\n",
    'lib/mail.ts':
      "import { mail } from './server';\nexport const sendReset = (to: string, link: string) =>\n  mail.emails.send({ from: 'Acme <hello@acme.test>', to, subject: 'Reset your password', text: link });\n",
    'app/api/webhooks/stripe/route.ts': [
      "import { after } from 'next/server';",
      "import Stripe from 'stripe';",
      "import { sendReceipt } from '@/lib/mail';",
      'const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!);',
      'export async function POST(request: Request) {',
      "  const [body, signature] = [await request.text(), request.headers.get('stripe-signature') ?? ''];",
      '  const event = stripe.webhooks.constructEvent(body, signature, process.env.STRIPE_WEBHOOK_SECRET!);',
      '  after(async () => {',
      '    await sendReceipt(event);',
      '  });',
      '  return Response.json({ received: true });',
      '}',
      '',
    ].join('\n'),
    'app/page.tsx': 'export default function Home() {\n  return <h1>Invoices that pay themselves</h1>;\n}\n',
    'app/api/health/route.ts': "export const GET = () => Response.json({ status: 'ok' }, { headers: { 'Cache-Control': 'no-store' } });\n",
    'launch-ready.yaml': `domain: acme.test\ncanonical: acme.test\n${SHIP_YAML}mail:\n  senders: [resend, google]\n  dkim_selectors: [resend, google]\n${mailTestYaml('Acme <hello@acme.test>')}secrets:\n  environments:\n    production: { names: [SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY, RESEND_API_KEY, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET] }\n${AI_YAML}`,
  },
  faults: [],
  expect: { decision: 'go' },
});
