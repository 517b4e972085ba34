import type { Finding } from '../../core/finding.ts';
import type { Io } from '../../core/io.ts';
import { isInRepository } from '../../probes/repo/list.ts';
import { readTarget } from '../../providers/files/disk.ts';
import { unifiedDiff } from '../../providers/files/diff.ts';
import type { FilePatch } from '../../providers/files/patch.ts';
import { redactText } from '../../redact/redact.ts';
import { shellLine } from '../../reports/fix-lines.ts';
import { EXAMPLE_FILE, exampleText } from '../env/example.ts';
import { gatherEnvironment } from '../env/gather.ts';
import type { Workspace } from '../workspace.ts';
import { headerText, ignoreText, platformFiles } from './mend.ts';

const IGNORE_FILE = '.gitignore';

/** What can be changed in the files of a checkout without understanding the product, and the commands that go with it. */
export interface Patched {
  patches: FilePatch[];
  /** Commands for the person, as a shell takes them. */
  commands: string[];
}

/** A patch as people see it before they say yes. */
export interface ShownPatch {
  path: string;
  says: string;
  /** A unified diff, secrets masked. */
  diff: string;
}

/** The patches that the findings ask for in this checkout; nothing is written, and nothing is asked of a folder that is no checkout. */
export async function patchesFor(findings: readonly Finding[], workspace: Workspace, io: Io): Promise<Patched> {
  if (!(await isInRepository(workspace.root))) return { patches: [], commands: [] };
  const open = findings.filter(({ state, ignored }) => state === 'fail' && ignored === undefined);
  const committed = open.filter(({ check }) => check === 'secrets/env-file');
  const paths = [...new Set(committed.flatMap(({ at = [] }) => at.map((place) => place.at)))];
  const ignore =
    paths.length === 0
      ? []
      : patchOf(workspace, IGNORE_FILE, {
          says: 'Keep environment files out of git: .gitignore',
          mends: committed.map(({ id }) => id),
          text: (before) => ignoreText(before),
        });
  return {
    patches: [...ignore, ...(await examplePatch(workspace, io)), ...headerPatches(open, workspace)],
    commands: paths.length === 0 ? [] : [shellLine(['git', 'rm', '--cached', '--', ...paths])],
  };
}

/** `.env.example` with every name that the code reads; nothing where they are all there. */
export async function examplePatch(workspace: Workspace, io: Io): Promise<FilePatch[]> {
  const { seen } = await gatherEnvironment(workspace, io.signal, io.now());
  return patchOf(workspace, EXAMPLE_FILE, {
    says: 'Name every variable the code reads: .env.example',
    text: (before) => {
      const text = exampleText(seen, before);
      return text.includes('=') ? text : before;
    },
  });
}

/** A patch as it is shown. Secrets are masked in the contents, for the marks of a diff could hide one. */
export function shownPatch({ path, says, before, after }: FilePatch): ShownPatch {
  const masked = (bytes: Buffer | null): Buffer | null => bytes && Buffer.from(maskedLines(bytes.toString('utf8')));
  return { path, says, diff: unifiedDiff({ path, before: masked(before), after: masked(after) }) };
}

/** Line by line, so that a name without a value does not mask the line below it; a private key is masked as one. */
function maskedLines(text: string): string {
  return text.includes('PRIVATE KEY') ? redactText(text) : text.split('\n').map(redactText).join('\n');
}

/** Headers in the files that platforms read, where such a file is there already. */
function headerPatches(open: readonly Finding[], workspace: Workspace): FilePatch[] {
  return [...platformFiles(open)].flatMap(([path, steps]) =>
    patchOf(workspace, path, {
      says: `Send what ${steps.length === 1 ? 'a finding asks' : `${steps.length} findings ask`} for: ${path}`,
      mends: steps.map(({ id }) => id),
      text: (before) =>
        before === null
          ? null
          : headerText(
              path,
              before,
              steps.map(({ patch }) => patch),
            ),
    }),
  );
}

/** The patch of one file; nothing where it stays as it is, is no text, or cannot be reached. */
function patchOf(
  { root }: Workspace,
  path: string,
  { says, mends, text }: { says: string; mends?: readonly string[]; text: (before: string | null) => string | null },
): FilePatch[] {
  const before = readTarget(root, path);
  const said = before?.toString('utf8') ?? null;
  if (before !== null && said !== null && !Buffer.from(said).equals(before)) return [];
  const wanted = text(said);
  if (wanted === null || wanted === said) return [];
  return [{ path, says, before, after: Buffer.from(wanted), ...(mends ? { mends } : {}) }];
}
