import { decide } from '../src/core/decide.ts';
import { estimate } from '../src/core/estimate.ts';
import type { DomainMap, Finding, Report } from '../src/core/finding.ts';
import type { Fix } from '../src/core/fix.ts';
import { rank } from '../src/core/rank.ts';
import type { Evidence } from '../src/core/probe.ts';
import type { Profile } from '../src/core/profile.ts';
import type { Severity } from '../src/core/vocabulary.ts';
import { FAILURES, PASSED, type Row, SKIPPED, UNKNOWN } from './sample-findings.ts';

const PROFILE: Profile = { name: 'creator-first-customers', title: 'Creator, first customers', about: '', bars: {} };

/** What a stranger's site may send to break a report. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007\u001b[31mred\u001b[2J\u009b1m',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  'txt.\u202egnp.exe \u2066hidden\u2069 zero\u200bwidth \u{e0041}\u{e0042}',
  '</style></script><!-- ]]> --><svg/onload=alert(1)>',
  '| table | break |\n```\n# heading\n[link](javascript:alert(1)) ![x](https://evil.example/x.png) @everyone #1 `code`',
  '${process.env.X} {{ 7*7 }} %s %n \\ & &amp; &#0; \u0000 \ud800',
  '😀👩‍👩‍👧‍👦 日本語テキスト العربية',
  'x'.repeat(10_000),
] as const;

const FIX: Fix = {
  by: 'hand',
  steps: ['Open the panel.', 'Change the setting.'],
  prompt: 'Goal: make it right.\nDo not change anything else.',
  verify: 'launch-ready audit acme.com',
  minutes: 10,
};

function finding(row: Row, state: Finding['state'], index: number): Finding {
  const id = row.id ?? (0x1a2b3c4d5e00 + index * 7919).toString(16).padStart(12, '0').slice(-12);
  return {
    id,
    check: row.check,
    subject: row.on,
    severity: row.severity ?? 'medium',
    state,
    title: row.title,
    found: row.found ?? '',
    why: row.why ?? 'Customers who meet this fault leave, and you do not hear of it.',
    hurts: row.hurts ?? ['trust'],
    requirements: row.requirements ?? ['AUD-2'],
    learn: row.learn ?? ['https://developer.mozilla.org/docs/Web/HTTP'],
    ...(row.at ? { at: row.at } : {}),
    evidence: row.evidence ?? [`httpEntry ${row.on}`],
    ...(state === 'fail' ? { fix: row.fix ?? FIX } : {}),
    ...(row.cause ? { cause: row.cause } : {}),
    ...(row.ignored ? { ignored: row.ignored } : {}),
  };
}

/** Seven hosts: a redirect chain, a loop, a dead name, a mail host, and one that leads away. */
const MAP: DomainMap = {
  domain: 'acme.com',
  dns: 'Cloudflare',
  mail: 'Google Workspace',
  hosts: [
    {
      host: 'acme.com',
      role: 'marketing',
      addresses: ['76.76.21.21'],
      provider: 'Vercel',
      certificateUntil: '2027-02-12T09:14:00Z',
      state: 'redirects',
    },
    {
      host: 'www.acme.com',
      role: 'marketing',
      addresses: ['76.76.21.22'],
      provider: 'Vercel',
      certificateUntil: '2027-02-12T09:14:00Z',
      state: 'serves',
    },
    {
      host: 'app.acme.com',
      role: 'app',
      addresses: ['104.18.4.11', '104.18.5.11', '2606:4700::6812:40b'],
      edge: { name: 'Cloudflare', stands: 'proxy', by: 'address', asOf: '2026-11-25' },
      provider: 'Cloudflare → Fly.io',
      certificateUntil: '2026-11-30T23:59:59Z',
      state: 'serves',
    },
    {
      host: 'api.acme.com',
      role: 'api',
      addresses: ['66.241.124.8'],
      provider: 'Fly.io',
      certificateUntil: '2026-11-03T12:00:00Z',
      state: 'unknown',
    },
    {
      host: 'pay.acme.com',
      role: 'other',
      addresses: ['104.18.4.11'],
      provider: 'Cloudflare',
      certificateUntil: '2027-01-20T00:00:00Z',
      state: 'redirects',
    },
    { host: 'mail.acme.com', role: 'mail', addresses: ['142.250.27.27'], state: 'mail' },
    { host: 'staging-preview-with-a-rather-long-name.acme.com', role: 'preview', addresses: [], state: 'dead' },
  ],
  redirects: [
    { from: 'http://acme.com', to: 'https://acme.com', status: 308 },
    { from: 'https://acme.com', to: 'https://www.acme.com', status: 307 },
    { from: 'http://www.acme.com', to: 'https://www.acme.com', status: 308 },
    { from: 'http://app.acme.com', to: 'https://app.acme.com', status: 301 },
    { from: 'https://pay.acme.com', to: 'https://acme.lemonsqueezy.com', status: 302 },
  ],
};

function evidenceFor(findings: readonly Finding[]): Record<string, Evidence> {
  const keys = [...new Set(findings.flatMap((each) => each.evidence))].sort();
  return Object.fromEntries(
    keys.map((key, index): [string, Evidence] => {
      const from = key.split(' ')[0] ?? key;
      if (key.startsWith('httpHealth')) return [key, { ok: false, code: 'deadline', message: 'No answer within 10 s.', ms: 10_000 }];
      return [
        key,
        {
          ok: true,
          from,
          ms: 12.5 + index,
          saw: {
            servers: ['ns1.example.net', 'ns2.example.net'],
            answers: [{ ttl: 300, data: 'v=spf1 include:_spf.google.com ~all' }],
            note: 'as seen from here',
          },
        },
      ];
    }),
  );
}

/** A report around findings, with everything that follows from them worked out as the engine does. */
export function reportOf(findings: readonly Finding[], map?: DomainMap): Report {
  const ranked = rank(findings, PROFILE);
  const open = ranked.filter((each) => !each.ignored);
  const failing = (severity: Severity): number => open.filter((each) => each.state === 'fail' && each.severity === severity).length;
  const inState = (state: Finding['state']): number => open.filter((each) => each.state === state).length;
  return {
    schema: 1,
    target: 'acme.com',
    taken: '2026-11-22T09:30:00.000Z',
    profile: PROFILE.name,
    bundle: '9f2c4d7a1b3e5f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd',
    ...decide(ranked),
    counts: {
      blocker: failing('blocker'),
      high: failing('high'),
      medium: failing('medium'),
      low: failing('low'),
      passed: inState('pass'),
      unknown: inState('unknown'),
      skipped: inState('skip'),
      ignored: ranked.length - open.length,
    },
    estimate: estimate(ranked),
    findings: ranked,
    ...(map ? { map } : {}),
    evidence: evidenceFor(ranked.filter((each) => each.state === 'fail' || each.state === 'unknown')),
  };
}

const ROWS: [Finding['state'], readonly Row[]][] = [
  ['fail', FAILURES],
  ['unknown', UNKNOWN],
  ['pass', PASSED],
  ['skip', SKIPPED],
];
const FINDINGS = ROWS.flatMap(([state, rows]) => rows.map((row) => ({ row, state }))).map(({ row, state }, index) =>
  finding(row, state, index),
);

/** A product as they are: about 45 findings in every state, one accepted, some explained by others. */
export function sampleReport(): Report {
  return reportOf(FINDINGS, MAP);
}

/** A product that may ship: what passed, and two low findings. */
export function goReport(): Report {
  return reportOf(
    FINDINGS.filter((each) => each.state === 'pass' || (each.state === 'fail' && each.severity === 'low' && !each.cause)),
    MAP,
  );
}

/** Nothing was looked at. */
export function emptyReport(): Report {
  return reportOf([]);
}

/** So many findings, in every state. */
export function hugeReport(count: number): Report {
  return reportOf(
    Array.from({ length: count }, (_, index): Finding => {
      const from = FINDINGS[index % FINDINGS.length]!; // the remainder is within the list
      const { cause: _cause, ...rest } = from;
      return {
        ...rest,
        id: index.toString(16).padStart(12, '0'),
        subject: index < FINDINGS.length ? from.subject : `host h${index}.acme.com`,
      };
    }),
    {
      ...MAP,
      hosts: Array.from({ length: Math.min(count, 60) }, (_, index) => ({
        ...MAP.hosts[index % MAP.hosts.length]!,
        host: `h${index}.acme.com`,
      })),
    },
  );
}

/** Keys whose text comes from a closed list and never from the world. */
const CLOSED = new Set(['state', 'severity', 'decision', 'advice', 'by', 'hurts', 'id', 'cause', 'taken']);

/** The report with `text` in every field and key that the world can fill. */
export function poisoned(report: Report, text: string): Report {
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return CLOSED.has(key) ? value : `${value}${text}`;
    if (Array.isArray(value)) return value.map((each) => walk(each, key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, held]) => [key === 'evidence' ? `${name}${text}` : name, walk(held, name)]),
    );
  };
  return walk(report, '') as Report; // as: the shape is kept, and texts stay texts
}

/** The sample with one hostile text after the other in every field. */
export function hostileReport(): Report {
  const base = sampleReport();
  const findings = base.findings.map(
    (each, index) => poisoned({ ...base, findings: [each] }, HOSTILE[index % HOSTILE.length]!).findings[0]!,
  ); // one finding in, one out
  return { ...poisoned(base, HOSTILE.slice(0, 9).join(' ')), findings };
}
