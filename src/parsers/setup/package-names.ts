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

/** Real packages whose names are one letter from a popular one. */
const REAL: ReadonlySet<string> = new Set(['echarts', 'expresso', 'openapi', 'prettierx']);
/** Names of one letter's difference are common below this length. */
const SHORTEST = 6;

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
