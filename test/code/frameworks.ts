/** One route of a framework that spends money, and whether it asks for a login. */
export interface FrameworkCase {
  name: string;
  path: string;
  authenticated: boolean;
  text: string;
}

const SPENDS = "await openai.responses.create({ input: 'x' })";

export const frameworks: readonly FrameworkCase[] = [
  {
    name: 'next-connect: a guard in a chain',
    path: 'pages/api/ask.ts',
    authenticated: true,
    text: `import nc from 'next-connect';\nimport { isAuth } from '../../lib/mw';\nexport default nc().use(isAuth).post(async (req, res) => { res.json(${SPENDS}); });`,
  },
  {
    name: 'next-connect: a chain without one',
    path: 'pages/api/ask.ts',
    authenticated: false,
    text: `import nc from 'next-connect';\nexport default nc().post(async (req, res) => { res.json(${SPENDS}); });`,
  },
  {
    name: 'next-connect: a guard of a handler that has a name',
    path: 'pages/api/ask.ts',
    authenticated: true,
    text: `import nc from 'next-connect';\nconst handler = nc();\nhandler.use(requireAuth);\nhandler.post(async (req, res) => { res.json(${SPENDS}); });\nexport default handler;`,
  },
  {
    name: 'next-connect: a router without one',
    path: 'pages/api/ask.ts',
    authenticated: false,
    text: `import { createRouter } from 'next-connect';\nconst router = createRouter();\nrouter.post(async (req, res) => { res.json(${SPENDS}); });\nexport default router.handler();`,
  },
  {
    name: 'Auth0: the wrapper of a route',
    path: 'pages/api/ask.ts',
    authenticated: true,
    text: `import { withApiAuthRequired } from '@auth0/nextjs-auth0';\nexport default withApiAuthRequired(async function h(req, res) { res.json(${SPENDS}); });`,
  },
  {
    name: 'iron-session: who is kept in it',
    path: 'pages/api/ask.ts',
    authenticated: true,
    text: `import { withIronSessionApiRoute } from 'iron-session/next';\nexport default withIronSessionApiRoute(async (req, res) => { if (!req.session.user) return res.status(401).end(); res.json(${SPENDS}); }, opts);`,
  },
  {
    name: 'Auth.js: the wrapper of a route',
    path: 'app/api/ask/route.ts',
    authenticated: true,
    text: `import { auth } from '@/auth';\nexport const POST = auth(async (req) => { if (!req.auth) return new Response('', {status: 401}); return Response.json(${SPENDS}); });`,
  },
  {
    name: 'Next.js: a wrapper of the product, by its name',
    path: 'app/api/ask/route.ts',
    authenticated: true,
    text: `import { withUser } from '@/lib/with-user';\nexport const POST = withUser(async (req, user) => Response.json(${SPENDS}));`,
  },
  {
    name: 'Next.js: a wrapper inside of the route',
    path: 'app/api/ask/route.ts',
    authenticated: true,
    text: `import { withUser } from '@/lib/with-user';\nexport async function POST(req) { return withUser(req, async (user) => Response.json(${SPENDS})); }`,
  },
  {
    name: 'Clerk: getAuth of a request',
    path: 'pages/api/ask.ts',
    authenticated: true,
    text: `import { getAuth } from '@clerk/nextjs/server';\nexport default async function h(req, res) { const { userId } = getAuth(req); if (!userId) return res.status(401).end(); res.json(${SPENDS}); }`,
  },
  {
    name: 'Nuxt: a guard in the options of a handler',
    path: 'server/api/ask.post.ts',
    authenticated: true,
    text: `export default defineEventHandler({ onRequest: [requireAuth], handler: async (event) => ${SPENDS} });`,
  },
  {
    name: 'Nuxt: options without one',
    path: 'server/api/ask.post.ts',
    authenticated: false,
    text: `export default defineEventHandler({ handler: async (event) => ${SPENDS} });`,
  },
  {
    name: 'Hono: a bearer token for a path',
    path: 'src/index.ts',
    authenticated: true,
    text: `import { Hono } from 'hono';\nconst app = new Hono();\napp.use('/api/*', bearerAuth({ token: process.env.T }));\napp.post('/api/ask', async (c) => c.json(${SPENDS}));\nexport default app;`,
  },
  {
    name: 'Hono: a base path is no guard',
    path: 'src/index.ts',
    authenticated: false,
    text: `import { Hono } from 'hono';\nconst app = new Hono().basePath('/api');\napp.post('/ask', async (c) => c.json(${SPENDS}));\nexport default app;`,
  },
  {
    name: 'Hono: a validator is no guard',
    path: 'src/index.ts',
    authenticated: false,
    text: `import { Hono } from 'hono';\nconst app = new Hono();\napp.post('/ask', zValidator('json', schema), async (c) => c.json(${SPENDS}));`,
  },
  {
    name: 'Express: a guard of all paths and methods',
    path: 'server.ts',
    authenticated: true,
    text: `const app = express();\napp.all('*', requireAuth);\napp.post('/ask', async (req, res) => res.json(${SPENDS}));`,
  },
  {
    name: 'Express: a guard of a list of paths',
    path: 'server.ts',
    authenticated: true,
    text: `const app = express();\napp.use(['/ask', '/b'], requireAuth);\napp.post('/ask', async (req, res) => res.json(${SPENDS}));`,
  },
  {
    name: 'Express: a list of other paths, one of which begins alike',
    path: 'server.ts',
    authenticated: false,
    text: `const app = express();\napp.use(['/a', '/b'], requireAuth);\napp.post('/ask', async (req, res) => res.json(${SPENDS}));`,
  },
  {
    name: 'Express: a list of guards',
    path: 'server.ts',
    authenticated: true,
    text: `const app = express();\napp.post('/ask', [requireAuth, body('x')], async (req, res) => res.json(${SPENDS}));`,
  },
  {
    name: 'Clerk: the guard of a route of Express',
    path: 'server.ts',
    authenticated: true,
    text: `import { requireAuth } from '@clerk/express';\nconst app = express();\napp.post('/ask', requireAuth(), async (req, res) => res.json(${SPENDS}));`,
  },
  {
    name: 'Passport: the guard of a route',
    path: 'server.ts',
    authenticated: true,
    text: `const app = express();\napp.post('/ask', passport.authenticate('jwt', { session: false }), async (req, res) => res.json(${SPENDS}));`,
  },
  {
    name: 'Auth0: tokens that Express checks',
    path: 'server.ts',
    authenticated: true,
    text: `import { auth } from 'express-oauth2-jwt-bearer';\nconst checkJwt = auth({ audience: 'x' });\nconst app = express();\napp.post('/ask', checkJwt, async (req, res) => res.json(${SPENDS}));`,
  },
  {
    name: 'Express: a guard by what it does, whatever its name',
    path: 'server.ts',
    authenticated: true,
    text: `const app = express();\nconst only = async (req, res, next) => { const user = await admin.auth().verifyIdToken(req.headers.authorization); if (!user) return res.sendStatus(401); next(); };\napp.post('/ask', only, async (req, res) => res.json(${SPENDS}));`,
  },
  {
    name: 'Express: a log is no guard',
    path: 'server.ts',
    authenticated: false,
    text: `const app = express();\nconst log = (req, res, next) => { console.log(req.path); next(); };\napp.use(log);\napp.post('/ask', async (req, res) => res.json(${SPENDS}));`,
  },
  {
    name: 'Supabase: the user of a token',
    path: 'supabase/functions/ask/index.ts',
    authenticated: true,
    text: `Deno.serve(async (req) => { const token = req.headers.get('Authorization').replace('Bearer ', ''); const { data } = await sb.auth.getUser(token); if (!data.user) return new Response('', { status: 401 }); return Response.json(${SPENDS}); });`,
  },
  {
    name: 'Remix: remix-auth',
    path: 'app/routes/ask.ts',
    authenticated: true,
    text: `import { authenticator } from '~/auth.server';\nexport async function action({ request }) { await authenticator.isAuthenticated(request, { failureRedirect: '/login' }); return json(${SPENDS}); }`,
  },
  {
    name: 'React Router: who a middleware has found',
    path: 'app/routes/ask.ts',
    authenticated: true,
    text: `import { userContext } from '~/context';\nexport async function action({ request, context }) { const user = context.get(userContext); return json(${SPENDS}); }`,
  },
  {
    name: 'SvelteKit: Auth.js in locals',
    path: 'src/routes/ask/+server.ts',
    authenticated: true,
    text: `export const POST = async ({ locals }) => { const session = await locals.auth(); if (!session) error(401); return json(${SPENDS}); };`,
  },
  {
    name: 'tRPC: a public procedure',
    path: 'src/server/routers/ai.ts',
    authenticated: false,
    text: `import { publicProcedure, router } from '../trpc';\nexport const ai = router({ ask: publicProcedure.mutation(async () => ${SPENDS}) });`,
  },
  {
    name: 'next-safe-action: a client that asks for a login',
    path: 'src/actions/ask.ts',
    authenticated: true,
    text: `'use server';\nimport { authActionClient } from '@/lib/safe-action';\nexport const ask = authActionClient.schema(s).action(async ({ parsedInput }) => ${SPENDS});`,
  },
  {
    name: 'next-safe-action: one that does not',
    path: 'src/actions/ask.ts',
    authenticated: false,
    text: `'use server';\nimport { actionClient } from '@/lib/safe-action';\nexport const ask = actionClient.schema(s).action(async ({ parsedInput }) => ${SPENDS});`,
  },
  {
    name: 'zsa: a procedure that asks for a login',
    path: 'src/actions/ask.ts',
    authenticated: true,
    text: `'use server';\nimport { authedProcedure } from './p';\nexport const ask = authedProcedure.createServerAction().input(s).handler(async ({ input }) => ${SPENDS});`,
  },
  {
    name: 'zsa: an action that does not',
    path: 'src/actions/ask.ts',
    authenticated: false,
    text: `'use server';\nimport { createServerAction } from 'zsa';\nexport const ask = createServerAction().input(s).handler(async ({ input }) => ${SPENDS});`,
  },
  {
    name: 'Firebase: who calls',
    path: 'functions/index.js',
    authenticated: true,
    text: `const { onCall } = require('firebase-functions/v2/https');\nexports.ask = onCall(async (request) => { if (!request.auth) throw new Error(); return ${SPENDS}; });`,
  },
  {
    name: 'TanStack Start: a server function',
    path: 'src/server/ask.ts',
    authenticated: false,
    text: `import { createServerFn } from '@tanstack/react-start';\nexport const ask = createServerFn({ method: 'POST' }).handler(async () => ${SPENDS});`,
  },
  {
    name: 'TanStack Start: a server function behind a middleware',
    path: 'src/server/ask.ts',
    authenticated: true,
    text: `import { createServerFn } from '@tanstack/react-start';\nimport { authMiddleware } from './mw';\nexport const ask = createServerFn({ method: 'POST' }).middleware([authMiddleware]).handler(async () => ${SPENDS});`,
  },
  {
    name: 'Astro: an action',
    path: 'src/actions/index.ts',
    authenticated: false,
    text: `import { defineAction } from 'astro:actions';\nexport const server = { ask: defineAction({ handler: async (input) => ${SPENDS} }) };`,
  },
  {
    name: 'Elysia: a route',
    path: 'src/index.ts',
    authenticated: false,
    text: `import { Elysia } from 'elysia';\nnew Elysia().post('/ask', async ({ body }) => ${SPENDS}).listen(3000);`,
  },
  {
    name: 'Koa: a route',
    path: 'src/index.js',
    authenticated: false,
    text: `const router = new Router();\nrouter.post('/ask', async (ctx) => { ctx.body = ${SPENDS}; });`,
  },
  {
    name: 'Cloudflare Workers: every request',
    path: 'src/index.ts',
    authenticated: false,
    text: `export default { async fetch(request, env) { const url = new URL(request.url); if (url.pathname === '/ask') return Response.json(${SPENDS}); return new Response('x'); } };`,
  },
  {
    name: 'Cloudflare Workers: a secret that every request needs',
    path: 'src/index.ts',
    authenticated: true,
    text: `export default { async fetch(request, env) { if (request.headers.get('Authorization') !== 'Bearer ' + env.SECRET) return new Response('', {status: 401}); return Response.json(${SPENDS}); } };`,
  },
  {
    name: 'Bun: every request',
    path: 'src/index.ts',
    authenticated: false,
    text: `Bun.serve({ async fetch(req) { return Response.json(${SPENDS}); } });`,
  },
  {
    name: 'Node.js: every request',
    path: 'server.js',
    authenticated: false,
    text: `require('http').createServer(async (req, res) => { res.end(JSON.stringify(${SPENDS})); }).listen(3000);`,
  },
  { name: 'Deno: every request', path: 'main.ts', authenticated: false, text: `Deno.serve(async (request) => Response.json(${SPENDS}));` },
  {
    name: 'Astro: an action that asks who is logged in',
    path: 'src/actions/index.ts',
    authenticated: true,
    text: `import { defineAction } from 'astro:actions';\nexport const server = { ask: defineAction({ handler: async (input, context) => { if (!context.locals.user) throw new Error('401'); return ${SPENDS}; } }) };`,
  },
  {
    name: 'a parameter that is called like a user is no login',
    path: 'app/api/ask/route.ts',
    authenticated: false,
    text: `export async function POST(request) { const id = new URL(request.url).searchParams.get('userId'); console.log(id); return Response.json(${SPENDS}); }`,
  },
];
