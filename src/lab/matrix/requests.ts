import { files, guardedRoute } from './edit.ts';
import { faultsOn } from './fault.ts';

const webhook = (body: string): string =>
  [
    "import Stripe from 'stripe';",
    "import { database } from '@/lib/server';",
    'const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!);',
    'export async function POST(request: Request) {',
    ...body.split('\n').map((line) => `  ${line}`),
    '  return Response.json({ received: true });',
    '}',
    '',
  ].join('\n');

const verified = "stripe.webhooks.constructEvent(body, request.headers.get('stripe-signature') ?? '', process.env.STRIPE_WEBHOOK_SECRET!)";

/** What requests may do that they must not, each alone in a clean checkout. */
export const requests = faultsOn('copperlane.test', [
  [
    'The amount to pay is what the browser says.',
    'code/client-price',
    'repo',
    files({
      'app/api/checkout/route.ts': guardedRoute(
        "const { amount } = await request.json();\nconst intent = await stripe.paymentIntents.create({ amount, currency: 'eur', customer: user.id });\nreturn Response.json({ id: intent.id });",
      ).replace(/^/, "import { stripe } from '@/lib/stripe';\n"),
      'lib/stripe.ts': "import Stripe from 'stripe';\nexport const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!);\n",
    }),
  ],
  [
    'A search is put together with what was typed.',
    'code/sql-text',
    'repo',
    files({
      'app/api/search/route.ts': guardedRoute(
        "const { name } = await request.json();\nreturn Response.json(await pool.query(`SELECT id FROM invoices WHERE name = '${name}' LIMIT 20`));",
      ),
    }),
  ],
  [
    'A preview fetches whatever address it is given.',
    'code/server-fetch',
    'repo',
    files({
      'app/api/preview/route.ts': guardedRoute(
        'const { url } = await request.json();\nconst page = await fetch(url, { signal: AbortSignal.timeout(5_000) });\nreturn new Response(page.body);',
      ),
    }),
  ],
  [
    'What was searched for is written into the page as it is.',
    'code/request-markup',
    'repo',
    files({
      'app/search/page.tsx':
        'export default async function Search({ searchParams }) {\n  const { q } = await searchParams;\n  return <h1 dangerouslySetInnerHTML={{ __html: q }} />;\n}\n',
    }),
  ],
  [
    'The login leads on to wherever its link says.',
    'code/open-redirect',
    'repo',
    files({
      'app/auth/callback/route.ts':
        "export async function GET(request: Request) {\n  const to = new URL(request.url).searchParams.get('next') ?? '/';\n  return Response.redirect(to);\n}\n",
    }),
  ],
  [
    'The confirmation mail leads to localhost.',
    'code/stray-callback',
    'repo',
    files({
      'lib/signup.ts':
        "import { browser } from './browser';\nexport const signUp = (email: string, password: string) =>\n  browser.auth.signUp({ email, password, options: { emailRedirectTo: 'http://localhost:3000/welcome' } });\n",
    }),
  ],
  [
    'An error is answered with its stack.',
    'code/answered-stack',
    'repo',
    files({
      'app/api/errors/route.ts': guardedRoute(
        "try {\n  return Response.json(await database.rpc('close_month'));\n} catch (error) {\n  return Response.json({ stack: error.stack }, { status: 500 });\n}",
      ),
    }),
  ],
  [
    'A key is written into the log.',
    'code/told-secret',
    'repo',
    files({ 'lib/mail.ts': "console.log('mail', process.env.RESEND_API_KEY);\nexport const ready = true;\n" }),
  ],
  [
    'An account may be kept by caches that others use.',
    'code/shared-answer',
    'repo',
    files({
      'app/api/me/route.ts': guardedRoute("return Response.json(user, { headers: { 'Cache-Control': 'public, s-maxage=60' } });", 'GET'),
    }),
  ],
  [
    'Scripts can read the session.',
    'code/bare-cookie',
    'repo',
    files({
      'app/actions.ts':
        "'use server';\nimport { cookies } from 'next/headers';\nexport async function keep(token: string) {\n  (await cookies()).set('session', token, { httpOnly: false, path: '/' });\n}\n",
    }),
  ],
  [
    'Logins are signed with a text of the code where the secret is missing.',
    'code/fallback-secret',
    'repo',
    files({
      'lib/token.ts':
        "import { createHmac } from 'node:crypto';\nexport const tokenFor = (id: string) => createHmac('sha256', process.env.JWT_SECRET || 'not-in-production').update(id).digest('hex');\n",
    }),
  ],
  [
    'Logins are signed with a word of the code.',
    'code/written-secret',
    'repo',
    files({
      'lib/token.ts':
        "import { jwt } from './jwt';\nexport const tokenFor = (id: string) => jwt.sign({ id }, 'copperlane', { expiresIn: '1h' });\n",
    }),
  ],
  [
    'A page asks the machine of a developer.',
    'code/stray-address',
    'repo',
    files({
      'components/notes.tsx':
        "'use client';\nimport { useEffect, useState } from 'react';\nexport function Notes() {\n  const [notes, setNotes] = useState<string[]>([]);\n  useEffect(() => {\n    fetch('http://localhost:4000/notes').then(async (answer) => setNotes(await answer.json()));\n  }, []);\n  return <ul>{notes.map((note) => <li key={note}>{note}</li>)}</ul>;\n}\n",
    }),
  ],
  [
    'Passwords can be tried without end.',
    'code/login-limit',
    'repo',
    files({
      'app/api/login/route.ts':
        "import { hashOf, verifyPassword } from '@/lib/people';\nexport async function POST(request: Request) {\n  const { email, password } = await request.json();\n  const fits = await verifyPassword(await hashOf(email), password);\n  return fits ? Response.json({ ok: true }) : new Response('', { status: 401 });\n}\n",
    }),
  ],
  [
    'The API answers every website with the visitor’s login.',
    'code/open-origin',
    'repo',
    files({
      'app/api/origin/route.ts': guardedRoute(
        "const headers = { 'Access-Control-Allow-Origin': request.headers.get('origin') ?? '', 'Access-Control-Allow-Credentials': 'true' };\nreturn Response.json({ name: user.name }, { headers });",
        'GET',
      ),
    }),
  ],
  [
    'Whether somebody is an admin is kept in the browser.',
    'code/admin-role',
    'repo',
    files({
      'app/admin/page.tsx':
        "'use client';\nexport default function Admin() {\n  if (localStorage.getItem('isAdmin') !== 'true') return null;\n  return <h1>All invoices</h1>;\n}\n",
    }),
  ],
  [
    'Anybody can delete an invoice.',
    'code/open-admin',
    'repo',
    files({
      'app/api/invoices/[id]/route.ts':
        "import { database } from '@/lib/service';\nexport async function DELETE(_request: Request, { params }: { params: Promise<{ id: string }> }) {\n  await database.deleteFrom('invoices').where('id', '=', (await params).id).execute();\n  return new Response(null, { status: 204 });\n}\n",
    }),
  ],
  [
    'Whoever changes his name can change his role as well.',
    'code/mass-assignment',
    'repo',
    files({
      'app/api/profile/route.ts': guardedRoute(
        "const { error } = await database.from('profiles').update(await request.json()).eq('id', user.id);\nreturn new Response(null, { status: error ? 400 : 204 });",
        'PATCH',
      ),
    }),
  ],
  [
    'The key of the service is in code for the browser.',
    'code/client-secret',
    'repo',
    files({
      'lib/browser.ts':
        "'use client';\nimport { createClient } from '@supabase/supabase-js';\nexport const browser = createClient(process.env.NEXT_PUBLIC_SUPABASE_URL!, process.env.NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY!);\n",
    }),
    { also: ['secrets/public-prefix repo'] },
  ],
  [
    'Anybody can start the nightly job.',
    'code/cron-secret',
    'repo',
    files({
      'app/api/cron/reminders/route.ts':
        "import { remindAll } from '@/lib/mail';\nexport async function GET() {\n  await remindAll();\n  return Response.json({ ok: true });\n}\n",
    }),
  ],
  [
    'Anybody can ask the model, at the founder’s cost.',
    'code/unmetered-route',
    'repo',
    files({
      'app/api/chat/route.ts':
        "import { openai } from '@/lib/ai';\nexport async function POST(request: Request) {\n  const { input } = await request.json();\n  return Response.json(await openai.responses.create({ model: 'gpt-5-mini', input }));\n}\n",
    }),
  ],
  [
    'Nobody looks whether an event comes from Stripe.',
    'code/webhook-signature',
    'repo',
    files({
      'app/api/webhooks/stripe/route.ts': webhook(
        "const event = await request.json();\nawait database.from('invoices').update({ paid: true }).eq('id', event.data.object.id);",
      ),
    }),
  ],
  [
    'The signature is held against a body that was parsed before.',
    'code/webhook-body',
    'repo',
    files({
      'app/api/webhooks/billing/route.ts': webhook(
        `const body = JSON.stringify(await request.json());\nconst event = ${verified};\nconsole.info(event.type);`,
      ),
    }),
  ],
  [
    'An event that comes twice is counted twice.',
    'code/webhook-replay',
    'repo',
    files({
      'app/api/webhooks/payments/route.ts': webhook(
        `const body = await request.text();\nconst event = ${verified};\nawait database.from('payments').insert({ cents: event.data.object.amount_total });`,
      ),
    }),
  ],
]);
