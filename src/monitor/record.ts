import { nameCause } from './cause.ts';
import { openIncidents, saveIncident } from './incidents.ts';
import { follow, noteOn, open, resolve, type Telling } from './raise.ts';
import { type Move, shown, step } from './state.ts';
import { readMarker } from './store/read-markers.ts';
import { recentErrors } from './store/read-errors.ts';
import { insertSample, readWatched, type MonitorRow } from './store/read-monitors.ts';
import type { Incident, Monitor, MonitorState, Sample, Watched } from './types.ts';

/** Monitors that go down within this time of each other on one address belong together, ms. */
const TOGETHER = 15 * 60_000;
/** An issue that was first seen this long before a failure may be why, ms. */
const ISSUE_NEAR = 15 * 60_000;
/** Days to the end of a certificate when it becomes critical. */
const CERTIFICATE_CRITICAL = 3;

/** A look that is to be written down. */
export interface Recording {
  monitor: Monitor;
  sample: Sample;
  worker: string;
  confirmations: number;
  certificateDays: number;
  nextAt: (again: boolean) => number;
}

/**
 * Writes a look down with all that follows from it: the state, an incident, its messages. One transaction, so that a crash leaves all
 * of it or nothing. Gives null, and writes nothing, when the monitor was leased to another process meanwhile.
 */
export async function record(telling: Telling, at: Recording): Promise<MonitorState | null> {
  const { sql } = telling;
  const lock = sql.dialect === 'postgres' ? ' FOR UPDATE' : '';
  const row = await sql.get<MonitorRow>(`SELECT * FROM monitors WHERE id = ? AND leased_by = ?${lock}`, at.monitor.id, at.worker);
  if (!row) return null;
  const { sample } = at;
  const before = JSON.parse(row.state) as MonitorState; // as: written below and by `schedule` alone
  const { state, moves, again } = step(before, sample, { confirmations: at.confirmations });
  await insertSample(sql, row.n, sample);
  await sql.run(
    'UPDATE monitors SET state = ?, last = ?, next_at = ?, leased_by = NULL, leased_until = 0 WHERE n = ?',
    JSON.stringify(state),
    JSON.stringify(sample),
    at.nextAt(again),
    row.n,
  );
  telling.happened.push({ kind: 'sample', sample, shown: shown(state, telling.now) });
  for (const move of moves) await moved(telling, at, move);
  if (sample.certDays !== null) await certificate(telling, at, sample.certDays);
  return state;
}

async function moved(telling: Telling, { monitor, sample }: Recording, move: Move): Promise<void> {
  switch (move) {
    case 'down':
      return down(telling, monitor, sample);
    case 'recovered':
      return recovered(telling, monitor.id, `${monitor.name} is well again`);
    case 'degraded':
    case 'fast-again':
      return follow(telling, slowOpening(monitor, sample), move === 'degraded');
    case 'flapping': {
      const incident = await incidentOf(telling, monitor.id);
      if (incident)
        await noteOn(telling, incident, {
          kind: 'flapping',
          says: `${monitor.name} comes and goes; it counts as well after ten good looks`,
        });
      return;
    }
    case 'settled':
      return;
  }
  return move satisfies never;
}

/** Opens an incident, or joins the one of the same root: one outage, one alert. */
async function down(telling: Telling, monitor: Monitor, sample: Sample): Promise<void> {
  const { sql, now } = telling;
  await sql.lock('incidents');
  const host = new URL(monitor.url).hostname;
  const root = (await openIncidents(sql)).find(
    (incident) =>
      incident.rule === 'down' &&
      (incident.hosts.includes(host) ||
        (now - incident.opened < TOGETHER && sample.address !== null && incident.addresses.includes(sample.address))),
  );
  if (root) return join(telling, root, { monitor, sample, host });
  const all = (await sql.all<MonitorRow>('SELECT * FROM monitors WHERE wanted = 1')).map((row) => readWatched(row));
  const deploy = await readMarker(sql, 'WHERE at <= ? ORDER BY at DESC LIMIT 1', now);
  const errors = await recentErrors(sql, now);
  const cause = nameCause({
    sample,
    host,
    deploy: deploy ?? undefined,
    errors,
    ...around(all, { monitor, host, address: sample.address }),
  });
  const opening = {
    ...({
      rule: 'down',
      subject: host,
      severity: 'critical',
      owner: monitor.owner ?? null,
      cause,
    } as const),
    title: `${monitor.name} is down`,
    monitors: [monitor.id],
    stillDown: [monitor.id],
    hosts: [host],
    addresses: sample.address === null ? [] : [sample.address],
  };
  const issue = await sql.get<{ id: number; title: string }>(
    'SELECT id, title FROM issues WHERE first_seen >= ? AND first_seen <= ? ORDER BY first_seen LIMIT 1',
    now - ISSUE_NEAR,
    now,
  );
  await open(telling, opening, [
    lookNote(monitor, sample),
    ...(deploy && cause.kind === 'deploy'
      ? [{ kind: 'deploy', says: `${deploy.release} was deployed just before`, facts: { marker: deploy.id, at: deploy.at } } as const]
      : []),
    ...(issue ? [{ kind: 'issue', says: `New error just before: ${issue.title}`, facts: { issue: issue.id } } as const] : []),
  ]);
}

async function join(
  telling: Telling,
  root: Incident,
  { monitor, sample, host }: { monitor: Monitor; sample: Sample; host: string },
): Promise<void> {
  const add = (list: readonly string[], item: string | null): string[] => (item === null ? [...list] : [...new Set([...list, item])]);
  const joined: Incident = {
    ...root,
    monitors: add(root.monitors, monitor.id),
    stillDown: add(root.stillDown, monitor.id),
    hosts: add(root.hosts, host),
    addresses: add(root.addresses, sample.address),
  };
  await saveIncident(telling.sql, joined);
  await noteOn(telling, joined, { ...lookNote(monitor, sample), kind: 'joined' });
}

function lookNote(monitor: Monitor, sample: Sample) {
  const { dnsMs, tcpMs, tlsMs, ttfbMs, totalMs, address, status, requestId } = sample;
  const facts = { monitor: monitor.id, url: monitor.url, address, status, dnsMs, tcpMs, tlsMs, ttfbMs, totalMs, requestId };
  return { kind: 'look', says: `${monitor.name}: ${sample.says ?? 'no answer'}`, facts } as const;
}

/** How much else is affected, for naming the cause. */
function around(all: readonly Watched[], { monitor, host, address }: { monitor: Monitor; host: string; address: string | null }) {
  const isBad = ({ state }: Watched): boolean => state.is === 'down' || state.is === 'suspect';
  const hostOf = (watched: Watched): string => new URL(watched.monitor.url).hostname;
  const others = all.filter((watched) => watched.monitor.id !== monitor.id);
  const here = others.filter((watched) => hostOf(watched) === host);
  const sameAddress = others.filter((watched) => hostOf(watched) !== host && address !== null && watched.last?.address === address);
  return {
    wellHere: here.filter(({ state }) => state.is === 'up').length,
    badHere: here.filter(isBad).length + 1,
    badHosts: new Set(sameAddress.filter(isBad).map(hostOf)).size,
  };
}

async function incidentOf({ sql }: Telling, monitor: string): Promise<Incident | undefined> {
  return (await openIncidents(sql)).find(({ rule, stillDown }) => rule === 'down' && stillDown.includes(monitor));
}

/** Takes a monitor out of its incident, which ends with the last one. */
export async function recovered(telling: Telling, monitor: string, says: string): Promise<void> {
  await telling.sql.lock('incidents');
  const incident = await incidentOf(telling, monitor);
  if (!incident) return;
  const left: Incident = { ...incident, stillDown: incident.stillDown.filter((id) => id !== monitor) };
  await saveIncident(telling.sql, left);
  await noteOn(telling, left, { kind: 'recovered', says, facts: { monitor } });
  if (left.stillDown.length === 0) await resolve(telling, left, { says: 'Everything that was down is well again' });
}

function slowOpening(monitor: Monitor, sample: Sample) {
  const says = `Slow: ${sample.says ?? `${monitor.name} answers too late`}`;
  const cause = { kind: 'slow', scope: 'route', says } as const;
  return {
    rule: 'slow',
    subject: monitor.id,
    title: `${monitor.name} is slow`,
    severity: 'warning',
    owner: monitor.owner ?? null,
    cause,
  } as const;
}

/**
 * Forewarns of the end of a certificate (TLS-5): once per host as a warning and once, louder, in the last days, until it is renewed. A
 * certificate that has ended needs no forewarning: browsers refuse the site, and so does the look.
 */
async function certificate(telling: Telling, { monitor, certificateDays }: Recording, days: number): Promise<void> {
  if (days < 0) return;
  const host = new URL(monitor.url).hostname;
  const ends = `ends in ${days} ${days === 1 ? 'day' : 'days'}`;
  const cause = { kind: 'certificate', scope: 'host', says: `The certificate of ${host} ${ends}; then browsers refuse the site` } as const;
  const opening = { rule: 'certificate', title: `Certificate of ${host} ${ends}`, owner: monitor.owner ?? null, cause } as const;
  const isLast = days <= CERTIFICATE_CRITICAL;
  if (!isLast) await follow(telling, { ...opening, subject: host, severity: 'warning' }, days <= certificateDays);
  await follow(telling, { ...opening, subject: `${host} in its last days`, severity: 'critical' }, isLast);
}
