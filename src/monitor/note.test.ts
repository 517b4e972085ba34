import { expect, test } from 'vitest';
import { incidentMarkdown } from './note.ts';
import type { Incident, IncidentEvent, OutboxItem } from './types.ts';

const opened = Date.parse('2026-11-25T02:39:10Z');
const incident: Incident = {
  id: 3,
  rule: 'down',
  subject: 'acme.test',
  title: 'login [page] is down',
  severity: 'critical',
  owner: 'Ada',
  opened,
  resolved: opened + 92_000,
  acked: opened + 12_000,
  ackedBy: 'Ada',
  respondBy: opened + 900_000,
  cause: { kind: 'http', scope: 'host', says: 'The app: acme.test answers, but with an error.' },
  monitors: ['m'],
  stillDown: [],
  hosts: ['acme.test'],
  addresses: [],
};
const event = (n: number, more: Partial<IncidentEvent>): IncidentEvent => ({
  incident: 3,
  n,
  at: opened + n * 1_000,
  kind: 'note',
  says: '',
  by: null,
  facts: {},
  ...more,
});
const item: OutboxItem = {
  id: 1,
  incident: 3,
  kind: 'DOWN',
  key: 'k',
  channel: 'slack',
  to: '${SLACK}',
  message: { kind: 'DOWN', severity: 'critical', title: '', lines: [], incident: 3, owner: null, at: opened, url: null },
  created: opened,
  nextAt: opened,
  attempts: 2,
  state: 'sent',
  lastError: null,
  sentAt: opened + 5_000,
  leasedUntil: 0,
};

test('the note of an incident is a template with the facts filled in, and no text of others has meaning in it (INC-1, INC-2)', () => {
  expect(
    incidentMarkdown(
      incident,
      [event(1, { kind: 'opened', says: 'it broke' }), event(2, { says: '# all\n*is* `well`', by: 'Eve' })],
      [item],
    ),
  ).toBe(`# Incident 3: login \\[page\\] is down

- Severity: critical
- Began: 2026-11-25 02:39 UTC, over at 2026-11-25 02:40 UTC, after 1 min 32 s
- Owner: Ada
- First answer: Ada after 12 s
- Affected: acme.test
- Most likely: The app: acme.test answers, but with an error.

## Timeline

- 2026-11-25 02:39 UTC: it broke
- 2026-11-25 02:39 UTC: \\# all \\*is\\* \\\`well\\\` (Eve)

## Who was told

- DOWN by slack: delivered at 2026-11-25 02:39 UTC, 2 tries

## Checklist

- [ ] Say that you are on it: acknowledge the incident.
- [ ] Look at it yourself: open the address in a private window, from another network.
- [ ] Was there a deploy just before? Roll it back first, and ask why later.
- [ ] DNS, TLS or connection at fault? Look at the domain, the certificate and the host, in this order.
- [ ] Tell customers: one sentence on the status page.
- [ ] When it is well again, write down what happened while you still know it.

## What did customers notice?

_To be filled in._

## What was the root cause?

_To be filled in._

## What ended it?

_To be filled in._

## What do we change so that it does not happen again?

_To be filled in._
`);
  expect(incidentMarkdown({ ...incident, resolved: null, acked: null, ackedBy: null }, [], [])).toContain(
    'First answer: nobody yet; due by 2026-11-25 02:54 UTC',
  );
});
