import { defineScenario } from '../../scenario.ts';
import { cloudflare } from './cloudflare.ts';
import { AT, zones } from './dns.ts';
import { faults } from './faults.ts';
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
  cloudflare,
  repository,
  faults,
  expect: { decision: 'no-go' },
});
