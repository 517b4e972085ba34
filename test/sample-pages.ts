import { configSchema } from '../src/core/config.ts';
import type { RunningAudit } from '../src/server/audits.ts';
import { renderAuditForm, renderReport, renderRunning } from '../src/server/pages/audit.ts';
import { renderDashboard } from '../src/server/pages/dashboard.ts';
import { renderIncident, renderIncidents } from '../src/server/pages/incident.ts';
import { renderIssue, renderIssues } from '../src/server/pages/issues.ts';
import type { Frame } from '../src/server/pages/layout.ts';
import { renderLogin, renderSetup } from '../src/server/pages/login.ts';
import { renderMaintenance } from '../src/server/pages/maintenance.ts';
import { renderSettings } from '../src/server/pages/settings.ts';
import { renderStatus } from '../src/server/pages/status.ts';
import { hostileReport, sampleReport } from './sample-report.ts';
import { dashboardOf, hostile, incidentOf, issueOf, NOW, real, type Say } from './sample-watch.ts';

export const CSRF = 'c'.repeat(43);

/** Products of which nothing is known, as they are, with far too much, and in the hands of attackers. */
export const KINDS = { empty: [0, real], real: [6, real], huge: [200, real], hostile: [13, hostile] } as const satisfies Record<
  string,
  readonly [number, Say]
>;

/** A page as its route shows it; `out` is one for people who are not logged in. */
export type SamplePage = Omit<Frame, 'title'> & { out?: true };

type Make = (n: number, say: Say) => SamplePage[];

/** What every route with a face shows, by its pattern, for a product of `n` things. */
export const SERVER_PAGES: Readonly<Record<string, Make>> = {
  '/': (n, say) => [{ islands: ['chart', 'live'], refresh: 60, body: renderDashboard(dashboardOf(n, say)) }],
  '/incidents': (n, say) => [{ islands: ['live'], body: renderIncidents(dashboardOf(n, say).incidents, NOW) }],
  '/incidents/:id{[0-9]{1,12}}': (n, say) => {
    const bare = { ...incidentOf(say, { open: false }), events: [], deliveries: [] };
    return [
      {
        islands: ['live'],
        body: renderIncident(n === 0 ? bare : incidentOf(say), { now: NOW, csrf: CSRF, people: peopleOf(n, say) }),
      },
    ];
  },
  '/issues': (n, say) => [
    { islands: ['live'], body: renderIssues(dashboardOf(n, say).issues, { now: NOW, release: n === 0 ? undefined : say('release') }) },
  ],
  '/issues/:id{[0-9]{1,12}}': (n, say) => {
    const releases = Array.from({ length: n }, (_, at) => ({ release: say('release', at), events: 3, firstSeen: NOW, lastSeen: NOW }));
    return [
      { body: renderIssue({ issue: issueOf(5, say), releases }, { events: eventsOf(n, say), csrf: CSRF, people: peopleOf(n, say) }) },
    ];
  },
  '/maintenance': (n, say) => {
    const watched = dashboardOf(n, say).watched.map((each, at) =>
      at % 3 === 0 ? { ...each, state: { ...each.state, maintenanceUntil: NOW + 3_600_000 } } : each,
    );
    return [{ islands: ['live'], body: renderMaintenance({ watched, now: NOW, csrf: CSRF, ...problemOf(n, say) }) }];
  },
  '/audit': (n, say) => {
    const { audit } = dashboardOf(n, say);
    const audits = Array.from({ length: audit ? Math.min(n, 50) : 0 }, (_, id) => ({ ...audit!, id })); // !: not made where there is none
    return [{ body: renderAuditForm(audits, { csrf: CSRF, target: say('domain'), ...problemOf(n, say) }) }];
  },
  '/audits/live/:id{[0-9a-f]{16}}': (n, say) => [
    { islands: ['audit'], refresh: 2, body: renderRunning(runningOf(n, say)) },
    { body: renderRunning({ ...runningOf(n, say), events: [{ n: 1, kind: 'failed', message: say('says'), hint: say('says', 1) }] }) },
  ],
  '/audits/:id{[0-9]{1,12}}': (_, say) => [{ body: renderReport(say === hostile ? hostileReport() : sampleReport()) }],
  '/settings': (n, say) => [
    {
      body: renderSettings({
        csrf: CSRF,
        config: configSchema.parse({
          alerts: n === 0 ? [] : [{ channel: 'email', to: say('receiver').slice(0, 100), owner: say('person') }],
        }),
        project: { id: 1, name: say('domain'), key: 'k'.repeat(32) },
        publicUrl: 'https://watch.acme.test',
        tokens: Array.from({ length: Math.min(n, 20) }, (_, at) => ({
          id: `${at}`.padStart(64, 'a'),
          token: { name: say('job', at), scopes: ['run', 'read'], made: NOW, tail: 'wxyz' },
        })),
        size: { bytes: 5e6, rows: { samples: 5 } },
        ...(n === 0 ? {} : { made: 'lr_x', tested: [{ channel: 'email', owner: say('person'), ok: false, says: say('says') }] }),
      }),
    },
  ],
  '/status': (n, say) => [{ shared: true, out: true, body: renderStatus({ title: say('domain'), ...dashboardOf(n, say) }) }],
  '/login': (n, say) => [{ out: true, body: renderLogin(problemOf(n, say)) }],
  '/setup/:token': (n, say) => [{ out: true, body: renderSetup({ token: 't'.repeat(43), name: say('person'), ...problemOf(n, say) }) }],
};

function problemOf(n: number, say: Say): { problem?: string } {
  return n === 0 ? {} : { problem: say('says') };
}

function peopleOf(n: number, say: Say): string[] {
  return n === 0 ? [] : [say('person'), 'Ada'];
}

function eventsOf(n: number, say: Say): Parameters<typeof renderIssue>[1]['events'] {
  const [value, place] = [say('issue'), say('place')];
  const frames = [{ function: place, filename: place, lineno: 14, in_app: true }, null];
  const payload = {
    exception: {
      values: [{ type: say === hostile ? value : 'TypeError', value: value.replace('TypeError: ', ''), stacktrace: { frames } }],
    },
    tags: { [place.slice(0, 20)]: place },
  };
  return Array.from({ length: Math.min(n, 20) }, (_, at) => ({
    id: `e${at}`,
    issue: 5,
    at: NOW,
    release: say('release', at),
    environment: say('environment'),
    payload,
  }));
}

function runningOf(n: number, say: Say): RunningAudit {
  const finding = {
    id: 'abcdefabcdef',
    check: 'dns/caa',
    subject: `host ${say('host')}`,
    severity: 'high',
    state: 'fail',
    title: say('incident'),
    found: say('says'),
  } as const;
  return {
    id: 'a'.repeat(16),
    domain: say('domain'),
    started: NOW,
    events:
      n === 0
        ? []
        : [
            { n: 1, kind: 'asking', text: say('says') },
            { n: 2, kind: 'found', finding },
          ],
    over: Promise.resolve(),
  };
}
