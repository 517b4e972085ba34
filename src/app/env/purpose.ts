import { providerOfName } from '../secrets/providers.ts';

/** What variables are for, by their names, the most telling first; from each provider's guide, 2026-11. */
const PURPOSES: readonly (readonly [RegExp, string])[] = [
  [/STRIPE.*WEBHOOK|WEBHOOK.*STRIPE/, 'Proves that a webhook comes from Stripe.'],
  [/STRIPE.*(?:PUBLISHABLE|PUBLIC)/, 'Opens the payment form of Stripe in the browser.'],
  [/STRIPE.*PRICE/, 'The price of Stripe that customers are charged.'],
  [/STRIPE/, 'Takes payments at Stripe, from the server.'],
  [/SUPABASE.*(?:SERVICE_?ROLE|SECRET_KEY)/, 'Reads and changes every row in Supabase; for the server alone.'],
  [/SUPABASE.*(?:ANON|PUBLISHABLE)/, 'Lets the browser talk to Supabase under its access rules.'],
  [/SUPABASE.*JWT/, 'Signs and checks logins of Supabase.'],
  [/SUPABASE.*(?:PROJECT|REF)/, 'The project at Supabase.'],
  [/SUPABASE.*URL/, 'Address of the Supabase project.'],
  [/CLERK.*WEBHOOK/, 'Proves that a webhook comes from Clerk.'],
  [/CLERK.*PUBLISHABLE/, 'Shows the login of Clerk in the browser.'],
  [/CLERK.*SECRET/, 'Checks logins at Clerk, from the server.'],
  [/SENTRY.*AUTH_TOKEN/, 'Uploads source maps to Sentry when the app is built.'],
  [/SENTRY.*DSN/, 'Where errors are reported.'],
  [/POSTHOG|MIXPANEL|AMPLITUDE|PLAUSIBLE|GA_|MEASUREMENT_ID/, 'Counts how the product is used.'],
  [
    /(?:OPENAI|ANTHROPIC|CLAUDE|GEMINI|GENERATIVE_AI|GROQ|MISTRAL|DEEPSEEK|OPENROUTER|REPLICATE|ELEVENLABS|PERPLEXITY|XAI).*(?:KEY|TOKEN)/,
    'Pays for answers of a model.',
  ],
  [/(?:RESEND|SENDGRID|POSTMARK|MAILGUN|BREVO|LOOPS).*(?:KEY|TOKEN)/, 'Sends mail in your name.'],
  [/SMTP|MAIL_HOST|EMAIL_SERVER/, 'The server that mail is sent through.'],
  [/(?:EMAIL|MAIL)_FROM|FROM_(?:EMAIL|MAIL)/, 'The sender of mail.'],
  [/TWILIO/, 'Sends text messages.'],
  [/(?:DIRECT|SHADOW|MIGRAT\w{0,10}|UNPOOLED).*UR[LI]/, 'Address of the database for migrations, past the pooler.'],
  [/REDIS|UPSTASH|^KV_/, 'Address of the cache or queue.'],
  [/(?:DATABASE|POSTGRES\w{0,4}|MYSQL|MONGO\w{0,2}|DB|TURSO|LIBSQL).*(?:UR[LI]|DSN)/, 'Address and password of the database.'],
  [/(?:DATABASE|POSTGRES\w{0,4}|MYSQL|MONGO\w{0,2}|DB|PG)_?(?:PASS|PASSWORD)$/, 'Password of the database.'],
  [/NEXTAUTH_URL|AUTH_URL|(?:SITE|APP|BASE|PUBLIC|WEB)_URL|_ORIGIN$|^ORIGIN$/, 'Address under which the app is reached.'],
  [
    /(?:NEXTAUTH|AUTH|SESSION|JWT|COOKIE|APP|DJANGO)_?(?:SECRET|KEY)|^SECRET_KEY(?:_BASE)?$/,
    'Signs logins; a new value logs everybody out.',
  ],
  [/ENCRYPTION_?KEY/, 'Encrypts stored data; without it the data cannot be read.'],
  [/CRON.*(?:SECRET|KEY|TOKEN)/, 'Proves that a timed job comes from your scheduler.'],
  [
    /(?:GOOGLE|GITHUB|DISCORD|APPLE|FACEBOOK|MICROSOFT|LINKEDIN|TWITTER|SLACK).*CLIENT_?(?:ID|SECRET)/,
    'Login with an account of another service.',
  ],
  [/MAPBOX|MAPS/, 'Shows maps.'],
  [/(?:TURNSTILE|RECAPTCHA|HCAPTCHA)/, 'Keeps robots from sending forms.'],
  [/(?:S3|R2|AWS|BUCKET|STORAGE|BLOB)/, 'Stores and reads files.'],
  [/WEBHOOK.*(?:SECRET|KEY)/, 'Proves who sent a webhook.'],
  [/(?:LOG_LEVEL|^DEBUG)/, 'How much is logged.'],
];

/** What a variable is for: as the checkout's own comments say, else by its name; null where neither tells. */
export function purposeOf(name: string, told: ReadonlyMap<string, string>): string | null {
  const own = told.get(name);
  if (own !== undefined) return own;
  const upper = name.toUpperCase();
  const known = PURPOSES.find(([words]) => words.test(upper))?.[1];
  if (known !== undefined) return known;
  const provider = providerOfName(name);
  return provider === null ? null : `Belongs to ${provider}.`;
}
