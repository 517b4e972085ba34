import { clock, spell } from './message.ts';
import type { Incident, IncidentEvent, OutboxItem } from './types.ts';

/** What to do while an incident is open, in order (INC-1). */
export const CHECKLIST = [
  'Say that you are on it: acknowledge the incident.',
  'Look at it yourself: open the address in a private window, from another network.',
  'Was there a deploy just before? Roll it back first, and ask why later.',
  'DNS, TLS or connection at fault? Look at the domain, the certificate and the host, in this order.',
  'Tell customers: one sentence on the status page.',
  'When it is well again, write down what happened while you still know it.',
] as const;

/** An incident as a Markdown note: facts from the timeline, and four questions for people to answer (INC-2). Pure. */
export function incidentMarkdown(incident: Incident, events: readonly IncidentEvent[], deliveries: readonly OutboxItem[]): string {
  const { id, title, severity, owner, opened, resolved, acked, ackedBy, respondBy, cause, hosts } = incident;
  const took = resolved === null ? 'still open' : `over at ${clock(resolved)}, after ${spell(resolved - opened)}`;
  const answered =
    acked === null
      ? `nobody yet; due by ${clock(respondBy)}`
      : `${ackedBy ?? 'somebody'} after ${spell(acked - opened)}${acked > respondBy ? ', late' : ''}`;
  return [
    `# Incident ${id}: ${inline(title)}`,
    '',
    `- Severity: ${severity}`,
    `- Began: ${clock(opened)}, ${took}`,
    `- Owner: ${inline(owner ?? 'nobody')}`,
    `- First answer: ${inline(answered)}`,
    `- Affected: ${hosts.length === 0 ? inline(incident.subject) : hosts.map(inline).join(', ')}`,
    `- Most likely: ${inline(cause.says)}`,
    '',
    '## Timeline',
    '',
    ...events.map((event) => `- ${clock(event.at)}: ${inline(event.says)}${event.by === null ? '' : ` (${inline(event.by)})`}`),
    '',
    '## Who was told',
    '',
    ...(deliveries.length === 0 ? ['- Nobody: no alert of the configuration wanted it.'] : deliveries.map(delivery)),
    '',
    '## Checklist',
    '',
    ...CHECKLIST.map((step) => `- [ ] ${step}`),
    '',
    ...[
      'What did customers notice?',
      'What was the root cause?',
      'What ended it?',
      'What do we change so that it does not happen again?',
    ].flatMap((question) => [`## ${question}`, '', '_To be filled in._', '']),
  ].join('\n');
}

function delivery({ kind, channel, state, attempts, sentAt, lastError }: OutboxItem): string {
  const how =
    state === 'sent' && sentAt !== null
      ? `delivered at ${clock(sentAt)}`
      : state === 'waiting'
        ? 'not delivered yet'
        : state === 'gave-up'
          ? 'given up'
          : 'withheld';
  return `- ${kind} by ${channel}: ${how}, ${attempts} ${attempts === 1 ? 'try' : 'tries'}${lastError === null ? '' : ` (${inline(lastError)})`}`;
}

/** Text of others on one line, without meaning to Markdown. */
function inline(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>#|]/g, (char) => `\\${char}`);
}
