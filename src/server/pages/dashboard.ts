import type { EngineStatus } from '../../monitor/engine.ts';
import type { AuditRun, Bar, DeployMarker, Incident, Issue, Job, RouteStats, Sample, Time, Watched } from '../../monitor/types.ts';
import { html, type Markup, NOTHING } from '../../reports/markup.ts';
import { clip } from '../../reports/text.ts';
import { counted, MARKS, VERDICTS } from '../../reports/words.ts';
import type { Kit } from '../kit.ts';
import { certificates, errors, incidentRows, issueRows, routesTable } from './dashboard-lists.ts';
import { jobRows } from './jobs.ts';
import { latencyStrip, percentilesOf } from './latency.ts';
import { overall } from './status-words.ts';
import { trendPicture, type Trend } from './trend.ts';
import { BARS, uptimeBars } from './uptime.ts';
import { ms, SHOWN, sign, span, time } from './words.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Monitors shown in full; the others are folded, worst first. */
const FULL = 12;

export interface Dashboard {
  now: Time;
  domain: string;
  watched: readonly Watched[];
  status: EngineStatus;
  incidents: readonly Incident[];
  bars: ReadonlyMap<string, readonly Bar[]>;
  samples: ReadonlyMap<string, readonly Sample[]>;
  trend: Trend;
  issues: readonly Issue[];
  errorCounts: readonly { at: Time; events: number }[];
  routes: readonly RouteStats[];
  jobs: readonly Job[];
  audit: Omit<AuditRun, 'report'> | undefined;
}

/** Everything the dashboard shows, read at once. */
export async function loadDashboard({ store, engine, io, config }: Kit): Promise<Dashboard> {
  const now = io.now().getTime();
  const day = { from: now - DAY, to: now };
  const [watched, status, incidents, issues, errorCounts, routes, jobs, audits, markers, history] = await Promise.all([
    store.monitors(),
    engine.status(),
    store.incidents({ open: true, limit: 20 }),
    store.issues({ state: 'open', limit: 30 }),
    store.errorCounts(day, 'hour'),
    store.routes(day, { limit: 20 }),
    store.jobs({ from: now - DAY, to: now + 1 }),
    store.audits({ limit: 1 }),
    store.markers({ from: now - 7 * DAY, to: now }),
    store.routeHistory({ from: now - 7 * DAY, to: now }, 'hour'),
  ]);
  const full = worstFirst(watched).slice(0, FULL);
  const step = full.some((each) => each.state.since < now - 7 * DAY) ? 'day' : 'hour';
  const reach = { from: now - BARS * (step === 'day' ? DAY : HOUR), to: now };
  const bars = new Map(
    await Promise.all(full.map(async ({ monitor }) => [monitor.id, await store.bars(monitor.id, reach, step)] as const)),
  );
  const samples = new Map(await Promise.all(full.map(async ({ monitor }) => [monitor.id, await store.samples(monitor.id, day)] as const)));
  const trend = await trendOf({ now, markers, history, watched });
  return {
    now,
    domain: config.domain ?? 'your product',
    watched,
    status,
    incidents,
    bars,
    samples,
    trend,
    issues,
    errorCounts,
    routes,
    jobs,
    audit: audits[0],
  };

  /** What users met where an SDK tells it, else what our own looks at the first address met. */
  async function trendOf(known: {
    now: Time;
    markers: readonly DeployMarker[];
    history: readonly { at: Time; requests: number; p95Ms: number }[];
    watched: readonly Watched[];
  }): Promise<Trend> {
    const measured = known.history.filter((point) => point.requests > 0);
    if (measured.length > 0)
      return { of: 'p95 of what your users\u2019 requests took', points: measured, markers: known.markers, from: now - 7 * DAY, to: now };
    const first = known.watched[0];
    const looks = first ? await store.bars(first.monitor.id, { from: now - 2 * DAY, to: now }, 'hour') : [];
    return {
      of: `p95 of our looks at ${first?.monitor.name ?? 'nothing'}`,
      points: looks,
      markers: known.markers,
      from: now - 2 * DAY,
      to: now,
      ...(first ? { lines: first.monitor } : {}),
    };
  }
}

const WEIGHT: Readonly<Record<Watched['shown'], number>> = { down: 0, suspect: 1, degraded: 2, unknown: 3, new: 4, maintenance: 5, up: 6 };

function worstFirst(watched: readonly Watched[]): Watched[] {
  return watched.toSorted((a, b) => WEIGHT[a.shown] - WEIGHT[b.shown]);
}

/** The dashboard (OBS-4, OBS-5, OBS-9): the status first, then what is open, then histories. Pure. */
export function renderDashboard(shown: Dashboard): Markup {
  const { watched, status, now } = shown;
  const { word, mark, because } = overall(watched, status);
  const all = worstFirst(watched);
  const rest = all.slice(FULL);
  return html`<main id="frame" class="page frame">
    <div data-live="status">
      <p class="kicker">Watching <b>${clip(shown.domain, 200)}</b></p>
      <h1 class="verdict ${mark}"><span class="mark" aria-hidden="true">${MARKS[mark].shape}</span>${word}</h1>
      <p class="lead">${clip(because, 400)}</p>
      ${trouble(status)}
    </div>
    <section aria-labelledby="h-incidents" data-live="incidents">
      <h2 id="h-incidents">Open incidents <span class="n">${shown.incidents.length}</span></h2>
      ${incidentRows(shown.incidents, now)}
    </section>
    <section aria-labelledby="h-uptime" data-live="uptime">
      <h2 id="h-uptime">Uptime and answers</h2>
      <p>Each bar is one step of time, oldest first. The strip shows p50, p95 and p99 of the last day against target and failure line.</p>
      ${watched.length === 0 ? html`<p class="none">Nothing is watched yet. <code>launch-ready init</code> writes a launch-ready.yaml with your routes.</p>` : NOTHING}
      ${all.slice(0, FULL).map((each) => monitorRow(each, shown))}
      ${
        rest.length > 0
          ? html`<details class="more" id="more-monitors">
              <summary>${rest.length} more addresses</summary>
              <ul class="rows">
                ${rest.map(
                  (each) =>
                    html`<li>
                      ${sign(SHOWN[each.shown])}<span
                        >${clip(each.monitor.name, 120)} <span class="where">${clip(each.monitor.url, 200)}</span></span
                      >
                    </li>`,
                )}
              </ul>
            </details>`
          : NOTHING
      }
    </section>
    <section aria-labelledby="h-trend" data-live="trend">
      <h2 id="h-trend">Response time and deploys</h2>
      ${trendPicture(shown.trend)} ${routesTable(shown.routes)}
    </section>
    <div class="two">
      <section aria-labelledby="h-errors" data-live="errors">
        <h2 id="h-errors">Errors by release</h2>
        ${errors(shown.errorCounts)} ${issueRows(shown.issues, now)}
      </section>
      <div>
        <section aria-labelledby="h-jobs" data-live="jobs">
          <h2 id="h-jobs">Jobs</h2>
          ${jobRows(shown.jobs, now)}
        </section>
        <section aria-labelledby="h-cert" data-live="certificates">
          <h2 id="h-cert">Certificates</h2>
          ${certificates(watched)}
        </section>
        <section aria-labelledby="h-audit" data-live="audit">
          <h2 id="h-audit">Latest audit</h2>
          ${auditLine(shown.audit)}
        </section>
      </div>
    </div>
  </main>`;
}

function monitorRow({ monitor, shown, last, state }: Watched, { bars, samples, now }: Dashboard): Markup {
  const seen = percentilesOf(samples.get(monitor.id) ?? []);
  const look = SHOWN[shown];
  return html`<article class="mon">
    <div>
      <h3>
        ${sign(look)}<span>${clip(monitor.name, 120)} <span class="soft">${look.word}</span></span
        ><span class="where">${clip(monitor.url, 200)}</span>
      </h3>
      <p class="twin">
        ${last ? html`Looked ${span(now - last.at)} ago${answered(last)}${last.cause === null || last.outcome === 'ok' ? NOTHING : html`, fails at ${last.cause}${last.code ? html` (${clip(last.code, 60)})` : NOTHING}`}` : 'Not looked at yet'}${state.flapping ? '; goes up and down' : ''}
      </p>
    </div>
    ${uptimeBars(bars.get(monitor.id) ?? [], clip(monitor.name, 60))} ${latencyStrip(seen, monitor)}
  </article>`;
}

/** What the last look was answered, and over which way. */
function answered({ status, totalMs, redirects, landed }: Sample): Markup {
  if (status === null) return NOTHING;
  if (totalMs === 0) return html`, ${status}; its time is void, as this server was busy`;
  const over =
    redirects === undefined ? NOTHING : html` after ${counted(redirects, 'redirect')}, at <code>${clip(landed ?? '', 160)}</code>`;
  return html`, ${status} in ${ms(totalMs)}${over}`;
}

function trouble({ network, undelivered }: EngineStatus): Markup {
  const said = [
    ...(network === 'failing' ? ['The network of this server fails: what it sees is not held against your product.'] : []),
    ...(undelivered > 0
      ? [`${undelivered} ${undelivered === 1 ? 'message is' : 'messages are'} not delivered. Settings can send a test.`]
      : []),
  ];
  return said.length === 0 ? NOTHING : html`<p class="said high">${said.join(' ')}</p>`;
}

function auditLine(audit: Omit<AuditRun, 'report'> | undefined): Markup {
  if (!audit) return html`<p class="none">No audit yet. <a href="/audit">Audit a domain</a>.</p>`;
  const { word, mark } = VERDICTS[audit.decision];
  const counts = (['blocker', 'high', 'medium', 'low'] as const).map((severity) => `${audit.counts[severity] ?? 0} ${severity}`).join(', ');
  return html`<ul class="rows">
    <li>
      <span class="mark ${mark}" aria-hidden="true">${MARKS[mark].shape}</span
      ><span
        ><a href="/audits/${audit.id}"><b>${word}</b> for ${clip(audit.domain, 120)}</a></span
      >
      <span class="sub">${counts}; ${time(audit.at)}</span>
    </li>
  </ul>`;
}
