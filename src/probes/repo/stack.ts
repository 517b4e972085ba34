/** Frameworks and platforms by the dependencies and files they bring; read 2026-11-22 in their guides. */
const SIGNS = [
  ['Next.js', ['next'], /(^|\/)next\.config\.[cm]?[jt]s$/],
  ['React', ['react'], null],
  ['React Router', ['@react-router/node', '@react-router/dev'], null],
  ['Remix', ['@remix-run/node', '@remix-run/react'], null],
  ['Vue', ['vue'], null],
  ['Nuxt', ['nuxt'], null],
  ['Svelte', ['svelte'], null],
  ['SvelteKit', ['@sveltejs/kit'], null],
  ['Astro', ['astro'], null],
  ['Angular', ['@angular/core'], null],
  ['Vite', ['vite'], null],
  ['Expo', ['expo'], null],
  ['Express', ['express'], null],
  ['Fastify', ['fastify'], null],
  ['Hono', ['hono'], null],
  ['NestJS', ['@nestjs/core'], null],
  ['Lovable', ['lovable-tagger', '@lovable.dev/cloud-auth-js'], null],
  ['Supabase', ['@supabase/supabase-js', '@supabase/ssr'], /(^|\/)supabase\/config\.toml$/],
  ['Firebase', ['firebase', 'firebase-admin'], /(^|\/)(firebase\.json|\.firebaserc)$/],
  ['Convex', ['convex'], null],
  ['Prisma', ['prisma', '@prisma/client'], /(^|\/)schema\.prisma$/],
  ['Drizzle', ['drizzle-orm'], null],
  ['Clerk', ['@clerk/nextjs', '@clerk/clerk-react', '@clerk/react'], null],
  ['Auth.js', ['next-auth', '@auth/core'], null],
  ['Better Auth', ['better-auth'], null],
  ['Stripe', ['stripe', '@stripe/stripe-js'], null],
  ['Resend', ['resend'], null],
  ['Sentry', ['@sentry/nextjs', '@sentry/react', '@sentry/node'], null],
  ['Tailwind CSS', ['tailwindcss'], null],
  ['Vercel', [], /(^|\/)vercel\.(json|ts)$/],
  ['Netlify', [], /(^|\/)(netlify\.toml|_redirects)$/],
  ['Cloudflare Workers', ['wrangler'], /(^|\/)wrangler\.(toml|jsonc?)$/],
  ['Fly', [], /(^|\/)fly\.toml$/],
  ['Render', [], /(^|\/)render\.ya?ml$/],
  ['Railway', [], /(^|\/)railway\.(json|toml)$/],
  ['Replit', [], /(^|\/)\.replit$/],
  ['Heroku', [], /(^|\/)Procfile$/],
  ['Docker', [], /(^|\/)Dockerfile$/],
  ['GitHub Actions', [], /^\.github\/workflows\/[^/]+\.ya?ml$/],
  ['Django', [], /(^|\/)manage\.py$/],
  ['Rails', [], /(^|\/)config\/application\.rb$/],
  ['Laravel', [], /(^|\/)artisan$/],
  ['Go', [], /(^|\/)go\.mod$/],
] as const satisfies readonly (readonly [string, readonly string[], RegExp | null])[];

/** The frameworks and platforms of a checkout; sorted. */
export function stackOf(files: readonly string[], dependencies: Readonly<Record<string, string>>): string[] {
  return SIGNS.filter(
    ([, packages, file]) => packages.some((name) => Object.hasOwn(dependencies, name)) || files.some((path) => file?.test(path)),
  )
    .map(([name]) => name)
    .toSorted();
}
