import type { Deployment, Facts } from './record.ts';
import { saySpeed } from './speed.ts';

/** What release notes are made of. */
export interface Noted {
  release: string;
  /** ISO date. */
  date: string;
  commits: readonly { hash: string; title: string }[];
  /** The record of this release, where it has been deployed, else what a deploy now would record. */
  facts: Facts | null;
  deployed: Deployment | null;
  /** The release before. */
  before: Deployment | null;
}

/** The parts of a commit title by its conventional type; everything else is a change. */
const HEADINGS = [
  { heading: 'New', types: ['feat'] },
  { heading: 'Mended', types: ['fix', 'perf', 'security', 'revert'] },
] as const;

/** The words that a template of one's own may use between double braces. */
export const TEMPLATE = `# Release {{release}}

{{date}} · commit {{commit}} · previous release {{previous}}

{{changes}}

## Database

{{migrations}}

## Environment variables

{{variables}}

## Proof

{{proof}}

## Going back

{{rollback}}
`;

/** Release notes in Markdown; unknown words of a template stay as they are. */
export function renderNotes(noted: Noted, template: string = TEMPLATE): string {
  const { release, date, facts, deployed, before } = noted;
  const words: Readonly<Record<string, string>> = {
    release,
    date,
    commit: facts?.commit?.slice(0, 12) ?? 'unknown',
    previous: before?.release ?? 'none',
    changes: changes(noted),
    migrations: migrations(facts, before),
    variables: variables(facts, before),
    proof: proof(deployed),
    rollback: before ? `\`launch-ready deploy rollback --to ${before.release}\`` : 'There is no earlier release to go back to.',
  };
  return template.replaceAll(/\{\{(\w+)\}\}/g, (whole, word: string) => words[word] ?? whole);
}

function changes({ commits }: Noted): string {
  const typed = commits.map(({ hash, title }) => {
    const [, type, rest] = /^(\w+)(?:\([^)]*\))?!?:\s*(.+)$/.exec(title) ?? [];
    return { hash, type: type ?? '', says: rest ?? title };
  });
  const named = new Set<string>(HEADINGS.flatMap(({ types }) => types));
  const sections = [
    ...HEADINGS.map(({ heading, types }) => ({ heading, of: typed.filter(({ type }) => (types as readonly string[]).includes(type)) })),
    { heading: 'Changed', of: typed.filter(({ type }) => !named.has(type)) },
  ].filter(({ of }) => of.length > 0);
  if (sections.length === 0) return 'No commits since the release before.';
  return sections.map(({ heading, of }) => `## ${heading}\n\n${of.map(({ says, hash }) => `- ${says} (${hash})`).join('\n')}`).join('\n\n');
}

function migrations(facts: Facts | null, before: Deployment | null): string {
  const had = new Set(before?.facts?.migrations.map(({ path }) => path));
  const fresh = (facts?.migrations ?? []).filter(({ path }) => !had.has(path));
  if (fresh.length === 0) return 'No new migrations.';
  return fresh
    .map(({ path, class: kind }) => `- \`${path}\`: ${kind}${kind === 'contract' ? '; the release before cannot run after it' : ''}`)
    .join('\n');
}

function variables(facts: Facts | null, before: Deployment | null): string {
  const [now, then] = [new Set(facts?.env), new Set(before?.facts?.env)];
  const lines = [
    ...[...now.difference(then)].map((name) => `- \`${name}\` is new`),
    ...[...then.difference(now)].map((name) => `- \`${name}\` is gone`),
  ];
  if (!before?.facts) return now.size === 0 ? 'None are known.' : `Set: ${[...now].map((name) => `\`${name}\``).join(', ')}.`;
  return lines.length === 0 ? 'No change.' : lines.join('\n');
}

function proof(deployed: Deployment | null): string {
  if (!deployed) return 'Not deployed yet.';
  const { gate, smoke, speed, state } = deployed;
  return [
    `- State: ${state}`,
    `- Health gate: ${gate ? gate.says : 'not recorded'}`,
    `- Smoke test: ${smoke ? `${smoke.state}, ${smoke.tried.length} things tried, ${smoke.rounds} rounds` : 'not recorded'}`,
    `- Speed: ${speed ? saySpeed(speed) : 'not compared'}`,
  ].join('\n');
}
