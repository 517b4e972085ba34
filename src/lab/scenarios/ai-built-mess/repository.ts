import { KEYS } from './keys.ts';

/** The checkout of Coachly: a small app, its keys, and the platform team it will never need. */
export const repository: Readonly<Record<string, string>> = {
  'README.md': '# Coachly\n\nBuilt with AI. Do not touch `src/lib/stripe.ts`.\n',
  'package.json': `${JSON.stringify(
    {
      name: 'coachly',
      private: true,
      type: 'module',
      scripts: { dev: 'vite', build: 'vite build' },
      dependencies: {
        react: '19.2.0',
        '@sentry/react': '10.26.0',
        vite: '7.2.2',
        express: '5.1.0',
        '@supabase/supabase-js': '2.84.0',
        stripe: '20.0.0',
        openai: '6.9.0',
        kafkajs: '2.2.4',
        ioredis: '5.8.2',
      },
    },
    null,
    2,
  )}\n`,
  '.env': [
    `OPENAI_API_KEY=${KEYS.openai}`,
    `STRIPE_SECRET_KEY=${KEYS.stripe}`,
    'VITE_SUPABASE_URL=https://kq7vn2xttb.supabase.co',
    `SUPABASE_SERVICE_ROLE_KEY=${KEYS.serviceRole}`,
    '',
  ].join('\n'),
  '.env.production': `VITE_SUPABASE_URL=http://localhost:54321\nSTRIPE_SECRET_KEY=${KEYS.stripeTest}\n`,
  '.gitignore': 'node_modules\ndist\n',
  'index.html': '<!doctype html>\n<div id="root"></div>\n<script type="module" src="/src/main.tsx"></script>\n',
  'src/main.tsx':
    "import { createRoot } from 'react-dom/client';\nimport { App } from '@/App';\ncreateRoot(document.getElementById('root')!).render(<App />);\n",
  'server/prices.ts': 'export const prices = { monthly: process.env.STRIPE_PRICE_MONTHLY, key: process.env.STRIPE_SECRET_KEY };\n',
  'src/App.tsx': 'export const App = () => <h1>Your coaching practice on autopilot</h1>;\n',
  'src/lib/stripe.ts': `import Stripe from 'stripe';\n// The variable was empty in production, so the key is here for now.\nexport const stripe = new Stripe('${KEYS.stripe}');\n`,
  'src/lib/supabase.ts': `import { createClient } from '@supabase/supabase-js';\nexport const supabase = createClient(import.meta.env.VITE_SUPABASE_URL, '${KEYS.anon}');\n`,
  'src/lib/coach.ts':
    "import OpenAI from 'openai';\nexport const coach = new OpenAI({ apiKey: import.meta.env.VITE_OPENAI_API_KEY, dangerouslyAllowBrowser: true });\n",
  'server/index.ts':
    "import express from 'express';\nconst app = express();\napp.use((req, res, next) => {\n  res.set('Access-Control-Allow-Origin', req.headers.origin);\n  res.set('Access-Control-Allow-Credentials', 'true');\n  next();\n});\napp.listen(3000);\n",
  'server/mail.ts':
    "import { Resend } from 'resend';\nconst resend = new Resend(process.env.RESEND_API_KEY);\nexport const sendReset = (to: string, link: string) =>\n  resend.emails.send({ from: 'Coachly <onboarding@resend.dev>', to, subject: 'Reset your password', text: link });\n",
  'server/webhooks.ts': [
    "import { app } from './index';",
    "import { sendReceipt } from './mail';",
    "import { upgrade } from './plans';",
    "app.post('/api/webhooks/stripe', async (req, res) => {",
    '  const { type, data } = req.body;',
    "  if (type === 'checkout.session.completed') {",
    '    await upgrade(data.object.client_reference_id);',
    '    await sendReceipt(data.object.customer_email);',
    '  }',
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
    "    console.error('Something went wrong');",
    "    res.status(500).json({ error: 'Something went wrong' });",
    '  }',
    '});',
    '',
  ].join('\n'),
  'server/coach.ts': [
    "import { app } from './index';",
    "import OpenAI from 'openai';",
    'const openai = new OpenAI();',
    "app.post('/api/coach', async (req, res) => {",
    "  res.json(await openai.chat.completions.create({ model: 'gpt-5-mini', messages: req.body.messages }));",
    '});',
    '',
  ].join('\n'),
  'server/callback.ts':
    "import { app } from './index';\napp.get('/auth/callback', (req, res) => {\n  const next = req.query.next;\n  res.redirect(next);\n});\n",
  'src/lib/login.ts':
    "import { supabase } from './supabase';\nexport const login = () =>\n  supabase.auth.signInWithOAuth({ provider: 'google', options: { redirectTo: 'http://localhost:5173/auth/callback' } });\n",
  'server/welcome.ts':
    "import { mailer } from './mail';\nexport const welcome = (to: string) => mailer.queue({ from: 'Maren from Coachly <maren@getcoachly.test>', to, subject: 'Welcome' });\n",
  'k8s/deployment.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: coachly\nspec:\n  replicas: 12\n  selector:\n    matchLabels: { app: coachly }\n  template:\n    metadata:\n      labels: { app: coachly }\n    spec:\n      containers:\n        - name: web\n          image: coachly:latest\n',
  'k8s/virtual-service.yaml':
    'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: coachly\nspec:\n  hosts: [coachly.test]\n',
  'docker-compose.yml':
    'services:\n  kafka:\n    image: apache/kafka:4.1.0\n  redis:\n    image: redis:8\n  memcached:\n    image: memcached:1.6\n',
};
