import { defineScenario } from '../../scenario.ts';
import { MAIL_ENV, SEED_SECRETS, seedInboxes, SENDER } from '../mail-world.ts';
import { SIGNING_KEY } from '../signing-key.ts';
import { assistant, RAILWAY } from './assistant.ts';
import { cloudflare } from './cloudflare.ts';
import { AT, zones } from './dns.ts';
import { faults } from './faults.ts';
import { hands } from './hands.ts';
import { OWNED, released, repaired } from './release.ts';
import { history, sentry } from './production.ts';
import { registrations } from './registration.ts';
import { repository } from './repository.ts';
import { sites } from './sites.ts';

export default defineScenario({
  name: 'ai-built-mess',
  title: 'Built in a weekend',
  about: 'A coach built a whole SaaS with AI over a weekend; it looks finished, and nearly everything behind it is broken.',
  domain: 'coachly.test',
  zones: [...zones, RAILWAY],
  sites,
  mail: [{ host: 'mail.coachly.test', address: AT.mail, starttls: false }],
  // Its provider signs with a key that nobody ever published, so resets land in spam and receipts are refused.
  inboxes: seedInboxes([
    { subject: 'Reset', aligned: false, does: 'junk' },
    { subject: 'receipt', aligned: false, does: 'unauthenticated' },
  ]),
  submission: {
    ...SENDER,
    user: 'resend',
    password: SEED_SECRETS.smtp,
    sign: { domain: 'coachly.test', selector: 'resend', key: SIGNING_KEY.pem },
  },
  cloudflare,
  assistant,
  registrations,
  repository: { ...repository, ...released },
  history,
  sentry,
  repaired,
  hands,
  // Supabase waits: the old service_role key ends with all others of its kind, and nobody dares yet.
  rotates: ['OpenAI', 'Stripe'],
  platform: {
    project: 'coachly',
    owns: OWNED,
    env: [
      'OPENAI_API_KEY',
      'STRIPE_PRICE_MONTHLY',
      'STRIPE_SECRET_KEY',
      'STRIPE_WEBHOOK_SECRET',
      'VITE_SUPABASE_URL',
      'SUPABASE_SERVICE_ROLE_KEY',
      'RESEND_API_KEY',
    ],
  },
  env: { ...MAIL_ENV, SMOKE_USER: 'smoke@coachly.test', SMOKE_PASSWORD: ['smoke', 'only', 'here'].join('-') },
  faults,
  expect: { decision: 'no-go' },
});
