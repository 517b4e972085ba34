import type { Fact, Section } from '../core/document.ts';
import type { Line } from '../core/journal.ts';
import { firstStep, placeOf } from './finding-words.ts';
import { day, type Known } from './known.ts';

/** Rows of a table that people still read. */
const ROWS = 30;

/** What is known to be wrong, what was accepted and until when, and what nobody could look at. */
export function risks({ report }: Known): Section {
  const failing = (report?.findings ?? []).filter(
    ({ state, ignored, cause }) => state === 'fail' && ignored === undefined && cause === undefined,
  );
  const accepted = (report?.findings ?? []).filter(({ ignored }) => ignored !== undefined);
  const unknown = (report?.findings ?? []).filter(({ state }) => state === 'unknown').length;
  return {
    id: 'risks',
    title: 'Known risks',
    about: 'What can still go wrong, what you will see, and what to do first.',
    blocks: [
      {
        is: 'table',
        head: ['Risk', 'What you see', 'Where', 'First'],
        rows: failing.slice(0, ROWS).map((finding) => [finding.severity, finding.title, placeOf(finding.subject), firstStep(finding)]),
        none: report ? `The audit of ${day(report.taken)} found none.` : 'UNKNOWN: no audit was made. Run `launch-ready audit`.',
      },
      ...(failing.length > ROWS ? [{ is: 'text', text: `And ${failing.length - ROWS} more, in the audit report.` } as const] : []),
      {
        is: 'table',
        head: ['Accepted', 'Where', 'Why', 'Until'],
        rows: accepted.map(({ title, subject, ignored }) => [title, placeOf(subject), ignored?.reason ?? '', day(ignored?.until ?? '')]),
        none: 'No risk was accepted.',
      },
      ...(unknown > 0 ? [{ is: 'text', text: `${unknown} checks could not be made. They are not counted as passed.` } as const] : []),
      { is: 'notes', id: 'risks', invites: 'Risks that no check can see', text: '' },
    ],
  };
}

/** What was changed, and what to watch because of it (HND-9): the journal, read again. */
export function changes({ journal, records }: Known): Section {
  const rows = changed(journal);
  return {
    id: 'changes',
    title: 'What was changed, and what to watch',
    about: 'Every step that was taken, newest first.',
    blocks: [
      { is: 'table', head: ['When', 'What', 'Watch'], rows: rows.slice(0, ROWS), none: 'Nothing is in the journal.' },
      ...(rows.length > ROWS ? [{ is: 'text', text: `And ${rows.length - ROWS} earlier ones, in the journal.` } as const] : []),
      {
        is: 'table',
        head: ['Record', 'Kept since'],
        rows: records.map(({ name, at }) => [name, day(at)]),
        none: 'No other records are kept.',
      },
      { is: 'notes', id: 'changes', invites: 'Changes that were made by hand', text: '' },
    ],
  };
}

const WATCH = {
  everything: 'the whole site',
  mail: 'whether mail arrives',
  access: 'login',
  looks: 'how pages look, and their speed',
  none: 'nothing special',
} as const;

/** The journal as rows, newest first. A change that failed, or was undone, says so. */
function changed(journal: readonly Line[]): string[][] {
  const intended = new Map(journal.flatMap(({ entry }) => (entry.is === 'intends' ? [[entry.change.id, entry.change] as const] : [])));
  const undone = new Set(journal.flatMap(({ entry }) => (entry.is === 'undid' ? [entry.change] : [])));
  const rows = journal.flatMap(({ at, entry }): string[][] => {
    switch (entry.is) {
      case 'did': {
        const change = intended.get(entry.change);
        const says = change?.says ?? entry.change;
        return [
          [
            day(at),
            undone.has(entry.change) ? `${says} (undone later)` : says,
            undone.has(entry.change) ? 'nothing special' : WATCH[change?.risk ?? 'none'],
          ],
        ];
      }
      case 'failed':
        return [[day(at), `Failed: ${intended.get(entry.change)?.says ?? entry.change}`, entry.why]];
      case 'deployed':
        return [[day(at), `Release ${entry.release} went live`, 'errors and speed']];
      case 'rolled-back':
        return [[day(at), `Back from ${entry.release} to ${entry.to}`, 'why it had to']];
      case 'drilled':
        return [[day(at), `Going back was tried with ${entry.release}`, 'nothing special']];
      case 'stage':
        if (entry.stage === 'rotation') return [[day(at), rotationSays(entry), 'errors of that provider']];
        return entry.state === 'begun' ? [] : [[day(at), `Stage ${entry.stage}: ${entry.state}`, 'nothing special']];
      case 'intends':
      case 'undid':
        return [];
      default:
        return entry satisfies never;
    }
  });
  return rows.reverse();
}

/** What became of a key that others may have. */
function rotationSays(entry: Extract<Line['entry'], { is: 'stage' }>): string {
  return entry.state === 'done' ? `Replaced: ${String(entry['key'])}` : `Put off: a new key for ${String(entry['key'])}`;
}

/** What to do when somebody leaves, or the product is given away. */
export function leaving(): Section {
  return {
    id: 'leaving',
    title: 'When somebody leaves',
    about: 'One hour of work that saves you from the worst.',
    blocks: [
      {
        is: 'steps',
        items: [
          'Move what they own to somebody else: domain, hosting, payments, mail.',
          'Take them out of every system in the access table.',
          'Change every key they could read, and every shared password.',
          'Take their second factor and recovery address off shared accounts.',
          'Write the day into `reviewed` of each entry.',
        ],
      },
      { is: 'notes', id: 'leaving', invites: 'Who left, and what was done', text: '' },
    ],
  };
}

/** A fact's value, or the flag and how to find out. */
type Answer = (id: string) => string;

/** Questions people ask after a handover (HND-4), with answers made of facts. */
const QUESTIONS: readonly [question: string, answer: (fact: Answer, known: Known) => string, more: string][] = [
  ['Which domain points where?', (fact, { report }) => pointsTo(report) ?? fact('product.url'), 'Domains and addresses'],
  ['Where are the variables?', (fact) => fact('secrets.place'), 'Environment variables and secrets'],
  ['Where do the logs live?', (fact) => fact('logs.place'), 'Deploy and roll back'],
  [
    'How do I read them?',
    () => 'Look at the minute before the first alert. `launch-ready logs scan app.log` counts errors and leaks.',
    'Monitors and what alerts mean',
  ],
  [
    'How do I change a secret?',
    (fact) => `New key first, old key last. They live here: ${fact('secrets.place')}`,
    'Environment variables and secrets',
  ],
  [
    'How do I see that mail is healthy?',
    (fact, { config }) =>
      `\`launch-ready audit ${config.domain ?? 'your-domain.com'} --only email\`. Last seen, DKIM: ${fact('mail.dkim')}`,
    'Mail',
  ],
  ['How do I update DNS?', (fact) => `One record at a time, here: ${fact('dns.provider')}`, 'Domains and addresses'],
  ['Who owns DNS?', (fact) => fact('dns.owner'), 'Who can enter what'],
  ['How do I go back to the last release?', (fact) => fact('rollback.how'), 'Deploy and roll back'],
  ['How do I know that going back works?', (fact) => `It was last tried: ${fact('rollback.drill')}`, 'Deploy and roll back'],
];

function pointsTo(report: Known['report']): string | undefined {
  const hosts = report?.map?.hosts.filter(({ state }) => state === 'serves' || state === 'redirects') ?? [];
  return hosts.length === 0
    ? undefined
    : hosts
        .slice(0, 8)
        .map(({ host, provider, addresses }) => `${host} → ${provider ?? addresses[0] ?? '?'}`)
        .join('; ');
}

/** The answers, each flagged UNKNOWN where its fact is. */
export function questions(known: Known, facts: readonly Fact[]): Section {
  const answer: Answer = (id) => {
    const fact = facts.find((each) => each.id === id);
    return fact?.value ?? `UNKNOWN. ${fact?.findOut ?? ''}`.trim();
  };
  return {
    id: 'questions',
    title: 'Ten questions',
    about: 'What people ask in the first week.',
    blocks: [
      {
        is: 'table',
        head: ['Question', 'Answer', 'More in'],
        rows: QUESTIONS.map(([question, tell, more]) => [question, tell(answer, known), more]),
        none: '',
      },
    ],
  };
}

/** Names and days, by hand. */
export function signOff(): Section {
  return {
    id: 'sign-off',
    title: 'Sign-off',
    about: 'Both sides have read this document and tried the ways in.',
    blocks: [
      {
        is: 'table',
        head: ['Role', 'Name', 'Day'],
        rows: [
          ['Handed over by', '', ''],
          ['Taken over by', '', ''],
        ],
        none: '',
      },
      { is: 'notes', id: 'sign-off', invites: 'What was agreed', text: '' },
    ],
  };
}
