/** What a part of the stack is for. */
export const ROLES = [
  'framework',
  'host',
  'auth',
  'payment',
  'mail',
  'database',
  'assistant',
  'errors',
  'pipeline',
  'style',
  'packages',
  'layout',
] as const;
export type Role = (typeof ROLES)[number];

interface Known {
  role: Role;
  name: string;
  /** Dependencies that show it. */
  packages?: readonly string[];
  /** A file that shows it; it wins over a dependency. */
  file?: RegExp;
}

const by = (role: Role, name: string, packages: readonly string[], file?: RegExp): Known => ({
  role,
  name,
  packages,
  ...(file && { file }),
});

/** Parts of a stack by the dependencies and files they bring; read 2026-11 in their guides. */
export const SIGNS: readonly Known[] = [
  by('framework', 'Next.js', ['next'], /(^|\/)next\.config\.[cm]?[jt]s$/),
  by('framework', 'React', ['react']),
  by('framework', 'React Router', ['@react-router/node', '@react-router/dev']),
  by('framework', 'Remix', ['@remix-run/node', '@remix-run/react']),
  by('framework', 'TanStack Start', ['@tanstack/react-start', '@tanstack/start']),
  by('framework', 'Vue', ['vue']),
  by('framework', 'Nuxt', ['nuxt'], /(^|\/)nuxt\.config\.[cm]?[jt]s$/),
  by('framework', 'Svelte', ['svelte']),
  by('framework', 'SvelteKit', ['@sveltejs/kit']),
  by('framework', 'Astro', ['astro'], /(^|\/)astro\.config\.[cm]?[jt]s$/),
  by('framework', 'Angular', ['@angular/core'], /(^|\/)angular\.json$/),
  by('framework', 'Solid', ['solid-js']),
  by('framework', 'Vite', ['vite'], /(^|\/)vite\.config\.[cm]?[jt]s$/),
  by('framework', 'Expo', ['expo']),
  by('framework', 'Electron', ['electron']),
  by('framework', 'Express', ['express']),
  by('framework', 'Fastify', ['fastify']),
  by('framework', 'Hono', ['hono']),
  by('framework', 'NestJS', ['@nestjs/core']),
  by('framework', 'Django', [], /(^|\/)manage\.py$/),
  by('framework', 'Rails', [], /(^|\/)config\/application\.rb$/),
  by('framework', 'Laravel', [], /(^|\/)artisan$/),
  by('framework', 'Go', [], /(^|\/)go\.mod$/),

  by('host', 'Vercel', [], /(^|\/)(vercel\.(json|ts)|\.vercel\/project\.json)$/),
  by('host', 'Netlify', [], /(^|\/)netlify\.toml$/),
  by('host', 'Cloudflare Workers', ['wrangler'], /(^|\/)wrangler\.(toml|jsonc?)$/),
  by('host', 'Fly', [], /(^|\/)fly\.toml$/),
  by('host', 'Render', [], /(^|\/)render\.ya?ml$/),
  by('host', 'Railway', [], /(^|\/)railway\.(json|toml)$/),
  by('host', 'Heroku', [], /(^|\/)Procfile$/),
  by('host', 'AWS Amplify', [], /(^|\/)amplify\.ya?ml$/),
  by('host', 'AWS through SST', ['sst'], /(^|\/)sst\.config\.ts$/),
  by('host', 'Docker', [], /(^|\/)Dockerfile$/),

  by('auth', 'Clerk', ['@clerk/nextjs', '@clerk/clerk-react', '@clerk/react', '@clerk/backend', '@clerk/astro', '@clerk/express']),
  by('auth', 'Auth.js', ['next-auth', '@auth/core', '@auth/sveltekit', '@auth/express']),
  by('auth', 'Better Auth', ['better-auth']),
  by('auth', 'Auth0', ['@auth0/nextjs-auth0', '@auth0/auth0-react', '@auth0/auth0-spa-js', 'express-openid-connect']),
  by('auth', 'Kinde', ['@kinde-oss/kinde-auth-nextjs', '@kinde-oss/kinde-auth-react']),
  by('auth', 'WorkOS', ['@workos-inc/authkit-nextjs', '@workos-inc/node']),
  by('auth', 'Stytch', ['stytch', '@stytch/nextjs', '@stytch/react']),
  by('auth', 'Passport', ['passport']),
  by('auth', 'Lucia', ['lucia']),

  by('payment', 'Stripe', ['stripe', '@stripe/stripe-js', '@stripe/react-stripe-js']),
  by('payment', 'Paddle', ['@paddle/paddle-js', '@paddle/paddle-node-sdk']),
  by('payment', 'Lemon Squeezy', ['@lemonsqueezy/lemonsqueezy.js']),
  by('payment', 'Polar', ['@polar-sh/sdk', '@polar-sh/nextjs', '@polar-sh/better-auth']),
  by('payment', 'PayPal', ['@paypal/react-paypal-js', '@paypal/paypal-js', '@paypal/paypal-server-sdk']),
  by('payment', 'Square', ['square']),
  by('payment', 'RevenueCat', ['react-native-purchases', '@revenuecat/purchases-js']),

  by('mail', 'Resend', ['resend']),
  by('mail', 'Postmark', ['postmark']),
  by('mail', 'SendGrid', ['@sendgrid/mail']),
  by('mail', 'Mailgun', ['mailgun.js']),
  by('mail', 'Amazon SES', ['@aws-sdk/client-ses', '@aws-sdk/client-sesv2']),
  by('mail', 'Brevo', ['@getbrevo/brevo']),
  by('mail', 'Loops', ['loops']),
  by('mail', 'MailerSend', ['mailersend']),
  by('mail', 'Mailchimp', ['@mailchimp/mailchimp_transactional']),
  by('mail', 'Nodemailer', ['nodemailer']),

  by('database', 'Supabase', ['@supabase/supabase-js', '@supabase/ssr'], /(^|\/)supabase\/config\.toml$/),
  by('database', 'Firebase', ['firebase', 'firebase-admin'], /(^|\/)(firebase\.json|\.firebaserc)$/),
  by('database', 'Convex', ['convex']),
  by('database', 'Neon', ['@neondatabase/serverless']),
  by('database', 'Turso', ['@libsql/client', '@tursodatabase/serverless']),
  by('database', 'PlanetScale', ['@planetscale/database']),
  by('database', 'Upstash', ['@upstash/redis', '@upstash/qstash']),
  by('database', 'MongoDB', ['mongodb', 'mongoose']),
  by('database', 'PostgreSQL', ['pg', 'postgres']),
  by('database', 'MySQL', ['mysql2', 'mysql']),
  by('database', 'SQLite', ['better-sqlite3', 'sqlite3']),
  by('database', 'Appwrite', ['appwrite', 'node-appwrite']),
  by('database', 'PocketBase', ['pocketbase']),
  by('database', 'Prisma', ['prisma', '@prisma/client'], /(^|\/)schema\.prisma$/),
  by('database', 'Drizzle', ['drizzle-orm']),

  by('assistant', 'Lovable', ['lovable-tagger', '@lovable.dev/cloud-auth-js'], /(^|\/)\.lovable\//),
  by('assistant', 'Bolt', [], /(^|\/)\.bolt\//),
  by('assistant', 'Replit', [], /(^|\/)(\.replit|replit\.nix|replit\.md)$/),
  by('assistant', 'Base44', ['@base44/sdk', '@base44/vite-plugin']),
  by('assistant', 'Firebase Studio', [], /(^|\/)\.idx\//),
  by('assistant', 'Cursor', [], /(^|\/)(\.cursorrules$|\.cursor\/)/),
  by('assistant', 'Windsurf', [], /(^|\/)(\.windsurfrules$|\.windsurf\/)/),
  by('assistant', 'Claude Code', [], /(^|\/)(CLAUDE\.md$|\.claude\/)/),
  by('assistant', 'Copilot', [], /(^|\/)\.github\/(copilot-instructions\.md$|instructions\/[^/]+\.instructions\.md$)/),
  by('assistant', 'Gemini CLI', [], /(^|\/)(GEMINI\.md$|\.gemini\/)/),

  by('errors', 'Sentry', ['@sentry/nextjs', '@sentry/react', '@sentry/node', '@sentry/sveltekit', '@sentry/vue', '@sentry/astro']),
  by('errors', 'PostHog', ['posthog-js', 'posthog-node']),
  by('pipeline', 'GitHub Actions', [], /^\.github\/workflows\/[^/]+\.ya?ml$/),
  by('pipeline', 'GitLab CI', [], /^\.gitlab-ci\.ya?ml$/),
  by('style', 'Tailwind CSS', ['tailwindcss']),
  by('style', 'shadcn/ui', [], /(^|\/)components\.json$/),

  by('layout', 'Turborepo', [], /^turbo\.jsonc?$/),
  by('layout', 'Nx', [], /^nx\.json$/),
  by('layout', 'Lerna', [], /^lerna\.json$/),
];
