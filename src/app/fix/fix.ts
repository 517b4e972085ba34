import { join } from 'node:path';
import { z } from 'zod';
import type { Change } from '../../core/change.ts';
import { EXIT_CODES } from '../../core/decide.ts';
import type { Decision, Finding, Report } from '../../core/finding.ts';
import type { Io } from '../../core/io.ts';
import { defineVerb, type Tell } from '../../core/verb.ts';
import { type Named, renderFixed } from '../../reports/fixed.ts';
import { fixLines } from '../../reports/fix-lines.ts';
import { repoFiles } from '../../probes/repo/files.ts';
import { renderPrompts } from '../../reports/prompts.ts';
import type { FilePatch } from '../../providers/files/patch.ts';
import { compareReports } from '../../reports/sprint.ts';
import { plain } from '../../reports/text.ts';
import { placeOf } from '../../reports/words.ts';
import { audit } from '../audit.ts';
import { applyPatches } from '../files/changes.ts';
import { openJournal } from '../journal.ts';
import { agrees } from '../agree.ts';
import { asksFor } from '../sprint/stage.ts';
import { makeState, openWorkspace, repoInput, type Workspace, writeText } from '../workspace.ts';
import { patchesFor, type ShownPatch, shownPatch } from './patches.ts';
import { sortFixes } from './sort.ts';
import { changeZone, type Fixing, planZone } from './zone.ts';

const takes = z.strictObject({
  target: z.string().optional().describe('A domain; the one of launch-ready.yaml where left out').meta({ positional: true }),
  repo: repoInput,
  profile: z.string().optional().describe('The bar to hold the product to'),
  plan: z.boolean().default(false).describe('Only show what would be done'),
  yes: z.boolean().default(false).describe('Do it without asking'),
});
type Takes = z.output<typeof takes>;

/** Looks after one another: a record that is mended shows the next fault of it. */
const ROUNDS = 4;
const PROMPTS = 'prompts.md';

/** What `fix` found to do, and did. */
export interface Fixed {
  before: { decision: Decision; because: string };
  after: { decision: Decision; because: string };
  /** Changes at the edge: made, or with `--plan` to be made. */
  changes: Change[];
  made: boolean;
  /** Files of the checkout: changed, or with `--plan` to be changed. */
  files: ShownPatch[];
  /** Whether they were. */
  written: boolean;
  /** Commands for the person, as a shell takes them. */
  commands: string[];
  /** Why something was not changed from here. */
  open: string[];
  /** The file with the prompts for the AI builder; null when there are none. */
  prompts: string | null;
  code: Named[];
  hand: (Named & { steps: string[] })[];
  mended: Named[];
}

/** `launch-ready fix`: changes what it may, writes prompts for the code, and says what is left for you. */
export const fix = defineVerb<Takes, Fixed>({
  name: 'fix',
  does: 'Fix what was found: DNS, edge and files with your yes, prompts for the code, steps for the rest',
  stage: 'fix',
  touches: 'production',
  takes,
  gives: z.custom<Fixed>(),
  examples: [
    'launch-ready fix acme.com --plan',
    'launch-ready fix acme.com',
    'launch-ready fix --yes',
    'launch-ready fix --lab ai-built-mess --yes',
  ],
  async run(input, io, tell) {
    const workspace = openWorkspace(input.repo);
    const before = await auditFor({ ...input, first: true }, io, tell);
    const fixing: Fixing = { domain: before.target, repo: input.repo, io, tell, journal: openJournal(workspace.state) };
    const { patches, commands } = await patchesFor(before.findings, workspace, io);
    const written = !input.plan && (await writePatches(patches, workspace, { ...fixing, yes: input.yes }));
    const edge = await fixEdge(before, fixing, input);
    const { changes, open, held } = edge;
    const after = written && edge.after === before ? await auditFor(input, io, tell) : edge.after;
    const { code, hand } = sortFixes(after);
    const prompts = code.length === 0 ? null : await writePrompts(workspace, code, io);
    return {
      before: { decision: before.decision, because: before.because },
      after: { decision: after.decision, because: after.because },
      changes,
      made: !input.plan && changes.length > 0 && edge.after !== before,
      files: patches.map(shownPatch),
      written,
      commands,
      open: [...open, ...held],
      prompts,
      code: code.map(named),
      hand: hand.map((finding) => ({ ...named(finding), steps: finding.fix ? fixLines(finding.fix) : [] })),
      mended: compareReports(before, after).mended.map(named),
    };
  },
  shows: renderFixed,
  exit: ({ after }) => EXIT_CODES[after.decision],
});

/** Shows patches as diffs, and writes them after a yes. */
export async function writePatches(
  patches: readonly FilePatch[],
  { root, state }: Workspace,
  { io, tell, journal, yes }: Pick<Fixing, 'io' | 'tell' | 'journal'> & { yes: boolean },
): Promise<boolean> {
  if (patches.length === 0) return false;
  const preview = patches.map((patch) => plain(shownPatch(patch).diff)).join('');
  if (!(await agrees({ io, yes }, `${preview}${patches.length} files are changed; undo puts them back.`))) return false;
  applyPatches(patches, { root, state, io, journal, tell });
  return true;
}

/** The prompts for the AI builder as a file in the state folder; gives its path. */
export async function writePrompts(
  { root, state }: Pick<Workspace, 'root' | 'state'>,
  findings: readonly Finding[],
  io: Io,
): Promise<string> {
  const file = join(state, PROMPTS);
  const { signs } = repoFiles.sees.parse(await repoFiles.collect({ kind: 'repo', root }, io));
  makeState(state);
  writeText(file, renderPrompts(findings, signs));
  return file;
}

/** The same teller without findings: a look that follows a change would tell most of them again. */
function quietly(tell: Tell): Tell {
  return (event) => {
    if (event.is !== 'found') tell(event);
  };
}

/** One look at the product as every round takes it. Findings are told as they are judged only where this is the first look. */
export async function auditFor(
  { target, repo, profile, first = false }: Pick<Takes, 'target' | 'repo' | 'profile'> & { first?: boolean },
  io: Io,
  tell: Tell,
): Promise<Report> {
  const { report } = await audit.run(
    { target: target ?? repo, repo, ...(profile === undefined ? {} : { profile }) },
    io,
    first ? tell : quietly(tell),
  );
  return report;
}

/** Changes the zone until another look asks for nothing more, at most four times; each round is shown and agreed to. */
export async function fixEdge(
  before: Report,
  fixing: Fixing,
  input: Pick<Takes, 'plan' | 'yes' | 'target' | 'repo' | 'profile'>,
): Promise<{ after: Report; changes: Change[]; open: string[]; held: string[] }> {
  let after = before;
  const changes: Change[] = [];
  let held: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const planned = await planZone(after, fixing);
    if (planned.zone === null) return { after, changes, open: [planned.why], held };
    const { nameServers } = planned;
    held = planned.held;
    const waits =
      nameServers.length === 0
        ? []
        : [`Visitors do not come through ${planned.zone} yet: set its name servers to ${nameServers.join(' and ')}.`];
    if (input.plan) return { after, changes: planned.changes, open: waits, held };
    if (planned.changes.length > 0) {
      const preview = planned.changes.map(({ says, risk }) => `  ${risk === 'none' ? '·' : '!'} ${plain(says)}`).join('\n');
      if (!(await agrees({ io: fixing.io, yes: input.yes }, `${preview}\n${planned.changes.length} changes at ${planned.zone}.`)))
        return { after, changes, open: [`${planned.changes.length} changes at ${planned.zone} were not agreed to.`, ...waits], held };
      changes.push(...(await changeZone(planned.changes, fixing)));
    }
    if (nameServers.length > 0 && !(await moves(fixing, planned.zone, nameServers))) return { after, changes, open: waits, held };
    if (planned.changes.length === 0 && nameServers.length === 0) return { after, changes, open: [], held };
    after = await auditFor(input, fixing.io, fixing.tell);
  }
  return { after, changes, open: ['More is to be changed at the edge: run fix again.'], held };
}

function moves({ io }: Fixing, zone: string, servers: readonly string[]): Promise<boolean> {
  return asksFor(
    { io },
    {
      text: `At your registrar, set the name servers of ${zone} to ${servers.join(' and ')}, and no others. Done?`,
      hint: 'Do it at the registrar, then run this again.',
      task: { is: 'name-servers', zone, servers },
    },
  );
}

function named({ check, subject, severity, title }: Finding): Named {
  return { check, place: placeOf(subject), severity, title };
}
