import type { Pair } from './pair.ts';

export const money: readonly Pair[] = [
  {
    rule: 'client-price',
    path: 'app/api/checkout/route.ts',
    name: 'Next.js: the amount of the body',
    unsafe:
      "export async function POST(req: Request) {\n  const { amount } = await req.json();\n  const intent = await stripe.paymentIntents.create({ amount, currency: 'eur' });\n  return Response.json({ secret: intent.client_secret });\n}",
    safe: "export async function POST(req: Request) {\n  const { plan } = await req.json();\n  const intent = await stripe.paymentIntents.create({ amount: PRICES[plan], currency: 'eur' });\n  return Response.json({ secret: intent.client_secret });\n}",
  },
  {
    rule: 'client-price',
    path: 'pages/api/checkout.ts',
    name: 'Next.js pages: prices of the cart, as the cart has them',
    unsafe:
      "export default async function handler(req, res) {\n  const line_items = req.body.items.map((item) => ({ quantity: item.quantity, price_data: { currency: 'eur', unit_amount: item.price * 100 } }));\n  const session = await stripe.checkout.sessions.create({ mode: 'payment', line_items });\n  res.json({ url: session.url });\n}",
    safe: "export default async function handler(req, res) {\n  const line_items = req.body.items.map((item) => ({ quantity: item.quantity, price_data: { currency: 'eur', unit_amount: catalog[item.id].price } }));\n  const session = await stripe.checkout.sessions.create({ mode: 'payment', line_items });\n  res.json({ url: session.url });\n}",
  },
  {
    rule: 'client-price',
    path: 'server/pay.js',
    name: 'Express: a number of the body',
    unsafe:
      "app.post('/pay', async (req, res) => {\n  const total = Math.round(Number(req.body.total) * 100);\n  const intent = await stripe.paymentIntents.create({ amount: total, currency: 'usd' });\n  res.json(intent);\n});",
    safe: "app.post('/pay', async (req, res) => {\n  const order = await orders.find(req.body.order);\n  const intent = await stripe.paymentIntents.create({ amount: order.total, currency: 'usd' });\n  res.json(intent);\n});",
  },
  {
    rule: 'client-price',
    path: 'src/routes/checkout/+page.server.ts',
    name: 'SvelteKit: the amount of the form',
    unsafe:
      "export const actions = { default: async ({ request }) => {\n  const form = await request.formData();\n  const price = Number(form.get('price'));\n  await stripe.checkout.sessions.create({ line_items: [{ price_data: { unit_amount: price } }] });\n} };",
    safe: "export const actions = { default: async ({ request }) => {\n  const form = await request.formData();\n  const product = await db.product(form.get('product'));\n  await stripe.checkout.sessions.create({ line_items: [{ price_data: { unit_amount: product.price } }] });\n} };",
  },
  {
    rule: 'client-price',
    path: 'app/actions.ts',
    name: 'Server action: the amount is an argument',
    unsafe:
      "'use server';\nexport async function pay(amount: number) {\n  return stripe.paymentIntents.create({ amount, currency: 'eur' });\n}",
    safe: "'use server';\nexport async function pay(id: string) {\n  const { price } = await products.find(id);\n  return stripe.paymentIntents.create({ amount: price, currency: 'eur' });\n}",
  },
  {
    rule: 'client-price',
    path: 'supabase/functions/checkout/index.ts',
    name: 'Supabase: a schema does not make it the price',
    unsafe:
      "Deno.serve(async (req) => {\n  const { amount } = schema.parse(await req.json());\n  const intent = await stripe.paymentIntents.create({ amount, currency: 'eur' });\n  return Response.json(intent);\n});",
    safe: "Deno.serve(async (req) => {\n  const { amount, product } = schema.parse(await req.json());\n  const row = await priceOf(product);\n  if (amount !== row.price) return new Response('', { status: 400 });\n  const intent = await stripe.paymentIntents.create({ amount, currency: 'eur' });\n  return Response.json(intent);\n});",
  },
  {
    rule: 'client-price',
    path: 'functions/index.js',
    name: 'Firebase callable; a donation is the giver’s to choose',
    unsafe:
      "import { onCall } from 'firebase-functions/v2/https';\nexport const checkout = onCall(async (request) => stripe.paymentIntents.create({ amount: request.data.amount, currency: 'eur' }));",
    safe: "import { onCall } from 'firebase-functions/v2/https';\nexport const donate = onCall(async (request) => stripe.paymentIntents.create({ amount: request.data.amount, currency: 'eur' }));",
  },
  {
    rule: 'client-price',
    path: 'src/server/api/routers/pay.ts',
    name: 'tRPC: the amount of the input, and one of the user',
    unsafe:
      "import { protectedProcedure } from '../trpc';\nexport const pay = protectedProcedure.input(z.object({ amount: z.number() })).mutation(async ({ input }) => {\n  return stripe.paymentIntents.create({ amount: input.amount, currency: 'eur' });\n});",
    safe: "import { protectedProcedure } from '../trpc';\nexport const pay = protectedProcedure.input(z.object({ plan: z.string() })).mutation(async ({ ctx }) => {\n  return stripe.paymentIntents.create({ amount: ctx.plan.amount, currency: 'eur' });\n});",
  },
  {
    rule: 'unmetered-route',
    path: 'src/server/api/routers/ai.ts',
    name: 'tRPC: a model that anybody asks',
    unsafe:
      "import { createTRPCRouter, publicProcedure } from '../trpc';\nexport const aiRouter = createTRPCRouter({\n  ask: publicProcedure.input(z.string()).mutation(async ({ input }) => {\n    return generateText({ model, prompt: input });\n  }),\n});",
    safe: "import { createTRPCRouter, publicProcedure } from '../trpc';\nexport const aiRouter = createTRPCRouter({\n  ask: publicProcedure.input(z.string()).mutation(async ({ ctx, input }) => {\n    if (!ctx.session?.user) throw new TRPCError({ code: 'UNAUTHORIZED' });\n    return generateText({ model, prompt: input });\n  }),\n});",
  },
  {
    rule: 'unmetered-route',
    path: 'supabase/functions/chat/index.ts',
    name: 'Supabase: the gateway of the builder, its address in a constant',
    unsafe:
      "const GATEWAY = 'https://ai.gateway.lovable.dev/v1/chat/completions';\nDeno.serve(async (req) => {\n  const { messages } = await req.json();\n  const answer = await fetch(GATEWAY, { method: 'POST', headers: { Authorization: `Bearer ${Deno.env.get('LOVABLE_API_KEY')}` }, body: JSON.stringify({ messages }) });\n  return new Response(answer.body);\n});",
    safe: "const GATEWAY = 'https://ai.gateway.lovable.dev/v1/chat/completions';\nDeno.serve(async (req) => {\n  const { data: { user } } = await supabase.auth.getUser();\n  if (!user) return new Response('', { status: 401 });\n  const { messages } = await req.json();\n  const answer = await fetch(GATEWAY, { method: 'POST', body: JSON.stringify({ messages }) });\n  return new Response(answer.body);\n});",
  },
  {
    rule: 'unmetered-route',
    path: 'server/speak.js',
    name: 'Express: speech by axios, the base in a constant',
    unsafe:
      "const BASE = 'https://api.elevenlabs.io/v1';\napp.post('/api/speak', async (req, res) => {\n  const { data } = await axios.post(`${BASE}/text-to-speech/${VOICE}`, { text: req.body.text });\n  res.send(data);\n});",
    safe: "const BASE = 'https://api.elevenlabs.io/v1';\napp.get('/api/voices', async (req, res) => {\n  const { data } = await axios.get(`https://cdn.example.com/voices.json`);\n  res.send(data);\n});",
  },
  {
    rule: 'unmetered-route',
    path: 'src/routes/api/chat/+server.ts',
    name: 'SvelteKit: a model for everybody',
    unsafe:
      'export const POST = async ({ request }) => {\n  const { messages } = await request.json();\n  return streamText({ model, messages }).toDataStreamResponse();\n};',
    safe: 'export const POST = async ({ request, locals }) => {\n  if (!locals.user) return new Response("", { status: 401 });\n  const { messages } = await request.json();\n  return streamText({ model, messages }).toDataStreamResponse();\n};',
  },
  {
    rule: 'unmetered-route',
    path: 'app/routes/api.chat.ts',
    name: 'Remix: a model for everybody',
    unsafe:
      'export async function action({ request }) {\n  const { prompt } = await request.json();\n  return openai.responses.create({ model: "m", input: prompt });\n}',
    safe: 'export async function action({ request }) {\n  await requireUser(request);\n  const { prompt } = await request.json();\n  return openai.responses.create({ model: "m", input: prompt });\n}',
  },
  {
    rule: 'unmetered-route',
    path: 'app/actions.ts',
    name: 'Server action: the user id of the form is no login',
    unsafe:
      "'use server';\nexport async function ask(userId: string, prompt: string) {\n  return generateText({ model, prompt, userId });\n}",
    safe: "'use server';\nexport async function ask(prompt: string) {\n  const { userId } = await auth();\n  if (!userId) throw new Error('login first');\n  return generateText({ model, prompt });\n}",
  },
  {
    rule: 'unmetered-route',
    path: 'app/api/coach/route.ts',
    name: 'Next.js: the key of the provider is no login',
    unsafe:
      "export async function POST(req: Request) {\n  const answer = await fetch('https://api.openai.com/v1/responses', { method: 'POST', headers: { Authorization: `Bearer ${process.env.OPENAI_API_KEY}` }, body: await req.text() });\n  return new Response(answer.body);\n}",
    safe: "export async function POST(req: Request) {\n  const { data } = await supabase.auth.getUser(req.headers.get('authorization')!.slice(7));\n  if (!data.user) return new Response('', { status: 401 });\n  const answer = await fetch('https://api.openai.com/v1/responses', { method: 'POST', body: await req.text() });\n  return new Response(answer.body);\n}",
  },
  {
    rule: 'unmetered-route',
    path: 'functions/src/ai.ts',
    name: 'Firebase callable: who calls is looked at',
    unsafe:
      "import { onCall } from 'firebase-functions/v2/https';\nexport const ask = onCall(async (request) => openai.responses.create({ input: request.data.prompt }));",
    safe: "import { onCall } from 'firebase-functions/v2/https';\nexport const ask = onCall(async (request) => {\n  if (!request.auth) throw new HttpsError('unauthenticated', 'login');\n  return openai.responses.create({ input: request.data.prompt });\n});",
  },
  {
    rule: 'unmetered-route',
    path: 'api/generate.ts',
    name: 'Vercel function beside a Vite app',
    unsafe:
      'export default async function handler(req, res) {\n  const out = await replicate.run("a/b", { input: req.body });\n  res.json(out);\n}',
    safe: 'export default async function handler(req, res) {\n  const { success } = await ratelimit.limit(req.headers["x-forwarded-for"]);\n  if (!success) return res.status(429).end();\n  const out = await replicate.run("a/b", { input: req.body });\n  res.json(out);\n}',
  },
];
