/** A file of code, and the rules about reads and waits that must speak of it: none for the safe twin of a case. */
export interface ReadCase {
  name: string;
  path: string;
  code: string;
  finds: readonly string[];
}

const next = (body: string): Pick<ReadCase, 'path' | 'code'> => ({
  path: 'app/api/orders/route.ts',
  code: `export async function GET(request: Request) {\n  ${body}\n  return Response.json(data);\n}\n`,
});
const pages = (body: string): Pick<ReadCase, 'path' | 'code'> => ({
  path: 'pages/api/orders.ts',
  code: `export default async function handler(req, res) {\n  ${body}\n  res.json(data);\n}\n`,
});
const express = (body: string): Pick<ReadCase, 'path' | 'code'> => ({
  path: 'src/routes.ts',
  code: `import express from 'express';\nconst app = express();\napp.get('/api/orders', async (req, res) => {\n  ${body}\n  res.json(data);\n});\n`,
});
const hono = (body: string): Pick<ReadCase, 'path' | 'code'> => ({
  path: 'src/index.ts',
  code: `import { Hono } from 'hono';\nconst app = new Hono();\napp.get('/api/orders', async (c) => {\n  ${body}\n  return c.json(data);\n});\n`,
});
const remix = (body: string): Pick<ReadCase, 'path' | 'code'> => ({
  path: 'app/routes/orders.tsx',
  code: `export async function loader() {\n  ${body}\n  return { data };\n}\n`,
});
const kit = (body: string): Pick<ReadCase, 'path' | 'code'> => ({
  path: 'src/routes/orders/+page.server.ts',
  code: `export const load = async ({ locals }) => {\n  ${body}\n  return { data };\n};\n`,
});
const edge = (body: string): Pick<ReadCase, 'path' | 'code'> => ({
  path: 'supabase/functions/orders/index.ts',
  code: `Deno.serve(async (request) => {\n  ${body}\n  return Response.json(data);\n});\n`,
});
const firebase = (body: string): Pick<ReadCase, 'path' | 'code'> => ({
  path: 'functions/src/index.ts',
  code: `import { onCall } from 'firebase-functions/v2/https';\nexport const orders = onCall(async (request) => {\n  ${body}\n  return data;\n});\n`,
});
const react = (body: string): Pick<ReadCase, 'path' | 'code'> => ({
  path: 'src/pages/Orders.tsx',
  code: `import { useEffect } from 'react';\nexport function Orders() {\n  useEffect(() => { const load = async () => {\n  ${body}\n  }; void load(); }, []);\n  return <p />;\n}\n`,
});
const component = (body: string): Pick<ReadCase, 'path' | 'code'> => ({
  path: 'app/orders/page.tsx',
  code: `export default async function Orders() {\n  ${body}\n  return <List data={data} />;\n}\n`,
});

const WAITS: readonly ReadCase[] = [
  {
    name: 'a request that may wait for ever',
    ...next("const data = await (await fetch('https://api.rates.test/v1')).json();"),
    finds: ['outward-wait'],
  },
  {
    name: 'a request with an end',
    ...next("const data = await (await fetch('https://api.rates.test/v1', { signal: AbortSignal.timeout(5000) })).json();"),
    finds: [],
  },
  {
    name: 'a body and no end',
    ...hono("const data = await fetch('https://api.rates.test/v1', { method: 'POST', body });"),
    finds: ['outward-wait'],
  },
  {
    name: 'a signal of the caller',
    ...hono("const data = await fetch('https://api.rates.test/v1', { method: 'POST', signal: c.req.raw.signal });"),
    finds: [],
  },
  {
    name: 'an address with a hole',
    ...express('const data = await fetch(`https://api.rates.test/v1/${req.params.id}`);'),
    finds: ['outward-wait'],
  },
  {
    name: 'options that are not seen',
    ...express('const data = await fetch(`https://api.rates.test/v1/${req.params.id}`, options);'),
    finds: [],
  },
  {
    name: 'an address kept in a constant',
    ...edge("const url = 'https://api.rates.test'; const data = await fetch(url);"),
    finds: ['outward-wait'],
  },
  { name: 'the machine itself', ...edge("const data = await fetch('http://localhost:8000/x');"), finds: [] },
  { name: 'a race against a clock', ...kit("const data = await Promise.race([fetch('https://api.rates.test'), late]);"), finds: [] },
  { name: 'the fetch of the framework to its own routes', ...kit("const data = await fetch('/api/x');"), finds: [] },
  { name: 'axios without an end', ...pages("const { data } = await axios.get('https://api.rates.test');"), finds: ['outward-wait'] },
  { name: 'axios with one', ...pages("const { data } = await axios.get('https://api.rates.test', { timeout: 4000 });"), finds: [] },
  {
    name: 'axios posts without an end',
    ...remix("const { data } = await axios.post('https://api.rates.test', body, { headers });"),
    finds: ['outward-wait'],
  },
  { name: 'axios by its options', ...remix("const { data } = await axios({ url: 'https://api.rates.test', timeout: 4000 });"), finds: [] },
  {
    name: 'a limit for the whole file',
    ...firebase("axios.defaults.timeout = 4000; const { data } = await axios.get('https://api.rates.test');"),
    finds: [],
  },
  { name: 'a browser waits for itself', ...react("const data = await fetch('https://api.rates.test');"), finds: [] },
  { name: 'an SDK has limits of its own', ...next('const data = await stripe.customers.list({ limit: 10 });'), finds: [] },
];

const LISTS: readonly ReadCase[] = [
  { name: 'every row there will ever be', ...next('const data = await prisma.order.findMany();'), finds: ['unbounded-query'] },
  { name: 'fifty of them', ...next('const data = await prisma.order.findMany({ take: 50, orderBy: { id: "desc" } });'), finds: [] },
  { name: 'those of one customer', ...next('const data = await prisma.order.findMany({ where: { userId } });'), finds: [] },
  {
    name: 'sorted, and all',
    ...pages('const data = await prisma.order.findMany({ orderBy: { id: "desc" } });'),
    finds: ['unbounded-query'],
  },
  { name: 'options that are not seen, of Prisma', ...pages('const data = await prisma.order.findMany(args);'), finds: [] },
  { name: 'a small table', ...pages('const data = await prisma.category.findMany();'), finds: [] },
  { name: 'another small table', ...hono('const data = await db.select().from(pricingPlans);'), finds: [] },
  { name: 'Drizzle without an end', ...hono('const data = await db.select().from(orders);'), finds: ['unbounded-query'] },
  { name: 'Drizzle with one', ...hono('const data = await db.select().from(orders).limit(20).offset(page * 20);'), finds: [] },
  { name: 'Drizzle counts', ...hono('const data = await db.select({ n: count() }).from(orders);'), finds: [] },
  {
    name: 'relations of Drizzle without an end',
    ...remix('const data = await db.query.orders.findMany({ with: { lines: true } });'),
    finds: ['unbounded-query'],
  },
  { name: 'relations of Drizzle with one', ...remix('const data = await db.query.orders.findMany({ limit: 20 });'), finds: [] },
  {
    name: 'SQL without an end',
    ...express("const { rows: data } = await pool.query('select id, total from orders order by id desc');"),
    finds: ['unbounded-query'],
  },
  {
    name: 'SQL with one',
    ...express("const { rows: data } = await pool.query('select id from orders order by id desc limit $1', [50]);"),
    finds: [],
  },
  {
    name: 'SQL of one customer',
    ...express("const { rows: data } = await pool.query('select id from orders where user_id = $1', [id]);"),
    finds: [],
  },
  { name: 'SQL counts', ...express("const { rows: data } = await pool.query('select count(*) from orders');"), finds: [] },
  { name: 'one row of a small file', ...hono("const data = await c.env.DB.prepare('select name from owners').first();"), finds: [] },
  {
    name: 'all rows of a small file',
    ...hono("const data = await c.env.DB.prepare('select name from owners').all();"),
    finds: ['unbounded-query'],
  },
  { name: 'a tagged template without an end', ...kit('const data = await sql`select id from orders`;'), finds: ['unbounded-query'] },
  { name: 'a tagged template with a hole at its end', ...kit('const data = await sql`select id from orders ${tail}`;'), finds: [] },
  { name: 'Mongoose without an end', ...express('const data = await Order.find({});'), finds: ['unbounded-query'] },
  { name: 'Mongoose with one', ...express('const data = await Order.find({}).sort("-id").limit(50);'), finds: [] },
  { name: 'a list is no model', ...express('const data = await Orders.find((each) => each.id === id);'), finds: [] },
  { name: 'Firestore without an end', ...react("const data = await getDocs(collection(db, 'orders'));"), finds: ['unbounded-query'] },
  {
    name: 'Firestore with one',
    ...react("const data = await getDocs(query(collection(db, 'orders'), where('uid', '==', uid), limit(20)));"),
    finds: [],
  },
  {
    name: 'Firestore on the server',
    ...firebase("const data = await admin.firestore().collection('orders').get();"),
    finds: ['unbounded-query'],
  },
  { name: 'one document', ...firebase("const data = await admin.firestore().collection('orders').doc(id).get();"), finds: [] },
  {
    name: 'Supabase without an end',
    ...react("const { data } = await supabase.from('orders').select('id, total').order('id');"),
    finds: ['cut-off-list'],
  },
  {
    name: 'Supabase with one',
    ...react("const { data } = await supabase.from('orders').select('id, total').order('id').range(0, 49);"),
    finds: [],
  },
  {
    name: 'Supabase counts',
    ...react("const { count } = await supabase.from('orders').select('*', { count: 'exact', head: true });"),
    finds: [],
  },
  {
    name: 'one row of Supabase',
    ...component("const { data } = await supabase.from('orders').select('*').eq('id', id).single();"),
    finds: [],
  },
  {
    name: 'a query that is still put together',
    ...component("let q = supabase.from('orders').select('*'); if (mine) q = q.eq('user_id', id); const { data } = await q.limit(20);"),
    finds: [],
  },
  { name: 'files are no rows', ...component("const { data } = await supabase.storage.from('orders').list();"), finds: [] },
  { name: 'what was just written', ...edge("const { data } = await supabase.from('orders').insert(order).select();"), finds: [] },
  {
    name: 'an export means every row',
    path: 'app/api/export/route.ts',
    code: 'export async function GET() { return Response.json(await prisma.order.findMany()); }',
    finds: [],
  },
  {
    name: 'so does a sitemap',
    path: 'app/sitemap.ts',
    code: 'export default async function sitemap() { return await prisma.post.findMany({ select: { slug: true } }); }',
    finds: [],
  },
  {
    name: 'and pages that are built ahead',
    path: 'app/blog/[slug]/page.tsx',
    code: 'export async function generateStaticParams() { return await prisma.post.findMany(); }',
    finds: [],
  },
];

const LOOPS: readonly ReadCase[] = [
  {
    name: 'one read for each order',
    ...next('const data = []; for (const order of orders) data.push(await prisma.user.findUnique({ where: { id: order.userId } }));'),
    finds: ['query-loop'],
  },
  {
    name: 'one read for all',
    ...next(
      'const data = await prisma.user.findMany({ where: { id: { in: orders.map((order) => order.userId) } }, select: { name: true } });',
    ),
    finds: [],
  },
  {
    name: 'all reads at once are still as many',
    ...remix(
      "const data = await Promise.all(orders.map(async (order) => { const { data: user } = await supabase.from('users').select('name').eq('id', order.user_id).single(); return { order, user }; }));",
    ),
    finds: ['query-loop'],
  },
  {
    name: 'a join',
    ...remix("const { data } = await supabase.from('orders').select('id, users(name)').eq('team', team).limit(20);"),
    finds: [],
  },
  {
    name: 'inserts one by one',
    ...express("for (let i = 0; i < items.length; i++) await pool.query('insert into items (name) values ($1)', [items[i]]);"),
    finds: ['query-loop'],
  },
  { name: 'inserts at once', ...express('const data = await db.insert(items).values(rows);'), finds: [] },
  {
    name: 'another try',
    ...express("for (let attempt = 0; attempt < 3; attempt += 1) await pool.query('insert into items (name) values ($1)', [name]);"),
    finds: [],
  },
  { name: 'batches', ...hono('for (const chunk of chunks) await db.insert(items).values(chunk);'), finds: [] },
  {
    name: 'three that are known',
    ...hono("for (const table of ['a', 'b']) await db.select().from(orders).where(eq(orders.kind, table)).limit(5);"),
    finds: [],
  },
  {
    name: 'changes that differ',
    ...kit('for (const item of items) await prisma.item.update({ where: { id: item.id }, data: { at: item.at } });'),
    finds: [],
  },
  { name: 'reads of Mongoose', ...pages('const data = await Promise.all(ids.map((id) => Order.findById(id)));'), finds: ['query-loop'] },
  {
    name: 'documents one by one',
    ...firebase("const data = []; for (const id of ids) data.push(await getDoc(doc(db, 'orders', id)));"),
    finds: ['query-loop'],
  },
  { name: 'no database in the loop', ...firebase('const data = []; for (const id of ids) data.push(await render(id));'), finds: [] },
  {
    name: 'a list is mapped without asking',
    ...component("const { data } = await supabase.from('orders').select('id').limit(9); data.map((each) => each.id);"),
    finds: [],
  },
  {
    name: 'a button in a list',
    path: 'src/List.tsx',
    code: "export const List = ({ rows }) => rows.map((row) => <button onClick={async () => { await supabase.from('rows').insert({ id: row.id }); }} />);",
    finds: [],
  },
  {
    name: 'a script for the seeds',
    path: 'prisma/seed.ts',
    code: 'for (const user of users) await prisma.user.create({ data: user });',
    finds: [],
  },
];

const PEOPLE: readonly ReadCase[] = [
  {
    name: 'all that is known of people',
    ...next("const { data } = await supabase.from('profiles').select('*').eq('team', team).limit(20);"),
    finds: ['whole-people'],
  },
  {
    name: 'what a page shows of people',
    ...next("const { data } = await supabase.from('profiles').select('id, name').eq('team', team).limit(20);"),
    finds: [],
  },
  {
    name: 'the own profile',
    ...next("const { data } = await supabase.from('profiles').select('*').eq('id', user.id).single();"),
    finds: [],
  },
  {
    name: 'the user who signs in',
    ...hono('const [user] = await db.select().from(users).where(eq(users.email, email)).limit(1); const data = user;'),
    finds: [],
  },
  {
    name: 'all columns of users, by Prisma',
    ...pages('const data = await prisma.user.findMany({ where: { team }, take: 20 });'),
    finds: ['whole-people'],
  },
  {
    name: 'two columns of users, by Prisma',
    ...pages('const data = await prisma.user.findMany({ where: { team }, take: 20, select: { id: true, name: true } });'),
    finds: [],
  },
  {
    name: 'all columns of customers, in SQL',
    ...express("const { rows: data } = await pool.query('select * from customers where team = $1 limit 20', [team]);"),
    finds: ['whole-people'],
  },
  {
    name: 'all columns of orders, in SQL',
    ...express("const { rows: data } = await pool.query('select * from orders where team = $1 limit 20', [team]);"),
    finds: [],
  },
];

export const readCases: readonly ReadCase[] = [...WAITS, ...LISTS, ...LOOPS, ...PEOPLE];
