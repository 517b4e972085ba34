import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectStack, type Manifest, namesOf } from './stack.ts';

/** A package.json with these dependencies. */
const pkg = (dependencies: string, more: Partial<Manifest> = {}): Manifest => ({
  path: 'package.json',
  names: dependencies === '' ? [] : dependencies.split(' '),
  name: '',
  packageManager: '',
  workspaces: false,
  ...more,
});

/** Small checkouts as their guides and builders make them, and what they are: `role name (from)`. */
const CASES: readonly [what: string, files: string, manifests: readonly Manifest[], is: readonly string[]][] = [
  ['nothing', 'README.md src/main.c', [], []],
  [
    'Next.js on Vercel with Supabase and Stripe',
    'app/page.tsx next.config.ts vercel.json package-lock.json',
    [pkg('next react @supabase/ssr stripe resend')],
    [
      'framework Next.js (next.config.ts)',
      'framework React (package.json: react)',
      'host Vercel (vercel.json)',
      'payment Stripe (package.json: stripe)',
      'mail Resend (package.json: resend)',
      'database Supabase (package.json: @supabase/ssr)',
      'packages npm (package-lock.json)',
    ],
  ],
  [
    'Lovable',
    'index.html vite.config.ts bun.lockb',
    [pkg('vite react lovable-tagger')],
    [
      'framework React (package.json: react)',
      'framework Vite (vite.config.ts)',
      'assistant Lovable (package.json: lovable-tagger)',
      'packages Bun (bun.lockb)',
    ],
  ],
  ['Bolt', '.bolt/config.json .bolt/prompt vite.config.ts', [], ['framework Vite (vite.config.ts)', 'assistant Bolt (.bolt/config.json)']],
  [
    'v0',
    'components.json app/page.tsx',
    [pkg('next', { name: 'my-v0-project' })],
    ['framework Next.js (package.json: next)', 'assistant v0 (package.json: name)', 'style shadcn/ui (components.json)'],
  ],
  ['a project that is merely called so', '', [pkg('', { name: 'my-v0-projects' })], []],
  [
    'Replit',
    '.replit replit.nix server/index.ts',
    [pkg('express')],
    ['framework Express (package.json: express)', 'assistant Replit (.replit)'],
  ],
  ['Cursor by rules', '.cursor/rules/style.mdc', [], ['assistant Cursor (.cursor/rules/style.mdc)']],
  ['Cursor by its old file', '.cursorrules', [], ['assistant Cursor (.cursorrules)']],
  ['Claude Code', 'CLAUDE.md .claude/settings.json', [], ['assistant Claude Code (CLAUDE.md)']],
  [
    'Copilot',
    '.github/copilot-instructions.md .github/workflows/ci.yml',
    [],
    ['assistant Copilot (.github/copilot-instructions.md)', 'pipeline GitHub Actions (.github/workflows/ci.yml)'],
  ],
  [
    'words in names of files are no signs',
    'docs/cursorrules.md src/claude.md lovable.ts bolt/config.json my.replit.txt xvercel.json',
    [],
    [],
  ],
  [
    'Windsurf, Gemini CLI and Firebase Studio',
    '.windsurfrules GEMINI.md .idx/dev.nix',
    [],
    ['assistant Firebase Studio (.idx/dev.nix)', 'assistant Gemini CLI (GEMINI.md)', 'assistant Windsurf (.windsurfrules)'],
  ],
  [
    'Nuxt on Netlify',
    'nuxt.config.ts netlify.toml yarn.lock',
    [pkg('nuxt')],
    ['framework Nuxt (nuxt.config.ts)', 'host Netlify (netlify.toml)', 'packages Yarn (yarn.lock)'],
  ],
  ['redirects that several hosts read', 'public/_redirects', [], []],
  [
    'SvelteKit with Drizzle and Turso',
    'svelte.config.js pnpm-lock.yaml',
    [pkg('@sveltejs/kit svelte vite drizzle-orm @libsql/client better-auth')],
    [
      'framework Svelte (package.json: svelte)',
      'framework SvelteKit (package.json: @sveltejs/kit)',
      'framework Vite (package.json: vite)',
      'auth Better Auth (package.json: better-auth)',
      'database Drizzle (package.json: drizzle-orm)',
      'database Turso (package.json: @libsql/client)',
      'packages pnpm (pnpm-lock.yaml)',
    ],
  ],
  [
    'Remix on Fly',
    'fly.toml Dockerfile',
    [pkg('@remix-run/node')],
    ['framework Remix (package.json: @remix-run/node)', 'host Docker (Dockerfile)', 'host Fly (fly.toml)'],
  ],
  [
    'Hono on Workers',
    'wrangler.jsonc',
    [pkg('hono wrangler')],
    ['framework Hono (package.json: hono)', 'host Cloudflare Workers (wrangler.jsonc)'],
  ],
  [
    'Astro with Clerk and Sentry',
    'astro.config.mjs',
    [pkg('astro @clerk/astro @sentry/astro tailwindcss')],
    [
      'framework Astro (astro.config.mjs)',
      'auth Clerk (package.json: @clerk/astro)',
      'errors Sentry (package.json: @sentry/astro)',
      'style Tailwind CSS (package.json: tailwindcss)',
    ],
  ],
  [
    'Expo with Firebase and RevenueCat',
    'app.json firebase.json',
    [pkg('expo react firebase react-native-purchases')],
    [
      'framework Expo (package.json: expo)',
      'framework React (package.json: react)',
      'payment RevenueCat (package.json: react-native-purchases)',
      'database Firebase (firebase.json)',
    ],
  ],
  ['Django on Render', 'manage.py requirements.txt render.yaml', [], ['framework Django (manage.py)', 'host Render (render.yaml)']],
  ['Rails on Heroku', 'config/application.rb Procfile Gemfile', [], ['framework Rails (config/application.rb)', 'host Heroku (Procfile)']],
  ['Go on Railway', 'go.mod railway.toml', [], ['framework Go (go.mod)', 'host Railway (railway.toml)']],
  [
    'Convex with Auth0 and Paddle',
    '',
    [pkg('convex @auth0/nextjs-auth0 @paddle/paddle-js')],
    [
      'auth Auth0 (package.json: @auth0/nextjs-auth0)',
      'payment Paddle (package.json: @paddle/paddle-js)',
      'database Convex (package.json: convex)',
    ],
  ],
  [
    'Prisma by its schema, and the nearest of several files',
    'z/deep/schema.prisma prisma/schema.prisma',
    [pkg('pg nodemailer next-auth')],
    [
      'auth Auth.js (package.json: next-auth)',
      'mail Nodemailer (package.json: nodemailer)',
      'database PostgreSQL (package.json: pg)',
      'database Prisma (prisma/schema.prisma)',
    ],
  ],
  [
    'Turborepo of pnpm workspaces',
    'turbo.json pnpm-workspace.yaml pnpm-lock.yaml apps/web/package.json apps/docs/package.json packages/ui/package.json apps/docs/yarn.lock apps/web/vercel.json',
    [pkg('turbo'), pkg('next', { path: 'apps/web/package.json' }), pkg('astro', { path: 'apps/docs/package.json' })],
    [
      'framework Astro (apps/docs/package.json: astro)',
      'framework Next.js (apps/web/package.json: next)',
      'host Vercel (apps/web/vercel.json)',
      'packages pnpm (pnpm-lock.yaml)',
      'layout 3 packages (apps/docs/package.json)',
      'layout Turborepo (turbo.json)',
      'layout Workspaces (pnpm-workspace.yaml)',
    ],
  ],
  ['Nx', 'nx.json apps/a/package.json', [pkg('')], ['layout Nx (nx.json)']],
  [
    'workspaces of npm, and a manager that package.json names',
    'yarn.lock package-lock.json',
    [pkg('', { workspaces: true, packageManager: 'yarn@4.5.0' })],
    ['packages Yarn (package.json: packageManager)', 'layout Workspaces (package.json: workspaces)'],
  ],
  ['two lock files, both told', 'package-lock.json bun.lock', [pkg('')], ['packages Bun (bun.lock)', 'packages npm (package-lock.json)']],
  ['a manager that nobody knows', 'pnpm-lock.yaml', [pkg('', { packageManager: 'cnpm@9' })], ['packages pnpm (pnpm-lock.yaml)']],
  [
    'SST, Neon and Lemon Squeezy',
    'sst.config.ts',
    [pkg('sst @neondatabase/serverless @lemonsqueezy/lemonsqueezy.js')],
    [
      'host AWS through SST (sst.config.ts)',
      'payment Lemon Squeezy (package.json: @lemonsqueezy/lemonsqueezy.js)',
      'database Neon (package.json: @neondatabase/serverless)',
    ],
  ],
];

test.each(CASES)('%s', (_what, files, manifests, is) => {
  const paths = files === '' ? [] : files.split(' ');
  const told = (order: readonly string[]): string[] =>
    detectStack(order, manifests).map(({ role, name, from }) => `${role} ${name} (${from})`);
  expect(told(paths)).toEqual(is);
  expect(told(paths.toReversed())).toEqual(is);
});

test('at least 25 small checkouts are told apart', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(25);
});

test('any names end in parts that are each told once, with a place that is there', () => {
  const manifest = fc.record({
    path: fc.string(),
    names: fc.array(fc.string()),
    name: fc.string(),
    packageManager: fc.string(),
    workspaces: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('turbo.json', '.cursor/x', 'bun.lock', 'apps/a/package.json'))),
      fc.array(manifest),
      (files, manifests) => {
        const signs = detectStack(files, manifests);
        expect(new Set(signs.map(({ role, name }) => `${role} ${name}`)).size).toBe(signs.length);
        const places = new Set([...files, ...manifests.map(({ path }) => path)]);
        for (const { from } of signs) expect([...places].some((place) => from === place || from.startsWith(`${place}: `))).toBe(true);
        expect(namesOf(signs)).toEqual(namesOf(signs).toSorted());
      },
    ),
    { numRuns: 200 },
  );
});
