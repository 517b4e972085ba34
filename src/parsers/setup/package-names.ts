/** Packages that AI-built apps use most, whose names are worth imitating; from the vendors' guides, 2026-11. */
const POPULAR = [
  '@anthropic-ai/sdk',
  '@prisma/client',
  '@stripe/stripe-js',
  '@supabase/ssr',
  '@supabase/supabase-js',
  '@tanstack/react-query',
  'autoprefixer',
  'bcryptjs',
  'better-auth',
  'body-parser',
  'class-variance-authority',
  'commander',
  'cookie-parser',
  'cross-env',
  'date-fns',
  'discord.js',
  'dotenv',
  'drizzle-orm',
  'eslint',
  'express',
  'express-rate-limit',
  'express-session',
  'fastify',
  'firebase',
  'firebase-admin',
  'framer-motion',
  'helmet',
  'jsonwebtoken',
  'lodash',
  'lucide-react',
  'mongoose',
  'multer',
  'next-auth',
  'next-themes',
  'nodemailer',
  'nodemon',
  'openai',
  'passport',
  'postcss',
  'prettier',
  'prisma',
  'puppeteer',
  'react-dom',
  'react-hook-form',
  'react-router-dom',
  'recharts',
  'socket.io-client',
  'stripe',
  'tailwind-merge',
  'tailwindcss',
  'tailwindcss-animate',
  'typescript',
  'webpack',
  'zustand',
] as const satisfies readonly string[];

/** Scopes that companies and projects publish under in public; names of any other may be somebody's secret. 2026-11. */
const PUBLIC_SCOPES =
  /^@(?:ai-sdk|anthropic-ai|angular|apollo|astrojs|auth|auth0|aws-sdk|babel|base-ui|clerk|cloudflare|codemirror|convex-dev|dnd-kit|docusaurus|drizzle-team|emotion|eslint|expo|fastify|firebase|floating-ui|fontsource|fortawesome|google|google-cloud|googleapis|graphql-codegen|headlessui|heroicons|hono|hookform|hotwired|huggingface|ionic|langchain|lexical|libsql|mantine|mdx-js|modelcontextprotocol|mui|neondatabase|nestjs|netlify|next|nextui-org|node-rs|nuxt|nuxtjs|octokit|openai|opentelemetry|oxlint|parcel|paddle|paypal|phosphor-icons|pinecone-database|planetscale|playwright|polar-sh|prisma|radix-ui|react-aria|react-email|react-navigation|react-native|react-router|react-spring|react-three|reduxjs|remix-run|resend|rollup|sanity|sendgrid|sentry|shadcn|sindresorhus|slack|solidjs|storybook|stripe|supabase|sveltejs|swc|t3-oss|tabler|tailwindcss|tanstack|tauri-apps|testing-library|tiptap|tremor|trpc|turf|types|typescript-eslint|uploadthing|upstash|vercel|vitejs|vitest|vue|vueuse|web3-react|xenova|xstate|xyflow)\//;

/** Packages of PyPI that most products of Python use, by their normal names (PEP 503); from the makers' guides, 2026-11. */
const PYTHON: ReadonlySet<string> = new Set(
  `aiohttp alembic anthropic asyncpg bcrypt beautifulsoup4 black boto3 celery certifi click cryptography django django-cors-headers
  django-environ djangorestframework email-validator fastapi firebase-admin flask flask-cors flask-login flask-sqlalchemy gradio
  gunicorn httpx huggingface-hub jinja2 langchain langchain-core langchain-openai langgraph llama-index loguru lxml matplotlib mypy
  numpy openai orjson packaging pandas passlib pillow pip playwright psycopg psycopg-binary psycopg2 psycopg2-binary pydantic
  pydantic-settings pyjwt pymongo pymysql pytest pytest-asyncio python-dateutil python-dotenv python-jose python-multipart pyyaml redis
  requests resend rich ruff scikit-learn scipy selenium sendgrid sentry-sdk setuptools slowapi sqlalchemy sqlmodel starlette streamlit
  stripe supabase tenacity tiktoken torch tqdm transformers twilio typer typing-extensions urllib3 uvicorn uvloop websockets werkzeug
  wheel whitenoise`.split(/\s+/),
);

/** Real packages whose names are one letter from a popular one. */
const REAL: ReadonlySet<string> = new Set(['echarts', 'expresso', 'openapi', 'prettierx']);
/** Names of one letter's difference are common below this length. */
const SHORTEST = 6;

/** True for a package that everybody knows: no registry need be asked whether it exists. */
export function isPopular(name: string, language: 'js' | 'python'): boolean {
  return language === 'python' ? PYTHON.has(name) : REAL.has(name) || POPULAR.some((each) => each === name);
}

/** True for a name that may be told to a public registry: one without a scope, or of a scope that is public. */
export function isOfPublicScope(name: string): boolean {
  return !name.startsWith('@') || PUBLIC_SCOPES.test(name);
}

/** The popular package that a name is one slip of the keyboard away from; null for the popular ones themselves and for most names. */
export function lookalikeOf(name: string): string | null {
  if (name.length < SHORTEST || name.length > 60 || REAL.has(name) || POPULAR.some((each) => each === name)) return null;
  return POPULAR.find((each) => each.length >= SHORTEST && isOneSlip(name, each)) ?? null;
}

/** One sign left out, doubled or added, or two neighbours swapped. */
function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const rest = (text: string, skip: number): string => text.slice(at + skip);
  if (a.length === b.length) return a[at] === b[at + 1] && a[at + 1] === b[at] && rest(a, 2) === rest(b, 2);
  return a.length > b.length ? rest(a, 1) === rest(b, 0) : rest(a, 0) === rest(b, 1);
}
