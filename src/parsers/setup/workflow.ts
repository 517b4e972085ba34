import { isScalar, LineCounter, parseDocument, type Scalar, visit } from 'yaml';
import { asRecord } from './jsonc.ts';
import { type Silenced, silencedCommand } from './silenced.ts';

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
/** Words that somebody else writes. */
const WORDS =
  /\$\{\{[^}]{0,200}?\b(github\.event\.(?:issue|pull_request|discussion|comment|review|review_comment|head_commit|commits\[[^\]]{0,9}\]|pages\[[^\]]{0,9}\]|workflow_run\.head_commit|workflow_run)\.(?:title|body|message|page_name|head\.ref|head\.label|head\.repo\.default_branch|head_branch|author\.(?:name|email))|github\.head_ref)\b[^}]{0,200}\}\}/;
const FOREIGN_REF =
  /github\.event\.pull_request\.head\.(?:sha|ref)|github\.head_ref|refs\/pull\/|github\.event\.workflow_run\.head_(?:sha|branch)/;
/** A secret that leaves through a filter, so that the log no longer holds the masked words. */
const ALTERED =
  /^[^#\n]{0,200}\$\{\{\s{0,4}(?:secrets\.\w{1,100}|toJSON\(\s{0,4}secrets\s{0,4}\))\s{0,4}\}\}[^\n]{0,100}\|\s{0,4}(?:base64(?!\s+(?:-d|--decode|-D))|rev|xxd|od|sed|fold|tr|hexdump)\b[^|>\n]{0,100}$/m;
const ALL_SECRETS = /\b(?:echo|printf)\b[^\n|>]{0,100}\$\{\{\s{0,4}toJSON\(\s{0,4}secrets\s{0,4}\)\s{0,4}\}\}[^\n|>]{0,40}$/im;

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
    Pair(_, pair) {
      const [key, value] = [isScalar(pair.key) ? pair.key.value : null, pair.value];
      if (!isScalar(value) || typeof value.value !== 'string') return;
      if (key === 'permissions' && value.value === 'write-all') add('write-all', value, 'write-all');
      if (key === 'run' || key === 'script') {
        const words = WORDS.exec(value.value)?.[1];
        if (words !== undefined) add(isOpen ? 'script-injection' : 'branch-injection', value, words);
        const printed = ALTERED.exec(value.value)?.[0] ?? ALL_SECRETS.exec(value.value)?.[0];
        if (printed !== undefined && key === 'run') add('secret-printed', value, printed.trim());
      }
      if (key === 'uses' && isMoving(value.value)) add('moving-action', value, value.value);
    },
  });
  if (triggers.some((name) => name === 'pull_request_target' || name === 'workflow_run'))
    visit(document, {
      Pair(_, pair) {
        if (!isScalar(pair.key) || pair.key.value !== 'steps') return;
        const checkout = strangersCheckout(pair.value);
        if (checkout) add('strangers-code', checkout, String(checkout.value));
      },
    });
  return { dangers: found.toSorted((a, b) => a.line - b.line).slice(0, KEPT), silenced: silenced.slice(0, KEPT) };
}

/** The `ref` of a stranger's code that a later step of the same job can run. */
function strangersCheckout(steps: unknown): Scalar | null {
  let ref: Scalar | null = null;
  let isRun = false;
  visit(steps as Parameters<typeof visit>[0], {
    Pair(_, pair) {
      if (!isScalar(pair.key) || !isScalar(pair.value)) return;
      const text = String(pair.value.value);
      if (pair.key.value === 'ref' && FOREIGN_REF.test(text)) ref ??= pair.value;
      else if (ref && (pair.key.value === 'run' || (pair.key.value === 'uses' && text.startsWith('./')))) isRun ||= true;
    },
  }); // as: `visit` takes any node and returns from any other value
  return isRun ? ref : null;
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
