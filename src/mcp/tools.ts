import { z } from 'zod';
import { audit } from '../app/audit.ts';
import { explain } from '../app/explain.ts';
import type { Finding, Report } from '../core/finding.ts';
import type { Io } from '../core/io.ts';
import { AREAS, SEVERITIES } from '../core/vocabulary.ts';
import { fixLines } from '../reports/fix-lines.ts';
import type { Answer } from './answer.ts';
import { toolInput } from './input.ts';
import type { Session } from './session.ts';

/** Findings of one list; more are asked for by area. */
const LISTED = 40;

/** A tool of the server: verbs as they are, and what an agent needs between them. None of them changes anything outside. */
export interface Tool {
  name: string;
  description: string;
  input: z.ZodObject;
  /** True for tools that ask the network. */
  outside: boolean;
  call(given: Readonly<Record<string, unknown>>, session: Session, io: Io): Promise<Answer>;
}

const findingId = z
  .string()
  .regex(/^[0-9a-f]{12}$/, 'an id of twelve hex digits, as the tool `findings` lists them')
  .describe('The id of a finding, as `findings` lists them');

const findingsTakes = z.strictObject({
  area: z.enum(AREAS).optional().describe('Findings of this area alone'),
  severity: z.enum(SEVERITIES).optional().describe('Findings of this severity alone'),
  state: z.enum(['fail', 'unknown', 'pass', 'skip']).default('fail').describe('What became of the check'),
  from: z.string().optional().describe('A saved bundle instead of the last audit; a path below the folder this server works in'),
});

const one = z.strictObject({ id: findingId });

export const TOOLS: readonly Tool[] = [
  {
    name: 'audit',
    description: `${audit.does}. Look at a domain or checkout, then list what was found with \`findings\`.`,
    input: toolInput(audit.takes).omit({ active: true, replay: true }), // an agent only reads
    outside: true,
    async call(given, session, io) {
      const { report } = await session.audit(given, io.signal);
      return { says: verdict(report), data: { target: report.target, because: report.because, findings: listed(open(report)) } };
    },
  },
  {
    name: 'explain',
    description: explain.does,
    input: toolInput(explain.takes),
    outside: false,
    async call(given, _session, io) {
      const { text } = await explain.run(explain.takes.parse(given), io, () => {});
      return { says: text.slice(0, 20_000) };
    },
  },
  {
    name: 'findings',
    description: 'List the findings of the last audit, or of a saved bundle, worst first, with their ids',
    input: findingsTakes,
    outside: false,
    async call(given, session) {
      const { area, severity, state, from } = findingsTakes.parse(given);
      const { report } = await session.last(from);
      const found = report.findings.filter(
        (each) =>
          each.state === state &&
          each.cause === undefined &&
          (area === undefined || each.check.startsWith(`${area}/`)) &&
          (severity === undefined || each.severity === severity),
      );
      const more = found.length > LISTED ? ` The first ${LISTED} are listed; ask for one area to see the others.` : '';
      return { says: `${found.length} findings with state ${state}.${more}`, data: listed(found) };
    },
  },
  {
    name: 'fix',
    description: 'Show the fix of a finding: the steps, a prompt and the command that verifies. Applying stays with the person',
    input: one,
    outside: false,
    async call(given, session) {
      const finding = await session.finding(one.parse(given).id);
      const { fix } = finding;
      if (!fix) return { says: `${finding.check}: ${finding.state === 'fail' ? 'there is no fix for this' : 'there is nothing to fix'}.` };
      return {
        says: `${finding.check}, about ${fix.minutes} minutes. After the change, call \`verify\` with id ${finding.id}.`,
        data: {
          at: finding.subject,
          title: finding.title,
          found: finding.found,
          steps: fixLines(fix),
          prompt: fix.prompt,
          verify: fix.verify,
        },
      };
    },
  },
  {
    name: 'verify',
    description: 'Look again at what a finding is about, and say whether it is mended',
    input: one,
    outside: true,
    async call(given, session, io) {
      const before = await session.finding(one.parse(given).id);
      const { report } = await session.again(before.check.slice(0, before.check.indexOf('/')), io.signal);
      const now = report.findings.find((each) => each.id === before.id) ?? settled(report, before);
      const says = OUTCOMES[now?.state ?? 'gone'];
      return {
        says: `${before.check}: ${says} (was ${before.state}, is ${now?.state ?? 'not there any more'}).`,
        ...(now ? { data: { at: now.subject, title: now.title, found: now.found } } : {}),
      };
    },
  },
];

const OUTCOMES = {
  pass: 'mended',
  fail: 'not mended',
  unknown: 'could not be checked, so nobody can say',
  skip: 'does not apply any more',
  gone: 'what it was about is not there any more',
} as const;

/** A mended check of a place inside a subject passes under the id of the subject alone. */
function settled(report: Report, before: Finding): Finding | undefined {
  const same = report.findings.filter((each) => each.check === before.check && each.subject === before.subject);
  return same.find((each) => each.state === 'unknown') ?? same.find((each) => each.state !== 'fail');
}

function open(report: Report): Finding[] {
  return report.findings.filter((each) => each.state === 'fail' && each.cause === undefined && !each.ignored);
}

function verdict({ decision, counts, profile, estimate }: Report): string {
  const word = { go: 'GO', 'no-go': 'NO-GO', 'cannot-tell': 'CANNOT TELL' }[decision];
  const list = SEVERITIES.map((severity) => `${counts[severity]} ${severity}`).join(', ');
  return `${word} under profile ${profile}: ${list}, ${counts.unknown} not checked. About ${estimate.minutesToShip} minutes for what is urgent.`;
}

function listed(findings: readonly Finding[]): object[] {
  return findings.slice(0, LISTED).map(({ id, check, severity, state, subject, title, found }) => ({
    id,
    check,
    severity,
    state,
    at: subject,
    title,
    found: found.length > 300 ? `${found.slice(0, 299)}…` : found,
  }));
}
