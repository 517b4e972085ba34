import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Scalar, visit, type YAMLMap } from 'yaml';
import { asRecord } from './jsonc.ts';
import { type Silenced, silencedCommand } from './silenced.ts';
import { foreignWords, printedSecret } from './workflow-words.ts';

/** What a workflow of GitHub lets happen, by kind; the sentences are `DANGERS`. */
export interface WorkflowDanger {
  danger: DangerId;
  line: number;
  /** The expression, action or command that does it. */
  what: string;
}

/** Severity and consequence of each; from GitHub's "Security hardening for GitHub Actions", read 2026-11. */
export const DANGERS = {
  'strangers-code': { severity: 'high', says: 'runs code of a stranger’s pull request with your secrets' },
  'script-injection': { severity: 'high', says: 'puts words of strangers into a script, which then runs them' },
  'branch-injection': { severity: 'medium', says: 'puts the words of a pull request into a script, which then runs them' },
  'secret-printed': { severity: 'medium', says: 'prints a secret into the log, altered so that GitHub cannot mask it' },
  'secrets-inherited': { severity: 'medium', says: 'hands every secret to a workflow that somebody else keeps' },
  'own-runner': { severity: 'low', says: 'runs pull requests on a machine of yours, which keeps what strangers leave there' },
  'write-all': { severity: 'low', says: 'gives every step the right to change the repository' },
  'moving-action': { severity: 'low', says: 'runs an action by a name that its owner can point at other code' },
} as const satisfies Record<string, { severity: 'high' | 'medium' | 'low'; says: string }>;
export type DangerId = keyof typeof DANGERS;

const BYTES = 256 * 1024;
const KEPT = 20;
/** Triggers that strangers can pull and that run with the secrets of the repository. */
const STRANGERS: ReadonlySet<string> = new Set([
  'pull_request_target',
  'issues',
  'issue_comment',
  'discussion',
  'discussion_comment',
  'workflow_run',
  'fork',
  'watch',
]);
const FOREIGN_REF =
  /github\.event\.pull_request\.head\.(?:sha|ref|repo\.full_name)|github\.head_ref|refs\/pull\/|github\.event\.workflow_run\.head_(?:sha|branch|repository\.full_name)/;
/** Commands that bring a pull request’s code. */
const FOREIGN_COMMAND = /\bgh\s{1,4}pr\s{1,4}checkout\b|\bgit\s{1,4}(?:fetch|pull)\b[^\n]{0,100}(?:\bpull\/|github\.head_ref)/;
/** Triggers whose jobs hold secrets and may fetch the code of a stranger. */
const FETCHES: ReadonlySet<string> = new Set(['pull_request_target', 'workflow_run', 'issue_comment']);
/** Conditions under which a job or step is for the own people or the own branches alone. */
const GUARD =
  /head\.repo\.(?:full_name|fork|owner)|head_repository|author_association|github\.(?:actor|triggering_actor|repository_owner)\s{0,4}==|\.user\.login\s{0,4}==|workflow_run\.event\s{0,4}[!=]=|event\.label\.name\s{0,4}==/;

/** The dangers of one workflow, and the checks whose failure it does not mind; null where it is no YAML or too large. Never throws. */
export function readWorkflow(text: string): { dangers: WorkflowDanger[]; silenced: Silenced[] } | null {
  if (text.length > BYTES) return null;
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: false, logLevel: 'silent' });
  if (document.errors.length > 0) return null;
  let root: Readonly<Record<string, unknown>> | null;
  try {
    root = asRecord(document.toJS({ maxAliasCount: 100 }));
  } catch {
    return null;
  }
  if (!root) return null;
  const triggers = triggersOf(root['on']);
  const isOpen = triggers.some((name) => STRANGERS.has(name));
  const found: WorkflowDanger[] = [];
  const silenced: Silenced[] = [];
  const add = (danger: DangerId, node: Scalar, what: string): void => {
    const at = node.range?.[0] ?? 0;
    const offset = Math.max(0, (node.source ?? '').indexOf(what.split('\n')[0]!)); // !: a split has one part at least
    const lines = text.slice(at).indexOf(what.split('\n')[0]!); // !: see above
    found.push({ danger, what, line: counter.linePos(at + (lines === -1 ? offset : lines)).line });
  };
  visit(document, {
    Map(_, map) {
      const command: unknown = map.get('run');
      if (typeof command !== 'string') return;
      const quiet = silencedCommand(map.get('continue-on-error') === true ? `${command.trim().split('\n').at(-1)} || true` : command);
      if (quiet) silenced.push({ ...quiet, what: quiet.what.slice(0, 200), line: counter.linePos(map.range?.[0] ?? 0).line });
    },
    Pair(_, pair, path) {
      const [key, value] = [isScalar(pair.key) ? pair.key.value : null, pair.value];
      const home = path.findLast((each): each is YAMLMap => isMap(each));
      const isGuarded = path.some((each) => isMap(each) && GUARD.test(textAt(each, 'if')));
      if (key === 'runs-on' && triggers.some((name) => name.startsWith('pull_request')) && !isGuarded) {
        const runner = runnerOf(value);
        if (runner) add('own-runner', runner, String(runner.value));
      }
      if (key === 'steps' && triggers.some((name) => FETCHES.has(name)) && !isGuarded) {
        const brought = strangersCode(value);
        if (brought) add('strangers-code', brought, String(brought.value).trim().slice(0, 200));
      }
      if (!isScalar(value) || typeof value.value !== 'string') return;
      if (key === 'permissions' && value.value === 'write-all') add('write-all', value, 'write-all');
      if (key === 'run' || key === 'script') {
        const words = foreignWords(value.value);
        if (words !== null) add(isOpen && !isGuarded ? 'script-injection' : 'branch-injection', value, words);
        const printed = key === 'run' ? printedSecret(value.value, home ? textsIn(home.get('env')) : []) : null;
        if (printed !== null) add('secret-printed', value, printed);
      }
      if (key === 'uses' && isMoving(value.value)) add('moving-action', value, value.value);
      if (key === 'secrets' && value.value === 'inherit' && home && /^[^.]/.test(textAt(home, 'uses')))
        add('secrets-inherited', value, 'inherit');
    },
  });
  return { dangers: found.toSorted((a, b) => a.line - b.line).slice(0, KEPT), silenced: silenced.slice(0, KEPT) };
}

/** What brings a stranger’s code, a `ref` or a command, where a later step of the same job can run it. */
function strangersCode(steps: unknown): Scalar | null {
  let brought: Scalar | null = null;
  for (const step of isSeq(steps) ? steps.items : []) {
    if (!isMap(step) || GUARD.test(textAt(step, 'if'))) continue;
    const command = step.get('run', true);
    const text = isScalar(command) ? String(command.value) : '';
    // A command that brings the code may go on with running it.
    const rest = text.split(FOREIGN_COMMAND);
    if (brought && (text !== '' || textAt(step, 'uses').startsWith('./'))) return brought;
    if (rest.length > 1 && isScalar(command)) {
      brought = command;
      if (/\n\s*\S|&&/.test(rest.at(-1) ?? '')) return brought;
    }
    const inputs = step.get('with');
    const refs = isMap(inputs) ? ['ref', 'repository'].map((key) => inputs.get(key, true)) : [];
    brought ??= refs.find((ref): ref is Scalar => isScalar(ref) && FOREIGN_REF.test(String(ref.value))) ?? null;
  }
  return null;
}

function textsIn(map: unknown): [string, string][] {
  const pairs = isMap(map) ? map.items : [];
  return pairs.flatMap(({ key, value }) => (isScalar(key) && isScalar(value) ? [[String(key.value), String(value.value)]] : []));
}

function textAt(map: YAMLMap, key: string): string {
  const value = map.get(key);
  return typeof value === 'string' ? value : '';
}

/** The label of a runner that is no machine of GitHub’s. */
function runnerOf(value: unknown): Scalar | null {
  const labels = isSeq(value) ? value.items : isMap(value) ? runnersIn(value) : [value];
  return labels.find((label): label is Scalar => isScalar(label) && label.value === 'self-hosted') ?? null;
}

function runnersIn(value: YAMLMap): unknown[] {
  const labels = value.get('labels', true);
  return isSeq(labels) ? labels.items : [labels];
}

function triggersOf(on: unknown): string[] {
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys(asRecord(on) ?? {});
}

/** An action of somebody else than GitHub by a branch or tag; a commit and a local path stay as they are. */
function isMoving(uses: string): boolean {
  const [, owner, at] = /^([\w.-]{1,100})\/[\w./-]{1,200}@(\S{1,200})$/.exec(uses) ?? [];
  return owner !== undefined && !/^(actions|github)$/i.test(owner) && !/^[0-9a-f]{40}$/.test(at!); // !: both groups are there or none
}
