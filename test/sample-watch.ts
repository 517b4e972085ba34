import type { EngineStatus } from '../src/monitor/engine.ts';
import type { Bar, Incident, IncidentEvent, Issue, OutboxItem, Sample, Watched } from '../src/monitor/types.ts';
import type { Dashboard } from '../src/server/pages/dashboard.ts';

export const NOW = Date.parse('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;

/** Markup, steering characters, quotes and length, wherever a stranger's text may stand. */
export const HOSTILE = `"><img src=x onerror="window.hit=1"><script>window.hit=1</script>\u202e\u001b[31m' \`\${7*7}\` ${'x'.repeat(400)}`;

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

function watched(n: number, text: string, shown: Watched['shown'] = 'up'): Watched {
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
      name: text,
      url: `https://app${n}.acme.test/${encodeURIComponent(text).slice(0, 80)}`,
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

export function incidentOf(text: string, open = true): { incident: Incident; events: IncidentEvent[]; deliveries: OutboxItem[] } {
  const incident: Incident = {
    id: 7,
    rule: 'down',
    subject: text,
    title: text,
    severity: 'critical',
    owner: text,
    opened: NOW - HOUR,
    resolved: open ? null : NOW,
    acked: null,
    ackedBy: null,
    respondBy: NOW - HOUR / 2,
    monitors: ['m1'],
    stillDown: ['m1'],
    hosts: [text],
    addresses: ['192.0.2.1'],
    cause: { kind: 'http', scope: 'host', says: text },
  };
  const events: IncidentEvent[] = [1, 2, 3].map((n) => ({
    incident: 7,
    n,
    at: NOW - HOUR + n,
    kind: 'note',
    says: `${text}\n${text}`,
    by: text,
    facts: {},
  }));
  const message = { kind: 'DOWN', severity: 'critical', title: text, lines: [text], incident: 7, owner: null, at: NOW, url: null } as const;
  const deliveries: OutboxItem[] = [
    {
      id: 1,
      incident: 7,
      kind: 'DOWN',
      key: 'k',
      channel: 'webhook',
      to: text,
      message,
      created: NOW,
      nextAt: NOW,
      attempts: 3,
      state: 'gave-up',
      lastError: text,
      sentAt: null,
      leasedUntil: 0,
    },
  ];
  return { incident, events, deliveries };
}

export function issueOf(n: number, text: string): Issue {
  return {
    id: n,
    project: 1,
    title: text,
    place: text,
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

/** A dashboard of `n` monitors that all say `text`; one in nine is down. */
export function dashboardOf(n: number, text: string): Dashboard {
  const all = Array.from({ length: n }, (_, index) => watched(index, text, index % 9 === 4 ? 'down' : 'up'));
  const marker = { id: 1, at: NOW - 20 * HOUR, release: text, environment: text, by: null, url: null, source: 'api' } as const;
  return {
    now: NOW,
    domain: n === 0 ? 'acme.test' : text,
    watched: all,
    status: n === 0 ? STATUS : { ...STATUS, undelivered: 3 },
    incidents: n === 0 ? [] : Array.from({ length: Math.min(20, n) }, () => incidentOf(text).incident),
    bars: new Map(all.map((each, index) => [each.monitor.id, barsOf(index)])),
    samples: new Map(
      all.map((each) => [each.monitor.id, Array.from({ length: 100 }, (_, at) => ({ ...each.last!, totalMs: 80 + ((at * 37) % 500) }))]),
    ),
    trend: {
      of: 'p95 of what your users’ requests took',
      points: n === 0 ? [] : Array.from({ length: 48 }, (_, hour) => ({ at: NOW - (48 - hour) * HOUR, p95Ms: 200 + ((hour * 53) % 300) })),
      markers: n === 0 ? [] : [marker, { ...marker, id: 2, at: NOW - 5 * HOUR }],
      from: NOW - 48 * HOUR,
      to: NOW,
      lines: { targetMs: 300, failureMs: 500 },
    },
    issues: Array.from({ length: Math.min(30, n) }, (_, index) => issueOf(index, text)),
    errorCounts: n === 0 ? [] : [{ at: NOW - HOUR, events: 12 }],
    routes: Array.from({ length: Math.min(20, n) }, () => ({
      project: 1,
      route: text,
      release: null,
      requests: 1_000,
      errors: 13,
      p50Ms: 40,
      p95Ms: 12_000,
    })),
    jobs: Array.from({ length: Math.min(50, n) }, (_, index) => ({
      project: 1,
      name: text,
      is: (['late', 'stuck', 'failed', 'running', 'ok'] as const)[index % 5]!,
      at: NOW - HOUR,
      due: NOW,
      ok: 20,
      failed: index % 5,
      missed: 1,
      hours: [{ at: NOW - HOUR, ok: 20, failed: index % 5, missed: 1 }],
    })),
    audit: n === 0 ? undefined : { id: 1, at: NOW, domain: text, decision: 'no-go', counts: { blocker: 3, high: 1 } },
  };
}
