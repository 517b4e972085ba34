import type { Pair } from './pair.ts';

/** What only some may do, in every framework, and what stands before it. */
export const reserved: readonly Pair[] = [
  {
    rule: 'open-admin',
    path: 'app/api/admin/users/route.ts',
    name: 'Next.js: who asks is looked at',
    unsafe: 'export async function GET() {\n  return Response.json(await db.user.findMany({ take: 50, select: { id: true } }));\n}',
    safe: "export async function GET() {\n  const session = await auth();\n  if (session?.user.role !== 'admin') return new Response('', { status: 403 });\n  return Response.json(await db.user.findMany({ take: 50, select: { id: true } }));\n}",
  },
  {
    rule: 'open-admin',
    path: 'pages/api/posts/[id].ts',
    name: 'Next.js pages: rules of the database decide for whoever is logged in, and not for the service role',
    unsafe:
      "import { supabaseAdmin } from '@/lib/supabase-admin';\nexport async function DELETE(req, { params }) {\n  await supabaseAdmin.from('posts').delete().eq('id', params.id);\n  return new Response(null, { status: 204 });\n}",
    safe: "import { createClient } from '@/lib/supabase/server';\nexport async function DELETE(req, { params }) {\n  const supabase = await createClient();\n  await supabase.from('posts').delete().eq('id', params.id);\n  return new Response(null, { status: 204 });\n}",
  },
  {
    rule: 'open-admin',
    path: 'server/index.ts',
    name: 'Express: a guard stands before the routes after it alone',
    unsafe:
      "const app = express();\napp.delete('/posts/:id', async (req, res) => {\n  await Post.findByIdAndDelete(req.params.id);\n  res.sendStatus(204);\n});\napp.use(requireAuth);",
    safe: "const app = express();\napp.use(requireAuth);\napp.delete('/posts/:id', async (req, res) => {\n  await Post.findByIdAndDelete(req.params.id);\n  res.sendStatus(204);\n});",
  },
  {
    rule: 'open-admin',
    path: 'server/index.ts',
    name: 'Express: a guard of another path',
    unsafe:
      "const app = express();\napp.use('/account', requireAuth);\napp.get('/admin/orders', async (req, res) => {\n  res.json(await Order.find().limit(50));\n});",
    safe: "const app = express();\napp.use('/admin', requireAuth);\napp.get('/admin/orders', async (req, res) => {\n  res.json(await Order.find().limit(50));\n});",
  },
  {
    rule: 'open-admin',
    path: 'server/index.ts',
    name: 'Express: routes that a function adds later',
    unsafe:
      "const app = express();\nfunction routes() {\n  app.use(express.json());\n  app.delete('/posts/:id', async (req, res) => {\n    await Post.deleteOne({ _id: req.params.id });\n    res.sendStatus(204);\n  });\n}\nroutes();",
    safe: "const app = express();\nfunction routes() {\n  app.delete('/posts/:id', async (req, res) => {\n    await Post.deleteOne({ _id: req.params.id });\n    res.sendStatus(204);\n  });\n}\napp.use(requireAuth);\nroutes();",
  },
  {
    rule: 'open-admin',
    path: 'src/routes/users.ts',
    name: 'Fastify: a hook before the handler',
    unsafe:
      "export default async function users(fastify) {\n  fastify.delete('/users/:id', async (request) => prisma.user.delete({ where: { id: request.params.id } }));\n}",
    safe: "export default async function users(fastify) {\n  fastify.delete('/users/:id', { onRequest: [fastify.authenticate] }, async (request) => prisma.user.delete({ where: { id: request.params.id } }));\n}",
  },
  {
    rule: 'open-admin',
    path: 'src/routes/users.ts',
    name: 'Fastify: a hook of all routes, wherever it stands',
    unsafe:
      "export default async function users(fastify) {\n  fastify.delete('/users/:id', async (request) => prisma.user.delete({ where: { id: request.params.id } }));\n  fastify.addHook('onSend', async () => {});\n}",
    safe: "export default async function users(fastify) {\n  fastify.delete('/users/:id', async (request) => prisma.user.delete({ where: { id: request.params.id } }));\n  fastify.addHook('preHandler', fastify.authenticate);\n}",
  },
  {
    rule: 'open-admin',
    path: 'src/index.ts',
    name: 'Hono: a guard in a chain',
    unsafe:
      "const app = new Hono()\n  .get('/', (c) => c.text('hi'))\n  .delete('/admin/posts/:id', async (c) => {\n    await db.delete(posts).where(eq(posts.id, c.req.param('id')));\n    return c.body(null, 204);\n  })\n  .use('/admin/*', jwt({ secret: JWT }));",
    safe: "const app = new Hono()\n  .get('/', (c) => c.text('hi'))\n  .use('/admin/*', jwt({ secret: JWT }))\n  .delete('/admin/posts/:id', async (c) => {\n    await db.delete(posts).where(eq(posts.id, c.req.param('id')));\n    return c.body(null, 204);\n  });",
  },
  {
    rule: 'open-admin',
    path: 'app/routes/admin.users.tsx',
    name: 'Remix: a loader is reached without its parent',
    unsafe:
      'export async function loader() {\n  return db.user.findMany({ take: 50, select: { id: true } });\n}\nexport default function Users() {\n  return null;\n}',
    safe: 'export async function loader({ request }) {\n  await requireAdmin(request);\n  return db.user.findMany({ take: 50, select: { id: true } });\n}\nexport default function Users() {\n  return null;\n}',
  },
  {
    rule: 'open-admin',
    path: 'app/admin/users.tsx',
    name: 'React Router: a module that routes.ts names',
    unsafe:
      "import type { Route } from './+types/users';\nexport async function action({ request }: Route.ActionArgs) {\n  const form = await request.formData();\n  await db.user.delete({ where: { id: String(form.get('id')) } });\n  return null;\n}",
    safe: "import type { Route } from './+types/users';\nexport async function action({ request }: Route.ActionArgs) {\n  await requireAdmin(request);\n  const form = await request.formData();\n  await db.user.delete({ where: { id: String(form.get('id')) } });\n  return null;\n}",
  },
  {
    rule: 'open-admin',
    path: 'src/routes/admin/users/+server.ts',
    name: 'SvelteKit: locals say who asks',
    unsafe:
      'export async function DELETE({ url }) {\n  await db.delete(users).where(eq(users.id, url.searchParams.get("id")));\n  return new Response(null);\n}',
    safe: 'export async function DELETE({ url, locals }) {\n  if (locals.user?.role !== "admin") error(403);\n  await db.delete(users).where(eq(users.id, url.searchParams.get("id")));\n  return new Response(null);\n}',
  },
  {
    rule: 'open-admin',
    path: 'server/api/admin/orders.get.ts',
    name: 'Nuxt: a session is required, and a role',
    unsafe: 'export default defineEventHandler(async () => db.order.findMany({ take: 50 }));',
    safe: "export default defineEventHandler(async (event) => {\n  const { user } = await requireUserSession(event);\n  if (user.role !== 'admin') throw createError({ statusCode: 403 });\n  return db.order.findMany({ take: 50 });\n});",
  },
  {
    rule: 'open-admin',
    path: 'functions/src/index.ts',
    name: 'Firebase: a function that anybody can call',
    unsafe:
      "import { onRequest } from 'firebase-functions/v2/https';\nexport const admin = onRequest(async (req, res) => {\n  await getFirestore().collection('users').doc(req.body.id).delete();\n  res.send('ok');\n});",
    safe: "import { onRequest } from 'firebase-functions/v2/https';\nexport const admin = onRequest(async (req, res) => {\n  const token = await getAuth().verifyIdToken(req.headers.authorization);\n  if (token.admin !== true) return res.sendStatus(403);\n  await getFirestore().collection('users').doc(req.body.id).delete();\n  res.send('ok');\n});",
  },
  {
    rule: 'open-admin',
    path: 'supabase/functions/admin-stats/index.ts',
    name: 'Supabase: the service role answers whoever asks',
    unsafe:
      "Deno.serve(async () => {\n  const supabase = createClient(URL, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY'));\n  const { data } = await supabase.from('orders').select('id').limit(50);\n  return Response.json(data);\n});",
    safe: "Deno.serve(async (req) => {\n  const supabase = createClient(URL, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY'));\n  const { data: who } = await supabase.auth.getUser(req.headers.get('Authorization'));\n  if (who.user?.app_metadata.role !== 'admin') return new Response('', { status: 403 });\n  const { data } = await supabase.from('orders').select('id').limit(50);\n  return Response.json(data);\n});",
  },
  {
    rule: 'open-admin',
    path: 'app/posts/actions.ts',
    name: 'Next.js: a server action answers whoever calls it',
    unsafe:
      "'use server';\nexport async function deletePost(id: string) {\n  await db.post.delete({ where: { id } });\n  revalidatePath('/posts');\n}",
    safe: "'use server';\nexport async function deletePost(id: string) {\n  const { userId } = await auth();\n  if (!userId) throw new Error('log in first');\n  await db.post.delete({ where: { id, userId } });\n  revalidatePath('/posts');\n}",
  },
  {
    rule: 'open-admin',
    path: 'app/posts/actions.ts',
    name: 'Next.js: a server action that writes SQL itself',
    unsafe: "'use server';\nexport const removeInvoice = async (id: string) => {\n  await sql`DELETE FROM invoices WHERE id = ${id}`;\n};",
    safe: "'use server';\nexport const removeInvoice = async (id: string) => {\n  const session = await getServerSession();\n  if (!session) throw new Error('log in first');\n  await sql`DELETE FROM invoices WHERE id = ${id}`;\n};",
  },
  {
    rule: 'open-admin',
    path: 'app/posts/page.tsx',
    name: 'Next.js: what is taken away is what the browser itself keeps',
    unsafe:
      "export default function Page() {\n  async function removeTodo(form: FormData) {\n    'use server';\n    await db.delete(todos).where(eq(todos.id, Number(form.get('id'))));\n  }\n  return <form action={removeTodo} />;\n}",
    safe: "export default function Page() {\n  async function removeTheme() {\n    'use server';\n    (await cookies()).delete('theme');\n  }\n  return <form action={removeTheme} />;\n}",
  },
  {
    rule: 'open-admin',
    path: 'src/routes/posts/+page.server.ts',
    name: 'SvelteKit: a form action that deletes',
    unsafe:
      "export const actions = {\n  delete: async ({ request }) => {\n    const form = await request.formData();\n    await prisma.post.delete({ where: { id: String(form.get('id')) } });\n  },\n};",
    safe: "export const actions = {\n  delete: async ({ request, locals }) => {\n    if (!locals.user) error(401);\n    const form = await request.formData();\n    await prisma.post.delete({ where: { id: String(form.get('id')), userId: locals.user.id } });\n  },\n};",
  },
  {
    rule: 'open-admin',
    path: 'functions/src/index.ts',
    name: 'Firebase: a callable function that deletes',
    unsafe:
      "import { onCall } from 'firebase-functions/v2/https';\nexport const deletePost = onCall(async (request) => {\n  await getFirestore().collection('posts').doc(request.data.id).delete();\n});",
    safe: "import { onCall } from 'firebase-functions/v2/https';\nexport const deletePost = onCall(async (request) => {\n  if (!request.auth) throw new HttpsError('unauthenticated', 'log in first');\n  await getFirestore().collection('posts').doc(request.data.id).delete();\n});",
  },
  {
    rule: 'open-admin',
    path: 'server/index.ts',
    name: 'Express: a path that ends with what it does',
    unsafe:
      "const app = express();\napp.post('/posts/:id/delete', async (req, res) => {\n  await pool.query('delete from posts where id = $1', [req.params.id]);\n  res.redirect('/posts');\n});",
    safe: "const app = express();\napp.post('/posts/:id/delete', requireAuth, async (req, res) => {\n  await pool.query('delete from posts where id = $1', [req.params.id]);\n  res.redirect('/posts');\n});",
  },
  {
    rule: 'open-admin',
    path: 'src/server/api/routers/post.ts',
    name: 'tRPC: a procedure that deletes',
    unsafe:
      "import { createTRPCRouter, publicProcedure } from '../trpc';\nexport const postRouter = createTRPCRouter({\n  delete: publicProcedure.input(z.object({ id: z.string() })).mutation(({ ctx, input }) => ctx.db.post.delete({ where: { id: input.id } })),\n});",
    safe: "import { createTRPCRouter, protectedProcedure } from '../trpc';\nexport const postRouter = createTRPCRouter({\n  delete: protectedProcedure.input(z.object({ id: z.string() })).mutation(({ ctx, input }) => ctx.db.post.delete({ where: { id: input.id } })),\n});",
  },
  {
    rule: 'open-admin',
    path: 'server/router.ts',
    name: 'tRPC: who may is asked by what stands before, in the same file',
    unsafe:
      'const t = initTRPC.context().create();\nconst timed = t.middleware(({ next }) => next());\nconst adminProcedure = t.procedure.use(timed);\nexport const router = t.router({\n  removeUser: adminProcedure.mutation(async ({ ctx, input }) => {\n    await ctx.db.delete(users).where(eq(users.id, input));\n  }),\n});',
    safe: "const t = initTRPC.context().create();\nconst adminProcedure = t.procedure.use(({ ctx, next }) => {\n  if (ctx.session?.user.role !== 'admin') throw new TRPCError({ code: 'FORBIDDEN' });\n  return next();\n});\nexport const router = t.router({\n  removeUser: adminProcedure.mutation(async ({ ctx, input }) => {\n    await ctx.db.delete(users).where(eq(users.id, input));\n  }),\n});",
  },
  {
    rule: 'login-limit',
    path: 'server/index.ts',
    name: 'Express: a limit of another path',
    unsafe:
      "const app = express();\napp.use('/api/chat', rateLimit({ max: 10 }));\napp.post('/login', async (req, res) => {\n  const user = await User.findOne({ email: req.body.email });\n  if (!(await bcrypt.compare(req.body.password, user.hash))) return res.sendStatus(401);\n  res.sendStatus(204);\n});",
    safe: "const app = express();\napp.use('/login', rateLimit({ max: 10 }));\napp.post('/login', async (req, res) => {\n  const user = await User.findOne({ email: req.body.email });\n  if (!(await bcrypt.compare(req.body.password, user.hash))) return res.sendStatus(401);\n  res.sendStatus(204);\n});",
  },
  {
    rule: 'login-limit',
    path: 'src/index.ts',
    name: 'Hono: a limit that stands behind the login',
    unsafe:
      "const app = new Hono();\napp.post('/login', async (c) => {\n  const { email, password } = await c.req.json();\n  const user = await byEmail(email);\n  if (!(await bcrypt.compare(password, user.hash))) return c.body(null, 401);\n  return c.body(null, 204);\n});\napp.use('*', rateLimiter({ limit: 10 }));",
    safe: "const app = new Hono();\napp.use('*', rateLimiter({ limit: 10 }));\napp.post('/login', async (c) => {\n  const { email, password } = await c.req.json();\n  const user = await byEmail(email);\n  if (!(await bcrypt.compare(password, user.hash))) return c.body(null, 401);\n  return c.body(null, 204);\n});",
  },
  {
    rule: 'crossing-cookie',
    path: 'server/auth.ts',
    name: 'Express: a session that other sites can use',
    unsafe: "res.cookie('session', token, { httpOnly: true, secure: true, sameSite: 'none' });",
    safe: "res.cookie('session', token, { httpOnly: true, secure: true, sameSite: 'lax' });",
  },
  {
    rule: 'crossing-cookie',
    path: 'app/lib/session.ts',
    name: 'Next.js: browsers keep a cookie to its site where nothing is said',
    unsafe: "(await cookies()).set('session', token, { httpOnly: true, secure: true, sameSite: 'none', path: '/' });",
    safe: "(await cookies()).set('session', token, { httpOnly: true, secure: true, path: '/' });",
  },
  {
    rule: 'whole-body',
    path: 'app/api/profile/route.ts',
    name: 'Next.js: Prisma is given all that was sent',
    unsafe:
      'export async function PATCH(req: Request) {\n  const session = await auth();\n  const body = await req.json();\n  return Response.json(await prisma.user.update({ where: { id: session.user.id }, data: body }));\n}',
    safe: 'export async function PATCH(req: Request) {\n  const session = await auth();\n  const body = await req.json();\n  return Response.json(await prisma.user.update({ where: { id: session.user.id }, data: { name: body.name } }));\n}',
  },
  {
    rule: 'whole-body',
    path: 'app/api/posts/route.ts',
    name: 'Next.js: a schema decides what is stored',
    unsafe:
      'export async function POST(req: Request) {\n  const { userId } = await auth();\n  const data = await req.json();\n  await prisma.post.create({ data: { ...data, userId } });\n  return new Response(null, { status: 201 });\n}',
    safe: 'export async function POST(req: Request) {\n  const { userId } = await auth();\n  const data = postSchema.parse(await req.json());\n  await prisma.post.create({ data: { ...data, userId } });\n  return new Response(null, { status: 201 });\n}',
  },
  {
    rule: 'whole-body',
    path: 'routes/users.js',
    name: 'Express: Mongoose is given all that was sent',
    unsafe:
      "router.put('/users/:id', protect, async (req, res) => {\n  res.json(await User.findByIdAndUpdate(req.params.id, req.body, { new: true }));\n});",
    safe: "router.put('/users/:id', protect, async (req, res) => {\n  const { name, bio } = req.body;\n  res.json(await User.findByIdAndUpdate(req.params.id, { name, bio }, { new: true }));\n});",
  },
  {
    rule: 'whole-body',
    path: 'routes/users.js',
    name: 'Express: what stands before the route looks at it',
    unsafe:
      "router.put('/users/:id', protect, async (req, res) => {\n  res.json(await User.findByIdAndUpdate(req.params.id, { $set: req.body }));\n});",
    safe: "router.put('/users/:id', protect, validate(userSchema), async (req, res) => {\n  res.json(await User.findByIdAndUpdate(req.params.id, { $set: req.body }));\n});",
  },
  {
    rule: 'whole-body',
    path: 'routes/me.js',
    name: 'Express: a document that takes over all that was sent',
    unsafe:
      "app.patch('/me', auth, async (req, res) => {\n  const user = await User.findById(req.user.id);\n  Object.assign(user, req.body);\n  await user.save();\n  res.json(user);\n});",
    safe: "app.patch('/me', auth, async (req, res) => {\n  const user = await User.findById(req.user.id);\n  Object.assign(user, pick(req.body, ['name', 'bio']));\n  await user.save();\n  res.json(user);\n});",
  },
  {
    rule: 'whole-body',
    path: 'supabase/functions/listing/index.ts',
    name: 'Supabase: a row is all that was sent',
    unsafe:
      "Deno.serve(async (req) => {\n  const body = await req.json();\n  const { error } = await supabase.from('listings').insert({ ...body, owner: user.id });\n  return new Response(null, { status: error ? 400 : 201 });\n});",
    safe: "Deno.serve(async (req) => {\n  const { title, text } = await req.json();\n  const { error } = await supabase.from('listings').insert({ title, text, owner: user.id });\n  return new Response(null, { status: error ? 400 : 201 });\n});",
  },
  {
    rule: 'whole-body',
    path: 'src/index.ts',
    name: 'Hono: Drizzle is given what a validator has let through',
    unsafe:
      "const app = new Hono();\napp.put('/me', requireUser, async (c) => {\n  const body = await c.req.json();\n  await db.update(users).set(body).where(eq(users.id, c.get('user').id));\n  return c.body(null, 204);\n});",
    safe: "const app = new Hono();\napp.put('/me', requireUser, zValidator('json', profile), async (c) => {\n  const body = c.req.valid('json');\n  await db.update(users).set(body).where(eq(users.id, c.get('user').id));\n  return c.body(null, 204);\n});",
  },
  {
    rule: 'whole-body',
    path: 'app/settings/actions.ts',
    name: 'Server action: what it is given is what a stranger sends, whatever its type says',
    unsafe:
      "'use server';\nexport async function updateProfile(data: ProfileInput) {\n  const { userId } = await auth();\n  await prisma.profile.update({ where: { userId }, data });\n}",
    safe: "'use server';\nexport async function updateProfile(data: ProfileInput) {\n  const { userId } = await auth();\n  await prisma.profile.update({ where: { userId }, data: { name: data.name } });\n}",
  },
  {
    rule: 'whole-body',
    path: 'src/routes/settings/+page.server.ts',
    name: 'SvelteKit: a form that is stored with whatever fields it has',
    unsafe:
      'export const actions = { default: async ({ request, locals }) => {\n  const values = Object.fromEntries(await request.formData());\n  await prisma.account.update({ where: { id: locals.user.id }, data: values });\n} };',
    safe: "export const actions = { default: async ({ request, locals }) => {\n  const form = await request.formData();\n  await prisma.account.update({ where: { id: locals.user.id }, data: { name: String(form.get('name')) } });\n} };",
  },
  {
    rule: 'whole-body',
    path: 'app/api/teams/route.ts',
    name: 'Next.js: the rest of what was sent',
    unsafe:
      "export async function PUT(req: Request) {\n  const session = await auth();\n  const { id, ...rest } = await req.json();\n  await supabase.from('teams').update(rest).eq('id', id).eq('owner', session.user.id);\n  return new Response(null, { status: 204 });\n}",
    safe: "export async function PUT(req: Request) {\n  const session = await auth();\n  const { id, name } = await req.json();\n  await supabase.from('teams').update({ name }).eq('id', id).eq('owner', session.user.id);\n  return new Response(null, { status: 204 });\n}",
  },
  {
    rule: 'whole-body',
    path: 'app/api/waitlist/route.ts',
    name: 'Next.js: a table of what strangers send in',
    unsafe:
      'export async function POST(req: Request) {\n  const body = await req.json();\n  await prisma.order.create({ data: body });\n  return new Response(null, { status: 201 });\n}',
    safe: 'export async function POST(req: Request) {\n  const body = await req.json();\n  await prisma.contactMessage.create({ data: body });\n  return new Response(null, { status: 201 });\n}',
  },
  {
    rule: 'open-admin',
    path: 'app/(back)/admin/users/page.tsx',
    name: 'Next.js: a page that the server draws',
    unsafe:
      'export default async function Users() {\n  const users = await prisma.user.findMany({ take: 50, select: { email: true } });\n  return <ul>{users.map(({ email }) => <li key={email}>{email}</li>)}</ul>;\n}',
    safe: "export default async function Users() {\n  const session = await auth();\n  if (session?.user?.role !== 'admin') notFound();\n  const users = await prisma.user.findMany({ take: 50, select: { email: true } });\n  return <ul>{users.map(({ email }) => <li key={email}>{email}</li>)}</ul>;\n}",
  },
  {
    rule: 'open-admin',
    path: 'app/admin/page.tsx',
    name: 'Next.js: what another file reads; a page without anything of yours',
    unsafe:
      "import { getStats } from '@/lib/stats';\nexport default async function Admin() {\n  const stats = await getStats();\n  return <p>{stats.revenue}</p>;\n}",
    safe: "import { Shell } from '@/components/shell';\nexport default function Admin() {\n  return <Shell title='Admin' />;\n}",
  },
  {
    rule: 'open-admin',
    path: 'src/routes/admin/+page.server.ts',
    name: 'SvelteKit: the load of a page',
    unsafe: 'export const load = async () => ({ orders: await db.select({ id: orders.id }).from(orders).limit(50) });',
    safe: 'export const load = async ({ locals }) => {\n  if (!locals.user?.isAdmin) error(403);\n  return { orders: await db.select({ id: orders.id }).from(orders).limit(50) };\n};',
  },
  {
    rule: 'open-admin',
    path: 'pages/admin/index.tsx',
    name: 'Next.js: getServerSideProps',
    unsafe:
      'export async function getServerSideProps() {\n  return { props: { total: await prisma.order.count() } };\n}\nexport default function Admin({ total }) {\n  return <p>{total}</p>;\n}',
    safe: "export async function getServerSideProps({ req, res }) {\n  const session = await getServerSession(req, res, options);\n  if (!session?.user.isAdmin) return { redirect: { destination: '/login', permanent: false } };\n  return { props: { total: await prisma.order.count() } };\n}\nexport default function Admin({ total }) {\n  return <p>{total}</p>;\n}",
  },
  {
    rule: 'open-admin',
    path: 'functions/src/index.ts',
    name: 'Firebase: what gives accounts to manage asks nobody',
    unsafe:
      "import { onCall } from 'firebase-functions/v2/https';\nimport { getAuth } from 'firebase-admin/auth';\nexport const deleteUser = onCall(async (request) => {\n  await getAuth().deleteUser(request.data.uid);\n});",
    safe: "import { HttpsError, onCall } from 'firebase-functions/v2/https';\nimport { getAuth } from 'firebase-admin/auth';\nexport const deleteUser = onCall(async (request) => {\n  if (request.auth?.token.admin !== true) throw new HttpsError('permission-denied', 'No.');\n  await getAuth().deleteUser(request.data.uid);\n});",
  },
  {
    rule: 'open-admin',
    path: 'functions/index.js',
    name: 'Firebase: whoever calls makes an admin',
    unsafe:
      "const functions = require('firebase-functions');\nconst admin = require('firebase-admin');\nexports.promote = functions.https.onCall(async (data) => {\n  await admin.auth().setCustomUserClaims(data.uid, { admin: true });\n});",
    safe: "const functions = require('firebase-functions');\nconst admin = require('firebase-admin');\nexports.promote = functions.https.onCall(async (data, context) => {\n  if (context.auth.token.admin !== true) return;\n  await admin.auth().setCustomUserClaims(data.uid, { admin: true });\n});",
  },
  {
    rule: 'whole-body',
    path: 'functions/src/profile.ts',
    name: 'Firestore: a document is all that was sent',
    unsafe:
      "import { onCall } from 'firebase-functions/v2/https';\nexport const save = onCall(async (request) => {\n  await db.collection('users').doc(request.auth.uid).set(request.data, { merge: true });\n});",
    safe: "import { onCall } from 'firebase-functions/v2/https';\nexport const save = onCall(async (request) => {\n  await db.collection('users').doc(request.auth.uid).set({ name: request.data.name }, { merge: true });\n});",
  },
  {
    rule: 'webhook-signature',
    path: 'functions/src/pay.ts',
    name: 'Firebase: a webhook by the last word of its name',
    unsafe:
      "import { onRequest } from 'firebase-functions/v2/https';\nexport const stripeWebhook = onRequest(async (req, res) => {\n  await pay(req.body.data.object.id);\n  res.json({ received: true });\n});",
    safe: "import { onRequest } from 'firebase-functions/v2/https';\nexport const stripeWebhook = onRequest(async (req, res) => {\n  const event = stripe.webhooks.constructEvent(req.rawBody, req.headers['stripe-signature'], secret);\n  await save(event.id);\n  res.json({ received: true });\n});",
  },
  {
    rule: 'client-admin',
    path: 'src/Admin.tsx',
    name: 'React: an address, or nothing, among those that are written down',
    unsafe:
      "import { useEffect } from 'react';\nconst ADMINS = ['ada@acme.com'];\nexport function Admin() {\n  useEffect(() => load(), []);\n  if (!ADMINS.includes(auth.currentUser?.email ?? '')) return null;\n  return <h1>Orders</h1>;\n}",
    safe: "import { useEffect } from 'react';\nconst NEWS = ['ada@acme.com'];\nexport function Admin() {\n  useEffect(() => load(), []);\n  if (!NEWS.includes(form.email ?? '')) return null;\n  return <h1>Orders</h1>;\n}",
  },
  {
    rule: 'open-admin',
    path: 'src/routes/admin/+page.server.ts',
    name: 'SvelteKit: a form of the page for admins',
    unsafe:
      "export const actions = { promote: async ({ request }) => {\n  const form = await request.formData();\n  await db.user.update({ where: { id: form.get('id') }, data: { role: 'admin' } });\n} };",
    safe: "export const actions = { promote: async ({ request, locals }) => {\n  if (locals.user?.role !== 'admin') return fail(403);\n  const form = await request.formData();\n  await db.user.update({ where: { id: form.get('id') }, data: { role: 'admin' } });\n} };",
  },
  {
    rule: 'open-admin',
    path: 'app/routes/admin.users.tsx',
    name: 'Remix: a login is asked for, and no role',
    unsafe:
      'export async function loader({ request }) {\n  const session = await getSession(request.headers.get("Cookie"));\n  if (!session.has("userId")) throw redirect("/login");\n  return json(await prisma.user.findMany({ take: 50, select: { name: true } }));\n}',
    safe: 'export async function loader({ request }) {\n  const session = await getSession(request.headers.get("Cookie"));\n  const user = await prisma.user.findFirst({ where: { id: session.get("userId"), role: "ADMIN" } });\n  if (!user) throw redirect("/login");\n  return json(await prisma.user.findMany({ take: 50, select: { name: true } }));\n}',
  },
  {
    rule: 'open-admin',
    path: 'app/api/admin/users/route.ts',
    name: 'Supabase: the client that passes all rules is no question for a role',
    unsafe:
      "import { supabaseAdmin } from '@/lib/supabase-admin';\nexport async function GET() {\n  const { data: { user } } = await supabase.auth.getUser();\n  if (!user) return new Response('', { status: 401 });\n  const { data } = await supabaseAdmin.from('orders').select('id').limit(50);\n  return Response.json(data);\n}",
    safe: "import { supabaseAdmin } from '@/lib/supabase-admin';\nexport async function GET() {\n  const { data: { user } } = await supabase.auth.getUser();\n  const { data: own } = await supabaseAdmin.from('admins').select('id').eq('id', user?.id).single();\n  if (!own) return new Response('', { status: 403 });\n  const { data } = await supabaseAdmin.from('orders').select('id').limit(50);\n  return Response.json(data);\n}",
  },
  {
    rule: 'open-admin',
    path: 'src/actions/credits.ts',
    name: 'Next.js: a server action that gives credits, and one that spends them',
    unsafe:
      "'use server';\nexport async function addCredits(id: string, amount: number) {\n  await db.update(users).set({ credits: sql`${users.credits} + ${amount}` }).where(eq(users.id, id));\n}",
    safe: "'use server';\nexport async function spend(visitor: string) {\n  await db.update(visitors).set({ credits: sql`${visitors.credits} - 1` }).where(eq(visitors.id, visitor));\n}",
  },
  {
    rule: 'open-admin',
    path: 'app/api/upgrade/route.ts',
    name: 'Next.js: a plan that nobody has paid for, and one that Stripe is asked about',
    unsafe:
      "export async function POST(request: Request) {\n  const { id } = await request.json();\n  await prisma.user.update({ where: { id }, data: { plan: 'pro' } });\n  return Response.json({ ok: true });\n}",
    safe: "export async function POST(request: Request) {\n  const { id } = await request.json();\n  const paid = await stripe.checkout.sessions.retrieve(id);\n  await prisma.user.update({ where: { id: paid.client_reference_id }, data: { plan: 'pro' } });\n  return Response.json({ ok: true });\n}",
  },
  {
    rule: 'open-admin',
    path: 'app/api/orders/route.ts',
    name: 'Next.js: the orders of whoever is named; those of whoever is logged in',
    unsafe:
      "export async function GET(request: Request) {\n  const userId = new URL(request.url).searchParams.get('userId');\n  return Response.json(await prisma.order.findMany({ where: { userId }, take: 20, select: { total: true } }));\n}",
    safe: 'export async function GET(request: Request) {\n  const { userId } = await auth();\n  return Response.json(await prisma.order.findMany({ where: { userId }, take: 20, select: { total: true } }));\n}',
  },
  {
    rule: 'open-admin',
    path: 'server/orders.ts',
    name: 'Express: SQL with the number of a customer, and of an order',
    unsafe:
      "app.get('/orders/:id', async (req, res) => {\n  const { rows } = await pool.query('select total from orders where customer_id = $1 limit 20', [req.params.id]);\n  res.json(rows);\n});",
    safe: "app.get('/orders/:id', async (req, res) => {\n  const rows = await sql`select total from orders where id = ${req.params.id} and lookup = ${req.query.lookup} limit 20`;\n  res.json(rows);\n});",
  },
  {
    rule: 'open-admin',
    path: 'src/routes/api/export/+server.ts',
    name: 'SvelteKit: the service role and the rows of whoever is named; what people show to everybody',
    unsafe:
      "import { supabaseAdmin } from '$lib/server/admin';\nexport const GET = async ({ url }) => {\n  const { data } = await supabaseAdmin.from('notes').select('id').eq('user_id', url.searchParams.get('user')).limit(20);\n  return json(data);\n};",
    safe: "import { supabaseAdmin } from '$lib/server/admin';\nexport const GET = async ({ url }) => {\n  const { data } = await supabaseAdmin.from('posts').select('id').eq('user_id', url.searchParams.get('user')).limit(20);\n  return json(data);\n};",
  },
  {
    rule: 'open-admin',
    path: 'src/actions/invoices.ts',
    name: 'Next.js: a server action with Drizzle; one with a proof in the link',
    unsafe:
      "'use server';\nexport async function invoicesOf(customerId: string) {\n  return db.select({ total: invoices.total }).from(invoices).where(eq(invoices.customerId, customerId)).limit(20);\n}",
    safe: "'use server';\nexport async function invoicesOf(customerId: string, token: string) {\n  return db.query.invoices.findMany({ where: { customerId, token }, columns: { total: true }, limit: 20 });\n}",
  },
  {
    rule: 'open-admin',
    path: 'web/api/admin/app.js',
    name: 'a folder that is called api: a function of Vercel, and one that is given no request',
    unsafe: 'module.exports = async (req, res) => {\n  res.json(await prisma.user.findMany({ take: 20, select: { id: true } }));\n};',
    safe: "module.exports = function setupApp() {\n  const app = express('admin');\n  app.disable('etag');\n  mount(app);\n  return app;\n};",
  },
];
