import { join, resolve } from 'node:path';
import { z } from 'zod';
import { checks } from '../checks/index.ts';
import { assess } from '../core/assess.ts';
import { type Bundle, loadBundle } from '../core/bundle.ts';
import { collect } from '../core/collect.ts';
import type { Config } from '../core/config.ts';
import { parseConfig } from '../core/config-file.ts';
import { EXIT_CODES } from '../core/decide.ts';
import { UserError } from '../core/errors.ts';
import type { Report } from '../core/finding.ts';
import { freshRun, type Io } from '../core/io.ts';
import { resolveProfile } from '../core/profile.ts';
import { defineVerb, type Tell } from '../core/verb.ts';
import { subjectName } from '../core/subject.ts';
import { AREAS } from '../core/vocabulary.ts';
import { profiles } from '../profiles/index.ts';
import { redact } from '../redact/redact.ts';
import { renderTerminal } from '../reports/terminal.ts';
import { permitByProof } from './control.ts';
import { discover } from './discover.ts';
import { drawMap } from './map.ts';
import { findConfig, findTarget, logFiles } from './target.ts';

/** The text of a file with the name that errors call it by. */
const file = z.strictObject({ name: z.string(), text: z.string() });

const takes = z.strictObject({
  target: z
    .string()
    .optional()
    .describe('A domain, a URL, or the folder of a checkout; `.` audits everything launch-ready.yaml names')
    .meta({ positional: true }),
  profile: z.string().optional().describe('The bar to hold the product to; `launch-ready profiles` shows them'),
  only: z.array(z.enum(AREAS)).optional().describe('Judge these areas alone'),
  config: file.optional().describe('Use this launch-ready.yaml').meta({ file: 'read' }),
  from: file.optional().describe('Judge saved evidence again, offline; with --jsonl, a list of domains to audit').meta({ file: 'read' }),
  repo: z.string().optional().describe('Audit this checkout as well'),
  active: z.boolean().optional().describe('Also try rate limits and caches with a bounded burst, on domains that show they are yours'),
  browser: z.boolean().optional().describe('Load home, login, signup and checkout in Chromium as a phone would'),
  replay: z
    .string()
    .optional()
    .describe('Run the migrations in a throw-away database on the PostgreSQL of this machine that this environment variable names'),
  logs: z.array(z.string()).optional().describe('Judge error rate and slow routes by these logs of production').meta({ file: 'path' }),
});
type Takes = z.output<typeof takes>;

/** A report with the evidence it was judged from. */
export interface Audited {
  report: Report;
  bundle: Bundle;
}

/** `launch-ready audit`: may I ship, and if not, what do I fix first? */
export const audit = defineVerb<Takes, Audited>({
  name: 'audit',
  does: 'Audit a domain or a checkout: ranked risks with proof and fixes, and a go or no-go',
  stage: 'audit',
  touches: 'network',
  takes,
  gives: z.custom<Audited>(),
  examples: [
    'launch-ready audit acme.com',
    'launch-ready audit acme.com --only dns,email',
    'launch-ready audit . --profile coach-first-customers',
    'launch-ready audit acme.com --format html -o report.html',
    'launch-ready audit acme.com --logs access.log',
    'launch-ready audit . --replay DATABASE_URL',
    'launch-ready audit acme.com --active',
    'launch-ready audit acme.com --browser',
    'launch-ready audit acme.com --save bundle.json',
    'launch-ready audit --from bundle.json --profile creator-growth',
    'launch-ready audit --from domains.txt --jsonl > reports.jsonl',
    'launch-ready audit --lab ai-built-mess',
  ],
  async run(input, io, tell) {
    const bundle = input.from === undefined ? await collectEvidence(input, io, tell) : reopen(input.from, input);
    const profile = resolveProfile(profiles, input.profile ?? bundle.config.profile ?? 'default');
    const report = assess(bundle, checks, profile);
    const map = drawMap(bundle);
    return { report: map ? { ...report, map } : report, bundle };
  },
  shows: ({ report }, page) => renderTerminal(report, { ...page, all: false }),
  exit: ({ report }) => EXIT_CODES[report.decision],
});

/** Looks at everything an audit of `input` needs; findings are told as they are judged. */
async function collectEvidence(input: Takes, io: Io, tell: Tell): Promise<Bundle> {
  const told = input.config && parseConfig(input.config.text, input.config.name);
  const found = findTarget(input.target, told);
  if (found === undefined) {
    throw new UserError(
      'no-target',
      'There is nothing to audit: no domain was given and this folder has no launch-ready.yaml.',
      'Try `launch-ready audit acme.com`, or `launch-ready init` to write one.',
    );
  }
  // What the checkout says of its own logs holds for the checkout, also where the domain was typed.
  const beside = input.repo === undefined ? undefined : findConfig(input.repo)?.config;
  const config: Config = {
    ...found.config,
    ...(found.domain === undefined ? {} : { domain: found.domain }),
    ...(beside && beside.domain === found.domain ? { operations: beside.operations } : {}),
    ...(input.only ? { only: input.only } : {}),
    ...(input.profile ? { profile: input.profile } : {}),
    ...(input.browser === undefined ? {} : { browser: input.browser }),
  };
  const target = {
    ...found,
    config,
    ...(input.repo === undefined ? {} : { repo: input.repo }),
    logs: logFiles(input.logs ?? []),
    ...replayOf(input, io),
  };
  return collect({
    target: target.name,
    config,
    profile: resolveProfile(profiles, config.profile ?? 'default'),
    checks,
    io: freshRun(io), // what was answered before is no evidence of now
    redact,
    ...(input.active ? { permit: permitByProof(join(resolve(input.repo ?? '.'), '.launch-ready'), io.env) } : {}),
    discover: (see, add) => discover(target, see, add),
    onAsk: (probe, subject) => tell({ is: 'asking', text: `${subjectName(subject)}: ${probe.asks}` }),
    onFinding: (finding) => tell({ is: 'found', text: finding.title, finding }),
  });
}

/** The server that migrations may run on: only one that the person named in this run. */
function replayOf({ replay }: Takes, { env }: Io): { replay?: string } {
  if (replay === undefined) return {};
  if (env[replay]) return { replay };
  throw new UserError(
    'no-such-variable',
    `The environment variable ${replay.slice(0, 40)} is not set.`,
    'Give --replay NAME, where NAME holds postgres://… of a PostgreSQL on this machine.',
  );
}

/** A saved bundle, to be judged again: what was looked at, and the configuration then, are in it. */
function reopen({ name, text }: z.output<typeof file>, input: Takes): Bundle {
  for (const other of ['target', 'config', 'repo', 'active', 'browser', 'replay', 'logs'] as const) {
    if (input[other] === undefined) continue;
    const said = other === 'target' ? `"${input.target}"` : `--${other}`;
    throw new UserError(
      'from-and-more',
      `--from judges saved evidence alone, so ${said} has no meaning beside it.`,
      'Leave one of them out.',
    );
  }
  const bundle = loadBundle(text, name);
  return input.only ? { ...bundle, config: { ...bundle.config, only: input.only } } : bundle;
}
