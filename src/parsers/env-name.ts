/** Prefixes by which a framework puts a variable into the browser; from each framework's guide, 2026-11. */
export const PUBLIC_PREFIX = /^(?:NEXT_PUBLIC|VITE|PUBLIC|NUXT_PUBLIC|REACT_APP|EXPO_PUBLIC|GATSBY|VUE_APP|NG_APP)_/;

/** What a name says when its value must stay on the server. */
const SECRET =
  /SECRET|PASSWORD|PASSWD|PRIVATE_?KEY|SERVICE_?(?:ROLE|ACCOUNT|KEY)|CREDENTIAL|(?:DATABASE|DB|REDIS|MONGO(?:DB)?|POSTGRES(?:QL)?|MYSQL|DIRECT)_?UR[IL]|CONNECTION_?STRING|ADMIN_?KEY|_DSN_SECRET|WEBHOOK_?(?:KEY|SIGNING)|SIGNING_?KEY|ENCRYPTION_?KEY|ACCESS_?KEY(?!_ID)|DEPLOY_?KEY|AUTH_?TOKEN|ACCESS_?TOKEN|API_?TOKEN|BOT_?TOKEN|REFRESH_?TOKEN|_TOKEN$/;
/** Providers whose API key spends money or sends as you. */
const PAID =
  /(?:OPENAI|ANTHROPIC|CLAUDE|GEMINI|GROQ|MISTRAL|DEEPSEEK|PERPLEXITY|XAI|OPENROUTER|REPLICATE|ELEVENLABS|HUGGINGFACE|RESEND|SENDGRID|POSTMARK|MAILGUN|BREVO|LOOPS|TWILIO|STRIPE|PADDLE|LEMONSQUEEZY|PINECONE|LINEAR|NEON|UPSTASH|VERCEL|CLOUDFLARE).*KEY/;
/** Keys that are made for the browser. */
const PUBLISHABLE =
  /PUBLISHABLE|PUBLIC_?KEY|ANON|SITE_?KEY|CLIENT_?(?:ID|KEY|TOKEN)|MAPBOX_?(?:ACCESS_?)?TOKEN|POSTHOG|(?:^|_)DSN$|MEASUREMENT_ID|FIREBASE_API_KEY|MAPS|ALGOLIA_(?:SEARCH|API)|PUSHER_(?:APP_)?KEY|VAPID_PUBLIC|MIXPANEL|AMPLITUDE|SEGMENT_WRITE|TURNSTILE_SITE/;
const API_KEY = /(?:API|AUTH|MASTER|SERVER)_?KEY$/;

/** True for a name whose value must never reach a browser. A public prefix says nothing for or against it. */
export function namesSecret(name: string): boolean {
  const bare = name.replace(PUBLIC_PREFIX, '').toUpperCase();
  if (PUBLISHABLE.test(bare) && !/SECRET|SERVICE_?ROLE|PRIVATE/.test(bare)) return false;
  return SECRET.test(bare) || PAID.test(bare) || (API_KEY.test(bare) && !PUBLIC_PREFIX.test(name));
}

/** True for a name that its prefix puts into the browser. */
export function isPublicName(name: string): boolean {
  return PUBLIC_PREFIX.test(name);
}

/** Names that platforms, shells and tools set by themselves; from each platform's guide, 2026-11. */
const PROVIDED: readonly (readonly [string, RegExp])[] = [
  [
    'Node.js and shells',
    /^(?:NODE_ENV|NODE_OPTIONS|NODE_PATH|PATH|HOME|USER|SHELL|PWD|TZ|LANG|TERM|TMPDIR|TEMP|HOSTNAME|NO_COLOR|FORCE_COLOR|DEBUG|COLUMNS|APPDATA|USERPROFILE|EDITOR|INIT_CWD|npm_[a-z_]+)$/,
  ],
  ['every host', /^(?:PORT|HOST|CI)$/],
  ['launch-ready deploy', /^LAUNCH_READY_(?:RELEASE|ARTIFACT|TO)$/],
  ['Vite', /^(?:MODE|DEV|PROD|SSR|BASE_URL)$/],
  ['Next.js', /^(?:NEXT_RUNTIME|NEXT_PHASE|__NEXT_\w+|ANALYZE|TURBOPACK)$/],
  ['Vercel', /^(?:VERCEL|VERCEL_(?!TOKEN|ORG_ID|PROJECT_ID|API)\w+|NEXT_PUBLIC_VERCEL_\w+|AWS_REGION|AWS_LAMBDA_\w+|LAMBDA_TASK_ROOT)$/],
  [
    'Netlify',
    /^(?:NETLIFY|NETLIFY_(?!AUTH_TOKEN|SITE_ID)\w+|DEPLOY_URL|DEPLOY_PRIME_URL|DEPLOY_ID|CONTEXT|BRANCH|HEAD|COMMIT_REF|SITE_ID|SITE_NAME)$/,
  ],
  ['Cloudflare', /^CF_PAGES\w*$/],
  ['Render', /^(?:RENDER|RENDER_(?!API)\w+|IS_PULL_REQUEST)$/],
  ['Railway', /^(?:RAILWAY_(?!TOKEN|API)\w+)$/],
  ['Fly', /^(?:FLY_(?!API_TOKEN)\w+|PRIMARY_REGION)$/],
  ['Heroku', /^(?:DYNO|HEROKU_(?!API)\w+|SOURCE_VERSION)$/],
  ['Replit', /^(?:REPL_\w+|REPLIT_(?!DB_URL|TOKEN)\w+)$/],
  [
    'GitHub Actions',
    /^(?:GITHUB_(?:ACTIONS?|ACTOR|BASE_REF|HEAD_REF|REF\w*|SHA|REPOSITORY\w*|RUN_\w+|WORKFLOW|TOKEN|EVENT_\w+|OUTPUT|ENV|STEP_SUMMARY|SERVER_URL|API_URL|WORKSPACE)|RUNNER_\w+)$/,
  ],
  ['test runners', /^(?:VITEST\w*|JEST_WORKER_ID|PLAYWRIGHT_\w+|PWDEBUG)$/],
];
/** What Supabase sets for its edge functions. */
const SUPABASE_FUNCTIONS =
  /^(?:SUPABASE_(?:URL|ANON_KEY|SERVICE_ROLE_KEY|DB_URL|PUBLISHABLE_KEYS|SECRET_KEYS)|SB_REGION|SB_EXECUTION_ID|DENO_DEPLOYMENT_ID)$/;

/** Who sets a name by itself; null for one that the owner of the product must set. `file` is where it is read. */
export function providedBy(name: string, file: string): string | null {
  if (/(^|\/)supabase\/functions\//.test(file) && SUPABASE_FUNCTIONS.test(name)) return 'Supabase';
  return PROVIDED.find(([, names]) => names.test(name))?.[0] ?? null;
}

/** Files whose reads concern tests and tools of the developers alone. */
const DEVELOPERS =
  /(^|\/)(tests?|__tests__|__mocks__|e2e|cypress|playwright|spec|fixtures?|examples?|scripts?|benchmarks?|\.storybook|stories)\/|\.(test|spec|e2e|stories|bench)\.[cm]?[jt]sx?$|(^|\/)test_[^/]{1,100}\.py$|(_test\.(go|py)|_spec\.rb|conftest\.py)$|(^|\/)(playwright|vitest|jest|cypress|drizzle|eslint|prettier|commitlint|knip)\.[\w.]*$/;

/** True for a file that production never runs. */
export function isForDevelopers(file: string): boolean {
  return DEVELOPERS.test(file);
}
