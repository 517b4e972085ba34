import type { Pair } from './pair.ts';

const verify = "stripe.webhooks.constructEvent(body, request.headers.get('stripe-signature'), process.env.STRIPE_WEBHOOK_SECRET)";

export const webhooks: readonly Pair[] = [
  {
    rule: 'webhook-signature',
    path: 'src/routes/api/webhooks/stripe/+server.ts',
    name: 'SvelteKit: an unsigned webhook',
    unsafe:
      'export const POST = async ({ request }) => {\n  const event = await request.json();\n  await orders.pay(event.data.object.id);\n  return new Response();\n};',
    safe: `export const POST = async ({ request }) => {\n  const body = await request.text();\n  const event = ${verify};\n  await orders.pay(event.data.object.id);\n  return new Response();\n};`,
  },
  {
    rule: 'webhook-signature',
    path: 'app/routes/webhooks.stripe.tsx',
    name: 'Remix: an unsigned webhook',
    unsafe:
      'export const action = async ({ request }) => {\n  const event = await request.json();\n  await pay(event.id);\n  return null;\n};',
    safe: `export const action = async ({ request }) => {\n  const body = await request.text();\n  const event = ${verify};\n  await pay(event.id);\n  return null;\n};`,
  },
  {
    rule: 'webhook-signature',
    path: 'functions/src/index.ts',
    name: 'Firebase: an unsigned webhook',
    unsafe:
      "import { onRequest } from 'firebase-functions/v2/https';\nexport const stripeWebhook = onRequest(async (req, res) => {\n  await pay(req.body.data.object.id);\n  res.json({ received: true });\n});\nexport const webhook = onRequest(async (req, res) => { await pay(req.body.id); res.end(); });",
    safe: "import { onRequest } from 'firebase-functions/v2/https';\nexport const webhook = onRequest(async (req, res) => {\n  const event = stripe.webhooks.constructEvent(req.rawBody, req.headers['stripe-signature'], secret);\n  await pay(event.data.object.id);\n  res.json({ received: true });\n});",
  },
  {
    rule: 'webhook-signature',
    path: 'netlify/functions/stripe-webhook.ts',
    name: 'Netlify: an unsigned webhook',
    unsafe:
      'export const handler = async (event) => {\n  const { data } = JSON.parse(event.body);\n  await pay(data.object.id);\n  return { statusCode: 200 };\n};',
    safe: "export const handler = async (event) => {\n  const { data } = stripe.webhooks.constructEvent(event.body, event.headers['stripe-signature'], secret);\n  await pay(data.object.id);\n  return { statusCode: 200 };\n};",
  },
  {
    rule: 'webhook-body',
    path: 'app/api/webhooks/stripe/route.ts',
    name: 'Next.js: the parsed body is written anew',
    unsafe:
      "export async function POST(request: Request) {\n  const json = await request.json();\n  const event = stripe.webhooks.constructEvent(JSON.stringify(json), request.headers.get('stripe-signature')!, secret);\n  return Response.json({ received: event.id });\n}",
    safe: "export async function POST(request: Request) {\n  const event = stripe.webhooks.constructEvent(await request.text(), request.headers.get('stripe-signature')!, secret);\n  return Response.json({ received: event.id });\n}",
  },
  {
    rule: 'webhook-body',
    path: 'app/api/webhooks/stripe/route.ts',
    name: 'Next.js: the body is read twice',
    unsafe:
      "export async function POST(req: Request) {\n  const data = await req.json();\n  const body = await req.text();\n  const event = stripe.webhooks.constructEvent(body, req.headers.get('stripe-signature')!, secret);\n  return Response.json({ received: event.id, data });\n}",
    safe: "export async function POST(req: Request) {\n  const body = await req.text();\n  const event = stripe.webhooks.constructEvent(body, req.headers.get('stripe-signature')!, secret);\n  const data = JSON.parse(body);\n  return Response.json({ received: event.id, data });\n}",
  },
  {
    rule: 'webhook-body',
    path: 'pages/api/webhooks/stripe.ts',
    name: 'Next.js pages: the body parser is on',
    unsafe:
      "export default async function handler(req, res) {\n  const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], secret);\n  res.json({ received: event.id });\n}",
    safe: "export const config = { api: { bodyParser: false } };\nexport default async function handler(req, res) {\n  const event = stripe.webhooks.constructEvent(await buffer(req), req.headers['stripe-signature'], secret);\n  res.json({ received: event.id });\n}",
  },
  {
    rule: 'webhook-body',
    path: 'server/index.ts',
    name: 'Express: JSON is parsed for every route before',
    unsafe:
      "app.use(express.json());\napp.post('/webhook', (req, res) => {\n  const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], secret);\n  res.json({ received: event.id });\n});",
    safe: "app.post('/webhook', express.raw({ type: 'application/json' }), (req, res) => {\n  const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], secret);\n  res.json({ received: event.id });\n});\napp.use(express.json());",
  },
  {
    rule: 'webhook-body',
    path: 'server/index.ts',
    name: 'Express: the raw parser stands before the other',
    unsafe:
      "app.use(helmet());\napp.use('/', express.json());\napp.post('/webhook', (req, res) => {\n  const event = stripe.webhooks.constructEvent(req.body, req.get('stripe-signature'), secret);\n  res.json({ received: event.id });\n});",
    safe: "app.use('/webhook', express.raw({ type: '*/*' }));\napp.use(express.json());\napp.post('/webhook', (req, res) => {\n  const event = stripe.webhooks.constructEvent(req.body, req.get('stripe-signature'), secret);\n  res.json({ received: event.id });\n});",
  },
  {
    rule: 'webhook-body',
    path: 'supabase/functions/stripe-webhook/index.ts',
    name: 'Supabase: the parsed body is verified',
    unsafe:
      "Deno.serve(async (req) => {\n  const body = await req.json();\n  const event = await stripe.webhooks.constructEventAsync(body, req.headers.get('stripe-signature'), secret);\n  return new Response(event.id);\n});",
    safe: "Deno.serve(async (req) => {\n  const body = await req.text();\n  const event = await stripe.webhooks.constructEventAsync(body, req.headers.get('stripe-signature'), secret);\n  return new Response(event.id);\n});",
  },
  {
    rule: 'webhook-body',
    path: 'src/index.ts',
    name: 'Hono: the parsed body is verified',
    unsafe:
      "app.post('/webhooks/stripe', async (c) => {\n  const event = stripe.webhooks.constructEvent(JSON.stringify(await c.req.json()), c.req.header('stripe-signature'), secret);\n  return c.json({ received: event.id });\n});",
    safe: "app.post('/webhooks/stripe', async (c) => {\n  const event = stripe.webhooks.constructEvent(await c.req.text(), c.req.header('stripe-signature'), secret);\n  return c.json({ received: event.id });\n});",
  },
  {
    rule: 'webhook-replay',
    path: 'app/api/webhooks/stripe/route.ts',
    name: 'Next.js: credits are added again',
    unsafe: `export async function POST(request: Request) {\n  const body = await request.text();\n  const event = ${verify};\n  await addCredits(event.data.object.customer, 100);\n  return new Response();\n}`,
    safe: `export async function POST(request: Request) {\n  const body = await request.text();\n  const event = ${verify};\n  if (!(await events.claim(event.id))) return new Response();\n  await addCredits(event.data.object.customer, 100);\n  return new Response();\n}`,
  },
  {
    rule: 'webhook-replay',
    path: 'server/hooks.ts',
    name: 'Express: an order is made again',
    unsafe:
      "app.post('/webhook', express.raw({ type: '*/*' }), async (req, res) => {\n  const event = stripe.webhooks.constructEvent(req.body, sig, secret);\n  await prisma.order.create({ data: { email: event.data.object.email } });\n  res.end();\n});",
    safe: "app.post('/webhook', express.raw({ type: '*/*' }), async (req, res) => {\n  const event = stripe.webhooks.constructEvent(req.body, sig, secret);\n  await prisma.order.upsert({ where: { session: event.data.object.id }, create: {}, update: {} });\n  res.end();\n});",
  },
  {
    rule: 'webhook-replay',
    path: 'src/routes/webhooks/stripe/+server.ts',
    name: 'SvelteKit: a row is inserted again',
    unsafe: `export const POST = async ({ request }) => {\n  const body = await request.text();\n  const event = ${verify};\n  await supabase.from('payments').insert({ amount: event.data.object.amount_total });\n  return new Response();\n};`,
    safe: `export const POST = async ({ request }) => {\n  const body = await request.text();\n  const event = ${verify};\n  await supabase.from('profiles').update({ plan: 'pro' }).eq('customer', event.data.object.customer);\n  return new Response();\n};`,
  },
  {
    rule: 'cron-secret',
    path: 'app/api/cron/reminders/route.ts',
    name: 'Next.js: anybody can run the job',
    unsafe: 'export async function GET() {\n  await sendReminders();\n  return Response.json({ ok: true });\n}',
    safe: 'export async function GET(request: Request) {\n  if (request.headers.get("authorization") !== `Bearer ${process.env.CRON_SECRET}`) return new Response("", { status: 401 });\n  await sendReminders();\n  return Response.json({ ok: true });\n}',
  },
  {
    rule: 'cron-secret',
    path: 'pages/api/cron/digest.ts',
    name: 'Next.js pages: anybody can run the job',
    unsafe: 'export default async function handler(req, res) {\n  await digest();\n  res.json({ ok: true });\n}',
    safe: 'export default async function handler(req, res) {\n  if (req.query.key !== process.env.CRON_SECRET) return res.status(401).end();\n  await digest();\n  res.json({ ok: true });\n}',
  },
  {
    rule: 'cron-secret',
    path: 'src/routes/api/cron/+server.ts',
    name: 'SvelteKit: anybody can run the job',
    unsafe: 'export const GET = async () => {\n  await purge();\n  return new Response();\n};',
    safe: "import { CRON_SECRET } from '$env/static/private';\nexport const GET = async ({ url }) => {\n  if (url.searchParams.get('token') !== CRON_SECRET) return new Response('', { status: 401 });\n  await purge();\n  return new Response();\n};",
  },
  {
    rule: 'cron-secret',
    path: 'supabase/functions/cron-cleanup/index.ts',
    name: 'Supabase: anybody can run the job',
    unsafe: 'Deno.serve(async () => {\n  await cleanup();\n  return new Response("ok");\n});',
    safe: "Deno.serve(async (req) => {\n  if (req.headers.get('x-cron-secret') !== Deno.env.get('CRON_SECRET')) return new Response('', { status: 401 });\n  await cleanup();\n  return new Response('ok');\n});",
  },
  {
    rule: 'cron-secret',
    path: 'server/cron.ts',
    name: 'Fastify: anybody can run the job',
    unsafe: "fastify.get('/cron/nightly', async () => {\n  await nightly();\n  return { ok: true };\n});",
    safe: "fastify.get('/cron/nightly', { preHandler: requireSecret }, async () => {\n  await nightly();\n  return { ok: true };\n});",
  },
  {
    rule: 'webhook-replay',
    path: 'app/routes/webhooks.stripe.ts',
    name: 'Remix: credits that are added again',
    unsafe:
      'export const action = async ({ request }) => {\n  const event = stripe.webhooks.constructEvent(await request.text(), sig, secret);\n  await prisma.user.update({ where: { stripe: event.data.object.customer }, data: { credits: { increment: 100 } } });\n  return new Response();\n};',
    safe: 'export const action = async ({ request }) => {\n  const event = stripe.webhooks.constructEvent(await request.text(), sig, secret);\n  await prisma.user.update({ where: { stripe: event.data.object.customer }, data: { credits: 100 } });\n  return new Response();\n};',
  },
  {
    rule: 'webhook-replay',
    path: 'server/hooks.js',
    name: 'Express: a statement that adds, and one that sets',
    unsafe:
      "app.post('/webhook', express.raw({ type: '*/*' }), async (req, res) => {\n  const event = stripe.webhooks.constructEvent(req.body, sig, secret);\n  await pool.query('update users set credits = credits + 100 where customer = $1', [event.data.object.customer]);\n  res.end();\n});",
    safe: "app.post('/webhook', express.raw({ type: '*/*' }), async (req, res) => {\n  const event = stripe.webhooks.constructEvent(req.body, sig, secret);\n  await pool.query('update users set plan = $2 where customer = $1', [event.data.object.customer, 'pro']);\n  res.end();\n});",
  },
  {
    rule: 'webhook-replay',
    path: 'src/app/api/webhooks/polar/route.ts',
    name: 'Next.js: a sum of Drizzle for each order of Polar',
    unsafe:
      'export async function POST(req: Request) {\n  const event = validateEvent(await req.text(), Object.fromEntries(req.headers), secret);\n  await db.update(users).set({ credits: sql`${users.credits} + 100` }).where(eq(users.email, event.data.email));\n  return new Response();\n}',
    safe: "export async function POST(req: Request) {\n  const event = validateEvent(await req.text(), Object.fromEntries(req.headers), secret);\n  await db.update(users).set({ plan: 'pro' }).where(eq(users.email, event.data.email));\n  return new Response();\n}",
  },
  {
    rule: 'webhook-signature',
    path: 'app/api/webhooks/stripe/route.ts',
    name: 'Next.js: the header of a signature is read, and nothing is compared',
    unsafe:
      "export async function POST(req: Request) {\n  const signature = req.headers.get('stripe-signature');\n  if (!signature) return new Response('', { status: 400 });\n  await pay(JSON.parse(await req.text()));\n  return new Response();\n}",
    safe: "export async function POST(req: Request) {\n  const signature = req.headers.get('stripe-signature');\n  await pay(await stripe.webhooks.constructEventAsync(await req.text(), signature, secret));\n  return new Response();\n}",
  },
  {
    rule: 'webhook-signature',
    path: 'app/api/webhooks/lemon/route.ts',
    name: 'Next.js: a digest that is made, and one that is compared',
    unsafe:
      "export async function POST(req: Request) {\n  const raw = await req.text();\n  const digest = createHmac('sha256', KEY).update(raw).digest('hex');\n  await keep(raw, digest);\n  return new Response();\n}",
    safe: "export async function POST(req: Request) {\n  const raw = await req.text();\n  const own = createHmac('sha256', KEY).update(raw).digest('hex');\n  if (own !== req.headers.get('x-signature')) return new Response('', { status: 401 });\n  await keep(raw);\n  return new Response();\n}",
  },
  {
    rule: 'webhook-signature',
    path: 'src/routes/webhooks/polar/+server.ts',
    name: 'SvelteKit: Polar; the type of an event is no signature',
    unsafe:
      "export const POST = async ({ request }) => {\n  const event = await request.json();\n  if (event.type !== 'order.created' || event.data.hash === undefined) return new Response();\n  await grant(event.data);\n  return new Response();\n};",
    safe: "import { validateEvent } from '@polar-sh/sdk/webhooks';\nexport const POST = async ({ request }) => {\n  const event = validateEvent(await request.text(), Object.fromEntries(request.headers), KEY);\n  await note(event.id);\n  return new Response();\n};",
  },
  {
    rule: 'webhook-signature',
    path: 'server/hooks.js',
    name: 'Express: Twilio’s own middleware; PayPal is asked',
    unsafe:
      "app.post('/webhooks/sms', express.urlencoded({ extended: false }), async (req, res) => {\n  await answer(req.body.Body);\n  res.end();\n});",
    safe: "app.post('/webhooks/sms', twilio.webhook(), async (req, res) => {\n  await answer(req.body.Body);\n  res.end();\n});\napp.post('/webhooks/paypal', async (req, res) => {\n  const is = await ask('/v1/notifications/verify-webhook-signature', req);\n  if (is === 'SUCCESS') await settle(req.body.id);\n  res.end();\n});",
  },
];
