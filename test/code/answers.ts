import type { Pair } from './pair.ts';

const KEY = ['API', 'KEY'].join('_');

export const answers: readonly Pair[] = [
  {
    rule: 'answered-stack',
    path: 'server/index.ts',
    name: 'Express: the stack is answered',
    unsafe: 'app.use((err, req, res, next) => {\n  res.status(500).json({ error: err.message, stack: err.stack });\n});',
    safe: "app.use((err, req, res, next) => {\n  console.error(err.stack);\n  res.status(500).json({ error: 'Not saved' });\n});",
  },
  {
    rule: 'answered-stack',
    path: 'server/index.ts',
    name: 'Express: developers may see it',
    unsafe: "app.get('/x', async (req, res) => {\n  try { await work(); } catch (error) { res.status(500).send(error.stack); }\n});",
    safe: "app.get('/x', async (req, res) => {\n  try { await work(); } catch (error) { res.status(500).send(process.env.NODE_ENV === 'development' ? error.stack : 'Not saved'); }\n});",
  },
  {
    rule: 'answered-stack',
    path: 'app/api/x/route.ts',
    name: 'Next.js: the stack is answered',
    unsafe:
      'export async function GET() {\n  try { return Response.json(await work()); } catch (error) { return Response.json({ stack: error.stack }, { status: 500 }); }\n}',
    safe: 'export async function GET() {\n  try { return Response.json(await work()); } catch (error) { return Response.json({ id: report(error) }, { status: 500 }); }\n}',
  },
  {
    rule: 'answered-stack',
    path: 'supabase/functions/x/index.ts',
    name: 'Supabase: the stack is answered',
    unsafe:
      'Deno.serve(async (req) => {\n  try { return Response.json(await work(req)); } catch (e) { return new Response(e.stack, { status: 500 }); }\n});',
    safe: 'Deno.serve(async (req) => {\n  try { return Response.json(await work(req)); } catch (e) { console.error(e); return new Response("failed", { status: 500 }); }\n});',
  },
  {
    rule: 'answered-stack',
    path: 'src/index.ts',
    name: 'Hono: the stack is answered',
    unsafe: "app.get('/x', async (c) => {\n  try { return c.json(await work()); } catch (err) { return c.text(err.stack, 500); }\n});",
    safe: "app.get('/x', async (c) => {\n  try { return c.json(await work()); } catch (err) { return c.text('failed', 500); }\n});",
  },
  {
    rule: 'told-secret',
    path: 'app/api/ai/route.ts',
    name: 'Next.js: a key in the log',
    unsafe: `export async function POST() {\n  console.log('key', process.env.OPENAI_${KEY});\n  return new Response();\n}`,
    safe: `export async function POST() {\n  console.log('has key', Boolean(process.env.OPENAI_${KEY}));\n  return new Response();\n}`,
  },
  {
    rule: 'told-secret',
    path: 'server/debug.ts',
    name: 'Express: the whole environment in an answer',
    unsafe: "app.get('/debug', (req, res) => {\n  res.json({ env: process.env });\n});",
    safe: "app.get('/debug', (req, res) => {\n  res.json({ env: process.env.NODE_ENV });\n});",
  },
  {
    rule: 'told-secret',
    path: 'supabase/functions/x/index.ts',
    name: 'Supabase: a key of the service in the log',
    unsafe: "Deno.serve(async () => {\n  console.log(`key ${Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')}`);\n  return new Response();\n});",
    safe: "Deno.serve(async () => {\n  console.log(`url ${Deno.env.get('SUPABASE_URL')}`);\n  return new Response();\n});",
  },
  {
    rule: 'told-secret',
    path: 'server/login.ts',
    name: 'Express: a password in the log',
    unsafe:
      "app.post('/login', (req, res) => {\n  const { email, password } = req.body;\n  console.log('login', email, password);\n  res.end();\n});",
    safe: "app.post('/login', (req, res) => {\n  const { email, password } = req.body;\n  console.log('login', email, password.length);\n  res.end();\n});",
  },
  {
    rule: 'shared-answer',
    path: 'app/api/me/route.ts',
    name: 'Next.js: the account of one, kept for all',
    unsafe:
      "export async function GET() {\n  const { data: { user } } = await supabase.auth.getUser();\n  return Response.json(user, { headers: { 'Cache-Control': 'public, s-maxage=60' } });\n}",
    safe: "export async function GET() {\n  const { data: { user } } = await supabase.auth.getUser();\n  return Response.json(user, { headers: { 'Cache-Control': 'private, no-store' } });\n}",
  },
  {
    rule: 'shared-answer',
    path: 'pages/dashboard.tsx',
    name: 'Next.js pages: a page of one, kept for all',
    unsafe:
      "export async function getServerSideProps({ req, res }) {\n  const session = await getServerSession(req, res, options);\n  res.setHeader('Cache-Control', 's-maxage=300, stale-while-revalidate');\n  return { props: { session } };\n}",
    safe: "export async function getServerSideProps({ req, res }) {\n  const plans = await db.plans();\n  res.setHeader('Cache-Control', 's-maxage=300, stale-while-revalidate');\n  return { props: { plans } };\n}",
  },
  {
    rule: 'shared-answer',
    path: 'server/me.ts',
    name: 'Express: the orders of one, kept for all',
    unsafe:
      "app.get('/orders', async (req, res) => {\n  res.set('Cache-Control', 'public, max-age=600');\n  res.json(await orders.of(req.user.id));\n});",
    safe: "app.get('/orders', async (req, res) => {\n  res.set('Cache-Control', 'private, max-age=600');\n  res.json(await orders.of(req.user.id));\n});",
  },
  {
    rule: 'shared-answer',
    path: 'src/routes/account/+page.server.ts',
    name: 'SvelteKit: setHeaders of a load',
    unsafe:
      "export const load = async ({ locals, setHeaders }) => {\n  setHeaders({ 'cache-control': 'public, max-age=60' });\n  return { user: locals.user };\n};",
    safe: "export const load = async ({ setHeaders }) => {\n  setHeaders({ 'cache-control': 'public, max-age=60' });\n  return { plans: await plans() };\n};",
  },
  {
    rule: 'shared-answer',
    path: 'app/routes/api.me.ts',
    name: 'Remix: a loader for one, kept for all',
    unsafe:
      "export async function loader({ request }) {\n  const user = await requireUser(request);\n  return json({ user }, { headers: { 'Cache-Control': 's-maxage=60' } });\n}",
    safe: "export async function loader({ request }) {\n  const user = await requireUser(request);\n  return json({ user }, { headers: { 'Cache-Control': 'private, max-age=60' } });\n}",
  },
  {
    rule: 'shared-answer',
    path: 'app/api/orders/route.ts',
    name: 'Next.js: the orders of whoever is named, kept for everybody; a list of what all may see',
    unsafe:
      "export async function GET(request: Request) {\n  const userId = new URL(request.url).searchParams.get('userId');\n  const orders = await prisma.order.findMany({ where: { userId }, take: 20, select: { total: true } });\n  return Response.json(orders, { headers: { 'Cache-Control': 'public, max-age=600' } });\n}",
    safe: "export async function GET() {\n  const posts = await prisma.post.findMany({ where: { live: true }, take: 20, select: { title: true } });\n  return Response.json(posts, { headers: { 'Cache-Control': 'public, max-age=600' } });\n}",
  },
];
