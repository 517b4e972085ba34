import type { AlertMessage, Incident, Time } from './types.ts';

/** What somebody is told about an incident: what, since when, why, who acts, and where to look. Pure. */
export function messageOf(
  incident: Incident,
  kind: AlertMessage['kind'],
  { at, base }: { at: Time; base: string | undefined },
): AlertMessage {
  const { id, title, severity, owner } = incident;
  return {
    kind,
    severity,
    title: titleOf(kind, title),
    lines: linesOf(incident, kind, at),
    incident: id,
    owner,
    at,
    url: base === undefined ? null : `${base.replace(/\/$/, '')}/incidents/${id}`,
  };
}

function titleOf(kind: AlertMessage['kind'], title: string): string {
  switch (kind) {
    case 'DOWN':
      return title;
    case 'RESOLVED':
      return `Resolved: ${title}`;
    case 'OVERDUE':
      return `Nobody has answered yet: ${title}`;
    case 'TEST':
      return title;
  }
  return kind satisfies never;
}

function linesOf(incident: Incident, kind: AlertMessage['kind'], at: Time): string[] {
  const since = `Since ${clock(incident.opened)}`;
  const who = incident.owner === null ? 'Nobody owns this yet.' : `${incident.owner} acts on it.`;
  switch (kind) {
    case 'DOWN':
      return [incident.cause.says, `${since}. ${who} Answer by ${clock(incident.respondBy)}.`];
    case 'RESOLVED':
      return [`${since}, over at ${clock(at)} after ${spell(at - incident.opened)}.`, `It was: ${incident.cause.says}`];
    case 'OVERDUE':
      return [`${since}. An answer was due by ${clock(incident.respondBy)}.`, incident.cause.says];
    case 'TEST':
      return ['This is a test. Nothing is wrong; alerts reach you here.'];
  }
  return kind satisfies never;
}

/** `2026-11-25 02:16 UTC`. */
export function clock(at: Time): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A duration in its two largest units: `3 min 20 s`. */
export function spell(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const from = parts.findIndex(([n]) => n > 0);
  if (from === -1) return '0 s';
  return parts
    .slice(from, from + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(' ');
}
