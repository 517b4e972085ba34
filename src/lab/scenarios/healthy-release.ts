import type { Site } from '../scenario.ts';
import { LOG_FILE, requestLog } from './request-log.ts';

/** How Acme is released, in the words of launch-ready.yaml. */
export const SHIP_YAML = `routes:
  - { name: home page, url: 'https://acme.test/', kind: home }
  - { name: login, url: 'https://app.acme.test/login', kind: login }
  - { name: signup, url: 'https://app.acme.test/signup', kind: signup }
  - { name: dashboard, url: 'https://app.acme.test/dashboard', kind: dashboard }
  - { name: API health, url: 'https://api.acme.test/api/health', kind: health }
  - { name: plans, url: 'https://api.acme.test/api/plans', kind: api }
  - { name: Stripe webhook, url: 'https://api.acme.test/api/webhooks/stripe', kind: webhook }
deploy:
  adapter: platform
  lockfile: false
  platform: { api: 'https://api.shipyard.test', project: acme, token: '\${SHIPYARD_TOKEN}' }
  health: { url: 'https://api.acme.test/api/health', interval_ms: 50, deadline_seconds: 5 }
smoke:
  login:
    url: https://app.acme.test/login
    user: \${SMOKE_USER}
    password: \${SMOKE_PASSWORD}
    inside: https://app.acme.test/dashboard
    expect: { text: Your invoices }
  checkout: https://acme.test/pricing
operations: { logs: [${LOG_FILE}], sentry: { org: acme, project: web } }
`;

const LOG = requestLog(
  [
    ['GET', '/api/me', 120, 0, 30],
    ['GET', '/api/plans', 90, 0, 20],
    ['POST', '/api/webhooks/stripe', 30, 0, 60],
  ],
  { day: '2026-11-10', days: 15, ids: true },
);

/** The test user of Acme; the password is made up. */
export const SMOKE_ENV = { SMOKE_USER: 'smoke@acme.test', SMOKE_PASSWORD: ['smoke', 'only', 'here'].join('-') };

const PACKAGES = {
  next: '16.2.6',
  react: '19.2.6',
  '@sentry/nextjs': '10.53.0',
  '@supabase/supabase-js': '2.84.0',
  resend: '6.5.0',
  stripe: '20.0.0',
};
const FAILED = 'This page has a fault. We are told of it; please try again.';

/** What is in Acme's checkout for releasing: its packages and where their lockfile says they are, what is served, a quiet log, and migrations that hurt nobody. */
export function releasedFiles(sites: readonly Site[]): Readonly<Record<string, string>> {
  return {
    [LOG_FILE]: LOG,
    'package.json': `${JSON.stringify({ name: 'acme', private: true, dependencies: PACKAGES }, null, 2)}\n`,
    'package-lock.json': `${JSON.stringify(lockOf(PACKAGES))}\n`,
    'app/error.tsx': `'use client';\nexport default function Failed() {\n  return <h1>${FAILED}</h1>;\n}\n`,
    'app/global-error.tsx': [
      "'use client';",
      "import { captureException } from '@sentry/nextjs';",
      'export default function Failed({ error }: { error: Error }) {',
      '  captureException(error);',
      `  return <html lang="en"><body>${FAILED}</body></html>;`,
      '}',
      '',
    ].join('\n'),
    'shipyard.json': `${JSON.stringify({ sites }, null, 1)}\n`,
    'supabase/migrations/20261001090000_init.sql':
      'CREATE TABLE invoices (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner uuid NOT NULL, cents bigint NOT NULL);\nCREATE INDEX invoices_owner ON invoices (owner);\nALTER TABLE invoices ENABLE ROW LEVEL SECURITY;\nCREATE POLICY own_invoices ON invoices TO authenticated USING (owner = auth.uid());\nGRANT SELECT, INSERT, UPDATE, DELETE ON invoices TO authenticated;\n',
    'supabase/migrations/20261102140000_note.sql': "SET lock_timeout = '3s';\nALTER TABLE invoices ADD COLUMN note text;\n",
  };
}

/** The lockfile of these packages, as npm writes it. */
export function lockOf(packages: Readonly<Record<string, string>>): object {
  const entries = Object.entries(packages).map(([name, version]) => [`node_modules/${name}`, { version }] as const);
  return { lockfileVersion: 3, packages: { '': { dependencies: packages }, ...Object.fromEntries(entries) } };
}
