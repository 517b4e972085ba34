import type { Pair } from './pair.ts';

const next = (body: string, method = 'POST'): string => `export async function ${method}(request: Request) {\n${body}\n}`;
const kit = (body: string): string => `export const GET = async ({ request, url, params }) => {\n${body}\n};`;
const express = (body: string): string => `app.post('/x', async (req, res) => {\n${body}\n});`;
const hono = (body: string): string => `app.get('/x', async (c) => {\n${body}\n});`;
const remix = (body: string): string => `export async function loader({ request, params }) {\n${body}\n}`;
const edge = (body: string): string => `Deno.serve(async (req) => {\n${body}\n});`;
const ROUTE = 'app/api/x/route.ts';
const KIT = 'src/routes/x/+server.ts';
const REMIX = 'app/routes/x.tsx';
const EDGE = 'supabase/functions/x/index.ts';

export const requests: readonly Pair[] = [
  {
    rule: 'sql-text',
    path: ROUTE,
    name: 'Next.js: Prisma without its tag',
    unsafe: next(
      'const { id } = await request.json();\nreturn Response.json(await prisma.$queryRawUnsafe(`SELECT * FROM users WHERE id = ${id}`));',
    ),
    safe: next('const { id } = await request.json();\nreturn Response.json(await prisma.$queryRaw`SELECT * FROM users WHERE id = ${id}`);'),
  },
  {
    rule: 'sql-text',
    path: 'server/users.ts',
    name: 'Express: a text that is put together',
    unsafe: express('const q = "SELECT * FROM users WHERE name = \'" + req.body.name + "\'";\nres.json(await pool.query(q));'),
    safe: express('const q = "SELECT * FROM users WHERE name = $1";\nres.json(await pool.query(q, [req.body.name]));'),
  },
  {
    rule: 'sql-text',
    path: 'server/list.ts',
    name: 'Express: the column to sort by',
    unsafe: express('const sort = req.query.sort;\nres.json(await pool.query(`SELECT id FROM posts ORDER BY ${sort}`));'),
    safe: express(
      "const sort = COLUMNS.includes(req.query.sort) ? req.query.sort : 'id';\nres.json(await pool.query(`SELECT id FROM posts ORDER BY ${sort}`));",
    ),
  },
  {
    rule: 'sql-text',
    path: KIT,
    name: 'SvelteKit: a number is no text',
    unsafe: kit('const id = url.searchParams.get("id");\nreturn Response.json(db.prepare(`DELETE FROM notes WHERE id = ${id}`).run());'),
    safe: kit(
      'const id = Number(url.searchParams.get("id"));\nreturn Response.json(db.prepare(`DELETE FROM notes WHERE id = ${id}`).run());',
    ),
  },
  {
    rule: 'sql-text',
    path: 'src/api.ts',
    name: 'Hono: D1 binds values',
    unsafe: hono("return c.json(await c.env.DB.prepare(`SELECT * FROM t WHERE a = '${c.req.query('a')}'`).all());"),
    safe: hono("return c.json(await c.env.DB.prepare('SELECT * FROM t WHERE a = ?').bind(c.req.query('a')).all());"),
  },
  {
    rule: 'sql-text',
    path: REMIX,
    name: 'Remix: Drizzle’s tag escapes, `sql.raw` does not',
    unsafe: remix("return db.execute(sql.raw(`SELECT * FROM t WHERE slug = '${params.slug}'`));"),
    safe: remix('return db.execute(sql`SELECT * FROM t WHERE slug = ${params.slug}`);'),
  },
  {
    rule: 'sql-text',
    path: 'app/actions.ts',
    name: 'Server action: through a helper of the file',
    unsafe:
      "'use server';\nexport async function find(name: string) {\n  return run(name);\n}\nconst run = (name) => client.query({ text: `select * from a where name = '${name}'` });",
    safe: "'use server';\nexport async function find(name: string) {\n  return run(name);\n}\nconst run = (name) => client.query({ text: 'select * from a where name = $1', values: [name] });",
  },
  {
    rule: 'sql-text',
    path: 'server/app.js',
    name: 'Fastify: an escaped identifier',
    unsafe: "fastify.get('/x', async (request, reply) => pool.query(`SELECT * FROM ${request.params.table}`));",
    safe: "fastify.get('/x', async (request, reply) => pool.query(`SELECT * FROM ${escapeIdentifier(request.params.table)}`));",
  },
  {
    rule: 'server-fetch',
    path: 'app/api/proxy/route.ts',
    name: 'Next.js: a proxy for everything',
    unsafe: next("const target = new URL(request.url).searchParams.get('url');\nreturn fetch(target!);", 'GET'),
    safe: next(
      "const target = new URL(request.url).searchParams.get('url');\nif (!ALLOWED.has(new URL(target!).hostname)) return new Response('', { status: 400 });\nreturn fetch(target!);",
      'GET',
    ),
  },
  {
    rule: 'server-fetch',
    path: 'server/preview.ts',
    name: 'Express: only whether it is there is asked',
    unsafe: express(
      'const { url } = req.body;\nif (!url) return res.sendStatus(400);\nconst page = await axios.get(url);\nres.json(page.data);',
    ),
    safe: express('const { url } = req.body;\nassertPublicHost(url);\nconst page = await axios.get(url);\nres.json(page.data);'),
  },
  {
    rule: 'server-fetch',
    path: KIT,
    name: 'SvelteKit: a host in a template',
    unsafe: kit('return fetch(`https://${params.host}/feed.xml`);'),
    safe: kit('return fetch(`https://api.acme.com/${params.host}/feed.xml`);'),
  },
  {
    rule: 'server-fetch',
    path: EDGE,
    name: 'Supabase: an image to fetch',
    unsafe: edge('const { imageUrl } = await req.json();\nconst image = await fetch(imageUrl);\nreturn new Response(image.body);'),
    safe: edge(
      'const { imageId } = await req.json();\nconst image = await fetch(`${BASE}/images/${imageId}`);\nreturn new Response(image.body);',
    ),
  },
  {
    rule: 'server-fetch',
    path: 'src/api.ts',
    name: 'Hono: a page to visit; the server of the product is none',
    unsafe: hono("await page.goto(c.req.query('site'));\nreturn c.text('ok');"),
    safe: hono("await page.goto('https://acme.com/?site=' + c.req.query('site'));\nreturn c.text('ok');"),
  },
  {
    rule: 'server-fetch',
    path: 'functions/index.js',
    name: 'Firebase: the request’s url is passed to the own API',
    unsafe:
      "import { onRequest } from 'firebase-functions/v2/https';\nexport const scrape = onRequest(async (req, res) => { res.send(await (await fetch(req.query.url)).text()); });",
    safe: "import { onRequest } from 'firebase-functions/v2/https';\nexport const scrape = onRequest(async (req, res) => { res.send(await (await fetch('https://reader.acme.com', { body: req.query.url })).text()); });",
  },
  {
    rule: 'open-redirect',
    path: 'app/auth/callback/route.ts',
    name: 'Next.js: an origin and what follows it',
    unsafe: next(
      "const { searchParams, origin } = new URL(request.url);\nconst next = searchParams.get('next') ?? '/';\nreturn NextResponse.redirect(`${origin}${next}`);",
      'GET',
    ),
    safe: next(
      "const { searchParams, origin } = new URL(request.url);\nlet next = searchParams.get('next') ?? '/';\nif (!next.startsWith('/')) next = '/';\nreturn NextResponse.redirect(`${origin}${next}`);",
      'GET',
    ),
  },
  {
    rule: 'open-redirect',
    path: 'app/auth/callback/route.ts',
    name: 'Next.js: a path of the own site keeps its query',
    unsafe: next(
      "const next = request.nextUrl.searchParams.get('next');\nreturn NextResponse.redirect(new URL(next!, request.url));",
      'GET',
    ),
    safe: next(
      "const next = request.nextUrl.searchParams.get('next');\nreturn NextResponse.redirect(new URL(`/login?next=${next}`, request.url));",
      'GET',
    ),
  },
  {
    rule: 'open-redirect',
    path: 'src/routes/login/+page.server.ts',
    name: 'SvelteKit: after the login',
    unsafe: "export const actions = { default: async ({ url }) => {\n  redirect(303, url.searchParams.get('to'));\n} };",
    safe: "export const actions = { default: async ({ url }) => {\n  redirect(303, safePath(url.searchParams.get('to')));\n} };",
  },
  {
    rule: 'open-redirect',
    path: REMIX,
    name: 'Remix: the form says where to',
    unsafe:
      "export async function action({ request }) {\n  const form = await request.formData();\n  return redirect(form.get('redirectTo'));\n}",
    safe: "export async function action({ request }) {\n  const form = await request.formData();\n  const to = form.get('redirectTo');\n  return redirect(isLocal(to) ? to : '/');\n}",
  },
  {
    rule: 'open-redirect',
    path: 'netlify/functions/go.ts',
    name: 'Netlify: a Location header',
    unsafe: 'export const handler = async (event) => ({ statusCode: 302, headers: { Location: event.queryStringParameters.to } });',
    safe: 'export const handler = async (event) => ({ statusCode: 302, headers: { Location: LINKS[event.queryStringParameters.to] } });',
  },
  {
    rule: 'open-redirect',
    path: 'src/pages/Login.tsx',
    name: 'Vite and React: the address of the page',
    unsafe:
      "import { useSearchParams } from 'react-router-dom';\nexport function Login() {\n  const [params] = useSearchParams();\n  const done = () => { window.location.href = params.get('next') ?? '/'; };\n  return <button onClick={done}>Go</button>;\n}",
    safe: "import { useSearchParams, useNavigate } from 'react-router-dom';\nexport function Login() {\n  const [params] = useSearchParams();\n  const done = () => { const next = params.get('next') ?? '/'; if (!next.startsWith('/')) return; window.location.href = next; };\n  return <button onClick={done}>Go</button>;\n}",
  },
  {
    rule: 'stray-callback',
    path: 'src/Login.vue',
    name: 'Vue: a preview of the builder',
    unsafe:
      '<script setup>\nconst login = () => supabase.auth.signInWithOtp({ email, options: { emailRedirectTo: \'https://id-preview--acme.lovable.app/welcome\' } });\n</script>\n<template><button @click="login">Go</button></template>',
    safe: '<script setup>\nconst login = () => supabase.auth.signInWithOtp({ email, options: { emailRedirectTo: `${location.origin}/welcome` } });\n</script>\n<template><button @click="login">Go</button></template>',
  },
  {
    rule: 'stray-callback',
    path: 'app/api/checkout/route.ts',
    name: 'Next.js: through a constant of the file',
    unsafe: `const SITE = 'http://localhost:3000';\n${next('return stripe.checkout.sessions.create({ success_url: `${SITE}/thanks` });')}`,
    safe: `const SITE = process.env.SITE_URL;\n${next('return stripe.checkout.sessions.create({ success_url: `${SITE}/thanks` });')}`,
  },
  {
    rule: 'request-markup',
    path: 'server/search.ts',
    name: 'Express: what was searched for, in the page',
    unsafe: express('res.send(`<h1>Results for ${req.query.q}</h1>`);'),
    safe: express('res.send(`<h1>Results for ${escapeHtml(req.query.q)}</h1>`);'),
  },
  {
    rule: 'request-markup',
    path: 'app/search/page.tsx',
    name: 'Next.js: the search of a page',
    unsafe:
      'export default async function Page({ searchParams }) {\n  const { q } = await searchParams;\n  return <div dangerouslySetInnerHTML={{ __html: q }} />;\n}',
    safe: 'export default async function Page({ searchParams }) {\n  const { q } = await searchParams;\n  return <div dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(q) }} />;\n}',
  },
  {
    rule: 'request-markup',
    path: 'src/main.ts',
    name: 'Vite: a message of the address',
    unsafe: "const message = new URLSearchParams(location.search).get('message');\ndocument.getElementById('out')!.innerHTML = message!;",
    safe: "const message = new URLSearchParams(location.search).get('message');\ndocument.getElementById('out')!.textContent = message!;",
  },
  {
    rule: 'request-markup',
    path: EDGE,
    name: 'Supabase: an answer that is a page',
    unsafe: edge(
      "const { name } = await req.json();\nreturn new Response(`<p>Hi ${name}</p>`, { headers: { 'content-type': 'text/html' } });",
    ),
    safe: edge(
      "const { name } = await req.json();\nreturn new Response(`<p>Hi ${name}</p>`, { headers: { 'content-type': 'text/plain' } });",
    ),
  },
  {
    rule: 'open-redirect',
    path: 'auth.ts',
    name: 'Auth.js: a callback that leads wherever it is asked to',
    unsafe:
      'export const { handlers, auth } = NextAuth({\n  providers: [GitHub],\n  callbacks: {\n    async redirect({ url, baseUrl }) {\n      return url;\n    },\n  },\n});',
    safe: "export const { handlers, auth } = NextAuth({\n  providers: [GitHub],\n  callbacks: {\n    async redirect({ url, baseUrl }) {\n      if (url.startsWith('/')) return `${baseUrl}${url}`;\n      if (new URL(url).origin === baseUrl) return url;\n      return baseUrl;\n    },\n  },\n});",
  },
  {
    rule: 'stray-address',
    path: 'app/routes/signup.tsx',
    name: 'Remix: a link in a mail',
    unsafe:
      "export async function action({ request }) {\n  const user = await signUp(await request.formData());\n  await transport.sendMail({ to: user.email, subject: 'Welcome', text: `Confirm: http://localhost:3000/verify?u=${user.id}` });\n  return redirect('/');\n}",
    safe: "export async function action({ request }) {\n  const user = await signUp(await request.formData());\n  await transport.sendMail({ to: user.email, subject: 'Welcome', text: `Confirm: ${process.env.APP_URL ?? 'http://localhost:3000'}/verify?u=${user.id}` });\n  return redirect('/');\n}",
  },
  {
    rule: 'stray-address',
    path: 'supabase/functions/invite/index.ts',
    name: 'Supabase: the preview of a builder in a mail that is put together before',
    unsafe:
      "Deno.serve(async (req) => {\n  const { data } = await supabase.auth.getUser();\n  const html = `<a href=\"https://id-preview--4ab2.lovable.app/join\">Join</a>`;\n  await resend.emails.send({ to: data.user.email, from: 'Ada <ada@acme.com>', subject: 'Join', html });\n  return new Response('ok');\n});",
    safe: "Deno.serve(async (req) => {\n  const { data } = await supabase.auth.getUser();\n  const html = `<a href=\"https://acme.com/join\">Join</a>`;\n  await resend.emails.send({ to: data.user.email, from: 'Ada <ada@acme.com>', subject: 'Join', html });\n  return new Response('ok');\n});",
  },
  {
    rule: 'stray-address',
    path: 'src/lib/api.ts',
    name: 'Vue: the base of a client',
    unsafe:
      "import axios from 'axios';\nexport const api = axios.create({ baseURL: 'http://localhost:4000/api' });\napi.defaults.headers.common.Authorization = localStorage.getItem('token');",
    safe: "import axios from 'axios';\nexport const api = axios.create({ baseURL: import.meta.env.VITE_API_URL || 'http://localhost:4000/api' });\napi.defaults.headers.common.Authorization = localStorage.getItem('token');",
  },
  {
    rule: 'stray-address',
    path: 'src/components/Notes.tsx',
    name: 'React: a request of the page; one that developers alone make',
    unsafe:
      "const API = 'http://127.0.0.1:5000';\nexport const Notes = () => {\n  useEffect(() => void fetch(`${API}/notes`).then(show), []);\n  return <ul />;\n};",
    safe: "const API = 'http://127.0.0.1:5000';\nexport const Notes = () => {\n  useEffect(() => {\n    if (import.meta.env.DEV) void fetch(`${API}/notes`).then(show);\n  }, []);\n  return <ul />;\n};",
  },
  {
    rule: 'stray-address',
    path: 'src/config.ts',
    name: 'Vite: a constant; one for developers stands beside it',
    unsafe: "export const API_BASE_URL = 'http://localhost:8000';",
    safe: "export const API_BASE_URL = import.meta.env.PROD ? 'https://api.acme.com' : 'http://localhost:8000';\nexport const DEV_URL = 'http://localhost:8000';",
  },
  {
    rule: 'stray-address',
    path: 'lib/auth-client.ts',
    name: 'Better Auth: where its client asks; a model beside the server',
    unsafe:
      "import { createAuthClient } from 'better-auth/react';\nexport const auth = createAuthClient({ baseURL: 'http://localhost:3000' });",
    safe: "import OpenAI from 'openai';\nexport const local = new OpenAI({ baseURL: 'http://localhost:11434/v1' });",
  },
  {
    rule: 'open-origin',
    path: 'src/lib/auth.ts',
    name: 'Better Auth: every origin is trusted',
    unsafe: "export const auth = betterAuth({ database, trustedOrigins: ['https://acme.com', '*'] });",
    safe: "export const auth = betterAuth({ database, trustedOrigins: ['https://acme.com', 'https://*.acme.com'] });",
  },
  {
    rule: 'open-redirect',
    path: 'server/topics.js',
    name: 'Express: what is put behind a path of the code is no host',
    unsafe: "app.get('/topic', async (req, res) => {\n  let url = '';\n  url += req.query.to;\n  res.redirect(url);\n});",
    safe: "app.get('/topic', async (req, res) => {\n  let url = '/topic/' + topic.slug;\n  if (req.query.page) url += '?page=' + req.query.page;\n  res.redirect(url);\n});",
  },
  {
    rule: 'open-redirect',
    path: 'server/pads.js',
    name: 'Express: a name that is encoded, and the query that was asked for',
    unsafe:
      "app.get('/p', async (req, res) => {\n  const to = req.query.to + new URL(req.url, 'http://a.test').search;\n  res.redirect(to);\n});",
    safe: "app.get('/p', async (req, res) => {\n  const to = encodeURIComponent(pad.id) + new URL(req.url, 'http://a.test').search;\n  res.redirect(to);\n});",
  },
  {
    rule: 'open-redirect',
    path: 'src/close.js',
    name: 'a page that leaves its last part away; one that goes where its address says',
    unsafe: "document.location = new URLSearchParams(document.location.search).get('to');",
    safe: "document.location = document.location.href.substring(0, document.location.href.lastIndexOf('/'));",
  },
];
