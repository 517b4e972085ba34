import { createHash } from 'node:crypto';
import { type Bundle, evidenceKey } from './bundle.ts';
import { type AnyCheck, type Context, type Reads, type Verdict, verdictsOf } from './check.ts';
import { type Config, roleOf } from './config.ts';
import { UserError } from './errors.ts';
import type { EveryHost } from './every-host.ts';
import type { Finding } from './finding.ts';
import type { Asked } from './if-asked.ts';
import type { Evidence, Probe } from './probe.ts';
import type { Profile } from './profile.ts';
import { type Subject, subjectKey } from './subject.ts';
import { SEVERITIES, type Severity } from './vocabulary.ts';

export interface Bench {
  config: Config;
  profile: Profile;
  /** When the evidence was taken. */
  now: Date;
  evidence(key: string): Evidence | undefined;
  sites: readonly Subject<'site'>[];
  hosts: readonly Subject<'host'>[];
}

/** The bench a bundle is judged on: its evidence, each piece checked once against its probe's schema. */
export function benchOf(bundle: Bundle, profile: Profile): Bench {
  return {
    config: bundle.config,
    profile,
    now: new Date(bundle.taken),
    evidence: (key) => bundle.evidence[key],
    sites: bundle.subjects.filter((subject) => subject.kind === 'site'),
    hosts: bundle.subjects.filter((subject) => subject.kind === 'host'),
  };
}

/** The subject a probe must have looked at for a check on `subject`: itself, the host of a URL, or the site of a host. */
export function readFrom(probe: Pick<Probe, 'on'>, subject: Subject, sites: readonly Subject<'site'>[]): Subject | undefined {
  if (probe.on === subject.kind) return subject;
  const host = hostOf(subject);
  if (host === undefined) return undefined;
  if (probe.on === 'host') return { kind: 'host', host, port: 443 };
  if (probe.on === 'site') return sites.find((site) => host === site.domain || host.endsWith(`.${site.domain}`));
  return undefined;
}

/** The host a subject lies on; the apex for a site, nothing for a repository. */
export function hostOf(subject: Subject): string | undefined {
  if (subject.kind === 'site') return subject.domain;
  if (subject.kind === 'host') return subject.host;
  return subject.kind === 'url' ? new URL(subject.url).hostname : undefined;
}

/** Judges one check on one subject. A probe that failed makes it `unknown`; the check never sees why. Pure. */
export function judgeOne(check: AnyCheck, subject: Subject, bench: Bench): Finding[] {
  const keys: string[] = [];
  const saw: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const [name, probe] of Object.entries(check.reads as Reads)) {
    if ('probes' in probe) {
      const hosts = hostsBelow(subject, bench).map((host) => ({ host, parts: partsOf(probe, host, bench) }));
      keys.push(...hosts.flatMap(({ parts }) => parts.map(({ key }) => key)));
      saw[name] = gathered(hosts);
      continue;
    }
    if ('ifAsked' in probe) {
      const key = evidenceKey(probe.ifAsked, subject);
      const evidence = bench.evidence(key);
      if (evidence) keys.push(key);
      saw[name] = answerOf(probe.ifAsked, evidence);
      continue;
    }
    const from = readFrom(probe, subject, bench.sites);
    const key = from && evidenceKey(probe, from);
    const evidence = key === undefined ? undefined : bench.evidence(key);
    if (key !== undefined) keys.push(key);
    if (!evidence) missing.push('this evidence was not collected');
    else if (!evidence.ok) missing.push(evidence.message);
    else {
      const parsed = probe.sees.safeParse(evidence.saw);
      if (parsed.success) saw[name] = parsed.data;
      else missing.push(`the saved evidence ${key} does not fit this version: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
    }
  }
  if (missing.length > 0) {
    return [finding(check, subject, bench, { verdict: { is: 'unknown', found: [...new Set(missing)].join('; ') }, keys })];
  }
  const context: Context = { subject, options: optionsFor(check, bench.profile), now: bench.now, config: bench.config };
  const seen = new Map<string, number>();
  return verdictsOf(check.judge(saw, context)).map((verdict) => {
    const place = placeOf(verdict, subject);
    const nth = (seen.get(place) ?? 0) + 1;
    seen.set(place, nth);
    return finding(check, subject, bench, { verdict, keys, nth });
  });
}

function answerOf({ sees }: Pick<Probe, 'sees'>, evidence: Evidence | undefined): Asked<unknown> {
  if (!evidence) return null;
  if (!evidence.ok) return { ok: false, why: evidence.message };
  const parsed = sees.safeParse(evidence.saw);
  return parsed.success ? { ok: true, saw: parsed.data } : { ok: false, why: 'the saved evidence does not fit this version' };
}

/** The hosts of a site that an audit looks at, those that only take mail left out. */
export function hostsBelow(subject: Subject, { config, sites, hosts }: Pick<Bench, 'config' | 'sites' | 'hosts'>): Subject<'host'>[] {
  if (subject.kind !== 'site') return [];
  return hosts.filter((host) => {
    const site = readFrom({ on: 'site' }, host, sites);
    return site?.kind === 'site' && site.domain === subject.domain && roleOf(config, host.host, site.domain) !== 'mail';
  });
}

interface Part {
  name: string;
  key: string;
  /** What was seen and fits the schema of its probe; undefined where nothing was. */
  saw: unknown;
}

function partsOf({ probes }: EveryHost<unknown>, host: Subject<'host'>, bench: Bench): Part[] {
  return Object.entries(probes).map(([name, probe]) => {
    const key = evidenceKey(probe, host);
    const evidence = bench.evidence(key);
    return { name, key, saw: evidence?.ok ? probe.sees.safeParse(evidence.saw).data : undefined };
  });
}

function gathered(hosts: readonly { host: Subject<'host'>; parts: Part[] }[]): { seen: unknown[]; unseen: string[] } {
  const whole = hosts.filter(({ parts }) => parts.every(({ saw }) => saw !== undefined));
  return {
    seen: whole.map(({ host, parts }) => ({ host: host.host, saw: Object.fromEntries(parts.map(({ name, saw }) => [name, saw])) })),
    unseen: hosts.filter((each) => !whole.includes(each)).map(({ host }) => host.host),
  };
}

/** The probes of a check that look at its own subject, or at the host or site of it. */
function probesOf(check: AnyCheck): Probe[] {
  return Object.values(check.reads as Reads).flatMap((probe) => ('probes' in probe || 'ifAsked' in probe ? [] : [probe]));
}

/** True for a check that needs a probe which does more than read: it is only asked where the owner wants it. */
export function isActive(check: AnyCheck): boolean {
  return probesOf(check).some(({ touch }) => touch !== 'passive');
}

/** Judges a whole bundle, in the order of `checks` and subjects; ranking makes the order irrelevant. Pure. */
export function judge(bundle: Bundle, checks: readonly AnyCheck[], profile: Profile): Finding[] {
  const bench = benchOf(bundle, profile);
  return checksIn(checks, bundle.config, profile).flatMap((check) =>
    bundle.subjects
      .filter((subject) => applies(check, subject, bench) && (!isActive(check) || wasAsked(check, subject, bench)))
      .flatMap((subject) => judgeOne(check, subject, bench)),
  );
}

/** Whether each probe of a check looked at the subject, or was kept from it. */
function wasAsked(check: AnyCheck, subject: Subject, bench: Bench): boolean {
  return probesOf(check).every((probe) => {
    const from = readFrom(probe, subject, bench.sites);
    return from !== undefined && bench.evidence(evidenceKey(probe, from)) !== undefined;
  });
}

/**
 * Whether a check has anything to say of a subject: its own kind, the kinds of URL it is about, and no web questions to
 * a host that only takes mail.
 */
export function applies(check: AnyCheck, subject: Subject, bench: Pick<Bench, 'config' | 'sites'>): boolean {
  if (check.on !== subject.kind) return false;
  const probes = probesOf(check);
  if (!probes.every((probe) => probe.on !== subject.kind || (probe.fits?.(subject) ?? true))) return false;
  if (subject.kind === 'url') return check.about?.includes(subject.for) ?? true;
  if (subject.kind !== 'host') return true;
  const site = readFrom({ on: 'site' }, subject, bench.sites);
  const isMail = roleOf(bench.config, subject.host, site?.kind === 'site' ? site.domain : subject.host) === 'mail';
  return !isMail || probes.every((probe) => probe.needs !== 'web');
}

/** True for a check that can only be made in a browser. */
export function needsBrowser(check: AnyCheck): boolean {
  return probesOf(check).some(({ needs }) => needs === 'browser');
}

/** The checks that the config's areas and the profile leave switched on; those in a browser where the config asks for one. */
export function checksIn(checks: readonly AnyCheck[], config: Config, profile: Profile): AnyCheck[] {
  return checks.filter(
    (check) =>
      !profile.off?.includes(check.id) &&
      (config.browser === true || !needsBrowser(check)) &&
      (config.only === undefined || config.only.some((area) => check.id.startsWith(`${area}/`))),
  );
}

function optionsFor(check: AnyCheck, profile: Profile): unknown {
  const parsed = check.options.safeParse(profile.options?.[check.id] ?? {});
  if (parsed.success) return parsed.data;
  throw new UserError(
    'profile-options',
    `Profile "${profile.name}" gives ${check.id} options it does not take: ${parsed.error.issues[0]?.message ?? 'invalid'}.`,
    `See \`launch-ready explain ${check.id}\`.`,
  );
}

type Judged = Verdict | { is: 'unknown'; found: string };

/** What a verdict is about, in words that no line number enters; nor a path, for files of a repository move. */
function placeOf(verdict: Judged, subject: Subject): string {
  if (verdict.is !== 'fail') return '';
  return verdict.of ?? (subject.kind === 'repo' ? '' : (verdict.at?.[0]?.at ?? ''));
}

function finding(
  check: AnyCheck,
  subject: Subject,
  bench: Bench,
  { verdict, keys, nth = 1 }: { verdict: Judged; keys: string[]; nth?: number },
): Finding {
  const key = subjectKey(subject);
  const own = bench.profile.severity?.[check.id] ?? check.severity;
  const at = verdict.is === 'fail' ? verdict.at : undefined;
  // Several of one name, such as the same route in two apps, are told apart by their order.
  const place = `${placeOf(verdict, subject)}${nth === 1 ? '' : `\n${nth}`}`;
  const id = createHash('sha256').update(`${check.id}\n${key}\n${place}`).digest('hex').slice(0, 12);
  const ignored = bench.config.ignore.find(
    (entry) =>
      entry.check === check.id &&
      (entry.id === undefined || entry.id === id) &&
      (entry.on === undefined || key.endsWith(` ${entry.on}`)) &&
      bench.now.toISOString().slice(0, 10) <= entry.until,
  );
  return {
    id,
    check: check.id,
    subject: key,
    severity: lower(own, verdict.is === 'fail' ? verdict.severity : verdict.is === 'unknown' ? check.unknownAs : undefined),
    state: verdict.is,
    title: verdict.is === 'fail' ? check.failing : check.title,
    found: verdict.is === 'skip' ? verdict.because : (verdict.found ?? ''),
    why: check.why,
    hurts: (verdict.is === 'fail' ? verdict.hurts : undefined) ?? check.hurts,
    requirements: check.requirements,
    learn: check.learn,
    ...(at ? { at } : {}),
    evidence: keys,
    ...(verdict.is === 'fail' ? { fix: verdict.fix } : {}),
    ...(ignored && verdict.is === 'fail' ? { ignored: { reason: ignored.reason, until: ignored.until } } : {}),
  };
}

function lower(own: Severity, told: Severity | undefined): Severity {
  return told !== undefined && SEVERITIES.indexOf(told) > SEVERITIES.indexOf(own) ? told : own;
}
