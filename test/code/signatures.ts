/** A webhook, and whether it makes sure of who sends. */
export interface SignatureCase {
  name: string;
  path: string;
  signed: boolean;
  text: string;
}

const N = 'app/api/webhooks/x/route.ts';
const next = (body: string, imports = ''): string =>
  `${imports}\nexport async function POST(req: Request) {\n${body}\nawait db.update(id);\nreturn new Response('ok');\n}`;
const express = (body: string, before = ''): string =>
  `app.post('/webhooks/x', ${before}async (req, res) => {\n${body}\nawait db.update(id);\nres.sendStatus(200);\n});`;

/** How the guides of each provider check their webhooks (2026-11), and how it is left out. */
export const signatures: readonly SignatureCase[] = [
  {
    name: 'Stripe',
    path: N,
    signed: true,
    text: next("const event = stripe.webhooks.constructEvent(await req.text(), req.headers.get('stripe-signature'), process.env.S);"),
  },
  {
    name: 'Paddle',
    path: N,
    signed: true,
    text: next(
      "const event = await paddle.webhooks.unmarshal(await req.text(), process.env.PADDLE_WEBHOOK_SECRET, req.headers.get('paddle-signature'));",
    ),
  },
  {
    name: 'Lemon Squeezy: a digest that is compared',
    path: N,
    signed: true,
    text: next(
      "const raw = await req.text(); const digest = crypto.createHmac('sha256', process.env.LS_SECRET).update(raw).digest('hex'); if (digest !== req.headers.get('X-Signature')) return new Response('', { status: 401 });",
    ),
  },
  {
    name: 'Lemon Squeezy: a header that must be there',
    path: N,
    signed: false,
    text: next("const e = await req.json(); if (!req.headers.get('X-Signature')) return new Response('', { status: 401 });"),
  },
  {
    name: 'Svix',
    path: N,
    signed: true,
    text: next(
      "const wh = new Webhook(process.env.CLERK_WEBHOOK_SECRET); const evt = wh.verify(await req.text(), { 'svix-id': a });",
      "import { Webhook } from 'svix';",
    ),
  },
  {
    name: 'Clerk',
    path: N,
    signed: true,
    text: next('const evt = await verifyWebhook(req);', "import { verifyWebhook } from '@clerk/nextjs/webhooks';"),
  },
  {
    name: 'Polar: its check',
    path: N,
    signed: true,
    text: next(
      'const event = validateEvent(await req.text(), h, process.env.P);',
      "import { validateEvent } from '@polar-sh/sdk/webhooks';",
    ),
  },
  {
    name: 'GitHub: Octokit',
    path: N,
    signed: true,
    text: next(
      "const ok = await webhooks.verify(await req.text(), req.headers.get('x-hub-signature-256')); if (!ok) return new Response('', {status: 401});",
    ),
  },
  {
    name: 'Shopify: its package for Remix',
    path: N,
    signed: true,
    text: next('const { topic } = await authenticate.webhook(req);', "import { authenticate } from '~/shopify.server';"),
  },
  {
    name: 'Razorpay',
    path: 'server.js',
    signed: true,
    text: express("if (!Razorpay.validateWebhookSignature(req.body, req.headers['x-razorpay-signature'], s)) return res.sendStatus(400);"),
  },
  {
    name: 'Flutterwave: a shared hash',
    path: 'server.js',
    signed: true,
    text: express("if (req.headers['verif-hash'] !== process.env.FLW_SECRET_HASH) return res.sendStatus(401);"),
  },
  {
    name: 'PayPal: its own address',
    path: 'server.js',
    signed: true,
    text: express(
      "const r = await fetch('https://api-m.paypal.com/v1/notifications/verify-webhook-signature', { method: 'POST', body: b }); if ((await r.json()).verification_status !== 'SUCCESS') return res.sendStatus(400);",
    ),
  },
  {
    name: 'Twilio: its check',
    path: 'server.js',
    signed: true,
    text: express("if (!twilio.validateRequest(t, req.headers['x-twilio-signature'], url, req.body)) return res.sendStatus(403);"),
  },
  { name: 'Twilio: its middleware', path: 'server.js', signed: true, text: express('', 'twilio.webhook(), ') },
  {
    name: 'Slack: a digest in constant time',
    path: 'server.js',
    signed: true,
    text: express(
      "const sig = 'v0=' + crypto.createHmac('sha256', s).update(base).digest('hex'); if (!crypto.timingSafeEqual(Buffer.from(sig), Buffer.from(h))) return res.sendStatus(401);",
    ),
  },
  {
    name: 'Standard Webhooks',
    path: 'supabase/functions/send-email-webhook/index.ts',
    signed: true,
    text: "import { Webhook } from 'https://esm.sh/standardwebhooks@1.0.0';\nDeno.serve(async (req) => { const wh = new Webhook(hookSecret); const { user } = wh.verify(await req.text(), Object.fromEntries(req.headers)); await db.update(user); return new Response('ok'); });",
  },
  {
    name: 'a secret in a header',
    path: N,
    signed: true,
    text: next("if (req.headers.get('x-webhook-secret') !== process.env.WEBHOOK_SECRET) return new Response('', {status: 401});"),
  },
  {
    name: 'a secret in the address',
    path: N,
    signed: true,
    text: next(
      "if (new URL(req.url).searchParams.get('secret') !== process.env.REVALIDATE_SECRET) return new Response('', {status: 401});",
    ),
  },
  {
    name: 'Stripe: a header that is read',
    path: N,
    signed: false,
    text: next("const signature = req.headers.get('stripe-signature'); const event = JSON.parse(await req.text());"),
  },
  {
    name: 'a digest that is compared with nothing',
    path: N,
    signed: false,
    text: next("const h = crypto.createHmac('sha256', s).update(await req.text()).digest('hex'); console.log(h);"),
  },
  {
    name: 'Telegram: its token',
    path: 'server.js',
    signed: true,
    text: express("if (req.headers['x-telegram-bot-api-secret-token'] !== process.env.TG) return res.sendStatus(401);"),
  },
  {
    name: 'QStash: its wrapper',
    path: 'app/api/webhooks/q/route.ts',
    signed: true,
    text: `import { verifySignatureAppRouter } from '@upstash/qstash/nextjs';\nexport const POST = verifySignatureAppRouter(async (req) => { await db.update(1); return new Response('ok'); });`,
  },
  { name: 'nothing at all', path: N, signed: false, text: next('const body = await req.json();') },
  {
    name: 'RevenueCat: a bearer token',
    path: N,
    signed: true,
    text: next("if (req.headers.get('Authorization') !== `Bearer ${process.env.RC}`) return new Response('', {status: 401});"),
  },
];
