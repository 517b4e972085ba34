import { defineScenario } from '../../scenario.ts';
import { AT, zones } from './dns.ts';
import { faults } from './faults.ts';
import { OWNED, released, repaired } from './release.ts';
import { repository } from './repository.ts';
import { sites } from './sites.ts';

export default defineScenario({
  name: 'ai-built-mess',
  title: 'Built in a weekend',
  about: 'A coach built a whole SaaS with AI over a weekend; it looks finished, and nearly everything behind it is broken.',
  domain: 'coachly.test',
  zones,
  sites,
  mail: [{ host: 'mail.coachly.test', address: AT.mail, starttls: false }],
  repository: { ...repository, ...released },
  repaired,
  platform: {
    project: 'coachly',
    owns: OWNED,
    env: ['OPENAI_API_KEY', 'STRIPE_SECRET_KEY', 'VITE_SUPABASE_URL', 'SUPABASE_SERVICE_ROLE_KEY'],
  },
  env: { SMOKE_USER: 'smoke@coachly.test', SMOKE_PASSWORD: ['smoke', 'only', 'here'].join('-') },
  faults,
  expect: { decision: 'no-go' },
});
