import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { defineVerb } from '../../core/verb.ts';
import { type LogSource, readChunks } from '../../probes/logs/chunks.ts';
import { logsIn } from '../../probes/logs/folder.ts';
import { line } from '../../reports/text.ts';
import { openWorkspace, repoInput } from '../workspace.ts';
import { type LogScan, type Place, type Sign, tally } from './tally.ts';

const takes = z.strictObject({
  files: z
    .array(z.string())
    .default([])
    .describe('The logs to look through; those of the checkout where none is named')
    .meta({ positional: true }),
  repo: repoInput,
});

/** Logs that reach back less than this cannot answer what happened last week, days. */
const RETENTION_DAYS = 14;

/** `launch-ready logs scan`: what leaked into logs, counted and never shown, and what they say of slow and failing routes. */
export const logsScan = defineVerb<z.output<typeof takes>, LogScan>({
  name: 'logs scan',
  does: 'Look through logs for secrets and personal data, cold starts, slow routes and repeated errors',
  stage: 'watch',
  touches: 'nothing',
  takes,
  gives: z.custom<LogScan>(),
  examples: [
    'launch-ready logs scan',
    'launch-ready logs scan app.log',
    'launch-ready logs scan app.log worker.log --json',
    'launch-ready logs scan --lab ai-built-mess',
  ],
  async run({ files, repo }, io, tell) {
    const told = io.env['LAUNCH_READY_FINGERPRINT_KEY'];
    const counts = tally(told === undefined ? randomBytes(32) : Buffer.from(told));
    for (const log of files.length > 0 ? files : await logsOf(repo)) {
      const name = typeof log === 'string' ? log : log.path;
      tell({ is: 'asking', text: `${name}: what it holds` });
      const file = counts.file(name);
      await readChunks(log, io, (chunk) => file.push(chunk));
      file.end();
    }
    return counts.result();
  },
  shows: (scan) => [...headline(scan), ...leaksOf(scan), ...signsOf(scan), ...following(scan), ...retention(scan), ''].join('\n'),
  exit: ({ leaks }) => (leaks.length > 0 ? 1 : 0),
});

/** The logs of a checkout: those its configuration names, else whatever lies in `logs`. */
async function logsOf(repo: string): Promise<LogSource[]> {
  const { root, config } = openWorkspace(repo);
  const { logs } = config.operations;
  const paths = logs.length > 0 ? logs : await logsIn(root);
  if (paths.length === 0)
    throw new UserError(
      'no-log',
      `There is no log to look through: none was named, and ${repo} has neither \`operations.logs\` nor logs/*.log.`,
      'Name one: `launch-ready logs scan app.log`.',
    );
  return paths.map((path) => ({ root, path }));
}

function headline({ files, leaks }: LogScan): string[] {
  const lines = files.reduce((sum, each) => sum + each.lines, 0).toLocaleString('en-US');
  const places = leaks.reduce((sum, each) => sum + each.count, 0).toLocaleString('en-US');
  return leaks.length === 0
    ? [`✓ Nothing leaked that we know of, in ${lines} lines.`]
    : [
        `■ Your logs give away secrets or customers: ${places} places in ${lines} lines.`,
        '  Whoever can read them can use them. Mask new lines with `logs redact`, rotate the keys, delete the old logs.',
      ];
}

const where = ({ file, line: n }: Place): string => `${line(file)}:${n}`;
const few = (at: readonly Place[]): string => at.slice(0, 3).map(where).join(', ') + (at.length > 3 ? ', …' : '');

function leaksOf({ leaks }: LogScan): string[] {
  return leaks.flatMap(({ kind, count, values, at }) => [
    '',
    `  ${kind}: ${count} times, ${values} different`,
    ...at.slice(0, 5).map((place) => `    ${where(place)}  value ${place.fingerprint}`),
    ...(count > 5 ? [`    and ${count - 5} more`] : []),
  ]);
}

function signsOf(scan: LogScan): string[] {
  const titles = [
    ['coldStarts', 'New instances were started: the first visitor waits'],
    ['slow', 'Slower than 1 s'],
    ['failing', 'Answered with a server error again and again'],
    ['refused', 'Refused again and again: a broken login, or somebody guessing'],
    ['vague', 'Lines that hide what went wrong'],
  ] as const;
  return titles.flatMap(([key, title]) => {
    const signs: readonly Sign[] = scan[key];
    if (signs.length === 0) return [];
    const row = ({ what, count, worstMs, at }: Sign): string =>
      `    ${line(what, 120)}: ${count}${worstMs === undefined || worstMs === 0 ? '' : `, worst ${Math.round(worstMs).toLocaleString('en-US')} ms`} (${few(at)})`;
    return ['', `▲ ${title}`, ...signs.slice(0, 10).map(row), ...(signs.length > 10 ? [`    and ${signs.length - 10} more`] : [])];
  });
}

/** Can a failure be followed from one service to the next? */
function following({ requests: { lines, withId, without, ids, inSeveral }, files }: LogScan): string[] {
  if (lines === 0) return [];
  const [all, bare] = [lines, lines - withId].map((many) => many.toLocaleString('en-US'));
  const share = Math.round((100 * (lines - withId)) / lines);
  const told =
    lines === withId
      ? [`✓ All ${all} request lines carry a request id.`]
      : [
          `▲ ${bare} of ${all} request lines (${share} %) carry no request id (${few(without)})`,
          '  A failure in them cannot be followed to the next service. `launch-ready/request-id` gives every request one.',
        ];
  if (files.length < 2 || ids === 0) return ['', ...told];
  const several = `${inSeveral.toLocaleString('en-US')} of ${ids.toLocaleString('en-US')} ids stand in more than one of these logs.`;
  return ['', ...told, inSeveral > 0 ? `✓ ${several}` : `? ${several} Services that call each other must pass the id on.`];
}

function retention({ span }: LogScan): string[] {
  if (span === null) return ['', '? No line says when it was, so how far back your logs reach is unknown.'];
  const short = span.days < RETENTION_DAYS;
  return [
    '',
    `${short ? '?' : '✓'} These logs reach over ${span.days} days, ${span.from.slice(0, 16)} to ${span.to.slice(0, 16)} UTC.` +
      (short ? ` Keep at least ${RETENTION_DAYS}, or last week's failure cannot be looked into.` : ''),
  ];
}
