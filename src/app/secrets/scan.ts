import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import type { FoundSecret } from '../../core/secret.ts';
import { defineVerb } from '../../core/verb.ts';
import { redact } from '../../redact/redact.ts';
import { renderSecretsSarif } from '../../reports/secrets-sarif.ts';
import { renderSecrets } from '../../reports/secrets.ts';
import { renderVerified } from '../../reports/secrets-verified.ts';
import { findTarget, type Target } from '../target.ts';
import { openWorkspace } from '../workspace.ts';
import { accept, judgeFound, type Judged, readBaseline } from './baseline.ts';
import { isPile } from './files.ts';
import { type Looked, lookForSecrets, seenBy, type Source, SOURCES } from './look.ts';
import type { Verified } from './verify.ts';

const takes = z.strictObject({
  target: z
    .array(z.string())
    .optional()
    .describe('A domain whose live scripts are read, the folder of a checkout, or any files and folders: logs, exports, archives')
    .meta({ positional: true }),
  repo: z.string().optional().describe('The folder of the checkout; `.` where left out'),
  tree: z.boolean().default(false).describe('Files that git tracks, and those it does not ignore; the default'),
  staged: z.boolean().default(false).describe('What the next commit brings: for a git hook'),
  history: z.boolean().default(false).describe('Every version of every file, messages, and what was amended away'),
  build: z.boolean().default(false).describe('What builds made: dist, build, .next, out'),
  verify: z.boolean().optional().describe('Ask each provider, by one read-only call, whether it still takes the secret'),
  format: z.enum(['terminal', 'json', 'sarif']).optional().describe('How to print what was found; sarif is for code scanning'),
  accept: z.array(z.string()).optional().describe('Write these ids into the baseline, or `all`; needs reason, owner and until'),
  reason: z.string().min(8).optional().describe('Why they are accepted, at least 8 characters'),
  owner: z.string().min(1).optional().describe('Who answers for them'),
  until: z.iso.date().optional().describe('The day the exception ends, as YYYY-MM-DD'),
});
type Takes = z.output<typeof takes>;

/** What a scan gives; `--json` prints it. */
export interface Scanned extends Judged {
  looked: Looked[];
  /** How many were written into the baseline. */
  accepted: number;
  /** What providers said, where they were asked. */
  verified?: Verified[];
}

/** `launch-ready secrets scan`: is there a key where somebody can take it? */
export const secretsScan = defineVerb<Takes, Scanned>({
  name: 'secrets scan',
  does: 'Find secrets in files, history, builds and live scripts',
  stage: 'audit',
  touches: 'network',
  takes,
  gives: z.custom<Scanned>(),
  examples: [
    'launch-ready secrets scan',
    'launch-ready secrets scan --staged',
    'launch-ready secrets scan --tree --history --build',
    'launch-ready secrets scan build.log exports/ chat.zip',
    'launch-ready secrets scan --format sarif > secrets.sarif',
    'launch-ready secrets scan acme.com',
    'launch-ready secrets scan --history --verify',
    'launch-ready secrets scan --lab ai-built-mess',
  ],
  async run(input, io, tell) {
    const { target, paths } = named(input.target ?? []);
    const workspace = openWorkspace(input.repo ?? target?.repo ?? '.');
    const chosen = SOURCES.filter((source) => source !== 'live' && source !== 'files' && input[source]);
    const isLive = target?.domain !== undefined && target.repo === undefined;
    const hasTree = chosen.length === 0 && paths.length === 0 && (!isLive || input.repo !== undefined);
    const sources: Source[] = [
      ...(hasTree ? (['tree'] as const) : chosen),
      ...(paths.length > 0 ? (['files'] as const) : []),
      ...(isLive ? (['live'] as const) : []),
    ];
    const baseline = readBaseline(workspace, io.signal);
    const look = await lookForSecrets(
      { workspace, sources, hosts: isLive ? hostsOf(target) : [], paths, salt: baseline.salt },
      io,
      (text) => tell({ is: 'asking', text }),
    );
    const judged = judgeFound(look.found, [...baseline.ignore, ...workspace.config.secrets.ignore], {
      now: io.now(),
      looked: seenBy(look.looked),
    });
    const commented = [...new Map(look.accepted.map((each) => [`${each.id} ${each.at}`, each])).values()];
    judged.suppressed.push(...commented.map(({ at, line, ...each }) => ({ ...each, owner: `the comment in ${at}:${line ?? 1}` })));
    const accepting = chosenOf(judged.found, input);
    const accepted = accepting === null ? 0 : await accept(workspace, baseline, accepting);
    const ids = new Set(accepting?.secrets.map(({ id }) => id));
    // Loaded when asked for: a git hook must not wait for it.
    const verify = input.verify === true ? (await import('./verify.ts')).verifySecrets : undefined;
    const verified = await verify?.(judged.found, look.valueOf, { io, tell });
    // Paths and messages of strangers may themselves hold secrets.
    return redact({
      ...judged,
      found: judged.found.filter(({ id }) => !ids.has(id)),
      looked: look.looked,
      accepted,
      ...(verified && { verified }),
    }) as Scanned; // as: redacting keeps the shape
  },
  shows: (gave, page, { format }) =>
    format === 'sarif' ? renderSecretsSarif(gave) : `${renderVerified(gave.verified ?? [], page)}${renderSecrets(gave, page)}`,
  exit: ({ found, looked }) => {
    if (found.some(({ severity }) => severity === 'blocker' || severity === 'high')) return 1;
    return looked.some(({ unreached }) => unreached.length > 0) ? 3 : 0;
  },
});

/** What was named: one site or checkout at most, and files and folders of any kind. */
function named(typed: readonly string[]): { target: Target | undefined; paths: string[] } {
  const paths = typed.filter(isPile);
  const [first, second] = typed.filter((each) => !paths.includes(each));
  if (second !== undefined)
    throw new UserError('two-targets', `${first} and ${second} are two targets.`, 'Name one site or checkout at a time, beside any files.');
  return { target: first === undefined ? undefined : findTarget(first, undefined), paths };
}

/** The hosts whose scripts are read: the domain, those named outright, and those that the configuration says serve pages. */
function hostsOf(target: Target): string[] {
  const pages = target.config.hosts.filter(({ role }) => !['mail', 'redirect', 'api'].includes(role)).map(({ host }) => host);
  return [...new Set([...(target.domain === undefined ? [] : [target.domain]), ...target.hosts, ...pages])];
}

function chosenOf(
  found: readonly FoundSecret[],
  { accept: ids, reason, owner, until }: Takes,
): { secrets: FoundSecret[]; reason: string; owner: string; until: string } | null {
  if (ids === undefined) return null;
  if (reason === undefined || owner === undefined || until === undefined)
    throw new UserError(
      'exception-unexplained',
      'A secret is accepted only with a reason, somebody who answers for it, and an end.',
      'Add --reason "…" --owner Ada --until 2027-06-30.',
    );
  const secrets = ids.includes('all') ? [...found] : found.filter(({ id }) => ids.includes(id));
  const missing = ids.find((id) => id !== 'all' && !found.some((each) => each.id === id));
  if (missing !== undefined)
    throw new UserError('no-such-secret', `No secret with the id ${missing} was found.`, 'Take the id from `launch-ready secrets scan`.');
  return { secrets, reason, owner, until };
}
