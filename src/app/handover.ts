import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Config } from '../core/config.ts';
import { type Fact, factsOf, type Pack } from '../core/document.ts';
import type { Report } from '../core/finding.ts';
import type { Io } from '../core/io.ts';
import { defineVerb, type Tell } from '../core/verb.ts';
import type { Known } from '../handover/known.ts';
import { closes, opens, readNotes, sealed } from '../handover/notes.ts';
import { writePack } from '../handover/pack.ts';
import { gradeOf, sentencesOf } from '../handover/readability.ts';
import { repoFiles } from '../probes/repo/files.ts';
import { readText } from '../probes/repo/list.ts';
import { redact, redactText } from '../redact/redact.ts';
import { renderPackHtml } from '../reports/pack-html.ts';
import { renderPackMarkdown } from '../reports/pack-markdown.ts';
import { line } from '../reports/text.ts';
import { audit } from './audit.ts';
import { keepCopy, readIfThere, recordsIn, writeWhole } from './handover-files.ts';
import { openJournal } from './journal.ts';
import { print } from './print.ts';
import { takeInventory } from './secrets/take.ts';
import { openWorkspace, repoInput, type Workspace } from './workspace.ts';

const FORMATS = ['markdown', 'html', 'pdf'] as const;

const takes = z.strictObject({
  target: z.string().optional().describe('The domain; launch-ready.yaml names it where left out').meta({ positional: true }),
  repo: repoInput,
  from: z
    .strictObject({ name: z.string(), text: z.string() })
    .optional()
    .describe('Take the evidence of an earlier audit')
    .meta({ file: 'read' }),
  'no-audit': z.boolean().default(false).describe('Look at nothing; what only an audit tells stays UNKNOWN'),
  into: z.string().default('handover').describe('The folder to write into'),
  formats: z
    .array(z.enum(FORMATS))
    .default([...FORMATS])
    .describe('What to write; Markdown is always written, it holds your notes'),
});

export interface HandedOver {
  /** Absolute paths of what was written. */
  files: string[];
  known: number;
  of: number;
  unknown: Pick<Fact, 'id' | 'asks' | 'findOut'>[];
  boxes: Pack['boxes'];
  /** The school year that our own sentences ask for. */
  grade: number;
  /** The copy of a document that was changed outside of its places for notes. */
  kept: string | null;
  /** Notes that hold a secret: they are masked in HTML and PDF, and stay as they are in Markdown. */
  secretIn: string[];
  /** Why a PDF was asked for and not written. */
  withoutPdf: string | null;
}

/** `launch-ready handover`: everything whoever takes over must know, with sources, and UNKNOWN where nobody knows. */
export const handover = defineVerb<z.output<typeof takes>, HandedOver>({
  name: 'handover',
  does: 'Write the handover: what you own, who can enter, what to do when it breaks, as Markdown, HTML and PDF',
  stage: 'hand over',
  touches: 'network',
  takes,
  gives: z.custom<HandedOver>(),
  examples: [
    'launch-ready handover',
    'launch-ready handover --from bundle.json --into docs/handover',
    'launch-ready handover --lab healthy --into /tmp/handover',
  ],
  async run(input, io, tell) {
    const workspace = openWorkspace(input.repo);
    const folder = resolve(input.into);
    const file = join(folder, 'handover.md');
    const before = readIfThere(file);
    const edited = before === undefined ? undefined : readNotes(before);
    const report = await lookAt(input, workspace, { io, tell });
    const pack = writePack(await knownOf(workspace, { io, tell, report, notes: edited?.notes ?? {} }));

    const kept = before !== undefined && edited?.outside === true ? keepCopy(file, before, io.now().toISOString().slice(0, 10)) : null;
    const files = [writeWhole(folder, 'handover.md', sealed(renderPackMarkdown(pack, { opens, closes })))];
    const html = renderPackHtml(pack);
    if (input.formats.includes('html')) files.push(writeWhole(folder, 'handover.html', html));
    const printed = input.formats.includes('pdf') ? await print(io, html, join(folder, 'handover.pdf')) : null;
    if (printed?.ok === true) files.push(printed.out);

    return {
      files,
      known: pack.known,
      of: pack.of,
      unknown: factsOf(pack.sections).flatMap(({ id, asks, value, findOut }) => (value === null ? [{ id, asks, findOut }] : [])),
      boxes: pack.boxes,
      grade: Math.round(gradeOf(pack.sections.flatMap(sentencesOf)) * 10) / 10,
      kept,
      secretIn: Object.entries(edited?.notes ?? {}).flatMap(([id, text]) => (redactText(text) === text ? [] : [id])),
      withoutPdf: printed?.ok === false ? printed.message : null,
    };
  },
  shows: (gave) => [...headline(gave), ...gaps(gave), ...warnings(gave), ''].join('\n'),
});

/** The report the document stands on: of saved evidence, or of an audit made now; nothing where there is no domain to look at. */
async function lookAt(
  input: z.output<typeof takes>,
  { root, config }: Workspace,
  { io, tell }: { io: Io; tell: Tell },
): Promise<Report | undefined> {
  if (input.from !== undefined) return (await audit.run({ from: input.from }, io, tell)).report;
  if (input['no-audit']) return undefined;
  if (input.target !== undefined) return (await audit.run({ target: input.target, repo: root }, io, tell)).report;
  return config.domain === undefined ? undefined : (await audit.run({ target: root }, io, tell)).report;
}

async function knownOf(
  workspace: Workspace,
  { io, tell, report, notes }: { io: Io; tell: Tell; report: Report | undefined; notes: Known['notes'] },
): Promise<Known> {
  // What people wrote into the configuration is passed on in this document: a secret in it is not.
  const config = redact(workspace.config) as Config; // as: redacting keeps the shape
  const domain = report?.map?.domain ?? config.domain; // what was looked at, where something was
  const { variables, stack } = await checkoutOf(workspace.root, io);
  // Whoever takes over must know which key leaked; history is looked through by `secrets inventory --history`, which remembers it.
  const { secrets } = await takeInventory(workspace, { history: false, io, tell });
  return {
    now: io.now(),
    config: domain === undefined ? config : { ...config, domain },
    ...(report ? { report } : {}),
    journal: openJournal(workspace.state).lines,
    variables,
    stack,
    secrets: redact(secrets) as Known['secrets'] & {}, // as: redacting keeps the shape
    records: recordsIn(workspace.state),
    notes,
  };
}

const EXAMPLE = /(?:^|\/)\.env\.(?:example|sample|template)$/;
const EXAMPLE_BYTES = 64 * 1024;

/** What a checkout is built with, and names of environment variables from examples and committed files; never a value. */
async function checkoutOf(root: string, io: Io): Promise<Pick<Known, 'variables' | 'stack'>> {
  const { files, envFiles, signs = [] } = repoFiles.sees.parse(await repoFiles.collect({ kind: 'repo', root }, io));
  const where = new Map<string, Set<string>>();
  const seen = (name: string, path: string): void => void where.set(name, (where.get(name) ?? new Set()).add(path));
  for (const { path, names } of envFiles) for (const name of names) seen(name, path);
  for (const path of files.filter((each) => EXAMPLE.test(each)).slice(0, 20)) {
    const text = (await readText(root, path, EXAMPLE_BYTES)) ?? '';
    for (const [, name] of text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w{0,127})[ \t]*=/gm)) seen(name!, path);
  }
  const variables = [...where].map(([name, paths]) => ({ name, where: [...paths] })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { variables, stack: signs };
}

function headline({ known, of, files, boxes }: HandedOver): string[] {
  return [
    `${known} of ${of} facts known.`,
    ...boxes.map(({ box, there, because }) => `${there === true ? '✓' : there === false ? '■' : '?'} ${box}: ${line(because, 120)}`),
    '',
    ...files.map((file) => `  ${line(file)}`),
  ];
}

function gaps({ unknown }: HandedOver): string[] {
  if (unknown.length === 0) return [];
  return [
    '',
    'UNKNOWN',
    ...unknown.slice(0, 12).map(({ asks, findOut }) => `  ? ${asks}. ${line(findOut, 160)}`),
    ...(unknown.length > 12 ? [`  and ${unknown.length - 12} more`] : []),
  ];
}

function warnings({ kept, secretIn, withoutPdf }: HandedOver): string[] {
  return [
    ...(kept === null ? [] : ['', `▲ The document was changed outside of the places for notes. The old one is kept: ${line(kept)}`]),
    ...(secretIn.length === 0
      ? []
      : ['', `■ A secret stands in your notes (${secretIn.join(', ')}). Take it out: this document is passed on.`]),
    ...(withoutPdf === null ? [] : ['', `? No PDF: ${line(withoutPdf, 200)} Print the HTML from your browser.`]),
  ];
}
