import type { Pair } from './pair.ts';

// Put together here, so that no scanner takes them for keys.
const ROLE = ['SERVICE', 'ROLE'].join('_');

export const access: readonly Pair[] = [
  {
    rule: 'open-origin',
    path: 'server/index.ts',
    name: 'Express: options of the middleware',
    unsafe: 'app.use(cors({ origin: true, credentials: true }));',
    safe: "app.use(cors({ origin: ['https://acme.com'], credentials: true }));",
  },
  {
    rule: 'open-origin',
    path: 'server/index.ts',
    name: 'Express: a function that says yes',
    unsafe: 'const options = { credentials: true, origin: (origin, callback) => callback(null, true) };\napp.use(cors(options));',
    safe: 'const options = { credentials: true, origin: (origin, callback) => callback(null, ALLOWED.includes(origin)) };\napp.use(cors(options));',
  },
  {
    rule: 'open-origin',
    path: 'src/index.ts',
    name: 'Hono: the origin is given back',
    unsafe: "import { cors } from 'hono/cors';\napp.use('*', cors({ origin: (origin) => origin, credentials: true }));",
    safe: "import { cors } from 'hono/cors';\napp.use('*', cors({ origin: (origin) => (origin.endsWith('.acme.com') ? origin : null), credentials: true }));",
  },
  {
    rule: 'open-origin',
    path: 'src/server.ts',
    name: 'Fastify: without logins any origin is fine',
    unsafe: 'await fastify.register(cors, { origin: true, credentials: true });',
    safe: 'await fastify.register(cors, { origin: true });',
  },
  {
    rule: 'open-origin',
    path: 'server/index.ts',
    name: 'Express: a pair of headers',
    unsafe:
      "app.use((req, res, next) => {\n  res.header('Access-Control-Allow-Origin', req.headers.origin);\n  res.header('Access-Control-Allow-Credentials', 'true');\n  next();\n});",
    safe: "app.use((req, res, next) => {\n  if (!ALLOWED.has(req.headers.origin)) return next();\n  res.header('Access-Control-Allow-Origin', req.headers.origin);\n  res.header('Access-Control-Allow-Credentials', 'true');\n  next();\n});",
  },
  {
    rule: 'open-origin',
    path: 'supabase/functions/me/index.ts',
    name: 'Supabase: headers in an object',
    unsafe:
      "Deno.serve(async (req) => {\n  const headers = { 'Access-Control-Allow-Origin': req.headers.get('origin') ?? '*', 'Access-Control-Allow-Credentials': 'true' };\n  return new Response('{}', { headers });\n});",
    safe: "Deno.serve(async (req) => {\n  const headers = { 'Access-Control-Allow-Origin': '*' };\n  return new Response('{}', { headers });\n});",
  },
  {
    rule: 'login-limit',
    path: 'app/api/login/route.ts',
    name: 'Next.js: passwords can be tried for ever',
    unsafe:
      "export async function POST(req: Request) {\n  const { email, password } = await req.json();\n  const user = await db.user(email);\n  if (!(await bcrypt.compare(password, user.hash))) return new Response('Too many attempts', { status: 401 });\n  return Response.json({ ok: true });\n}",
    safe: "export async function POST(req: Request) {\n  const { email, password } = await req.json();\n  if (!(await ratelimit.limit(email)).success) return new Response('', { status: 429 });\n  const user = await db.user(email);\n  if (!(await bcrypt.compare(password, user.hash))) return new Response('', { status: 401 });\n  return Response.json({ ok: true });\n}",
  },
  {
    rule: 'login-limit',
    path: 'server/auth.ts',
    name: 'Express: a limiter before the handler',
    unsafe:
      "router.post('/login', async (req, res) => {\n  if (!(await argon2.verify(user.hash, req.body.password))) return res.sendStatus(401);\n  res.json({ ok: true });\n});",
    safe: "router.post('/login', loginLimiter, async (req, res) => {\n  if (!(await argon2.verify(user.hash, req.body.password))) return res.sendStatus(401);\n  res.json({ ok: true });\n});",
  },
  {
    rule: 'login-limit',
    path: 'src/routes/login/+page.server.ts',
    name: 'SvelteKit: a provider of logins limits by itself',
    unsafe:
      'export const actions = { default: async ({ request }) => {\n  const form = await request.formData();\n  if (!(await verifyPassword(hash, form.get("password")))) return fail(400);\n} };',
    safe: 'export const actions = { default: async ({ request, locals }) => {\n  const form = await request.formData();\n  const { error } = await locals.supabase.auth.signInWithPassword({ email: form.get("email"), password: form.get("password") });\n  if (error) return fail(400);\n} };',
  },
  {
    rule: 'login-limit',
    path: 'src/server.ts',
    name: 'Fastify: a limit in the options of the route',
    unsafe: "fastify.post('/login', async (request, reply) => {\n  return bcrypt.compare(request.body.password, hash);\n});",
    safe: "fastify.post('/login', { config: { rateLimit: { max: 5 } } }, async (request, reply) => {\n  return bcrypt.compare(request.body.password, hash);\n});",
  },
  {
    rule: 'bare-cookie',
    path: 'server/auth.ts',
    name: 'Express: a session without flags',
    unsafe: "app.post('/login', (req, res) => {\n  res.cookie('session', token);\n  res.end();\n});",
    safe: "app.post('/login', (req, res) => {\n  res.cookie('session', token, { httpOnly: true, secure: true, sameSite: 'lax' });\n  res.end();\n});",
  },
  {
    rule: 'bare-cookie',
    path: 'app/actions.ts',
    name: 'Next.js: a token that scripts can read',
    unsafe:
      "'use server';\nimport { cookies } from 'next/headers';\nexport async function login() {\n  (await cookies()).set('access_token', token, { httpOnly: false, path: '/' });\n}",
    safe: "'use server';\nimport { cookies } from 'next/headers';\nexport async function login() {\n  (await cookies()).set('theme', 'dark', { path: '/' });\n}",
  },
  {
    rule: 'bare-cookie',
    path: 'src/index.ts',
    name: 'Hono: a token without flags',
    unsafe: "app.post('/login', async (c) => {\n  setCookie(c, 'auth_token', token, { path: '/' });\n  return c.json({});\n});",
    safe: "app.post('/login', async (c) => {\n  setCookie(c, 'auth_token', token, { path: '/', httpOnly: true, secure: true });\n  return c.json({});\n});",
  },
  {
    rule: 'bare-cookie',
    path: 'src/routes/login/+server.ts',
    name: 'SvelteKit: its own defaults are right',
    unsafe:
      "export const POST = async ({ cookies }) => {\n  cookies.set('session', id, { path: '/', httpOnly: false });\n  return new Response();\n};",
    safe: "export const POST = async ({ cookies }) => {\n  cookies.set('session', id, { path: '/' });\n  return new Response();\n};",
  },
  {
    rule: 'bare-cookie',
    path: 'src/lib/login.ts',
    name: 'Vite: a script keeps the token',
    unsafe: 'export const keep = (token: string) => {\n  document.cookie = `token=${token}; path=/`;\n};',
    safe: 'export const keep = (theme: string) => {\n  document.cookie = `theme=${theme}; path=/`;\n};',
  },
  {
    rule: 'loose-cookie',
    path: 'server/index.ts',
    name: 'Express: a session that leaves Secure to its default, which is none',
    unsafe: "import session from 'express-session';\napp.use(session({ secret, resave: false, cookie: { maxAge: 1000 } }));",
    safe: "import session from 'express-session';\napp.use(session({ secret, resave: false, cookie: { secure: 'auto', maxAge: 1000 } }));",
  },
  {
    rule: 'loose-cookie',
    path: 'server/login.ts',
    name: 'Express: a cookie for http as well; one for production alone',
    unsafe: "app.post('/login', (req, res) => {\n  res.cookie('sid', id, { httpOnly: true, sameSite: 'none' });\n  res.end();\n});",
    safe: "app.post('/login', (req, res) => {\n  res.cookie('sid', id, { httpOnly: true, secure: process.env.NODE_ENV === 'production' });\n  res.end();\n});",
  },
  {
    rule: 'loose-cookie',
    path: 'server/index.js',
    name: 'Express: cookie-session knows by itself when to say Secure',
    unsafe: "app.use(cookieSession({ name: 's', keys, secure: false }));",
    safe: "app.use(cookieSession({ name: 's', keys }));",
  },
  {
    rule: 'loose-cookie',
    path: 'app/actions.ts',
    name: 'Next.js: a cookie without Secure',
    unsafe:
      "'use server';\nimport { cookies } from 'next/headers';\nexport async function login() {\n  const jar = await cookies();\n  jar.set({ name: 'session', value: token, httpOnly: true });\n}",
    safe: "'use server';\nimport { cookies } from 'next/headers';\nexport async function login() {\n  const jar = await cookies();\n  jar.set({ name: 'session', value: token, httpOnly: true, secure: true });\n}",
  },
  {
    rule: 'loose-cookie',
    path: 'src/lib/session.ts',
    name: 'Next.js: iron-session is right by itself',
    unsafe:
      "import { cookies } from 'next/headers';\nexport const read = async () => getIronSession(await cookies(), { password, cookieName: 'x', cookieOptions: { secure: false } });",
    safe: "import { cookies } from 'next/headers';\nexport const read = async () => getIronSession(await cookies(), { password, cookieName: 'x' });",
  },
  {
    rule: 'loose-cookie',
    path: 'app/session.server.ts',
    name: 'Remix: a storage without Secure',
    unsafe:
      "export const storage = createCookieSessionStorage({ cookie: { name: '__session', httpOnly: true, sameSite: 'lax', secrets } });",
    safe: "export const storage = createCookieSessionStorage({ cookie: { name: '__session', httpOnly: true, sameSite: 'lax', secrets, secure: true } });",
  },
  {
    rule: 'bare-cookie',
    path: 'app/cookies.server.ts',
    name: 'Remix: a login in a cookie without flags',
    unsafe: "export const login = createCookie('auth_token', { maxAge: 600 });",
    safe: "export const login = createCookie('auth_token', { maxAge: 600, httpOnly: true, secure: true });",
  },
  {
    rule: 'loose-cookie',
    path: 'src/index.ts',
    name: 'Hono: a token for http as well',
    unsafe:
      "app.post('/login', async (c) => {\n  setCookie(c, 'token', token, { httpOnly: true, secure: false });\n  return c.json({});\n});",
    safe: "app.post('/login', async (c) => {\n  setCookie(c, 'token', token, { httpOnly: true, secure: true, sameSite: 'Lax' });\n  return c.json({});\n});",
  },
  {
    rule: 'loose-cookie',
    path: 'src/server.ts',
    name: 'Fastify: reply.setCookie has no defaults',
    unsafe:
      "fastify.post('/login', async (request, reply) => {\n  reply.setCookie('session', id, { httpOnly: true, path: '/' });\n  return {};\n});",
    safe: "fastify.post('/login', async (request, reply) => {\n  reply.setCookie('session', '', { path: '/' });\n  return {};\n});",
  },
  {
    rule: 'loose-cookie',
    path: 'src/routes/login/+server.ts',
    name: 'SvelteKit: Secure is switched off',
    unsafe:
      "export const POST = async ({ cookies }) => {\n  cookies.set('session', id, { path: '/', secure: false });\n  return new Response();\n};",
    safe: "export const POST = async ({ cookies }) => {\n  cookies.set('session', id, { path: '/', secure: !dev });\n  return new Response();\n};",
  },
  {
    rule: 'loose-cookie',
    path: 'src/lib/auth.ts',
    name: 'better-auth: Secure is switched off',
    unsafe: "import 'server-only';\nexport const auth = betterAuth({ advanced: { useSecureCookies: false } });",
    safe: "import 'server-only';\nexport const auth = betterAuth({ advanced: {} });",
  },
  {
    rule: 'client-secret',
    path: 'src/lib/supabase.ts',
    name: 'Vite: the service role in the page',
    unsafe: `export const admin = createClient(import.meta.env.VITE_SUPABASE_URL, import.meta.env.VITE_SUPABASE_${ROLE}_KEY);\nwindow.admin = admin;`,
    safe: 'export const client = createClient(import.meta.env.VITE_SUPABASE_URL, import.meta.env.VITE_SUPABASE_ANON_KEY);\nwindow.client = client;',
  },
  {
    rule: 'client-secret',
    path: 'components/Users.tsx',
    name: 'Next.js: a client component; a server file is none',
    unsafe: `'use client';\nconst db = createClient(process.env.NEXT_PUBLIC_SUPABASE_URL!, process.env.NEXT_PUBLIC_SUPABASE_${ROLE}_KEY!);\nexport const Users = () => <p>{db.x}</p>;`,
    safe: `import 'server-only';\nconst db = createClient(process.env.NEXT_PUBLIC_SUPABASE_URL!, process.env.SUPABASE_${ROLE}_KEY!);\nexport const Users = () => <p>{db.x}</p>;`,
  },
  {
    rule: 'client-secret',
    path: 'src/Pay.svelte',
    name: 'Svelte: the secret key of Stripe',
    unsafe: '<script>\nconst stripe = new Stripe(import.meta.env.VITE_STRIPE_SECRET_KEY);\n</script>\n<p>Pay</p>',
    safe: '<script>\nconst stripe = loadStripe(import.meta.env.VITE_STRIPE_PUBLISHABLE_KEY);\n</script>\n<p>Pay</p>',
  },
  {
    rule: 'client-admin',
    path: 'src/pages/Admin.tsx',
    name: 'React: a password in the page',
    unsafe:
      "import { useState } from 'react';\nimport { Link } from 'react-router-dom';\nexport const Admin = () => {\n  const [password, set] = useState('');\n  return password === 'letmein1' ? <Panel /> : <Link to='/'>Back</Link>;\n};",
    safe: "import { useState } from 'react';\nimport { Link } from 'react-router-dom';\nexport const Admin = () => {\n  const { isAdmin } = useSession();\n  return isAdmin ? <Panel /> : <Link to='/'>Back</Link>;\n};",
  },
  {
    rule: 'client-admin',
    path: 'components/Guard.tsx',
    name: 'Next.js: a flag that visitors set',
    unsafe: "'use client';\nexport const Guard = ({ children }) => (localStorage.getItem('isAdmin') === 'true' ? children : null);",
    safe: "'use client';\nexport const Guard = ({ children }) => (localStorage.getItem('theme') === 'dark' ? children : null);",
  },
  {
    rule: 'client-admin',
    path: 'src/pages/admin/Orders.tsx',
    name: 'React: who has no flag is sent away; what an admin looked at is no right',
    unsafe:
      "import { Navigate } from 'react-router-dom';\nexport function Orders() {\n  if (sessionStorage.getItem('admin_logged_in') !== 'yes') return <Navigate to='/' />;\n  return <List />;\n}",
    safe: "import { Navigate } from 'react-router-dom';\nexport function Orders() {\n  if (sessionStorage.getItem('admin_tour') !== 'done') return <Tour />;\n  return <List />;\n}",
  },
  {
    rule: 'client-admin',
    path: 'src/pages/Admin.tsx',
    name: 'React: addresses of admins in the page; one that is shown, and one that is asked for',
    unsafe:
      "import { Navigate } from 'react-router-dom';\nconst ADMINS = ['ada@acme.test', 'grace@acme.test'];\nexport default function Admin() {\n  const { user } = useAuth();\n  if (!ADMINS.includes(user?.email)) return <Navigate to='/' />;\n  return <Panel />;\n}",
    safe: "import { Navigate } from 'react-router-dom';\nconst TEAM = ['ada@acme.test', 'grace@acme.test'];\nexport default function Team() {\n  const { user } = useAuth();\n  if (TEAM.includes(selected)) return <Navigate to='/' />;\n  return <p>{user.email} {TEAM.join(', ')}</p>;\n}",
  },
  {
    rule: 'client-admin',
    path: 'components/AdminLink.tsx',
    name: 'Next.js: one address; the server may ask for it',
    unsafe:
      "'use client';\nexport function AdminLink({ session }) {\n  return session.user.email === 'ada@acme.test' ? <a href='/admin'>Admin</a> : null;\n}",
    safe: "import { auth } from '@/auth';\nexport async function AdminLink() {\n  const session = await auth();\n  return session.user.email === 'ada@acme.test' ? <a href='/admin'>Admin</a> : null;\n}",
  },
  {
    rule: 'fallback-secret',
    path: 'middleware/auth.js',
    name: 'Express: a stand-in for what signs; one for a port',
    unsafe:
      "const jwt = require('jsonwebtoken');\nmodule.exports = (req, res, next) => {\n  req.user = jwt.verify(req.headers.authorization, process.env.JWT_SECRET || 'devsecret');\n  next();\n};",
    safe: "const jwt = require('jsonwebtoken');\nmodule.exports = (req, res, next) => {\n  req.user = jwt.verify(req.headers.authorization, process.env.JWT_SECRET);\n  next();\n};\nconst port = process.env.PORT || '3000';",
  },
  {
    rule: 'fallback-secret',
    path: 'src/lib/session.ts',
    name: 'Next.js: a default that is taken apart; one that stops in production',
    unsafe:
      "const { SESSION_SECRET = 'change-me', NAME = 'app' } = process.env;\nexport const options = { password: SESSION_SECRET, cookieName: NAME };",
    safe: "const secret = process.env.SESSION_SECRET ?? 'only-here';\nif (process.env.NODE_ENV === 'production' && !process.env.SESSION_SECRET) throw new Error('SESSION_SECRET');\nexport const options = { password: secret };",
  },
  {
    rule: 'fallback-secret',
    path: 'server/crypto.ts',
    name: 'Hono: a key that encrypts; the key of a provider that is made up opens nothing',
    unsafe: "export const key = Buffer.from(process.env['ENCRYPTION_KEY'] ?? '0123456789abcdef0123456789abcdef');",
    safe: "export const stripe = new Stripe(process.env['STRIPE_SECRET_KEY'] ?? 'none');",
  },
  {
    rule: 'client-admin',
    path: 'middleware.ts',
    name: 'Supabase: users write their own metadata',
    unsafe:
      "export async function middleware(request) {\n  const { data: { user } } = await supabase.auth.getUser();\n  if (user?.user_metadata?.role !== 'admin') return NextResponse.redirect(new URL('/', request.url));\n}",
    safe: "export async function middleware(request) {\n  const { data: { user } } = await supabase.auth.getUser();\n  if (user?.app_metadata?.role !== 'admin') return NextResponse.redirect(new URL('/', request.url));\n}",
  },
  {
    rule: 'built-in-secret',
    path: 'vite.config.ts',
    name: 'Vite: a key that `define` writes into the page',
    unsafe:
      "export default defineConfig(({ mode }) => {\n  const env = loadEnv(mode, '.', '');\n  return { define: { 'process.env.API_KEY': JSON.stringify(env.GEMINI_API_KEY) } };\n});",
    safe: "export default defineConfig(({ mode }) => {\n  const env = loadEnv(mode, '.', '');\n  return { define: { 'process.env.NODE_ENV': JSON.stringify(mode), __VERSION__: JSON.stringify(env.npm_package_version) } };\n});",
  },
  {
    rule: 'built-in-secret',
    path: 'vite.config.js',
    name: 'Vite: the whole environment, and what is public of it',
    unsafe: "export default defineConfig({ define: { 'process.env': process.env } });",
    safe: "export default defineConfig(({ mode }) => {\n  const env = loadEnv(mode, process.cwd());\n  return { define: { 'process.env': env } };\n});",
  },
  {
    rule: 'built-in-secret',
    path: 'webpack.config.js',
    name: 'webpack: a key that DefinePlugin writes into the page',
    unsafe: 'module.exports = { plugins: [new webpack.DefinePlugin({ KEY: JSON.stringify(process.env.STRIPE_SECRET_KEY) })] };',
    safe: 'module.exports = { plugins: [new webpack.DefinePlugin({ KEY: JSON.stringify(process.env.STRIPE_PUBLISHABLE_KEY) })] };',
  },
  {
    rule: 'built-in-secret',
    path: 'nuxt.config.ts',
    name: 'Nuxt: a key in the public part of its settings',
    unsafe: 'export default defineNuxtConfig({ runtimeConfig: { public: { openai: process.env.OPENAI_API_KEY } } });',
    safe: 'export default defineNuxtConfig({ runtimeConfig: { openai: process.env.OPENAI_API_KEY, public: { site: process.env.SITE_URL } } });',
  },
  {
    rule: 'written-secret',
    path: 'server/tokens.ts',
    name: 'Express: tokens that a word signs',
    unsafe:
      "import jwt from 'jsonwebtoken';\nconst SECRET = 'acme' + 'crew';\nconst KEY = 'acmecrew';\nexport const tokenOf = (id: string) => jwt.sign({ id }, KEY);",
    safe: "import jwt from 'jsonwebtoken';\nconst { KEY } = readEnvironment();\nexport const tokenOf = (id: string) => jwt.sign({ id }, KEY);",
  },
  {
    rule: 'written-secret',
    path: 'server/app.js',
    name: 'Express: sessions that a word signs',
    unsafe:
      "const session = require('express-session');\napp.use(session({ secret: 'keyboard cat', resave: false, cookie: { secure: true } }));",
    safe: "const session = require('express-session');\napp.use(session({ secret: process.env.SESSION_SECRET, resave: false, cookie: { secure: true } }));",
  },
  {
    rule: 'written-secret',
    path: 'app/session.server.ts',
    name: 'Remix: a session that a word signs',
    unsafe:
      "export const storage = createCookieSessionStorage({ cookie: { name: '__session', httpOnly: true, secure: true, sameSite: 'lax', secrets: ['acmecrew'] } });",
    safe: "export const storage = createCookieSessionStorage({ cookie: { name: '__session', httpOnly: true, secure: true, sameSite: 'lax', secrets: [env.SESSION_SECRET] } });",
  },
  {
    rule: 'written-secret',
    path: 'server/index.ts',
    name: 'Fastify: a plugin that a word signs for',
    unsafe: "import jwt from '@fastify/jwt';\nawait fastify.register(jwt, { secret: 'acmecrew' });",
    safe: "import jwt from '@fastify/jwt';\nawait fastify.register(jwt, { secret: { public: publicKey, private: privateKey } });",
  },
  {
    rule: 'written-secret',
    path: 'lib/server/token.ts',
    name: 'jose: bytes of a word',
    unsafe:
      "import { SignJWT } from 'jose';\nconst KEY = new TextEncoder().encode('acmecrew');\nexport const tokenOf = (id) => new SignJWT({ id }).setProtectedHeader({ alg: 'HS256' }).sign(KEY);",
    safe: "import { SignJWT } from 'jose';\nconst KEY = new TextEncoder().encode(process.env.JWT_SECRET);\nexport const tokenOf = (id) => new SignJWT({ id }).setProtectedHeader({ alg: 'HS256' }).sign(KEY);",
  },
  {
    rule: 'login-limit',
    path: 'app/routes/login.tsx',
    name: 'Remix: another file compares the password',
    unsafe:
      "import { verifyLogin } from '~/models/user.server';\nexport async function action({ request }) {\n  const form = await request.formData();\n  const password = String(form.get('password'));\n  const user = await verifyLogin(String(form.get('email')), password);\n  return createUserSession(user.id);\n}",
    safe: "import { verifyLogin } from '~/models/user.server';\nexport async function action({ request }) {\n  const form = await request.formData();\n  const password = String(form.get('password'));\n  await limiter.consume(String(form.get('email')));\n  const user = await verifyLogin(String(form.get('email')), password);\n  return createUserSession(user.id);\n}",
  },
  {
    rule: 'login-limit',
    path: 'server/routes/auth.ts',
    name: 'Fastify: the database compares the password',
    unsafe:
      "export default async function auth(app) {\n  app.post('/login', async (request) => {\n    const rows = await sql`select id from users where email = ${request.body.email} and password = ${request.body.password}`;\n    return app.jwt.sign({ id: rows[0].id });\n  });\n}",
    safe: "export default async function auth(app) {\n  app.post('/login', { config: { rateLimit: { max: 5 } } }, async (request) => {\n    const { rows } = await pool.query('select id from users where email = $1 and password = $2', [request.body.email, request.body.password]);\n    return app.jwt.sign({ id: rows[0].id });\n  });\n}",
  },
];
