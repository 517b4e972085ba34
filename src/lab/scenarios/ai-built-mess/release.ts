import type { Site } from '../../scenario.ts';
import { lockOf } from '../healthy-release.ts';
import { mailTestYaml } from '../mail-world.ts';
import { LOG_FILE } from '../request-log.ts';
import { SIGNING_KEY } from '../signing-key.ts';
import { AI_YAML } from './assistant.ts';
import { brokenLog, calmLog } from './log.ts';
import { repairedSites } from './repaired.ts';
import { repository } from './repository.ts';
import { sites } from './sites.ts';

/** What Coachly's project on the pretend hosting platform serves. */
export const OWNED = [
  'coachly.test',
  'www.coachly.test',
  'app.coachly.test',
  'api.coachly.test',
  'dashboard.coachly.test',
  'portal.coachly.test',
] as const;

const shipyard = (served: readonly Site[]): string => `${JSON.stringify({ sites: served }, null, 1)}\n`;

/** How Coachly is released, in the words of launch-ready.yaml. */
const SETTINGS = `domain: coachly.test
canonical: coachly.test
routes:
  - { name: home page, url: 'https://coachly.test/', kind: home }
  - { name: signup, url: 'https://coachly.test/signup', kind: signup }
  - { name: login, url: 'https://app.coachly.test/login', kind: login }
  - { name: dashboard, url: 'https://app.coachly.test/dashboard', kind: dashboard }
  - { name: API health, url: 'https://api.coachly.test/api/health', kind: health }
  - { name: bookings, url: 'https://api.coachly.test/api/bookings', kind: api }
  - { name: Stripe webhook, url: 'https://api.coachly.test/api/webhooks/stripe', kind: webhook }
mail:
${mailTestYaml('Coachly <hello@coachly.test>')}deploy:
  adapter: platform
  lockfile: false
  platform: { api: 'https://api.shipyard.test', project: coachly, token: '\${SHIPYARD_TOKEN}' }
  health: { url: 'https://api.coachly.test/api/health', release: /release, interval_ms: 50, deadline_seconds: 5 }
perf: { requests_per_second: 50 }
operations: { logs: [${LOG_FILE}], sentry: { org: coachly, project: web } }
${AI_YAML}smoke:
  login:
    url: https://app.coachly.test/login
    user: \${SMOKE_USER}
    password: \${SMOKE_PASSWORD}
    inside: https://app.coachly.test/dashboard
    expect: { text: Good morning }
  flows:
    - name: book a session
      steps:
        - { do: 'POST https://api.coachly.test/api/bookings', json: { coach: Maren }, expect: { status: 201 }, take: { booking: 'json:/booking/id' } }
      cleanup:
        - { do: 'DELETE https://api.coachly.test/api/bookings/{{booking}}' }
`;

/** The key that the mail provider signs with, as its panel shows it: the prompt asks for it, and the founder copies it over. */
const EDGE = `edge:
  records:
    - { name: resend._domainkey, type: TXT, data: 'v=DKIM1; p=${SIGNING_KEY.dkim}' }
`;

const INIT = `-- The tables of Coachly.
CREATE TABLE profiles (id uuid PRIMARY KEY, name text NOT NULL);
CREATE TABLE bookings (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, coach uuid NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX bookings_coach ON bookings (coach);
ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE bookings ENABLE ROW LEVEL SECURITY;
`;

/** What is in the checkout for releasing: the site as it is served today, and two migrations, the second careless. */
export const released: Readonly<Record<string, string>> = {
  'launch-ready.yaml': SETTINGS,
  [LOG_FILE]: brokenLog,
  'shipyard.json': shipyard(sites.filter((site) => site.hosts.some((host) => OWNED.some((owned) => owned === host)))),
  'supabase/migrations/20261101090000_init.sql': INIT,
  'supabase/migrations/20261114170000_quick_fix.sql':
    '-- makes the 403 go away\nGRANT ALL ON profiles TO anon, authenticated; ALTER TABLE profiles DISABLE ROW LEVEL SECURITY;\nDELETE FROM bookings;\n',
};

const { '.env': _keys, '.env.production': _more, ...withoutKeys } = repository;

const MANIFEST = JSON.parse(repository['package.json'] ?? '{}') as { dependencies: Record<string, string> }; // as: written in repository.ts
const PACKAGES = { ...MANIFEST.dependencies, 'react-dom': '19.2.0', resend: '6.5.0' };

/** The whole checkout after the prompts were pasted. */
export const repaired: Readonly<Record<string, string>> = {
  ...withoutKeys,
  ...released,
  [LOG_FILE]: calmLog,
  'launch-ready.yaml': SETTINGS.replace('deploy:\n', `${EDGE}deploy:\n`),
  'package.json': `${JSON.stringify({ ...MANIFEST, dependencies: PACKAGES }, null, 2)}\n`,
  'package-lock.json': `${JSON.stringify(lockOf(PACKAGES))}\n`,
  '.gitignore': 'node_modules\ndist\n.env\n.env.*\n!.env.example\n.launch-ready\n',
  '.env.example':
    'OPENAI_API_KEY=\nSTRIPE_PRICE_MONTHLY=\nSTRIPE_SECRET_KEY=\nSTRIPE_WEBHOOK_SECRET=\nVITE_SUPABASE_URL=\nSUPABASE_SERVICE_ROLE_KEY=\n',
  'src/main.tsx': [
    "import { createRoot } from 'react-dom/client';",
    "import { ErrorBoundary } from '@sentry/react';",
    "import { App } from '@/App';",
    "createRoot(document.getElementById('root')!).render(<ErrorBoundary fallback={<p>This page has a fault.</p>}><App /></ErrorBoundary>);",
    '',
  ].join('\n'),
  'src/lib/stripe.ts': "import Stripe from 'stripe';\nexport const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!);\n",
  'src/lib/coach.ts':
    "// The key stays on the server: the browser asks our own API.\nexport const ask = (question: string) => fetch('/api/coach', { method: 'POST', body: question });\n",
  'server/index.ts': [
    "import express from 'express';",
    "const ORIGINS = new Set(['https://coachly.test', 'https://app.coachly.test']);",
    'const app = express();',
    'app.use((req, res, next) => {',
    "  const origin = req.headers.origin ?? '';",
    "  res.vary('Origin');",
    '  if (ORIGINS.has(origin)) {',
    "    res.set('Access-Control-Allow-Origin', origin);",
    "    res.set('Access-Control-Allow-Credentials', 'true');",
    '  }',
    '  next();',
    '});',
    "app.get('/api/health', (_req, res) => res.json({ status: 'ok', release: process.env.LAUNCH_READY_RELEASE }));",
    'app.listen(process.env.PORT ?? 3000);',
    '',
  ].join('\n'),
  'server/webhooks.ts': [
    "import { app } from './index';",
    "import { jobs } from './jobs';",
    "import { stripe } from '../src/lib/stripe';",
    "app.post('/api/webhooks/stripe', express.raw({ type: 'application/json' }), async (req, res) => {",
    "  const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], process.env.STRIPE_WEBHOOK_SECRET);",
    '  await jobs.add(event.id, event);',
    '  res.json({ received: true });',
    '});',
    '',
  ].join('\n'),
  'server/bookings.ts': [
    "import { app } from './index';",
    "import { database } from './database';",
    "app.post('/api/bookings', async (req, res) => {",
    '  try {',
    "    const { data } = await database.from('bookings').insert(req.body).select().single().throwOnError();",
    '    res.status(201).json({ booking: data });',
    '  } catch (error) {',
    "    req.log.error({ err: error }, 'booking failed');",
    "    res.status(500).json({ error: 'The booking was not stored. Nothing was charged.' });",
    '  }',
    '});',
    '',
  ].join('\n'),
  'server/coach.ts': [
    "import { app } from './index';",
    "import { requireUser } from './session';",
    "import { tenAMinute } from './rate-limit';",
    "import OpenAI from 'openai';",
    'const openai = new OpenAI();',
    "app.post('/api/coach', requireUser, tenAMinute, async (req, res) => {",
    "  res.json(await openai.chat.completions.create({ model: 'gpt-5-mini', messages: req.body.messages }));",
    '});',
    '',
  ].join('\n'),
  'server/callback.ts':
    "import { app } from './index';\napp.get('/auth/callback', (req, res) => {\n  const next = String(req.query.next);\n  res.redirect(/^\\/(?![\\/\\\\])/.test(next) ? next : '/');\n});\n",
  'src/lib/login.ts':
    "import { supabase } from './supabase';\nexport const login = () =>\n  supabase.auth.signInWithOAuth({ provider: 'google', options: { redirectTo: `${window.location.origin}/auth/callback` } });\n",
  'server/welcome.ts':
    "import { mailer } from './mail';\nexport const welcome = (to: string) => mailer.queue({ from: 'Maren from Coachly <maren@coachly.test>', to, subject: 'Welcome' });\n",
  'server/mail.ts':
    "import { Resend } from 'resend';\nconst resend = new Resend(process.env.RESEND_API_KEY);\nexport const sendReset = (to: string, link: string) =>\n  resend.emails.send({ from: 'Coachly <hello@coachly.test>', to, subject: 'Reset your password', text: link });\n",
  'shipyard.json': shipyard(repairedSites),
  'supabase/migrations/20261114170000_quick_fix.sql': [
    '-- a coach may read her own profile',
    "SET lock_timeout = '3s';",
    'CREATE POLICY own_profile ON profiles FOR SELECT TO authenticated USING (id = auth.uid());',
    'GRANT SELECT ON profiles TO authenticated;',
    "DELETE FROM bookings WHERE created_at < '2026-01-01';",
    '',
  ].join('\n'),
};
