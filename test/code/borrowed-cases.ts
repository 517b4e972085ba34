/** Some files of a product, and whether its one route is guarded once functions are followed from file to file. */
export interface BorrowedCase {
  name: string;
  /** What the route must be told to be. */
  is: {
    path?: string;
    webhook?: boolean;
    reserved?: string;
    authenticated?: boolean;
    ranked?: boolean;
    signed?: boolean;
    limited?: boolean;
    cron?: boolean;
  };
  files: Readonly<Record<string, string>>;
}

const SPENDS = 'return Response.json(await openai.responses.create({ input: await request.json() }));';
const next = (imports: string, first: string): string =>
  `${imports}\nexport async function POST(request: Request) {\n  ${first}\n  ${SPENDS}\n}\n`;
const READS = "const { data } = await supabase.auth.getUser();\n  if (!data.user) throw new Response('', { status: 401 });";

const guarding = (config: string): string =>
  `export async function middleware(request) {\n  const session = await getSession(request);\n  if (!session) return NextResponse.redirect(new URL('/login', request.url));\n}\n${config}\n`;

const kit = `export const POST = async ({ request }) => {\n  ${SPENDS}\n};\n`;
const hook = (then: string): string =>
  `export const handle = async ({ event, resolve }) => {\n  event.locals.user = await getUser(event.cookies);\n  ${then}\n  return resolve(event);\n};\n`;
const nuxt =
  'export default defineEventHandler(async (event) => {\n  return openai.responses.create({ input: await readBody(event) });\n});\n';
const fastify = `export default async function routes(fastify) {\n  fastify.post('/ask', async (request) => {\n  ${SPENDS}\n});\n}\n`;
const plugin = (does: string): string => `import fp from 'fastify-plugin';\nexport default fp(async (fastify) => {\n  ${does}\n});\n`;
const astro = (first: string): string => `export const POST = async ({ request, locals }) => {\n  ${first}\n  ${SPENDS}\n};\n`;

const ask = { 'app/api/ask/route.ts': next('', '') };
const authJs = (callbacks: string): string =>
  `import NextAuth from 'next-auth';\nimport GitHub from 'next-auth/providers/github';\nexport const { handlers, auth, signIn } = NextAuth({ providers: [GitHub]${callbacks} });\n`;
const refreshing = (then: string): Record<string, string> => ({
  ...ask,
  'middleware.ts':
    "import { updateSession } from '@/lib/supabase/middleware';\nexport async function middleware(request: NextRequest) {\n  return await updateSession(request);\n}\nexport const config = { matcher: ['/((?!_next/static|favicon.ico).*)'] };\n",
  'lib/supabase/middleware.ts': `import { createServerClient } from '@supabase/ssr';\nimport { type NextRequest, NextResponse } from 'next/server';\nconst PROTECTED = ['/dashboard', '/settings'];\nexport async function updateSession(request: NextRequest) {\n  const response = NextResponse.next({ request });\n  const supabase = createServerClient(URL, KEY, { cookies });\n  const { data: { user } } = await supabase.auth.getUser();\n  const path = request.nextUrl.pathname;\n  ${then}\n  return response;\n}\n`,
  'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }',
});
const toLogin = "return NextResponse.redirect(new URL('/login', request.url));";

const adminPage = {
  'app/admin/page.tsx':
    'export default async function Admin() {\n  const total = await prisma.order.count();\n  return <p>{total}</p>;\n}\n',
};
const layout = (first: string): string =>
  `import { staffOnly } from './staff';\nexport default async function Layout({ children }) {\n  ${first}\n  return <main>{children}</main>;\n}\n`;

const clerk = (does: string): string =>
  `import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server';\n${does}\nexport const config = { matcher: ['/((?!_next|[^?]*\\\\.(?:html?|css)).*)', '/(api|trpc)(.*)'] };\n`;
const router = (guard: string): string =>
  `const express = require('express');\n${guard}\nconst router = express.Router();\nrouter.post('/ask', ${guard === '' ? '' : 'requireUser, '}async (req, res) => {\n  res.json(await openai.responses.create({ input: req.body }));\n});\nmodule.exports = router;\n`;
const CHECKS =
  "const token = req.header('authorization');\n  if (!token) return res.sendStatus(401);\n  req.user = jwt.verify(token, process.env.JWT_SECRET);\n  next();";
const trpc = (name: string): string =>
  `import { createTRPCRouter, ${name} } from '~/server/api/trpc';\nexport const ai = createTRPCRouter({\n  ask: ${name}.mutation(async ({ input }) => {\n    return openai.responses.create({ input });\n  }),\n});\n`;
const base = (does: string): string =>
  `import { auth } from '~/server/auth';\nexport const createContext = async () => ({ session: await auth() });\nconst t = initTRPC.context<typeof createContext>().create();\nconst timed = t.middleware(async ({ next, path }) => {\n  const result = await next();\n  console.log(path);\n  return result;\n});\n${does}\n`;

export const borrowedCases: readonly BorrowedCase[] = [
  {
    name: 'Clerk: its middleware alone keeps nobody out',
    is: { authenticated: false },
    files: { 'app/api/ask/route.ts': next('', ''), 'middleware.ts': clerk('export default clerkMiddleware();') },
  },
  {
    name: 'Clerk: other paths are protected',
    is: { authenticated: false },
    files: {
      'app/api/ask/route.ts': next('', ''),
      'middleware.ts': clerk(
        "const isProtected = createRouteMatcher(['/dashboard(.*)', '/api/me']);\nexport default clerkMiddleware(async (auth, req) => {\n  if (isProtected(req)) await auth.protect();\n});",
      ),
    },
  },
  {
    name: 'Clerk: the path is protected',
    is: { authenticated: true },
    files: {
      'app/api/ask/route.ts': next('', ''),
      'middleware.ts': clerk(
        "const isProtected = createRouteMatcher(['/dashboard(.*)', '/api(.*)']);\nexport default clerkMiddleware(async (auth, req) => {\n  const { userId, redirectToSignIn } = await auth();\n  if (!userId && isProtected(req)) return redirectToSignIn();\n});",
      ),
    },
  },
  {
    name: 'Clerk: all but what is public',
    is: { authenticated: true },
    files: {
      'app/api/ask/route.ts': next('', ''),
      'middleware.ts': clerk(
        "const isPublic = createRouteMatcher(['/', '/sign-in(.*)', '/api/webhooks(.*)']);\nexport default clerkMiddleware(async (auth, req) => {\n  if (!isPublic(req)) await auth.protect();\n});",
      ),
    },
  },
  {
    name: 'Clerk: the path is public',
    is: { authenticated: false },
    files: {
      'app/api/ask/route.ts': next('', ''),
      'middleware.ts': clerk(
        "const isPublic = createRouteMatcher(['/', '/api/ask']);\nexport default clerkMiddleware(async (auth, req) => {\n  if (isPublic(req)) return;\n  await auth.protect();\n});",
      ),
    },
  },
  {
    name: 'Clerk: who has a login is led past the page for it, and others to it',
    is: { authenticated: true },
    files: {
      'app/api/ask/route.ts': next('', ''),
      'middleware.ts': clerk(
        "const isPublic = createRouteMatcher(['/', '/sign-in(.*)']);\nexport default clerkMiddleware(async (auth, req) => {\n  const { userId } = await auth();\n  if (userId && isPublic(req)) return NextResponse.redirect(new URL('/dashboard', req.url));\n  if (!userId && !isPublic(req)) return NextResponse.redirect(new URL('/sign-in', req.url));\n});",
      ),
    },
  },
  {
    name: 'Clerk: paths that are put together are not read',
    is: { authenticated: true },
    files: {
      'app/api/ask/route.ts': next('', ''),
      'middleware.ts': clerk(
        'const isProtected = createRouteMatcher(paths.map((path) => path));\nexport default clerkMiddleware(async (auth, req) => {\n  if (isProtected(req)) await auth.protect();\n});',
      ),
    },
  },
  {
    name: 'Express, CommonJS: a guard before a router that is required where it is hung',
    is: { authenticated: true },
    files: {
      'server.js':
        "const app = require('express')();\nconst known = require('./middleware/known');\napp.use('/ai', known, require('./routes/ai'));\n",
      'routes/ai.js': router(''),
      'middleware/known.js': `module.exports = function (req, res, next) {\n  ${CHECKS}\n};\n`,
    },
  },
  {
    name: 'Express, CommonJS: a guard that is required there too',
    is: { authenticated: true },
    files: {
      'server.js': "const app = require('express')();\napp.use('/ai', require('./middleware/auth'), require('./routes/ai'));\n",
      'routes/ai.js': router(''),
    },
  },
  {
    name: 'Express, CommonJS: routes of logins are no guard of what comes after them',
    is: { authenticated: false },
    files: {
      'server.js': "const app = require('express')();\napp.use('/', require('./routes/auth'));\napp.use('/', require('./routes/ai'));\n",
      'routes/ai.js': router(''),
      'routes/auth.js': "const router = require('express').Router();\nmodule.exports = router;\n",
    },
  },
  {
    name: 'Express, CommonJS: one of several guards that a file exports',
    is: { authenticated: true },
    files: {
      'routes/ai.js': router("const { requireUser } = require('../middleware');"),
      'middleware/index.js': `const requireUser = (req, res, next) => {\n  ${CHECKS}\n};\nmodule.exports = { requireUser };\n`,
    },
  },
  {
    name: 'Express, CommonJS: a guard that lets everybody through',
    is: { authenticated: false },
    files: {
      'routes/ai.js': router("const { requireUser } = require('../middleware');"),
      'middleware/index.js': 'exports.requireUser = (req, res, next) => {\n  next();\n};\n',
    },
  },
  {
    name: 'tRPC: a procedure that asks through a middleware of its own',
    is: { authenticated: true },
    files: {
      'src/server/api/routers/ai.ts': trpc('memberProcedure'),
      'src/server/api/trpc.ts': base(
        "const isMember = t.middleware(({ ctx, next }) => {\n  if (!ctx.session?.user) throw new TRPCError({ code: 'UNAUTHORIZED' });\n  return next();\n});\nexport const memberProcedure = t.procedure.use(isMember);",
      ),
    },
  },
  {
    name: 'tRPC: one that builds on another',
    is: { authenticated: true },
    files: {
      'src/server/api/routers/ai.ts': trpc('paidProcedure'),
      'src/server/api/trpc.ts': base(
        "const known = t.procedure.use(({ ctx, next }) => {\n  if (!ctx.auth.userId) throw new TRPCError({ code: 'UNAUTHORIZED' });\n  return next();\n});\nexport const paidProcedure = known.use(({ next }) => next());",
      ),
    },
  },
  {
    name: 'a function that is kept in memory and only names what could ask',
    is: { authenticated: false },
    files: {
      'app/api/ask/route.ts': next("import { plans } from '../../../lib/plans';", 'await plans();'),
      'lib/plans.ts':
        "import { cache } from 'react';\nconst library = betterAuth({ database });\nexport const plans = cache(async () => db.plan.findMany({ where: { app: library.name } }));\n",
    },
  },
  {
    name: 'tRPC: a public one',
    is: { authenticated: false },
    files: {
      'src/server/api/routers/ai.ts': trpc('publicProcedure'),
      'src/server/api/trpc.ts': base('export const publicProcedure = t.procedure.use(timed);'),
    },
  },
  {
    name: 'Auth.js: its middleware alone keeps nobody out',
    is: { authenticated: false },
    files: { ...ask, 'middleware.ts': "export { auth as middleware } from './auth';\n", 'auth.ts': authJs('') },
  },
  {
    name: 'Auth.js: a callback that lets nobody in without a session',
    is: { authenticated: true },
    files: {
      ...ask,
      'middleware.ts': "export { auth as middleware } from './auth';\n",
      'auth.ts': authJs(', callbacks: { authorized: async ({ auth }) => !!auth }'),
    },
  },
  {
    name: 'Auth.js: a callback for the dashboard alone, in a file of its own',
    is: { authenticated: false },
    files: {
      ...ask,
      'middleware.ts':
        "import NextAuth from 'next-auth';\nimport { authConfig } from './auth.config';\nexport default NextAuth(authConfig).auth;\n",
      'auth.config.ts':
        "export const authConfig = {\n  pages: { signIn: '/login' },\n  callbacks: {\n    authorized({ auth, request: { nextUrl } }) {\n      const isLoggedIn = !!auth?.user;\n      const isOnDashboard = nextUrl.pathname.startsWith('/dashboard');\n      if (isOnDashboard) {\n        if (isLoggedIn) return true;\n        return false;\n      } else if (isLoggedIn) {\n        return Response.redirect(new URL('/dashboard', nextUrl));\n      }\n      return true;\n    },\n  },\n  providers: [],\n};\n",
    },
  },
  {
    name: 'Auth.js: a callback that lets some paths through, this one not',
    is: { authenticated: true },
    files: {
      ...ask,
      'middleware.ts': "import { auth } from './auth';\nexport default auth;\n",
      'auth.ts': authJs(
        ", callbacks: { authorized({ auth, request }) {\n  return request.nextUrl.pathname.startsWith('/blog') || !!auth?.user;\n} }",
      ),
    },
  },
  {
    name: 'Auth.js: a function of its own that sends strangers to the login',
    is: { authenticated: true },
    files: {
      ...ask,
      'middleware.ts':
        "import { auth } from './auth';\nexport default auth((req) => {\n  if (!req.auth && req.nextUrl.pathname !== '/login') return Response.redirect(new URL('/login', req.nextUrl.origin));\n});\n",
      'auth.ts': authJs(''),
    },
  },
  {
    name: 'Auth.js: a function of its own that lets the API through',
    is: { authenticated: false },
    files: {
      ...ask,
      'middleware.ts':
        "import { auth } from './auth';\nexport default auth((req) => {\n  const { pathname } = req.nextUrl;\n  const isApi = pathname.startsWith('/api');\n  if (isApi) return;\n  if (!req.auth) return Response.redirect(new URL('/login', req.nextUrl.origin));\n});\n",
      'auth.ts': authJs(''),
    },
  },
  { name: 'Supabase: a middleware that only keeps the session fresh', is: { authenticated: false }, files: refreshing('') },
  {
    name: 'Supabase: one that sends strangers away from all but a few paths',
    is: { authenticated: true },
    files: refreshing(`if (path !== '/' && !user && !path.startsWith('/login') && !path.startsWith('/auth')) {\n    ${toLogin}\n  }`),
  },
  {
    name: 'Supabase: one that guards a list of pages',
    is: { authenticated: false },
    files: refreshing(`const isProtected = PROTECTED.some((each) => path.startsWith(each));\n  if (isProtected && !user) ${toLogin}`),
  },
  {
    name: 'Supabase: one that guards many pages and this route, each by name',
    is: { authenticated: true },
    files: refreshing(
      `const isProtected = ${['/api/ask', '/a', '/b', '/c', '/d', '/e', '/f', '/g', '/h', '/i'].map((each) => `path.startsWith('${each}')`).join(' || ')};\n  if (isProtected && !user) ${toLogin}`,
    ),
  },
  {
    name: 'Supabase: one that guards a list that is not read',
    is: { authenticated: true },
    files: refreshing(`if (readPaths().some((each) => path.startsWith(each)) && !user) ${toLogin}`),
  },
  {
    name: 'Supabase: one that leads those who are known past the login, and guards pages',
    is: { authenticated: false },
    files: refreshing(
      `if (user && path === '/login') return NextResponse.redirect(new URL('/dashboard', request.url));\n  if (path.startsWith('/dashboard')) {\n    if (!user) ${toLogin}\n  }`,
    ),
  },
  {
    name: 'Supabase: one that guards the pages of admins first, and then all',
    is: { authenticated: true },
    files: refreshing(
      `if (path.startsWith('/admin') && user?.role !== 'admin') return new NextResponse(null, { status: 403 });\n  if (!user) ${toLogin}`,
    ),
  },
  {
    name: 'Next.js: a matcher that is left to a list of public paths',
    is: { authenticated: false },
    files: {
      ...ask,
      'middleware.ts':
        "const PUBLIC = new Set(['/', '/login', '/api/ask']);\nconst isPublic = (path) => PUBLIC.has(path);\nexport async function middleware(request) {\n  if (isPublic(request.nextUrl.pathname)) return NextResponse.next();\n  const session = await getSession(request);\n  return session ? NextResponse.next() : NextResponse.redirect(new URL('/login', request.url));\n}\n",
    },
  },
  {
    name: 'Next.js: a layout that sends strangers away stands before its pages',
    is: { authenticated: true },
    files: { ...adminPage, 'app/admin/layout.tsx': layout("if (!(await readSession())) redirect('/login');") },
  },
  {
    name: 'Next.js: a layout that leaves it to a function of another file',
    is: { authenticated: true },
    files: {
      ...adminPage,
      'app/admin/layout.tsx': layout('await staffOnly();'),
      'app/admin/staff.ts':
        "export async function staffOnly() {\n  const session = await readSession();\n  if (!session) redirect('/login');\n  return session;\n}\n",
    },
  },
  {
    name: 'Next.js: a layout that only draws',
    is: { authenticated: false },
    files: { ...adminPage, 'app/admin/layout.tsx': layout(''), 'app/admin/staff.ts': 'export const staffOnly = () => 1;\n' },
  },
  {
    name: 'Next.js: a layout around all that loads fonts and puts classes together',
    is: { authenticated: false },
    files: {
      ...adminPage,
      'app/layout.tsx':
        "import { Inter } from 'next/font/google';\nimport { cn } from '../lib/utils';\nconst inter = Inter({ subsets: ['latin'] });\nexport default function Layout({ children }) {\n  return <html lang='en'><body className={cn('antialiased', inter.className)}>{children}</body></html>;\n}\n",
      'lib/utils.ts': "import { twMerge } from 'tailwind-merge';\nexport const cn = (...names) => twMerge(names.join(' '));\n",
    },
  },
  {
    name: 'Next.js: a layout of other pages',
    is: { authenticated: false },
    files: { ...adminPage, 'app/app/layout.tsx': layout("if (!(await readSession())) redirect('/login');") },
  },
  {
    name: 'Next.js: a middleware before a page for admins',
    is: { authenticated: true },
    files: { ...adminPage, 'middleware.ts': guarding("export const config = { matcher: ['/admin/:path*'] };") },
  },
  {
    name: 'Next.js: a middleware without a matcher stands before every route',
    is: { authenticated: true },
    files: { 'app/api/ask/route.ts': next('', ''), 'middleware.ts': guarding('') },
  },
  {
    name: 'Next.js: a matcher that leaves the API out',
    is: { authenticated: false },
    files: {
      'app/api/ask/route.ts': next('', ''),
      'middleware.ts': guarding("export const config = { matcher: ['/((?!api|_next/static|favicon.ico).*)'] };"),
    },
  },
  {
    name: 'Next.js: a matcher that leaves only pictures out',
    is: { authenticated: true },
    files: {
      'app/api/ask/route.ts': next('', ''),
      'middleware.ts': guarding("export const config = { matcher: '/((?!_next/static|favicon.ico).*)' };"),
    },
  },
  {
    name: 'Next.js: a matcher of pages alone',
    is: { authenticated: false },
    files: {
      'app/api/ask/route.ts': next('', ''),
      'middleware.ts': guarding("export const config = { matcher: [{ source: '/dashboard/:path*' }, '/settings'] };"),
    },
  },
  {
    name: 'Next.js: a matcher of the API, in src',
    is: { authenticated: true },
    files: {
      'app/api/ask/route.ts': next('', ''),
      'src/middleware.ts': guarding("export const config = { matcher: ['/dashboard/:path*', '/api/:path*'] };"),
    },
  },
  {
    name: 'SvelteKit: a hook that only looks who it is guards nothing',
    is: { authenticated: false },
    files: { 'src/routes/api/ask/+server.ts': kit, 'src/hooks.server.ts': hook('') },
  },
  {
    name: 'SvelteKit: a hook that only knows where a page went',
    is: { authenticated: false },
    files: {
      'src/routes/api/ask/+server.ts': kit,
      'src/hooks.server.ts': hook("if (event.url.pathname === '/prices') redirect(308, '/pricing');"),
    },
  },
  {
    name: 'SvelteKit: a hook that knows where a page is for the time being',
    is: { authenticated: false },
    files: {
      'src/routes/api/ask/+server.ts': kit,
      'src/hooks.server.ts': hook("if (event.url.pathname === '/sale') redirect(307, '/summer');"),
    },
  },
  {
    name: 'SvelteKit: a hook that sends people home who are not logged in',
    is: { authenticated: true },
    files: { 'src/routes/api/ask/+server.ts': kit, 'src/hooks.server.ts': hook("if (!event.locals.user) redirect(303, '/');") },
  },
  {
    name: 'Fastify: a plugin whose hook stands before the routes of all others',
    is: { authenticated: true },
    files: {
      'src/routes/ask.ts': fastify,
      'src/plugins/auth.ts': plugin("fastify.addHook('onRequest', (request) => request.jwtVerify());"),
    },
  },
  {
    name: 'Fastify: a plugin that only offers a guard',
    is: { authenticated: false },
    files: {
      'src/routes/ask.ts': fastify,
      'src/plugins/auth.ts': plugin("fastify.decorate('authenticate', (request) => request.jwtVerify());"),
    },
  },
  {
    name: 'SvelteKit: a hook that sends strangers away',
    is: { authenticated: true },
    files: { 'src/routes/api/ask/+server.ts': kit, 'src/hooks.server.ts': hook("if (!event.locals.user) redirect(303, '/login');") },
  },
  {
    name: 'SvelteKit: a hook that guards other paths',
    is: { authenticated: false },
    files: {
      'src/routes/api/ask/+server.ts': kit,
      'src/hooks.server.ts': hook("if (event.url.pathname.startsWith('/app') && !event.locals.user) redirect(303, '/login');"),
    },
  },
  {
    name: 'SvelteKit: a hook that lets some paths through, this one not, in an app of a monorepo',
    is: { authenticated: true },
    files: {
      'web/src/routes/api/ask/+server.ts': kit,
      'web/src/hooks.server.ts': hook(
        "if (event.url.pathname.startsWith('/login')) return resolve(event);\n  if (!event.locals.user) return new Response('', { status: 401 });",
      ),
    },
  },
  {
    name: 'SvelteKit: a hook that lets this path through',
    is: { authenticated: false },
    files: {
      'src/routes/api/ask/+server.ts': kit,
      'src/hooks.server.ts': hook("if (!event.url.pathname.startsWith('/api/') && !event.locals.user) redirect(303, '/login');"),
    },
  },
  {
    name: 'Nuxt: a server middleware that sends strangers away from the API',
    is: { authenticated: true },
    files: {
      'server/api/ask.post.ts': nuxt,
      'server/middleware/auth.ts':
        "export default defineEventHandler(async (event) => {\n  if (!event.path.startsWith('/api/')) return;\n  const session = await getUserSession(event);\n  if (!session.user) throw createError({ statusCode: 401 });\n});\n",
    },
  },
  {
    name: 'Nuxt: one that only writes a log',
    is: { authenticated: false },
    files: {
      'server/api/ask.post.ts': nuxt,
      'server/middleware/log.ts': 'export default defineEventHandler((event) => {\n  console.log(event.path);\n});\n',
    },
  },
  {
    name: 'Astro: an endpoint that asks who it is',
    is: { authenticated: true },
    files: { 'src/pages/api/ask.ts': astro("if (!locals.user) return new Response('', { status: 401 });") },
  },
  { name: 'Astro: one that does not', is: { authenticated: false }, files: { 'src/pages/api/ask.ts': astro('') } },
  {
    name: 'Next.js: an expression that is not read is taken to reach',
    is: { authenticated: true },
    files: { 'app/api/ask/route.ts': next('', ''), 'middleware.ts': guarding("export const config = { matcher: ['/(api|trpc)(.*)'] };") },
  },
  {
    name: 'Next.js: a guard that checks nothing',
    is: { authenticated: false },
    files: {
      'app/api/ask/route.ts': next("import { requireUser } from '../../../lib/auth';", 'await requireUser(request);'),
      'lib/auth.ts': 'export async function requireUser(request: Request) {\n  return true;\n}\n',
    },
  },
  {
    name: 'Next.js: a guard that believes the body',
    is: { authenticated: false },
    files: {
      'app/api/ask/route.ts': next("import { requireUser } from '@/lib/auth';", 'const user = await requireUser(request);'),
      'src/lib/auth.ts':
        "import type { NextRequest } from 'next/server';\nexport const requireUser = async (request: NextRequest) => {\n  const { userId } = await request.json();\n  return userId;\n};\n",
    },
  },
  {
    name: 'Next.js: a gate with another name reads the session',
    is: { authenticated: true },
    files: {
      'app/api/ask/route.ts': next("import { gate } from '@/lib/door';", 'await gate();'),
      'lib/door.ts': `export async function gate() {\n  ${READS}\n}\n`,
    },
  },
  {
    name: 'Next.js: two files further, through a barrel and a cache',
    is: { authenticated: true },
    files: {
      'app/api/ask/route.ts': next("import { gate } from '~lib';", 'await gate();'),
      'tsconfig.json': '{ // ways\n "compilerOptions": { "baseUrl": ".", "paths": { "~lib": ["./code/index.ts"] } } }',
      'code/index.ts': "export * from './door.js';\n",
      'code/door.ts':
        "import { whoCalls } from './who';\nexport const gate = cache(async () => {\n  if (!(await whoCalls())) throw new Error('no');\n});\n",
      'code/who.ts': 'export const whoCalls = async () => (await supabase.auth.getUser()).data.user;\n',
    },
  },
  {
    name: 'Next.js: files that call each other end',
    is: { authenticated: false },
    files: {
      'app/api/ask/route.ts': next("import { work } from './a';", 'await work();'),
      'app/api/ask/a.ts': "import { more } from './b';\nexport const work = () => more();\n",
      'app/api/ask/b.ts': "import { work } from './a';\nexport const more = () => work();\n",
    },
  },
  {
    name: 'a guard that no file shows is believed by its name',
    is: { authenticated: true },
    files: { 'app/api/ask/route.ts': next("import { requireUser } from '@acme/auth';", 'await requireUser(request);') },
  },
  {
    name: 'a guard whose file keeps the session outside of it is believed',
    is: { authenticated: true },
    files: {
      'app/api/ask/route.ts': next("import { requireUser } from './auth';", 'await requireUser();'),
      'app/api/ask/auth.ts': "import { store } from './store';\nexport const requireUser = () => store.get('user');\n",
    },
  },
  {
    name: 'Hono in a workspace: the guard of another package',
    is: { authenticated: true },
    files: {
      'apps/api/src/index.ts': `import { door } from '@acme/door';\nconst app = new Hono();\napp.post('/ask', door, async (c) => c.json(await openai.responses.create({ input: 1 })));\n`,
      'packages/door/package.json': '{ "name": "@acme/door" }',
      'packages/door/src/index.ts':
        "export const door = async (c, next) => {\n  if (!(await jwtVerify(c.req.header('authorization'), key))) return c.text('', 401);\n  await next();\n};\n",
    },
  },
  {
    name: 'Express: a guard before the handler that only goes on',
    is: { authenticated: false },
    files: {
      'server/index.ts': `import { requireAuth } from './auth';\napp.post('/ask', requireAuth, async (req, res) => res.json(await openai.responses.create({ input: req.body })));\n`,
      'server/auth.ts': 'export function requireAuth(req, res, next) {\n  next();\n}\n',
    },
  },
  {
    name: 'Express: a limiter of another name',
    is: { limited: true, authenticated: false },
    files: {
      'server/index.ts': `import calm from './calm';\napp.post('/ask', calm, async (req, res) => res.json(await openai.responses.create({ input: req.body })));\n`,
      'server/calm.ts': "import { rateLimit } from 'express-rate-limit';\nexport default rateLimit({ windowMs: 60_000, limit: 10 });\n",
    },
  },
  {
    name: 'Fastify: a limiter that limits nothing',
    is: { limited: false },
    files: {
      'src/server.ts':
        "import { rateLimit } from './limit';\nfastify.post('/ask', async (request, reply) => {\n  await rateLimit(request);\n  return openai.responses.create({ input: request.body });\n});\n",
      'src/limit.ts': 'export const rateLimit = async (request) => ({ ok: true });\n',
    },
  },
  {
    name: 'SvelteKit: a gate of $lib',
    is: { authenticated: true },
    files: {
      'src/routes/api/ask/+server.ts': `import { gate } from '$lib/server/gate';\nexport const POST = async (event) => {\n  gate(event);\n  return Response.json(await openai.responses.create({ input: 1 }));\n};\n`,
      'src/lib/server/gate.ts': 'export function gate(event) {\n  if (!event.locals.user) error(401);\n}\n',
    },
  },
  {
    name: 'Remix: a guard of ~ that checks nothing',
    is: { authenticated: false },
    files: {
      'app/routes/api.ask.ts': `import { requireUser } from '~/session.server';\nexport async function action({ request }) {\n  await requireUser(request);\n  return openai.responses.create({ input: 1 });\n}\n`,
      'app/session.server.ts': 'export const requireUser = async (request) => ({ id: 1 });\n',
    },
  },
  {
    name: 'Supabase: a signature that nobody verifies',
    is: { signed: false },
    files: {
      'supabase/functions/pay-webhook/index.ts': `import { verifySignature } from '../_shared/verify.ts';\nDeno.serve(async (request) => {\n  await verifySignature(request);\n  await save(await request.json());\n  return new Response();\n});\n`,
      'supabase/functions/_shared/verify.ts':
        'export async function verifySignature(request: Request) {\n  console.log("later");\n  return true;\n}\n',
    },
  },
  {
    name: 'Supabase: a check of another name verifies',
    is: { signed: true },
    files: {
      'supabase/functions/pay-webhook/index.ts': `import { fromStripe } from '../_shared/verify.ts';\nDeno.serve(async (request) => {\n  const event = await fromStripe(request);\n  await save(event);\n  return new Response();\n});\n`,
      'supabase/functions/_shared/verify.ts':
        "export const fromStripe = async (request: Request) => stripe.webhooks.constructEventAsync(await request.text(), request.headers.get('x'), key);\n",
    },
  },
  {
    name: 'a guard of the same file that checks nothing',
    is: { authenticated: false },
    files: { 'app/api/ask/route.ts': next('const requireUser = async (request: Request) => true;', 'await requireUser(request);') },
  },
  {
    name: 'Netlify: a function that netlify.toml has its clock run',
    is: { cron: false },
    files: {
      'netlify/functions/cron-clean.ts': 'export default async () => {\n  await clean();\n};\n',
      'netlify.toml': '[functions."cron-clean"]\n  schedule = "@daily"\n',
    },
  },
  {
    name: 'Netlify: another one of that name, without',
    is: { cron: true },
    files: { 'netlify/functions/cron-sweep.ts': 'export default async () => {\n  await clean();\n};\n', 'netlify.toml': '[build]\n' },
  },
  {
    name: 'Vercel: a clock calls a route that no name gives away',
    is: { cron: true, authenticated: false, signed: false },
    files: {
      'app/api/digest/route.ts': 'export async function GET() {\n  await digest();\n  return new Response();\n}\n',
      'vercel.json': '{ "crons": [{ "path": "/api/digest", "schedule": "0 5 * * *" }] }',
    },
  },
  {
    name: 'Vercel: a clock with a secret, compared in another file',
    is: { cron: true, authenticated: true },
    files: {
      'app/api/night/route.ts':
        "import { door } from '@/lib/door';\nexport async function GET(request: Request) {\n  door(request);\n  await digest();\n  return new Response();\n}\n",
      'lib/door.ts':
        'export function door(request: Request) {\n  if (request.headers.get("x-k") !== process.env.CRON_SECRET) throw new Error("no");\n}\n',
      'vercel.json': '{ "crons": [{ "path": "/api/night", "schedule": "0 5 * * *" }] }',
    },
  },
  {
    name: 'Supabase: pg_cron calls a function',
    is: { cron: true, authenticated: false },
    files: {
      'supabase/functions/sweep/index.ts': 'Deno.serve(async () => {\n  await sweep();\n  return new Response();\n});\n',
      'supabase/migrations/1_jobs.sql':
        "select cron.schedule('s', '* * * * *', $$ select net.http_post(url := 'https://a.supabase.co/functions/v1/sweep') $$);",
    },
  },
  {
    name: 'Netlify: nobody else can call what it runs by the clock',
    is: { cron: false },
    files: {
      'netlify/functions/cron-mail.ts':
        "export default async () => {\n  await digest();\n};\nexport const config = { schedule: '@daily' };\n",
    },
  },
  {
    name: 'Express: the router hangs below a guard of the server',
    is: { authenticated: true },
    files: {
      'server/index.ts': "import { door } from './door';\nimport { router } from './ai';\napp.use('/ai', door, router);\n",
      'server/door.ts': 'export const door = (req, res, next) => {\n  if (!req.session.user) return res.sendStatus(401);\n  next();\n};\n',
      'server/ai.ts':
        "export const router = express.Router();\nrouter.post('/ask', async (req, res) => res.json(await openai.responses.create({ input: req.body })));\n",
    },
  },
  {
    name: 'Express: the guard stands before another router',
    is: { authenticated: false },
    files: {
      'server/index.ts':
        "import { requireAuth } from './door';\nimport { router } from './ai';\napp.use('/admin', requireAuth);\napp.use('/ai', router);\n",
      'server/door.ts':
        'export const requireAuth = (req, res, next) => {\n  if (!req.session.user) return res.sendStatus(401);\n  next();\n};\n',
      'server/ai.ts':
        "export const router = express.Router();\nrouter.post('/ask', async (req, res) => res.json(await openai.responses.create({ input: req.body })));\n",
    },
  },
  {
    name: 'Express: the guard before the router checks nothing',
    is: { authenticated: false },
    files: {
      'server/index.ts':
        "import { requireAuth } from './door';\nimport { router } from './ai';\napp.use(requireAuth);\napp.use('/ai', router);\n",
      'server/door.ts': 'export const requireAuth = (req, res, next) => next();\n',
      'server/ai.ts':
        "export const router = express.Router();\nrouter.post('/ask', async (req, res) => res.json(await openai.responses.create({ input: req.body })));\n",
    },
  },
  {
    name: 'Hono: a limiter before all routes',
    is: { limited: true },
    files: {
      'src/index.ts':
        "import { rateLimiter } from 'hono-rate-limiter';\nimport ai from './ai';\napp.use('*', rateLimiter({ limit: 10 }));\napp.route('/ai', ai);\n",
      'src/ai.ts':
        "const app = new Hono();\napp.post('/ask', async (c) => c.json(await openai.responses.create({ input: 1 })));\nexport default app;\n",
    },
  },
  {
    name: 'Fastify: a hook before the routes of another file',
    is: { authenticated: true },
    files: {
      'src/server.ts':
        "import { gate } from './gate';\nimport routes from './routes';\nfastify.addHook('onRequest', gate);\nfastify.register(routes, { prefix: '/ai' });\n",
      'src/gate.ts':
        "export const gate = async (request) => {\n  await request.jwtVerify();\n  if (!request.user) throw new Error('no');\n};\n",
      'src/routes.ts':
        "export default async function routes(fastify) {\n  fastify.post('/ask', async (request) => openai.responses.create({ input: request.body }));\n}\n",
    },
  },
  {
    name: 'Fastify: routes of another file are below the prefix of where they are registered, which is no guard',
    is: { path: '/api/auth/ask', authenticated: false },
    files: {
      'server.ts': "import routes from './routes';\nconst app = Fastify();\napp.register(routes, { prefix: '/api/auth' });\n",
      'routes.ts': fastify,
    },
  },
  {
    name: 'Fastify: a webhook by the prefix of its plugin',
    is: { path: '/api/hooks/lemon', webhook: true, signed: false },
    files: {
      'server.ts': "import hooks from './hooks';\nconst app = Fastify();\nawait app.register(hooks, { prefix: '/api/hooks' });\n",
      'hooks.ts':
        "export default async function hooks(app) {\n  app.post('/lemon', async (request) => {\n    await pay(request.body.meta);\n  });\n}\n",
    },
  },
  {
    name: 'Express: routers that hang in each other, for admins',
    is: { path: '/api/admin/users', reserved: 'is for admins', authenticated: false },
    files: {
      'app.js': "const api = require('./api');\nconst app = express();\napp.use('/api', api);\n",
      'api.js':
        "const admin = require('./users');\nconst router = express.Router();\nrouter.use('/admin', admin);\nmodule.exports = router;\n",
      'users.js':
        "const router = express.Router();\nrouter.get('/users', async (req, res) => res.json(await prisma.user.findMany({ take: 20 })));\nmodule.exports = router;\n",
    },
  },
  {
    name: 'Express: who logs in below a path for admins needs no login',
    is: { path: '/admin/auth/login', authenticated: false },
    files: {
      'app.js': "const login = require('./login');\nconst app = express();\napp.use('/admin/auth', login);\n",
      'login.js':
        "const router = express.Router();\nrouter.post('/login', async (req, res) => res.json(await start(req.body)));\nmodule.exports = router;\n",
    },
  },
  {
    name: 'a login of another file is no role',
    is: { authenticated: true, ranked: false, reserved: 'is for admins' },
    files: {
      'app/routes/admin.users.tsx':
        "import { requireUserId } from '~/session.server';\nexport async function loader({ request }) {\n  await requireUserId(request);\n  return json(await prisma.order.findMany({ take: 20 }));\n}\n",
      'app/session.server.ts':
        "export async function requireUserId(request: Request) {\n  const session = await storage.getSession(request.headers.get('Cookie'));\n  if (!session.has('userId')) throw redirect('/login');\n  return session.get('userId');\n}\n",
    },
  },
  {
    name: 'a role that another file asks for',
    is: { authenticated: true, ranked: true, reserved: 'is for admins' },
    files: {
      'app/routes/admin.users.tsx':
        "import { requireStaff } from '~/session.server';\nexport async function loader({ request }) {\n  await requireStaff(request);\n  return json(await prisma.order.findMany({ take: 20 }));\n}\n",
      'app/session.server.ts':
        "export async function requireStaff(request: Request) {\n  const user = await getUser(request);\n  if (user?.role !== 'ADMIN') throw redirect('/login');\n}\n",
    },
  },
  {
    name: 'Express: a controller of another file, behind the path of a third',
    is: { path: '/api/gigs/:id', reserved: 'deletes what is stored', authenticated: false },
    files: {
      'app.js': "const gigs = require('./gigs');\nconst app = express();\napp.use('/api/gigs', gigs);\n",
      'gigs.js':
        "const controller = require('./controller');\nconst router = express.Router();\nrouter.delete('/:id', controller.remove);\nmodule.exports = router;\n",
      'controller.js': 'exports.remove = async (req, res) => {\n  await Gig.findByIdAndDelete(req.params.id);\n  res.end();\n};\n',
    },
  },
  {
    name: 'Express: a guard before a controller of another file',
    is: { path: '/gigs/:id', reserved: 'deletes what is stored', authenticated: true },
    files: {
      'gigs.ts':
        "import { protect } from './protect';\nimport * as controller from './controller';\nconst router = Router();\nrouter.route('/gigs/:id').get(controller.show).delete(protect, controller.remove);\n",
      'protect.ts':
        'export const protect = (req, res, next) => {\n  req.user = jwt.verify(req.headers.authorization, process.env.JWT_SECRET);\n  next();\n};\n',
      'controller.ts':
        'export const remove = async (req: Request, res: Response) => {\n  await Gig.findByIdAndDelete(req.params.id);\n  res.end();\n};\n',
    },
  },
  {
    name: 'Express: a method of a class, bound and wrapped, that asks itself',
    is: { path: '/ask', authenticated: true, limited: false },
    files: {
      'routes.ts':
        "import { AskController } from './controllers';\nconst controller = new AskController();\nconst router = Router();\nrouter.post('/ask', asyncHandler(controller.ask.bind(controller)));\n",
      'controllers/index.ts': "export * from './ask';\n",
      'controllers/ask.ts':
        'export class AskController {\n  async ask(req: Request, res: Response) {\n    if (!req.user) return res.sendStatus(401);\n    res.json(await openai.responses.create({ input: req.body.text }));\n  }\n}\n',
    },
  },
  {
    name: 'Express: a webhook whose function stands in another file',
    is: { path: '/webhooks/pay', webhook: true, signed: false },
    files: {
      'app.ts': "import { paid } from './pay';\nconst app = express();\napp.post('/webhooks/pay', paid);\n",
      'pay.ts': 'export async function paid(req, res) {\n  await settle(req.body.id);\n  res.end();\n}\n',
    },
  },
  {
    name: 'Hono: a function of another file that is given a context',
    is: { path: '/ask', authenticated: false, limited: true },
    files: {
      'index.ts':
        "import { ask } from './ask';\nimport { limiter } from './limit';\nconst app = new Hono();\napp.post('/ask', limiter, ask);\n",
      'limit.ts': 'export const limiter = rateLimiter({ limit: 10 });\n',
      'ask.ts':
        "import type { Context } from 'hono';\nexport const ask = async (c: Context) => c.json(await openai.responses.create({ input: await c.req.text() }));\n",
    },
  },
];
