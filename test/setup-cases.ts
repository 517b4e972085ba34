import { workflowCases } from './workflow-cases.ts';

/** Files of a checkout, and what must be found in them: nothing for the safe twin of a case. */
export interface SetupCase {
  name: string;
  files: Readonly<Record<string, string>>;
  finds: readonly string[];
}

const pkg = (about: object): string => JSON.stringify({ private: true, ...about }, null, 2);
const asks = (dependencies: Record<string, string>): Record<string, string> => ({ 'package.json': pkg({ dependencies }) });
const npm = (versions: Record<string, string>): string =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: { '': {}, ...Object.fromEntries(Object.entries(versions).map(([name, version]) => [`node_modules/${name}`, { version }])) },
  });
const locked = (name: string, version: string, more: Record<string, string> = {}): Record<string, string> => ({
  ...asks({ [name]: `^${version}` }),
  'package-lock.json': npm({ [name]: version }),
  ...more,
});
const script = (name: string, command: string): Record<string, string> => ({ 'package.json': pkg({ scripts: { [name]: command } }) });
const page = { 'app/page.tsx': 'export default () => null', 'app/error.tsx': "'use client'; export default () => null" };
const watched = { '@sentry/nextjs': '10.27.0' };

const SUPPLY: readonly SetupCase[] = [
  { name: 'any version, and no lockfile', files: asks({ express: '*' }), finds: ['loose express', 'no lock'] },
  { name: 'the newest, whatever it is', files: asks({ openai: 'latest' }), finds: ['loose openai', 'no lock'] },
  { name: 'no upper end', files: asks({ stripe: '>=12' }), finds: ['loose stripe', 'no lock'] },
  { name: 'a branch of a repository', files: asks({ forms: 'github:acme/forms#main' }), finds: ['loose forms', 'no lock'] },
  { name: 'a repository by its short name', files: asks({ forms: 'acme/forms' }), finds: ['loose forms', 'no lock'] },
  { name: 'a repository over git', files: asks({ forms: 'git+https://git.acme.test/forms.git' }), finds: ['loose forms', 'no lock'] },
  {
    name: 'a commit of a repository',
    files: { ...asks({ forms: `github:acme/forms#${'a1'.repeat(20)}` }), 'package-lock.json': npm({ forms: '1.0.0' }) },
    finds: [],
  },
  { name: 'a range with a lockfile', files: locked('express', '5.1.0'), finds: [] },
  { name: 'no lockfile', files: asks({ express: '^5.1.0' }), finds: ['no lock'] },
  {
    name: 'a published library needs none',
    files: { 'package.json': JSON.stringify({ name: 'forms', exports: './index.js', dependencies: { zod: '^4.0.0' } }) },
    finds: [],
  },
  { name: 'an app without dependencies', files: { 'package.json': pkg({}) }, finds: [] },
  {
    name: 'a package of a workspace below its lockfile',
    files: {
      'apps/web/package.json': pkg({ dependencies: { zod: '^4.0.0', ui: 'workspace:*' } }),
      'package-lock.json': npm({ zod: '4.1.0' }),
    },
    finds: [],
  },
  {
    name: 'lockfiles of two managers',
    files: { ...locked('zod', '4.1.0'), 'yarn.lock': '# yarn lockfile v1\n\nzod@^4.1.0:\n  version "4.1.0"\n' },
    finds: ['two locks'],
  },
  {
    name: 'lockfiles of two managers in two apps',
    files: {
      'a/package.json': pkg({ dependencies: { zod: '^4.1.0' } }),
      'a/package-lock.json': npm({ zod: '4.1.0' }),
      'b/package.json': pkg({ dependencies: { zod: '^4.1.0' } }),
      'b/yarn.lock': '# yarn lockfile v1\n\nzod@^4.1.0:\n  version "4.1.0"\n',
    },
    finds: [],
  },
  {
    name: 'declared and not in the lockfile of npm',
    files: { ...asks({ zod: '^4.1.0', 'supabase-auth-helper': '^1.0.0' }), 'package-lock.json': npm({ zod: '4.1.0' }) },
    finds: ['unlocked supabase-auth-helper'],
  },
  {
    name: 'declared and not in the lockfile of pnpm',
    files: {
      ...asks({ zod: '^4.1.0', hono: '^4.0.0' }),
      'pnpm-lock.yaml':
        "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      zod:\n        specifier: ^4.1.0\n        version: 4.1.0\npackages:\n  zod@4.1.0:\n    resolution: {}\n",
    },
    finds: ['unlocked hono'],
  },
  {
    name: 'declared and in the lockfile of Yarn 4',
    files: {
      ...asks({ '@hono/zod-validator': '^0.7.0' }),
      'yarn.lock':
        '__metadata:\n  version: 8\n\n"@hono/zod-validator@npm:^0.7.0":\n  version: 0.7.4\n  resolution: "@hono/zod-validator@npm:0.7.4"\n',
    },
    finds: [],
  },
  {
    name: 'declared and in the lockfile of Bun',
    files: {
      ...asks({ zod: '^4.1.0' }),
      'bun.lock': '{\n  "lockfileVersion": 1, // written by bun\n  "packages": { "zod": ["zod@4.1.0", "", {}, ""], },\n}\n',
    },
    finds: [],
  },
  { name: 'the binary lockfile of Bun says nothing', files: { ...asks({ zod: '^4.1.0' }), 'bun.lockb': '\0bun' }, finds: [] },
  {
    name: 'an alias and a folder are no packages of that name',
    files: { ...asks({ old: 'npm:zod@^3.0.0', kit: 'file:../kit' }), 'package-lock.json': npm({ zod: '3.25.0' }) },
    finds: [],
  },
  { name: 'a name with swapped letters', files: locked('exprses', '1.0.0'), finds: ['lookalike exprses'] },
  { name: 'a name without its hyphen', files: locked('crossenv', '1.0.0'), finds: ['lookalike crossenv'] },
  { name: 'a name with a letter too many', files: locked('lodashs', '1.0.0'), finds: ['lookalike lodashs'] },
  {
    name: 'a scoped name with a letter missing',
    files: locked('@supabase/supabase-j', '1.0.0'),
    finds: ['lookalike @supabase/supabase-j'],
  },
  { name: 'real names that look alike', files: locked('echarts', '6.0.0'), finds: [] },
  { name: 'a real name two letters away', files: locked('preact', '10.27.0'), finds: [] },
  { name: 'a fork in the own scope', files: locked('@acme/express', '5.0.0'), finds: [] },
  { name: 'Next.js whose server runs anything', files: locked('next', '15.5.6'), finds: ['CVE-2025-66478'] },
  { name: 'Next.js one patch on', files: locked('next', '15.5.7'), finds: [] },
  { name: 'Next.js 16 whose server runs anything', files: locked('next', '16.0.6'), finds: ['CVE-2025-66478'] },
  { name: 'Next.js 16 one patch on', files: locked('next', '16.0.7'), finds: [] },
  { name: 'a canary that has it', files: locked('next', '14.3.0-canary.87'), finds: ['CVE-2025-66478'] },
  { name: 'a canary before it', files: locked('next', '14.3.0-canary.76'), finds: [] },
  { name: 'middleware that a header switches off', files: locked('next', '14.2.24'), finds: ['CVE-2025-29927'] },
  { name: 'middleware that stays on', files: locked('next', '14.2.25'), finds: [] },
  { name: 'both at once', files: locked('next', '15.2.2'), finds: ['CVE-2025-66478', 'CVE-2025-29927'] },
  { name: 'server components of another framework', files: locked('react-server-dom-webpack', '19.2.0'), finds: ['CVE-2025-55182'] },
  { name: 'React in the browser has no such fault', files: locked('react', '19.2.0'), finds: [] },
  { name: 'an exact version counts without a lockfile', files: asks({ next: '15.4.7' }), finds: ['CVE-2025-66478', 'no lock'] },
  { name: 'a range without a lockfile brings the newest', files: asks({ next: '^15.4.7' }), finds: ['no lock'] },
  {
    name: 'the version that pnpm locked',
    files: {
      ...asks({ next: '^15.0.0' }),
      'pnpm-lock.yaml': "lockfileVersion: '6.0'\npackages:\n  /next@15.1.8(react@19.0.0):\n    resolution: {}\n",
    },
    finds: ['CVE-2025-66478', 'CVE-2025-29927'],
  },
  {
    name: 'the version that Yarn locked',
    files: { ...asks({ next: '^13.0.0' }), 'yarn.lock': '# yarn lockfile v1\n\n"next@^13.0.0", next@^13.5.0:\n  version "13.5.8"\n' },
    finds: ['CVE-2025-29927'],
  },
];

const BUILDS: readonly SetupCase[] = [
  {
    name: 'type errors are ignored',
    files: { 'next.config.ts': 'export default { typescript: { ignoreBuildErrors: true } }' },
    finds: ['silenced'],
  },
  {
    name: 'type errors stop the build',
    files: { 'next.config.ts': 'export default { typescript: { ignoreBuildErrors: false } }' },
    finds: [],
  },
  {
    name: 'lint is ignored while building',
    files: {
      'next.config.mjs':
        '/** @type {import("next").NextConfig} */\nconst nextConfig = { eslint: { ignoreDuringBuilds: true } };\nexport default nextConfig;',
    },
    finds: ['silenced lint'],
  },
  {
    name: 'it depends, and a comment is no setting',
    files: { 'next.config.js': 'module.exports = { typescript: { ignoreBuildErrors: !!process.env.FAST } }; // ignoreBuildErrors: true' },
    finds: [],
  },
  { name: 'a build that cannot fail', files: script('build', 'tsc -b && vite build || true'), finds: ['silenced'] },
  { name: 'tests that cannot fail', files: script('test', 'vitest run || exit 0'), finds: ['silenced'] },
  { name: 'a check that ends well whatever happens', files: script('typecheck', 'tsc --noEmit; exit 0'), finds: ['silenced'] },
  { name: 'lint that cannot fail', files: script('lint', 'eslint . || true'), finds: ['silenced lint'] },
  { name: 'cleaning may fail', files: script('build', 'rm -r dist || true; vite build'), finds: [] },
  { name: 'a fallback that works on', files: script('build', 'prisma generate || true && next build'), finds: [] },
  { name: 'a script of developers', files: script('dev', 'tsc -w || true'), finds: [] },
  {
    name: 'a deploy whose build cannot fail',
    files: { 'netlify.toml': '[build]\n  command = "npm run build || true"\n' },
    finds: ['silenced'],
  },
  { name: 'a deploy that builds', files: { 'netlify.toml': '[build]\n  command = "npm run build"\n' }, finds: [] },
  { name: 'Vercel builds whatever happens', files: { 'vercel.json': '{ "buildCommand": "next build || true" }' }, finds: ['silenced'] },
  { name: 'an image whose build cannot fail', files: { Dockerfile: 'FROM node:24\nRUN npm run build || true\n' }, finds: ['silenced'] },
  { name: 'an image that cleans up', files: { Dockerfile: 'FROM node:24\nRUN rm -r /tmp/* || true\n' }, finds: [] },
  { name: 'source maps for all', files: { 'next.config.js': 'module.exports = { productionBrowserSourceMaps: true }' }, finds: ['map'] },
  { name: 'no source maps', files: { 'next.config.js': 'module.exports = { reactStrictMode: true }' }, finds: [] },
  {
    name: 'Vite publishes its maps',
    files: { 'vite.config.ts': 'export default defineConfig({ build: { sourcemap: true } })' },
    finds: ['map'],
  },
  {
    name: 'Vite writes hidden maps',
    files: { 'vite.config.ts': "export default defineConfig({ build: { sourcemap: 'hidden' } })" },
    finds: [],
  },
  {
    name: 'maps while developing',
    files: { 'vite.config.ts': "export default defineConfig(({ mode }) => ({ build: { sourcemap: mode === 'development' } }))" },
    finds: [],
  },
  {
    name: 'maps that go to Sentry and are deleted',
    files: {
      'vite.config.ts':
        "export default defineConfig({ build: { sourcemap: true }, plugins: [sentryVitePlugin({ sourcemaps: { filesToDeleteAfterUpload: ['dist/**/*.map'] } })] })",
    },
    finds: [],
  },
  {
    name: 'a library with maps',
    files: { 'vite.config.ts': "export default { build: { lib: { entry: 'src/a.ts' }, sourcemap: true } }" },
    finds: [],
  },
  {
    name: 'Astro publishes its maps',
    files: { 'astro.config.mjs': 'export default { vite: { build: { sourcemap: true } } }' },
    finds: ['map'],
  },
  {
    name: 'Nuxt publishes its maps',
    files: { 'nuxt.config.ts': 'export default defineNuxtConfig({ sourcemap: { client: true } })' },
    finds: ['map'],
  },
  {
    name: 'Nuxt keeps its maps on the server',
    files: { 'nuxt.config.ts': 'export default defineNuxtConfig({ sourcemap: { server: true } })' },
    finds: [],
  },
];

const NETS: readonly SetupCase[] = [
  {
    name: 'nothing tells of failures',
    files: { ...locked('next', '16.0.7'), 'app/page.tsx': 'export default () => null' },
    finds: ['no health-route', 'no error-tracking', 'no error-boundary'],
  },
  {
    name: 'Next.js with all three',
    files: {
      'package.json': pkg({ dependencies: { next: '16.0.7', ...watched } }),
      'package-lock.json': npm({ next: '16.0.7', ...watched }),
      ...page,
      'app/api/health/route.ts': 'export const GET = () => new Response()',
    },
    finds: [],
  },
  {
    name: 'Express with a route for health',
    files: locked('express', '5.1.0', { 'server.ts': "app.get('/healthz', (_, res) => res.send('ok'))" }),
    finds: ['no error-tracking'],
  },
  {
    name: 'Express without',
    files: locked('express', '5.1.0', { 'server.ts': "app.get('/', (_, res) => res.send('ok'))" }),
    finds: ['no health-route', 'no error-tracking'],
  },
  {
    name: 'Hono that Cloudflare watches',
    files: locked('hono', '4.10.0', {
      'wrangler.jsonc': '{ "observability": { "enabled": true } }',
      'src/index.ts': "app.get('/health', (c) => c.text('ok'))",
    }),
    finds: [],
  },
  {
    name: 'React with a boundary of its own',
    files: locked('react', '19.2.1', {
      'src/main.tsx': 'class Safe extends Component { componentDidCatch(error) { captureException(error) } }',
    }),
    finds: [],
  },
  {
    name: 'React without',
    files: locked('react', '19.2.1', { 'src/main.tsx': 'createRoot(root).render(<App />)' }),
    finds: ['no error-tracking', 'no error-boundary'],
  },
  { name: 'a script without a server', files: locked('zod', '4.1.0'), finds: [] },
];

export const setupCases: readonly SetupCase[] = [...SUPPLY, ...BUILDS, ...workflowCases];
/** Cases about what is missing; what else is wrong with them is not asked. */
export const netCases: readonly SetupCase[] = NETS;
