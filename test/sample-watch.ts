import type { EngineStatus } from '../src/monitor/engine.ts';
import type { Bar, Incident, IncidentEvent, Issue, OutboxItem, Sample, Watched } from '../src/monitor/types.ts';
import type { Dashboard } from '../src/server/pages/dashboard.ts';

export const NOW = Date.parse('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;

/** Markup, steering characters, quotes and length, wherever a stranger's text may stand. */
export const HOSTILE = `"><img src=x onerror="window.hit=1"><script>window.hit=1</script>\u202e\u001b[31m' \`\${7*7}\` ${'x'.repeat(400)}`;

/** The words of a product as it is, by what they name. */
const REAL = {
  domain: ['acme.test'],
  monitor: ['Home page', 'Login', 'Checkout', 'Pricing', 'API health', 'Stripe webhook'],
  incident: ['Checkout is down', 'Login answers slowly', 'The certificate of api.acme.test ends in 6 days'],
  says: ['It answers 500 instead of 200, seen from two looks in a row.', 'Rolled back to shop@1.3.2, watching the error rate.'],
  person: ['Ada', 'Grace'],
  issue: [
    "TypeError: Cannot read properties of undefined (reading 'plan')",
    'Error: connect ECONNREFUSED 10.0.0.5:5432',
    'StripeInvalidRequestError: No such price',
  ],
  place: ['app/pricing/page.tsx in PricingTable', 'lib/database.ts in query'],
  release: ['shop@1.4.0', 'shop@1.3.2'],
  environment: ['production'],
  route: ['GET /api/coaches', 'POST /api/checkout', 'GET /pricing'],
  job: ['nightly-invoices', 'send-reminders', 'sync-stripe'],
  host: ['shop.acme.test'],
  receiver: ['https://hooks.acme.test/alerts'],
} as const;

/** What a stranger, or a product, calls the `n`th thing of a kind. */
export type Say = (kind: keyof typeof REAL, n?: number) => string;

export const real: Say = (kind, n = 0) => REAL[kind][n % REAL[kind].length]!;
export const hostile: Say = () => HOSTILE;

const STATUS: EngineStatus = {
  worker: 'a1',
  startedAt: NOW - HOUR,
  late: [],
  network: 'ok',
  undelivered: 0,
  looks: 10,
  skipped: 0,
  voids: 0,
  eventsAccepted: 0,
  eventsRefused: 0,
  latenessP95Ms: 4,
};

function watched(n: number, say: Say, shown: Watched['shown'] = 'up'): Watched {
  const last: Sample = {
    monitor: `m${n}`,
    at: NOW - 30_000,
    outcome: shown === 'down' ? 'fail' : 'ok',
    status: 200,
    cause: shown === 'down' ? 'status' : null,
    code: null,
    says: null,
    address: '192.0.2.1',
    certDays: n - 2,
    slow: false,
    dnsMs: 2,
    tcpMs: 10,
    tlsMs: 20,
    ttfbMs: 60,
    totalMs: 100 + n,
  };
  return {
    monitor: {
      id: `m${n}`,
      name: say('monitor', n),
      url: `https://app${n}.acme.test/${encodeURIComponent(say('monitor', n)).slice(0, 80)}`,
      kind: 'page',
      intervalMs: 60_000,
      targetMs: 300,
      failureMs: 500,
    },
    state: {
      is: shown === 'down' ? 'down' : 'up',
      since: NOW - 100 * 24 * HOUR,
      failures: 0,
      successes: 5,
      slows: 0,
      degraded: false,
      blind: false,
      flapping: n % 7 === 1,
      recent: '+++++',
      maintenanceUntil: null,
    },
    shown,
    last,
    nextAt: NOW + 30_000,
  };
}

function barsOf(n: number): Bar[] {
  return Array.from({ length: 90 }, (_, day) => {
    const fail = (day * 7 + n) % 23 === 0 ? 40 : 0;
    const looks = day < 5 ? 0 : 1440;
    return {
      at: NOW - (90 - day) * 24 * HOUR,
      stepMs: 24 * HOUR,
      looks,
      ok: looks === 0 ? 0 : looks - fail,
      fail: looks === 0 ? 0 : fail,
      unknown: 0,
      expected: 1440,
      p50Ms: 90,
      p95Ms: 200 + day,
    };
  });
}

export function incidentOf(
  say: Say,
  { n = 0, open = true } = {},
): { incident: Incident; events: IncidentEvent[]; deliveries: OutboxItem[] } {
  const incident: Incident = {
    id: 7,
    rule: 'down',
    subject: say('monitor', 2),
    title: say('incident', n),
    severity: 'critical',
    owner: say('person'),
    opened: NOW - HOUR,
    resolved: open ? null : NOW,
    acked: null,
    ackedBy: null,
    respondBy: NOW - HOUR / 2,
    monitors: ['m1'],
    stillDown: ['m1'],
    hosts: [say('host')],
    addresses: ['192.0.2.1'],
    cause: { kind: 'http', scope: 'host', says: say('says') },
  };
  const events: IncidentEvent[] = [1, 2, 3].map((at) => ({
    incident: 7,
    n: at,
    at: NOW - HOUR + at,
    kind: 'note',
    says: `${say('says', at)}\n${say('says', at + 1)}`,
    by: say('person', at),
    facts: {},
  }));
  const message = {
    kind: 'DOWN',
    severity: 'critical',
    title: say('incident', n),
    lines: [say('says')],
    incident: 7,
    owner: null,
    at: NOW,
    url: null,
  } as const;
  const deliveries: OutboxItem[] = [
    {
      id: 1,
      incident: 7,
      kind: 'DOWN',
      key: 'k',
      channel: 'webhook',
      to: say('receiver'),
      message,
      created: NOW,
      nextAt: NOW,
      attempts: 3,
      state: 'gave-up',
      lastError: say('says'),
      sentAt: null,
      leasedUntil: 0,
    },
  ];
  return { incident, events, deliveries };
}

export function issueOf(n: number, say: Say): Issue {
  return {
    id: n,
    project: 1,
    title: say('issue', n),
    place: say('place', n),
    level: 'error',
    firstSeen: NOW - HOUR,
    lastSeen: NOW,
    events: 1_234,
    users: 5,
    firstRelease: '1.0.0',
    lastRelease: `shop@1.${n % 4}.0`,
    state: 'open',
    regressedIn: n % 5 === 0 ? '1.4.0' : null,
    owner: null,
  };
}

/** A dashboard of `n` monitors, one in nine of them down. */
export function dashboardOf(n: number, say: Say): Dashboard {
  const all = Array.from({ length: n }, (_, index) => watched(index, say, index % 9 === 2 ? 'down' : 'up'));
  const marker = {
    id: 1,
    at: NOW - 20 * HOUR,
    release: say('release', 1),
    environment: say('environment'),
    by: null,
    url: null,
    source: 'api',
  } as const;
  return {
    now: NOW,
    domain: say('domain'),
    watched: all,
    status: n === 0 ? STATUS : { ...STATUS, undelivered: 3 },
    incidents: n === 0 ? [] : Array.from({ length: Math.min(20, n) }, (_, index) => incidentOf(say, { n: index }).incident),
    bars: new Map(all.map((each, index) => [each.monitor.id, barsOf(index)])),
    samples: new Map(
      all.map((each) => [each.monitor.id, Array.from({ length: 100 }, (_, at) => ({ ...each.last!, totalMs: 80 + ((at * 37) % 500) }))]),
    ),
    trend: {
      of: 'p95 of what your users’ requests took',
      points: n === 0 ? [] : Array.from({ length: 48 }, (_, hour) => ({ at: NOW - (48 - hour) * HOUR, p95Ms: 200 + ((hour * 53) % 300) })),
      markers: n === 0 ? [] : [marker, { ...marker, release: say('release'), id: 2, at: NOW - 5 * HOUR }],
      from: NOW - 48 * HOUR,
      to: NOW,
      lines: { targetMs: 300, failureMs: 500 },
    },
    issues: Array.from({ length: Math.min(30, n) }, (_, index) => issueOf(index, say)),
    errorCounts: n === 0 ? [] : [{ at: NOW - HOUR, events: 12 }],
    routes: Array.from({ length: Math.min(20, n) }, (_, index) => ({
      project: 1,
      route: say('route', index),
      release: null,
      requests: 1_000,
      errors: 13,
      p50Ms: 40,
      p95Ms: 12_000,
    })),
    jobs: Array.from({ length: Math.min(50, n) }, (_, index) => ({
      project: 1,
      name: say('job', index),
      is: (['late', 'stuck', 'failed', 'running', 'ok'] as const)[index % 5]!,
      at: NOW - HOUR,
      due: NOW,
      ok: 20,
      failed: index % 5,
      missed: 1,
      hours: [{ at: NOW - HOUR, ok: 20, failed: index % 5, missed: 1 }],
    })),
    audit: n === 0 ? undefined : { id: 1, at: NOW, domain: say('domain'), decision: 'no-go', counts: { blocker: 3, high: 1 } },
  };
}
