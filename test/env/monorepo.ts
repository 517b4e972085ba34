import { madeUp } from '../../src/lab/made-up.ts';

/**
 * A product as young companies build it: a web app, an API, a worker in Go and a job in Python, packages they share, four examples, and the
 * files of the platforms. `KNOWN` says what is right.
 */
export const MONOREPO: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "acme", "private": true, "workspaces": ["apps/*", "packages/*"], "scripts": { "dev": "turbo dev" } }',
  'turbo.json':
    '{ "globalEnv": ["NODE_ENV", "VERCEL_URL"], "tasks": { "build": { "env": ["DATABASE_URL", "SENTRY_*"], "outputs": ["dist/**"] } } }',
  'docker-compose.yml':
    'services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:-dev}\n      POSTGRES_DB: acme\n  worker:\n    build: ./apps/worker\n    environment:\n      - QUEUE_URL=redis://redis:6379\n      - WORKER_TOKEN\n',
  '.github/workflows/ci.yml':
    'on: push\nenv:\n  TURBO_TOKEN: ${{ secrets.TURBO_TOKEN }}\n  TURBO_TEAM: ${{ vars.TURBO_TEAM }}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: fly deploy\n        env:\n          FLY_API_TOKEN: ${{ secrets.FLY_API_TOKEN }}\n',
  '.env.example': '# Shared by all\nDATABASE_URL=\n',
  'README.md': 'Set `process.env.NOT_A_READ`.\n',

  'apps/web/package.json':
    '{ "name": "@acme/web", "scripts": { "dev": "next dev", "start": "next start" }, "dependencies": { "next": "16", "@acme/env": "workspace:*", "@acme/db": "workspace:*" }, "devDependencies": { "typescript": "7" } }',
  'apps/web/next.config.ts': "export default { env: {}, poweredByHeader: process.env.ANALYZE === 'true' };\n",
  'apps/web/src/env.ts':
    "import { createEnv } from '@t3-oss/env-nextjs';\nimport { z } from 'zod';\nexport const env = createEnv({\n  server: { STRIPE_SECRET_KEY: z.string(), STRIPE_WEBHOOK_SECRET: z.string(), RESEND_API_KEY: z.string().optional() },\n  client: { NEXT_PUBLIC_APP_URL: z.url() },\n  runtimeEnv: {\n    STRIPE_SECRET_KEY: process.env.STRIPE_SECRET_KEY,\n    STRIPE_WEBHOOK_SECRET: process.env.STRIPE_WEBHOOK_SECRET,\n    RESEND_API_KEY: process.env.RESEND_API_KEY,\n    NEXT_PUBLIC_APP_URL: process.env.NEXT_PUBLIC_APP_URL,\n  },\n});\n",
  'apps/web/src/app/page.tsx':
    "import { requireEnv } from '@acme/env';\nconst url = requireEnv('NEXT_PUBLIC_SUPABASE_URL');\nexport default function Page() {\n  // process.env.COMMENTED_OUT\n  return <p title=\"process.env.IN_A_TEXT\">{url}{process.env.VERCEL_ENV}</p>;\n}\n",
  'apps/web/src/lib/flags.ts':
    "const { NEXT_PUBLIC_FLAG_A: flagA, NEXT_PUBLIC_FLAG_B = 'off' } = process.env;\nexport const flags = [flagA === 'on', NEXT_PUBLIC_FLAG_B];\n",
  'apps/web/src/lib/flags.test.ts': 'process.env.ONLY_IN_TESTS;\n',
  'apps/web/vercel.json': '{ "build": { "env": { "NEXT_PUBLIC_BUILD_NAME": "web" } } }',
  'apps/web/.env.example':
    'STRIPE_SECRET_KEY=\nSTRIPE_WEBHOOK_SECRET=\n# Without it no mail is sent\nRESEND_API_KEY=\nNEXT_PUBLIC_APP_URL=\nNEXT_PUBLIC_SUPABASE_URL=\nNEXT_PUBLIC_FLAG_A=\nLEFT_OVER=\n',
  'apps/web/.env.production': 'NEXT_PUBLIC_APP_URL=https://acme.com\nNEXT_PUBLIC_SUPABASE_URL=http://localhost:54321\nSTRIPE_SECRET_KEY=\n',

  'apps/api/package.json':
    '{ "name": "@acme/api", "scripts": { "start": "bun src/index.ts" }, "dependencies": { "hono": "4", "zod": "4", "@acme/db": "workspace:*", "@acme/env": "workspace:*" } }',
  'apps/api/src/index.ts':
    "import { z } from 'zod';\nconst base = z.object({ JWT_SECRET: z.string().min(32) });\nexport const config = base.extend({ CORS_ORIGIN: z.string().default('*'), OPENAI_API_KEY: z.string() }).parse(process.env);\nexport default { port: Number(process.env.PORT ?? 3000) };\n",
  'apps/api/src/queue.ts':
    "const NEEDED = ['QUEUE_URL', 'QUEUE_PREFIX'] as const;\nfor (const name of NEEDED) if (!Bun.env[name]) throw new Error(name);\n",
  'apps/api/fly.toml': 'app = "acme-api"\n[env]\n  QUEUE_PREFIX = "acme"\n[deploy]\n  release_command = "migrate $DIRECT_URL"\n',
  'apps/api/Dockerfile':
    'FROM oven/bun:1 AS build\nARG SENTRY_AUTH_TOKEN\nARG RELEASE=dev\nENV LOG_FORMAT=json \\\n    # lines go on\n    LOG_LEVEL=info\nCMD ["bun", "src/index.ts"]\n',
  'apps/api/.env.example': 'JWT_SECRET=\nOPENAI_API_KEY=\nCORS_ORIGIN=\nQUEUE_URL=\nDIRECT_URL=\n',
  'apps/api/.env.production': `JWT_SECRET=${madeUp('jwt', 32)}\nOPENAI_API_KEY=\nQUEUE_URL=redis://cache.internal:6379\nDATABASE_URL=postgres://db.acme.com/app\nDIRECT_URL=postgres://db.acme.com/app\n`,

  'apps/worker/go.mod': 'module acme/worker\n\ngo 1.25\n',
  'apps/worker/main.go':
    'package main\n\nimport "os"\n\n// os.Getenv("NOT_READ")\nconst help = `os.Getenv("NOR_THIS")`\n\ntype Config struct {\n\tToken string `env:"WORKER_TOKEN,required"`\n\tLevel string `env:"WORKER_LEVEL" envDefault:"info"`\n}\n\nfunc main() {\n\tregion := getEnv("REGION", "fra")\n\tif v := os.Getenv("DEBUG_WORKER"); v != "" {\n\t\tprintln(v, region)\n\t}\n}\n',
  'apps/worker/env.go':
    'package main\n\nimport "os"\n\nfunc getEnv(key, fallback string) string {\n\tif value, ok := os.LookupEnv(key); ok {\n\t\treturn value\n\t}\n\treturn fallback\n}\n',
  'apps/worker/fly.toml': 'app = "acme-worker"\n[env]\n  REGION = "fra"\n',
  'apps/worker/.env.example': 'WORKER_TOKEN=\n',

  'apps/report/pyproject.toml': '[project]\nname = "report"\ndependencies = ["pydantic-settings>=2"]\n',
  'apps/report/settings.py':
    'from pydantic_settings import BaseSettings, SettingsConfigDict\n\n\nclass Settings(BaseSettings):\n    """Reads os.environ["NOT_THIS"]."""\n\n    model_config = SettingsConfigDict(env_prefix="REPORT_")\n    bucket: str\n    days: int = 7\n',
  'apps/report/main.py':
    'import os\n\nTOKEN = os.environ["SLACK_BOT_TOKEN"]  # os.environ["NOT_THAT"]\nDSN = os.getenv("SENTRY_DSN")\nif DSN:\n    print(f"{os.environ[\'REPORT_TITLE\']}")\n',
  'apps/report/start.sh': '#!/bin/sh\nset -e\n: "${REPORT_REGION:?}"\nexec python main.py --level "${REPORT_LEVEL:-info}" # $NOT_HERE\n',

  'packages/env/package.json': '{ "name": "@acme/env", "main": "./src/index.ts" }',
  'packages/env/src/index.ts':
    'export function requireEnv(name: string): string {\n  const value = process.env[name];\n  if (value === undefined) throw new Error(`${name} is not set`);\n  return value;\n}\n',
  'packages/db/package.json': '{ "name": "@acme/db", "dependencies": { "@acme/env": "workspace:*" } }',
  'packages/db/src/client.ts':
    "import { requireEnv } from '@acme/env';\nexport const url = requireEnv('DATABASE_URL');\nexport const pool = Number(process.env.DATABASE_POOL) || 10;\n",
  'packages/db/prisma/schema.prisma':
    'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n  // url = env("OLD_URL")\n}\n',
};

/** Who needs a variable, and the package of its reads. */
type Needs = readonly [kind: 'required' | 'optional' | 'provided' | 'pipeline' | 'developers', scopes: readonly string[]];

/** Every variable that is read, and nothing else. */
export const KNOWN: Readonly<Record<string, Needs>> = {
  ANALYZE: ['provided', ['apps/web']],
  CORS_ORIGIN: ['optional', ['apps/api']],
  DATABASE_POOL: ['optional', ['packages/db']],
  DATABASE_URL: ['required', ['', 'packages/db']],
  DEBUG_WORKER: ['optional', ['apps/worker']],
  DIRECT_URL: ['required', ['apps/api']],
  FLY_API_TOKEN: ['pipeline', ['']],
  JWT_SECRET: ['required', ['apps/api']],
  NEXT_PUBLIC_APP_URL: ['required', ['apps/web']],
  NEXT_PUBLIC_FLAG_A: ['optional', ['apps/web']],
  NEXT_PUBLIC_FLAG_B: ['optional', ['apps/web']],
  NEXT_PUBLIC_SUPABASE_URL: ['required', ['apps/web']],
  NODE_ENV: ['provided', ['']],
  ONLY_IN_TESTS: ['developers', ['apps/web']],
  OPENAI_API_KEY: ['required', ['apps/api']],
  PORT: ['provided', ['apps/api']],
  POSTGRES_PASSWORD: ['developers', ['']],
  QUEUE_PREFIX: ['required', ['apps/api']],
  QUEUE_URL: ['required', ['apps/api']],
  REGION: ['optional', ['apps/worker']],
  RELEASE: ['pipeline', ['apps/api']],
  REPORT_BUCKET: ['required', ['apps/report']],
  REPORT_DAYS: ['optional', ['apps/report']],
  REPORT_LEVEL: ['optional', ['apps/report']],
  REPORT_REGION: ['required', ['apps/report']],
  REPORT_TITLE: ['required', ['apps/report']],
  RESEND_API_KEY: ['optional', ['apps/web']],
  SENTRY_AUTH_TOKEN: ['pipeline', ['apps/api']],
  SENTRY_DSN: ['optional', ['apps/report']],
  SLACK_BOT_TOKEN: ['required', ['apps/report']],
  STRIPE_SECRET_KEY: ['required', ['apps/web']],
  STRIPE_WEBHOOK_SECRET: ['required', ['apps/web']],
  TURBO_TEAM: ['pipeline', ['']],
  TURBO_TOKEN: ['pipeline', ['']],
  VERCEL_ENV: ['provided', ['apps/web']],
  VERCEL_URL: ['provided', ['']],
  WORKER_LEVEL: ['optional', ['apps/worker']],
  WORKER_TOKEN: ['required', ['', 'apps/worker']],
};

/** Everything that `env check` says of it. */
export const PROBLEMS: readonly string[] = [
  'high localhost NEXT_PUBLIC_SUPABASE_URL production',
  'high missing DATABASE_URL production of apps/web',
  'high missing OPENAI_API_KEY production of apps/api',
  'high missing STRIPE_SECRET_KEY production of apps/web',
  'high missing STRIPE_WEBHOOK_SECRET production of apps/web',
  'low undocumented QUEUE_PREFIX',
  'low undocumented REPORT_BUCKET',
  'low undocumented REPORT_REGION',
  'low undocumented REPORT_TITLE',
  'low undocumented SLACK_BOT_TOKEN',
  'low unused LEFT_OVER',
];
