import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDotenv } from './dotenv.ts';
import { isForDevelopers, isPublicName, namesSecret, providedBy } from './env-name.ts';
import { readEnvUsage } from './env-usage.ts';

const reads = (text: string, file = 'src/a.ts'): string[] =>
  readEnvUsage(text, file).reads.map(({ name, optional }) => (optional ? `${name}?` : name));

describe('variables that code reads', () => {
  test.each([
    ['process.env.A', ['A']],
    ["process.env['A']", ['A']],
    ['process.env[`A`]', ['A']],
    ['process.env?.A', ['A']],
    ['(process.env as any).A', ['A']],
    ['process.env.A!', ['A']],
    ['globalThis.process.env.A', ['A']],
    ["process.env.A ?? 'x'", ['A?']],
    ["process.env.A || 'x'", ['A?']],
    ["process.env.A ? 'x' : 'y'", ['A?']],
    ['if (!process.env.A) go()', ['A?']],
    ['const { A, B: b, C = 1, ...rest } = process.env', ['A', 'B', 'C?']],
    ['({ A } = process.env)', ['A']],
    ['const e = process.env; e.A', ['A']],
    ['const { env } = process; env.A', ['A']],
    ["import { env } from 'node:process'; env.A", ['A']],
    ["const NAME = 'A'; process.env[NAME]", ['A']],
    ['import.meta.env.VITE_A', ['VITE_A']],
    ['const { VITE_A } = import.meta.env', ['VITE_A']],
    ['Bun.env.A', ['A']],
    ["Deno.env.get('A')", ['A']],
    ["Deno.env.get('A') ?? 'x'", ['A?']],
    ["import { A } from '$env/static/private'", ['A']],
    ["import { env } from '$env/dynamic/private'; env.A", ['A']],
    ['z.object({ A: z.string(), B: z.string().optional() }).parse(process.env)', ['A', 'B?']],
    ['const s = z.object({ A: z.url() }).strict(); const r = s.safeParse(process.env)', ['A']],
    [
      'createEnv({ server: { A: z.string() }, client: { NEXT_PUBLIC_B: z.string().default("x") }, runtimeEnv: process.env })',
      ['A', 'NEXT_PUBLIC_B?'],
    ],
    ['cleanEnv(process.env, { A: str(), B: port({ default: 3000 }) })', ['A', 'B?']],
    ["process.env.A = 'x'", []],
    ['delete process.env.A', []],
    ["'process.env.A' // process.env.B", []],
    ['const process = 1; other.env.A', []],
    ['const x = <p>{process.env.A}</p>', ['A']],
    // Flags and questions go on without a value; what throws does not.
    ["process.env.A === 'on'", ['A?']],
    ['header !== process.env.A', ['A']],
    ["process.env.A?.split(',')", ['A?']],
    ["Number(process.env.A) || 3; (process.env.B ?? '').trim()", ['A?', 'B?']],
    ['Boolean(process.env.A); !!process.env.B; process.env.C && go()', ['A?', 'B?', 'C?']],
    ["if (!process.env.A) throw new Error('A')", ['A']],
    ["if (!process.env.A) { console.error('A'); process.exit(1); }", ['A']],
    ["process.env.A ?? raise('A')", ['A']],
    ['const key = process.env.A; if (key) use(key)', ['A?']],
    ['const key = process.env.A; if (!key) throw new Error(); key ? 1 : 2', ['A']],
    ['const { A } = process.env; if (!A) return401()', ['A']],
    ["'A' in process.env", ['A?']],
    // Other names and copies of the environment.
    ['const e = { ...import.meta.env, x: 1 }; e.VITE_A; e.x', ['VITE_A']],
    ['function f(env = process.env) { return env.A }', ['A']],
    ['const f = (env: NodeJS.ProcessEnv) => env.A', ['A']],
    ["import { loadEnv } from 'vite'; const env = loadEnv(mode, '.', ''); env.A", ['A']],
    ['export default { async fetch(request, env) { return env.A + env.fetch } }', ['A']],
    ["import { env } from 'cloudflare:workers'; env.A", ['A']],
    ["import { Hono } from 'hono'; app.get('/', (c) => c.env.A)", ['A']],
    ['app.get((c) => c.env.A)', []],
    ["platform.env.get('A'); platform.env.keys", []],
    ['context.cloudflare.env.A; platform?.env?.B', ['A', 'B']],
    // Lists and tables of names.
    ["for (const name of ['A', 'B']) if (!process.env[name]) throw new Error(name)", ['A', 'B']],
    ["const NEEDED = ['A', 'B'] as const; NEEDED.filter((n) => !process.env[n])", ['A', 'B']],
    ["const OPTIONAL = ['A']; OPTIONAL.forEach((n) => process.env[n])", ['A?']],
    ["const K = { stripe: 'A' } as const; process.env[K.stripe]; process.env[K['stripe']]", ['A']],
    ['const K = { A: 1, B: 2 }; Object.entries(K).map(([k]) => process.env[k])', ['A', 'B']],
    // Helpers of the file itself.
    ["function need(n: string) { const v = process.env[n]; if (!v) throw new Error(n); return v } need('A'); need(x)", ['A']],
    ["const opt = (n: string, d?: string) => process.env[n] ?? d; opt('A'); opt('B', 'b')", ['A?', 'B?']],
    ["const get = (n) => { const v = process.env[n]; if (v === undefined) throw Error(n); return v }; get('A')", ['A']],
    ["function all(names) { return names.filter((n) => !process.env[n]) } all(['A', 'B'])", ['A', 'B']],
    ["const get = (n, d) => Deno.env.get(n) ?? d; get('A', 'x')", ['A?']],
    // Frameworks.
    ["import * as secret from '$env/static/private'; secret.A", ['A']],
    ["import { A, getSecret } from 'astro:env/server'; getSecret('B')", ['A?', 'B']],
    ["defineConfig({ env: { schema: { A: envField.string({ context: 'server' }), B: envField.number({ default: 1 }) } } })", ['A', 'B?']],
    ["defineNuxtConfig({ runtimeConfig: { apiSecret: '', public: { apiBase: '/api' } } })", ['NUXT_API_SECRET', 'NUXT_PUBLIC_API_BASE?']],
    ["import { ConfigService } from '@nestjs/config'; this.configService.get<string>('A'); config.getOrThrow('B')", ['A', 'B']],
    ["import env from 'env-var'; env.get('A').asString()", ['A?']],
    // Validators.
    ['v.parse(v.object({ A: v.string(), B: v.optional(v.string()) }), process.env)', ['A', 'B?']],
    ["import { parse, object, string } from 'valibot'; parse(object({ A: string() }), process.env)", ['A']],
    ['const base = z.object({ A: z.string() }); base.extend({ B: z.string().default("x") }).parse(process.env)', ['B?', 'A']],
    ['z.object({ ...{ A: z.string() }, ...base.shape }).parse({ ...process.env })', ['A']],
    ['z.object({ A: z.string().optional(), port: z.string() }).parse({ A: process.env.A, port: process.env.P })', ['A?', 'P']],
    ['createEnv({ server: { A: z.string().optional() }, client: {}, runtimeEnv: { A: process.env.A } })', ['A?']],
    ['Joi.object({ A: Joi.string().required(), B: Joi.string() }).validate(process.env)', ['A', 'B?']],
  ])('%s', (text, expected) => {
    expect(reads(text, text.includes('<p>') ? 'a.tsx' : 'a.ts')).toEqual(expected);
  });

  test('a name that is made up while running is told as such', () => {
    expect(readEnvUsage('a(process.env[key]);\n', 'a.ts')).toMatchObject({ reads: [], dynamic: [{ line: 1, starts: '' }] });
    expect(readEnvUsage('a(process.env[`PRICE_${plan}`]);\n', 'a.ts')).toMatchObject({ dynamic: [{ line: 1, starts: 'PRICE_' }] });
  });

  test('what a page of Next.js gets nothing of is told', () => {
    const hidden = (text: string): string[] => readEnvUsage(text, 'a.tsx').reads.flatMap((each) => (each.hidden ? [each.name] : []));
    const client = "'use client';\n";
    expect(hidden(`${client}const { NEXT_PUBLIC_A } = process.env;\nprocess.env[key('x')]`)).toEqual(['NEXT_PUBLIC_A']);
    expect(hidden(`${client}const env = process.env;\nenv.NEXT_PUBLIC_A`)).toEqual(['NEXT_PUBLIC_A']);
    expect(hidden(`${client}process.env.NEXT_PUBLIC_A ?? process.env['NEXT_PUBLIC_B']`)).toEqual([]);
    expect(hidden('const { NEXT_PUBLIC_A } = process.env;')).toEqual([]);
  });

  test('helpers and the calls that may go to one of another file are told', () => {
    expect(readEnvUsage('export default function need(name) { return process.env[name]! }', 'a.ts')).toMatchObject({
      helpers: [{ name: 'need', argument: 0, optional: false }],
      dynamic: [],
    });
    expect(readEnvUsage("import { need as want } from '@/lib/env';\nwant('A', 'x'); want(a); other('B')", 'a.ts').calls).toEqual([
      { from: '@/lib/env', helper: 'need', argument: 0, name: 'A', line: 2, optional: true },
    ]);
  });

  test('the scripts of Vue and Svelte files, at their lines', () => {
    const vue =
      '<template><p>process.env.X</p></template>\n<script setup lang="ts">\nconst a = import.meta.env.VITE_A as string;\n</script>\n';
    expect(readEnvUsage(vue, 'a.vue').reads).toEqual([{ name: 'VITE_A', line: 3, optional: false }]);
    expect(reads('<script>\n  const a = import.meta.env.VITE_A;\n</script>\n<p>x</p>', 'a.svelte')).toEqual(['VITE_A']);
  });

  test('a file that is no code is said to be unread', () => {
    expect(readEnvUsage('const = = process.env.A', 'a.ts')).toMatchObject({ reads: [] });
  });

  test('never throws on any text, nor on nesting of some depth', () => {
    const piece = fc.constantFrom(
      'process.env',
      '.A',
      '["A"]',
      'const {',
      '}',
      '= ',
      'z.object({A:',
      '}).parse(',
      ')',
      '(',
      '`',
      '${',
      'import.meta.env',
      '<script>',
      '?.',
      '\n',
      '//',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece, { maxLength: 30 }).map((parts) => parts.join('')),
        ),
        (text) => {
          for (const file of ['a.ts', 'a.tsx', 'a.vue', 'a.cjs']) expect(Array.isArray(readEnvUsage(text, file).reads)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
    expect(() => readEnvUsage(`${'('.repeat(300)}process.env.A${')'.repeat(300)}`, 'a.ts')).not.toThrow();
  });
});

describe('environment files', () => {
  test.each([
    ['A=1', { A: '1' }],
    ['export A = "x y" # note', { A: 'x y' }],
    ['A=x # note', { A: 'x' }],
    ['A=x#y', { A: 'x#y' }],
    ["A='a\\nb'", { A: 'a\\nb' }],
    ['A="a\\nb"', { A: 'a\nb' }],
    ['A="line 1\nline 2"\nB=2', { A: 'line 1\nline 2', B: '2' }],
    ['A="never closed\nB=2', { A: 'never closed', B: '2' }],
    ['# A=1\n\nB=', { B: '' }],
    ['A=1\r\nA=2\r\n', { A: '2' }],
    ['1A=x', {}],
    ['A: yaml', { A: 'yaml' }],
  ])('%j', (text, expected) => {
    expect(Object.fromEntries(parseDotenv(text).map(({ name, value }) => [name, value]))).toEqual(expected);
  });

  test('what is written is read again, at its line', () => {
    const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,10}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, fc.stringMatching(/^[\w./:@-]{0,20}$/)), { selector: ([key]) => key, maxLength: 8 }),
        (pairs) => {
          const text = pairs.map(([key, value]) => `${key}=${value}`).join('\n');
          expect(parseDotenv(text)).toEqual(pairs.map(([key, value], at) => ({ name: key, value, line: at + 1 })));
        },
      ),
    );
  });

  test('never throws on any bytes', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseDotenv(text)));
    expect(parseDotenv(`A="\n`.repeat(50_000)).length).toBeLessThanOrEqual(2_000);
  });
});

describe('names', () => {
  test.each([
    'STRIPE_SECRET_KEY',
    'VITE_OPENAI_API_KEY',
    'NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY',
    'DATABASE_URL',
    'GITHUB_TOKEN',
    'SMTP_PASSWORD',
    'JWT_SECRET',
    'INTERNAL_API_KEY',
  ])('%s is a secret', (name) => {
    expect(namesSecret(name)).toBe(true);
  });
  test.each([
    'NEXT_PUBLIC_SUPABASE_ANON_KEY',
    'VITE_SUPABASE_PUBLISHABLE_KEY',
    'NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY',
    'VITE_STRIPE_PUBLIC_KEY',
    'NEXT_PUBLIC_POSTHOG_KEY',
    'VITE_FIREBASE_API_KEY',
    'NEXT_PUBLIC_SENTRY_DSN',
    'NEXT_PUBLIC_RECAPTCHA_SITE_KEY',
    'NEXT_PUBLIC_GOOGLE_MAPS_API_KEY',
    'VITE_MAPBOX_TOKEN',
    'NEXT_PUBLIC_ALGOLIA_SEARCH_KEY',
    'VITE_API_KEY',
    'PORT',
    'APP_URL',
  ])('%s is none', (name) => {
    expect(namesSecret(name)).toBe(false);
  });
  test('prefixes, platforms and files of developers', () => {
    expect([isPublicName('NUXT_PUBLIC_A'), isPublicName('PUBLICATION')]).toEqual([true, false]);
    expect([providedBy('VERCEL_URL', 'a.ts'), providedBy('VERCEL_TOKEN', 'a.ts'), providedBy('NODE_ENV', 'a.ts')]).toEqual([
      'Vercel',
      null,
      'Node.js and shells',
    ]);
    expect([providedBy('SUPABASE_URL', 'supabase/functions/a/index.ts'), providedBy('SUPABASE_URL', 'src/a.ts')]).toEqual([
      'Supabase',
      null,
    ]);
    expect([isForDevelopers('playwright.config.ts'), isForDevelopers('src/a.test.ts'), isForDevelopers('src/latest/a.ts')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
