import { configSchema } from '../src/core/config.ts';
import type { Entry, Line } from '../src/core/journal.ts';
import { nextLine } from '../src/core/journal.ts';
import type { Known } from '../src/handover/known.ts';
import { sampleReport } from './sample-report.ts';

const NOW = new Date('2026-11-22T10:00:00Z');

export function journalOf(entries: readonly Entry[]): Line[] {
  return entries.reduce<Line[]>(
    (lines, entry, i) => [...lines, nextLine(lines.at(-1), entry, new Date(NOW.getTime() - (entries.length - i) * 3_600_000))],
    [],
  );
}

const change = {
  id: 'c0ffee123456',
  provider: 'cloudflare',
  at: 'zone acme.test dns TXT acme.test',
  says: 'SPF names every sender',
  before: null,
  after: 'v=spf1 -all',
  risk: 'mail',
} as const;

/** Much of what can be known, with a journal, variables and notes. */
export function sampleKnown(): Known {
  return {
    now: NOW,
    config: configSchema.parse({
      domain: 'acme.test',
      canonical: 'acme.test',
      routes: [
        { name: 'home', url: 'https://acme.test/', kind: 'home' },
        { name: 'login', url: 'https://app.acme.test/login', kind: 'login' },
      ],
      owners: { dns: 'Ada', deploy: 'Grace', email: 'Ada', billing: 'Ada' },
      alerts: [{ channel: 'slack', to: '${SLACK_URL}', owner: 'Ada' }],
      mail: { senders: ['resend'] },
      handover: {
        product: 'Acme',
        summary: 'Acme books lessons for coaches.',
        access: [
          { system: 'registrar: Namecheap', owner: 'Ada', mfa: false, renews: '2026-12-20', former: ['Bob'] },
          { system: 'hosting: Vercel', owner: 'Grace', backup_owner: 'Ada', mfa: true, recovery: 'codes in the safe' },
        ],
        backlog: ['A search that finds coaches by town'],
      },
    }),
    report: sampleReport(),
    journal: journalOf([
      { is: 'intends', change },
      { is: 'did', change: change.id, undo: { ...change, before: change.after, after: null } },
      { is: 'deployed', release: 'r41' },
      { is: 'rolled-back', release: 'r42', to: 'r41' },
      { is: 'drilled', release: 'r41' },
    ]),
    stack: [
      { role: 'framework', name: 'Next.js', from: 'next.config.ts' },
      { role: 'database', name: 'Supabase', from: 'package.json: @supabase/ssr' },
    ],
    secrets: [
      {
        name: 'STRIPE_SECRET_KEY',
        provider: 'Stripe',
        owner: 'Ada',
        livesIn: ['production', 'pipeline .github/workflows/deploy.yml'],
        exposed: 'history',
        state: 'leaked',
        on: '2026-11-20',
        opens: 'refunds, payouts and the data of all customers',
        console: 'https://dashboard.stripe.com/apikeys',
      },
    ],
    variables: [
      { name: 'DATABASE_URL', where: ['.env.example'] },
      { name: 'NEXT_PUBLIC_SITE_URL', where: ['.env.example'] },
      { name: 'STRIPE_SECRET_KEY', where: ['.env.example', 'apps/web/.env.example'] },
    ],
    records: [{ name: '.launch-ready/perf-baseline.json', at: '2026-11-21T00:00:00Z' }],
    notes: { access: 'Keys of the office are with Ada.' },
  };
}

/** What is known of a product that nobody has told anything of. */
export function emptyKnown(): Known {
  return { now: NOW, config: configSchema.parse({}), journal: [], stack: [], variables: [], records: [], notes: {} };
}

/** Hosts, owners and notes by somebody who wishes the reader ill. */
export function hostileKnown(): Known {
  const bad = '<img src=x onerror=alert(1)>"\'`|](javascript:alert(1)) ![x](https://evil.invalid/p) \u202e\u001b[2J';
  const known = sampleKnown();
  const long = 'averyveryverylongwordwithoutanyspacestobreakat'.repeat(8);
  return {
    ...known,
    config: {
      ...known.config,
      owners: { dns: bad, [long]: long },
      handover: {
        ...known.config.handover,
        product: bad,
        summary: long,
        backlog: [bad, long],
        access: [{ system: bad, owner: long, former: [bad] }],
      },
    },
    variables: [{ name: long.toUpperCase(), where: [bad] }],
    stack: [{ role: 'framework', name: long, from: bad }],
    secrets: [{ name: bad, provider: bad, owner: bad, livesIn: [bad, long], exposed: bad, state: bad, on: null, opens: bad, console: bad }],
    notes: { access: `${bad}\n${long}`, gone: bad },
  };
}
