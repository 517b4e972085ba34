import { generateKeyPairSync } from 'node:crypto';

/** Characters of real keys, the same in every run; `from` moves the start so that two samples differ. */
const ALL = 'Q7wErTy9UiOpAsDfGh3JkLzXcVbNm5qWeRt8YuIoPa4SdFg6HjKl2ZxCvBn1M0'.repeat(12);
const HEX = '7f3a9c1e5b8d2046af61c9e3b7d40852'.repeat(10);

export const alnum = (length: number, from = 0): string => ALL.slice(from, from + length);
export const hex = (length: number, from = 0): string => HEX.slice(from, from + length);
const lower = (length: number): string => alnum(length).toLowerCase();
const uuid = [hex(8), hex(4, 3), hex(4, 5), hex(4, 7), hex(12, 9)].join('-');
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
export const jwt = (claims: unknown, signature = alnum(43, 3)): string =>
  [base64url({ alg: 'HS256', typ: 'JWT' }), base64url(claims), signature].join('.');
const j = (...parts: string[]): string => parts.join('');

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A text that holds one secret of a kind, and one that looks like it but holds none. */
export interface Sample {
  id: string;
  real: string;
  alike: string;
}

const row = (id: string, real: string, alike: string): Sample => ({ id, real, alike });
/** For tokens whose look-alike is the same one, too short. */
const short = (id: string, token: string, cut: number): Sample =>
  row(id, `key = "${token}"`, `key = "${token.slice(0, token.length - cut)}"`);
/** For values behind a name: the look-alike reads it from the environment. */
const behind = (id: string, name: string, value: string): Sample =>
  row(id, `${name}=${value}\n`, `${name}=process.env.${name} // ${value.slice(0, 8)}\n`);

/** One of every kind, put together here so that no scanner takes this file for a leak. */
export const SAMPLES: readonly Sample[] = [
  behind('vercel-token', 'VERCEL_TOKEN', alnum(24)),
  short('vercel-blob', j('vercel_blob', '_rw_', alnum(16), '_', alnum(30)), 25),
  short('cloudflare-token', j('cf', 'ut_', alnum(40), hex(8)), 9),
  behind('cloudflare-legacy', 'CLOUDFLARE_API_TOKEN', alnum(40)),
  short('cloudflare-origin-ca', j('v1', '.0-', hex(24), '-', hex(146)), 8),
  behind('railway-token', 'RAILWAY_TOKEN', uuid),
  row('replit-db', j('https://kv.replit', '.com/v0/', jwt({ iss: 'conman' })), 'https://kv.replit.com/v0/<token>'),
  short('netlify-token', j('nf', 'p_', alnum(40)), 8),
  short('render-key', j('rn', 'd_', alnum(32)), 8),
  short('fly-token', j('fm', '2_', alnum(160)), 80),
  short('heroku-key', j('HR', 'KU-', alnum(58)), 30),
  short('digitalocean-token', j('do', 'p_v1_', hex(64)), 3),
  short('aws-key-id', j('AK', 'IA', 'Z7Q2W5E3R4T6Y7U2'), 2),
  behind('aws-secret', 'AWS_SECRET_ACCESS_KEY', alnum(40)),
  short('doppler', j('dp', '.pt.', alnum(43)), 8),
  short('vault-token', j('hv', 's.', alnum(95)), 80),
  short('onepassword-service', j('ops', '_eyJ', alnum(300)), 150),
  short('tailscale', j('ts', 'key-auth-', alnum(12), '-', alnum(32)), 16),
  short('supabase-secret', j('sb', '_secret_', alnum(22), '_', alnum(8)), 20),
  short('supabase-access', j('sb', 'p_', hex(40)), 4),
  short('google-oauth-secret', j('GOC', 'SPX-', alnum(28)), 4),
  short('google-refresh', j('1//', '0', alnum(60)), 30),
  short('google-access', j('ya', '29.', alnum(120)), 90),
  short('firebase-server', j('AAAA', alnum(7), ':APA', '91b', alnum(134)), 4),
  behind('turso-token', 'TURSO_AUTH_TOKEN', jwt({ a: 'rw', iat: 1_760_000_000 }, alnum(86))),
  behind('upstash-token', 'UPSTASH_REDIS_REST_TOKEN', alnum(56)),
  short('neon-api', j('na', 'pi_', lower(64)), 4),
  short('neon-password', j('np', 'g_', alnum(16)), 8),
  row('convex-deploy', j('CONVEX_DEPLOY_KEY=', 'prod:', 'happy-otter-123|', alnum(60)), 'CONVEX_DEPLOYMENT=prod:happy-otter-123'),
  short('planetscale', j('pscale', '_pw_', alnum(43)), 20),
  short('stripe-secret', j('sk', '_live_', '51', alnum(70)), 60),
  short('stripe-restricted', j('rk', '_live_', '51', alnum(70)), 60),
  short('webhook-secret', j('wh', 'sec_', alnum(32)), 16),
  short('paddle-key', j('pdl', '_live_apikey_', lower(26), '_', alnum(22), '_', alnum(3)), 8),
  short('paddle-webhook', j('pdl', '_ntfset_', lower(26), '_', alnum(32)), 20),
  behind('lemonsqueezy-key', 'LEMONSQUEEZY_API_KEY', jwt({ aud: '94d59cef', jti: hex(40) }, alnum(300))),
  short('polar-token', j('polar', '_oat_', alnum(42)), 20),
  short('square-token', j('sq0', 'csp-', alnum(43)), 4),
  short('shopify-token', j('shp', 'at_', hex(32)), 4),
  behind('plaid-secret', 'PLAID_SECRET', hex(30)),
  behind('mux-secret', 'MUX_TOKEN_SECRET', alnum(75)),
  behind('algolia-admin', 'ALGOLIA_ADMIN_KEY', hex(32)),
  short('mapbox-secret', j('sk', '.eyJ', alnum(80), '.', alnum(22)), 12),
  short('hubspot-token', j('pat', '-na1-', uuid), 4),
  short('resend-key', j('re', '_', alnum(8), '_', alnum(24, 9)), 4),
  short('sendgrid-key', j('SG', '.', alnum(22), '.', alnum(43)), 4),
  behind('postmark-token', 'POSTMARK_SERVER_TOKEN', uuid),
  behind('mailgun-key', 'MAILGUN_API_KEY', j('key-', hex(32))),
  behind('loops-key', 'LOOPS_API_KEY', hex(32)),
  short('brevo-key', j('xkey', 'sib-', hex(64), '-', alnum(16)), 4),
  behind('mailchimp-key', 'MAILCHIMP_API_KEY', j(hex(32), '-us14')),
  short('mandrill-key', j('md', '-', alnum(22)), 4),
  behind('twilio-token', 'TWILIO_AUTH_TOKEN', hex(32)),
  short('slack-token', j('xo', 'xb-', '739201846521-8402918375620-', alnum(24)), 48),
  short('slack-webhook', j('https://hooks.slack', '.com/services/T01ABCDEF23/B01ABCDEF23/', alnum(24)), 12),
  short('discord-webhook', j('https://discord', '.com/api/webhooks/739201846521739201/', alnum(68)), 12),
  behind('discord-bot', 'DISCORD_TOKEN', j('M', alnum(24), '.', alnum(6), '.', alnum(30))),
  short('telegram-bot', j('7392018465', ':AA', alnum(33)), 4),
  behind('pusher-secret', 'PUSHER_SECRET', hex(20)),
  behind('ably-key', 'ABLY_API_KEY', j(alnum(6), '.', alnum(6, 7), ':', alnum(43))),
  short('github-token', j('gh', 'p_', alnum(36)), 4),
  short('github-fine', j('github', '_pat_', alnum(22), '_', alnum(59)), 8),
  short('gitlab-token', j('gl', 'pat-', alnum(20)), 4),
  short('npm-token', j('np', 'm_', alnum(36)), 4),
  short('pypi-token', j('pypi', '-AgEIcHlwaS5vcmc', alnum(100)), 80),
  short('docker-token', j('dckr', '_pat_', alnum(27)), 4),
  short('sentry-org', j('sntr', 'ys_eyJ', alnum(120)), 90),
  short('sentry-user', j('sntr', 'yu_', hex(64)), 4),
  short('linear-key', j('lin', '_api_', alnum(40)), 4),
  short('notion-token', j('nt', 'n_', alnum(46)), 12),
  short('airtable-token', j('pa', 't', alnum(14), '.', hex(64)), 4),
  short('posthog-personal', j('ph', 'x_', alnum(44)), 8),
  short('grafana-token', j('gl', 'sa_', alnum(32), '_', hex(8)), 4),
  short('newrelic-key', j('NR', 'AK-', alnum(27).toUpperCase()), 4),
  short('postman-key', j('PM', 'AK-', hex(24), '-', hex(34)), 4),
  short('figma-token', j('fi', 'gd_', alnum(40)), 12),
  short('databricks-token', j('da', 'pi', hex(32)), 4),
  short('inngest-key', j('sign', 'key-prod-', hex(64)), 4),
  short('trigger-key', j('tr', '_prod_', alnum(20)), 8),
  short('anthropic-key', j('sk', '-ant-api03-', alnum(93)), 70),
  short('openai-key', j('sk', '-proj-', alnum(74), 'T3BlbkFJ', alnum(74)), 130),
  short('openai-legacy', j('sk', '-', alnum(20), 'T3Blbk', 'FJ', alnum(20)), 4),
  short('openrouter-key', j('sk', '-or-v1-', hex(64)), 4),
  behind('deepseek-key', 'DEEPSEEK_API_KEY', j('sk', '-', hex(32))),
  behind('gemini-key', 'GEMINI_API_KEY', j('AI', 'za', alnum(35))),
  short('huggingface-token', j('h', 'f_', alnum(34)), 8),
  short('groq-key', j('gs', 'k_', alnum(52)), 16),
  short('replicate-token', j('r', '8_', alnum(37)), 4),
  short('perplexity-key', j('pp', 'lx-', alnum(48)), 12),
  short('xai-key', j('xa', 'i-', alnum(80)), 12),
  short('elevenlabs-key', j('s', 'k_', hex(48)), 4),
  behind('mistral-key', 'MISTRAL_API_KEY', alnum(32)),
  short('pinecone-key', j('pc', 'sk_', alnum(6), '_', alnum(63)), 30),
  short('langsmith-key', j('lsv', '2_pt_', hex(32), '_', hex(10)), 4),
  short('langfuse-key', j('sk', '-lf-', uuid), 4),
  behind('deepgram-key', 'DEEPGRAM_API_KEY', hex(40)),
  row(
    'google-service-account',
    JSON.stringify({ type: 'service_account', private_key: rsa }),
    JSON.stringify({ private_key: '-----BEGIN PRIVATE KEY-----\n...\n' }),
  ),
  row('private-key', pem, pem.replaceAll('PRIVATE', 'PUBLIC')),
  row('private-key-base64', Buffer.from(pem).toString('base64'), Buffer.from(pem.replaceAll('PRIVATE', 'PUBLIC')).toString('base64')),
  row('json-web-token', jwt({ role: 'service_role', ref: 'abcdefghijklmnopqrst' }), jwt({ role: 'anon', ref: 'abcdefghijklmnopqrst' })),
  row('database-url', j('postgres', '://app:', alnum(20), '@db.acme.com:5432/app'), 'postgres://postgres:postgres@db.acme.com:5432/app'),
  row('basic-auth-url', j('https', '://admin:', alnum(20), '@vault.acme.com/'), 'https://admin:password@vault.acme.com/'),
];
