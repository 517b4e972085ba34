import type { Section } from '../core/document.ts';
import type { Entry } from '../core/journal.ts';
import { firstStep, placeOf } from './finding-words.ts';
import { type Known, ownerOf } from './known.ts';

/** Rows of a table that people still read. */
const ROWS = 60;

type Row = readonly [what: string, owner: string, next: string];

/** Who acts on what an area finds, in the words of `owners`. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  dns: ['dns', 'domain'],
  routing: ['dns', 'domain'],
  tls: ['certificate', 'dns', 'domain'],
  email: ['mail'],
  secrets: ['secret', 'security'],
};
/** For every other area. */
const CODE = ['code', 'deploy'] as const;

/** What to do about what a stage of the sprint left open, and who does it. */
const STAGES: Readonly<Record<string, { words: readonly string[]; next: string }>> = {
  edge: { words: ['dns', 'edge', 'domain'], next: 'Run `launch-ready fix`: it asks again.' },
  'edge-again': { words: ['dns', 'edge', 'domain'], next: 'Run `launch-ready fix`: it asks again.' },
  code: { words: CODE, next: 'They are in `.launch-ready/prompts.md`; commit and release after.' },
  ship: { words: ['deploy'], next: 'Run `launch-ready deploy check`, then `launch-ready deploy run`.' },
  environment: { words: ['secret', 'deploy'], next: 'Run `launch-ready env check`.' },
  keys: { words: ['secret', 'security'], next: '`launch-ready secrets inventory` shows the steps.' },
  mail: { words: ['mail'], next: 'Run `launch-ready mail test`: it says what to change.' },
  speed: { words: CODE, next: 'Run `launch-ready perf baseline`.' },
  watch: { words: ['alert', 'monitor'], next: 'Run `launch-ready serve` and look at it.' },
  validation: { words: CODE, next: 'Run `launch-ready smoke`, and mend what it names.' },
};
const AGAIN = { words: CODE, next: 'Run `launch-ready sprint`: it asks again.' } as const;

/** Everything that is still to be done, each with who does it and the next step, and who may change what (HND-6). */
export function open(known: Known): Section {
  const { config } = known;
  const rows = [...planned(known), ...unapplied(known), ...leftBySprint(known), ...found(known)];
  return {
    id: 'backlog',
    title: 'Open, with owner and next step',
    about: 'What you planned comes first, then what was put off, then what the audit still finds.',
    blocks: [
      {
        is: 'table',
        head: ['What', 'Owner', 'Next step'],
        rows: rows.slice(0, ROWS),
        none: 'Nothing is on the list. Write `handover.backlog` into launch-ready.yaml.',
      },
      ...(rows.length > ROWS ? [{ is: 'text', text: `And ${rows.length - ROWS} more, in the audit report.` } as const] : []),
      {
        is: 'table',
        head: ['What', 'Who changes it'],
        rows: Object.entries(config.owners),
        none: 'UNKNOWN: nobody is named. Write `owners` into launch-ready.yaml.',
      },
      { is: 'notes', id: 'backlog', invites: 'Wishes of customers', text: '' },
    ],
  };
}

function planned({ config }: Known): Row[] {
  return config.handover.backlog.map((what) => [what, owner(config, ['product']), 'Decide when.']);
}

/** Changes that were begun and never arrived, or failed; one that was done later, or taken back, is not open. */
function unapplied({ journal, config }: Known): Row[] {
  const last = new Map<string, Entry>();
  const says = new Map<string, string>();
  for (const { entry } of journal) {
    if (entry.is === 'intends') says.set(entry.change.id, entry.change.says);
    if (entry.is === 'intends') last.set(entry.change.id, entry);
    if (entry.is === 'did' || entry.is === 'failed' || entry.is === 'undid') last.set(entry.change, entry);
  }
  return [...last].flatMap(([id, entry]): Row[] => {
    const what = says.get(id) ?? id;
    if (entry.is === 'failed')
      return [[what, owner(config, ['dns', 'edge', 'domain']), `It failed: ${entry.why} Run \`launch-ready fix\`.`]];
    if (entry.is === 'intends') return [[what, owner(config, ['dns', 'edge', 'domain']), 'It was broken off. `launch-ready fix` goes on.']];
    return [];
  });
}

/** What the last sprint left open, by stage. What waits for a person's hands is found by the audit as well, and stands there. */
function leftBySprint({ journal, config, report }: Known): Row[] {
  const begun = journal.findLastIndex(({ entry }) => entry.is === 'stage' && entry.stage === 'sprint' && entry.state === 'begun');
  if (begun === -1) return [];
  const stages = new Map<string, readonly string[]>();
  for (const { entry } of journal.slice(begun))
    if (entry.is === 'stage' && Array.isArray(entry['open'])) stages.set(entry.stage, entry['open'].map(String));
  if (report) stages.delete('hands');
  return [...stages].flatMap(([stage, items]) => {
    const { words, next } = STAGES[stage] ?? AGAIN;
    return items.map((what): Row => [what, owner(config, words), next]);
  });
}

/** What the audit finds, blockers first, without what was accepted and what another finding explains. */
function found({ report, config }: Known): Row[] {
  return (report?.findings ?? [])
    .filter(({ state, ignored, cause }) => state === 'fail' && ignored === undefined && cause === undefined)
    .map((finding) => [
      `${finding.title} (${placeOf(finding.subject)}, ${finding.severity})`,
      owner(config, OWNERS[finding.check.slice(0, finding.check.indexOf('/'))] ?? CODE),
      firstStep(finding),
    ]);
}

function owner(config: Known['config'], words: readonly string[]): string {
  return ownerOf(config, ...words) ?? 'UNKNOWN';
}
