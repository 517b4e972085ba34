/** What the markup and scripts of frameworks, builders and services hold; read 2026-11-22 in their output. Text, found as it stands. */
const SIGNS = [
  ['Next.js', ['/_next/static/', '__NEXT_DATA__', 'self.__next_f']],
  ['Nuxt', ['/_nuxt/', '__NUXT__']],
  ['SvelteKit', ['/_app/immutable/', '__sveltekit_']],
  ['Astro', ['/_astro/', '<astro-island']],
  ['Remix', ['__remixContext']],
  ['React Router', ['__reactRouterContext']],
  ['Gatsby', ['id="___gatsby"']],
  ['Angular', ['ng-version=']],
  ['Vite', ['type="module" crossorigin src="/assets/', '/@vite/client']],
  ['WordPress', ['/wp-content/', '/wp-includes/']],
  ['Webflow', ['data-wf-site', 'data-wf-page']],
  ['Framer', ['framerusercontent.com', 'data-framer-']],
  ['Lovable', ['gptengineer.js', 'lovable.dev/opengraph', 'lovable-uploads', '~flock.js']],
  ['Bolt', ['bolt.new/', 'bolt.host']],
  ['v0', ['content="v0.app"', 'content="v0.dev"']],
  ['Replit', ['replit-dev-banner', 'replit.com/public/js/']],
  ['Base44', ['base44.com/', 'base44.app/']],
  ['Supabase', ['.supabase.co']],
  ['Firebase', ['.firebaseapp.com', 'firebasestorage.googleapis.com']],
  ['Clerk', ['data-clerk-publishable-key', '.clerk.accounts.dev', 'clerk.browser.js']],
  ['Stripe', ['js.stripe.com']],
  ['PostHog', ['posthog.com']],
  ['Sentry', ['.ingest.sentry.io', '.ingest.us.sentry.io', '.ingest.de.sentry.io']],
] as const satisfies readonly (readonly [string, readonly string[]])[];

/** The frameworks and services that texts (markup, scripts) betray; sorted. */
export function stackIn(texts: readonly string[]): string[] {
  return SIGNS.filter(([, signs]) => signs.some((sign) => texts.some((text) => text.includes(sign))))
    .map(([name]) => name)
    .toSorted();
}
