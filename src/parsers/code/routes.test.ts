import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CodeRoute } from './routes.ts';
import { readCodeFacts, type RuleId } from './rules.ts';

const only = (text: string, file = 'server/index.ts'): CodeRoute => {
  const routes = readCodeFacts(text, file)?.routes ?? [];
  expect(routes).toHaveLength(1);
  return routes[0]!;
};

const express = (path: string, body: string, before = ''): [string, string] => [
  'server/index.ts',
  `app.post('${path}', ${before}async (req, res) => {\n${body}\n});`,
];
const hono = (path: string, body: string, before = ''): [string, string] => [
  'src/api.ts',
  `const app = new Hono();\napp.post('${path}', ${before}async (c) => {\n${body}\n});`,
];
const fastify = (path: string, body: string): [string, string] => [
  'src/server.js',
  `fastify.post('${path}', async function (request, reply) {\n${body}\n});`,
];
const next = (path: string, body: string): [string, string] => [
  `src/app${path}/route.ts`,
  `export async function POST(request: Request) {\n${body}\n}`,
];
const nextConst = (path: string, body: string): [string, string] => [
  `app/(site)${path}/route.ts`,
  `export const POST = async (request: Request) => {\n${body}\n};`,
];
const pages = (path: string, body: string): [string, string] => [
  `pages${path}.ts`,
  `export default async function handler(req, res) {\n${body}\n}`,
];
const edge = (path: string, body: string): [string, string] => [
  `supabase/functions/${path.split('/').at(-1)!}-webhook/index.ts`,
  `Deno.serve(async (request) => {\n${body}\n});`,
];
const SHAPES = { express, hono, fastify, next, nextConst, pages, edge } as const;

describe('webhooks (SEC-10)', () => {
  const trusting = 'const event = await request.json();\nawait database.orders.update(event.data);\nreturn new Response();';
  const careful = [
    "const event = stripe.webhooks.constructEvent(await request.text(), request.headers.get('stripe-signature'), secret);",
    "if (!timingSafeEqual(Buffer.from(given), createHmac('sha256', key).update(body).digest())) return new Response('', { status: 400 });",
    'const event = new Webhook(process.env.SVIX_SECRET).verify(await request.text(), headers);',
    'const event = await verifyWebhook(request);',
    "if (request.headers.get('x-hub-signature-256') !== expected) return new Response('', { status: 401 });",
  ];
  test.each(Object.keys(SHAPES) as (keyof typeof SHAPES)[])('%s: one that believes everybody, and five that do not', (shape) => {
    const [file, text] = SHAPES[shape]('/api/webhooks/stripe', trusting);
    expect(only(text, file)).toMatchObject({ webhook: true, signed: false });
    for (const first of careful) {
      const [path, code] = SHAPES[shape]('/api/webhooks/stripe', `${first}\n${trusting}`);
      expect(only(code, path)).toMatchObject({ webhook: true, signed: true });
    }
  });

  test('a check in a helper or a guard before the handler counts, and one in a comment does not', () => {
    expect(
      only(`const check = (req) => wh.verify(req.body);\napp.post('/hooks/clerk', (req, res) => { check(req); res.end(); });`).signed,
    ).toBe(true);
    expect(only(`app.post('/webhook', verifySignature, (req, res) => { save(req.body); res.end(); });`).signed).toBe(true);
    expect(only(`app.use('/webhook', checkHmac);\napp.post('/webhook', (req, res) => { save(req.body); res.end(); });`).signed).toBe(true);
    expect(
      only(`// the signature is checked later\napp.post('/webhook', (req, res) => {\n// signature\nsave(req.body); res.end(); });`).signed,
    ).toBe(false);
  });

  test.each(['/api/webhooks/stripe', '/webhook', '/stripe-webhook', '/api/hooks/clerk', '/api/stripe/webhook'])('%s is one', (path) => {
    expect(only(express(path, '')[1]).webhook).toBe(true);
  });
  test.each(['/api/orders', '/use-hooks-guide', '/api/hookah'])('%s is none', (path) => {
    expect(only(express(path, '')[1]).webhook).toBe(false);
  });
});

describe('what a route spends, and who may (EDG-12)', () => {
  const calls = [
    'await openai.chat.completions.create({ messages });',
    'await anthropic.messages.create({ messages });',
    'await generateText({ model, prompt });',
    'streamText({ model, prompt });',
    'await resend.emails.send({ from, to });',
    'await transporter.sendMail({ to });',
    'await twilio.messages.create({ to });',
    "await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST' });",
  ];
  test.each(calls)('%s costs', (call) => {
    const [file, text] = next('/api/coach', call);
    expect(only(text, file)).toMatchObject({ spends: [{ line: 2 }], authenticated: false, limited: false });
  });
  test.each([
    'const { data: { user } } = await supabase.auth.getUser();',
    'const session = await getServerSession(options);',
    'const { userId } = await auth();',
    'const claims = await verifyIdToken(token);',
  ])('%s asks who it is', (line) => {
    const [file, text] = next('/api/coach', `${line}\n${calls[0]!}`);
    expect(only(text, file).authenticated).toBe(true);
  });
  test.each(['const { success } = await ratelimit.limit(ip);', 'await limiter.consume(ip);', 'await verifyTurnstile(token);'])(
    '%s limits',
    (line) => {
      const [file, text] = pages('/api/coach', `${line}\n${calls[0]!}`);
      expect(only(text, file).limited).toBe(true);
    },
  );
  test('guards before the handler and around the app count', () => {
    expect(only(express('/api/coach', calls[0]!, 'requireAuth, ')[1]).authenticated).toBe(true);
    expect(only(hono('/api/coach', calls[0]!, 'rateLimiter({ limit: 10 }), ')[1]).limited).toBe(true);
    expect(only(`app.use('/api/*', jwt({ secret }));\n${express('/api/coach', calls[0]!)[1]}`).authenticated).toBe(true);
    expect(only(`app.use('/admin', requireAuth);\n${express('/api/coach', calls[0]!)[1]}`).authenticated).toBe(false);
  });
  test.each(['await database.messages.findMany();', "await fetch('https://api.acme.test/plans');", 'response.create();', 'map.get(1);'])(
    '%s is free',
    (call) => {
      const [file, text] = next('/api/plans', call);
      expect(only(text, file).spends).toEqual([]);
    },
  );
});

describe('what callers wait for (PERF-9)', () => {
  test.each([
    ['await resend.emails.send({ to });\nreturn Response.json({ ok: true });', 1],
    ['const answer = await openai.responses.create({ input });\nreturn Response.json(answer);', 1],
    ['after(async () => { await resend.emails.send({ to }); });\nreturn Response.json({ ok: true });', 0],
    ['context.waitUntil(resend.emails.send({ to }));\nreturn Response.json({ ok: true });', 0],
    ["await queue.add('mail', { to });\nreturn Response.json({ ok: true });", 0],
  ])('%s', (body, many) => {
    const [file, text] = next('/api/webhooks/stripe', body);
    expect(only(text, file).waitsFor).toHaveLength(many);
  });
  test('work after the answer of Express keeps nobody waiting', () => {
    expect(only(express('/webhook', 'res.sendStatus(200);\nawait resend.emails.send({ to });')[1]).waitsFor).toEqual([]);
    expect(only(express('/webhook', 'res.status(200).json({ received: true });\nawait resend.emails.send({ to });')[1]).waitsFor).toEqual(
      [],
    );
    expect(only(express('/webhook', 'if (!req.body) res.sendStatus(400);\nawait resend.emails.send({ to });')[1]).waitsFor).toHaveLength(1);
  });
});

describe('redirects and ways back (SEC-10)', () => {
  const found = (text: string, rule: RuleId) => readCodeFacts(text, 'src/x.ts')!.facts.filter((each) => each.rule === rule);
  test.each([
    'res.redirect(req.query.next);',
    'const next = req.query.next;\nres.redirect(next);',
    'const { next } = req.query;\nres.redirect(302, next);',
    "const next = searchParams.get('next') ?? '/';\nreturn NextResponse.redirect(next);",
    "return redirect(request.nextUrl.searchParams.get('to')!);",
    "return c.redirect(c.req.query('next'));",
  ])('%s is open', (text) => expect(found(text, 'open-redirect')).toHaveLength(1));
  test.each([
    "res.redirect('/login');",
    "const next = String(req.query.next);\nif (!next.startsWith('/')) return;\nres.redirect(next);",
    "const next = searchParams.get('next') ?? '/';\nreturn NextResponse.redirect(isSafe(next) ? next : '/');",
    "const next = safePath(searchParams.get('next'));\nreturn redirect(next);\n",
    "return NextResponse.redirect(new URL('/login', request.url));",
    'const url = await links.find(req.params.id);\nres.redirect(url);',
    'const session = await stripe.checkout.sessions.create({});\nredirect(session.url);',
  ])('%s is not', (text) => expect(found(text, 'open-redirect')).toEqual([]));
  test.each([
    ["supabase.auth.signInWithOAuth({ options: { redirectTo: 'http://localhost:3000/auth/callback' } });", 1],
    ["stripe.checkout.sessions.create({ success_url: 'http://localhost:5173/thanks' });", 1],
    ['signIn({ callbackUrl: `http://127.0.0.1:3000/${page}` });', 1],
    ["signIn({ redirectTo: 'https://8f3e-84-115.ngrok-free.app/back' });", 1],
    ["signIn({ redirectTo: 'https://acme.com/back' });", 0],
    ['signIn({ redirectTo: `${window.location.origin}/back` });', 0],
    ["signIn({ redirectTo: process.env.SITE_URL ?? 'http://localhost:3000' });", 0],
    ["const server = { url: 'http://localhost:3000' };", 0],
  ])('%s', (text, many) => expect(found(text, 'stray-callback')).toHaveLength(many));
});

test('any text is read or refused, quickly', () => {
  const piece = fc.constantFrom(
    "app.post('/webhook', ",
    'async (req, res) => {',
    '})',
    'res.redirect(',
    'req.query.next',
    'const next = ',
    ';\n',
    '`${',
    "'",
    '}',
    'await ',
    '(((',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
      ),
      (text) => {
        const started = performance.now();
        readCodeFacts(text, 'src/x.tsx');
        return performance.now() - started < 2_000;
      },
    ),
  );
});

test('routes that are written in a chain, of a router that has no name, are read each', () => {
  const of = (text: string): string[] => (readCodeFacts(text, 'src/api.ts')?.routes ?? []).map(({ method, path }) => `${method} ${path}`);
  const chain = "export default new Hono().get('/a', async (c) => c.json(1)).post('/b', async (c) => c.json(2));";
  expect(of(chain).toSorted()).toEqual(['GET /a', 'POST /b']);
  expect(of(`import { Hono as h } from 'hono';\n${chain.replace('Hono', 'h')}`)).toHaveLength(2);
  expect(of("await new Client().get('/a', async (c) => c.json(1));")).toEqual([]);
});
