import { z } from 'zod';
import { checks } from '../checks/index.ts';
import { defineVerb } from '../core/verb.ts';
import type { ReqId } from '../core/vocabulary.ts';
import { CITED } from './cited.ts';
import { REQUIREMENTS } from './requirements.ts';

const takes = z.strictObject({
  open: z.boolean().default(false).describe('Only requirements that nothing covers yet'),
});

/** Requirements that are met to the end; the others work at a first depth, and go deeper with each version. */
const WHOLE: ReadonlySet<ReqId> = new Set([
  ...(['AUD-1', 'AUD-2', 'AUD-3', 'AUD-4', 'AUD-5', 'AUD-6', 'AUD-7', 'AUD-13'] as const),
  ...(['PERF-2', 'SCOPE-1', 'SCOPE-2', 'SCOPE-3'] as const),
]);

export interface CoverageRow {
  id: ReqId;
  asks: string;
  /** Where it is met: a command, or a page. */
  command: string;
  depth: 'whole' | 'first' | 'open';
  checks: string[];
  tests: readonly string[];
  docs: readonly string[];
}

/** `launch-ready coverage`: each requirement of the source documents with the checks, tests and docs that cite it. */
export const coverage = defineVerb<z.output<typeof takes>, { requirements: CoverageRow[]; covered: number; of: number }>({
  name: 'coverage',
  does: 'Print which requirement is covered by which checks, tests and docs',
  stage: 'more',
  touches: 'nothing',
  takes,
  gives: z.custom<{ requirements: CoverageRow[]; covered: number; of: number }>(),
  examples: ['launch-ready coverage', 'launch-ready coverage --open', 'launch-ready coverage --json'],
  async run({ open }) {
    const rows = REQUIREMENTS.map(({ id, asks, command }): CoverageRow => {
      const own = checks.filter((check) => check.requirements.includes(id)).map((check) => check.id);
      const tests = CITED[id]?.tests ?? [];
      return {
        id,
        asks,
        command,
        depth: own.length + tests.length === 0 ? 'open' : WHOLE.has(id) ? 'whole' : 'first',
        checks: own,
        tests,
        docs: [...(CITED[id]?.docs ?? []), ...own.map((check) => `docs/checks/${check}.md`)],
      };
    });
    const isOpen = (row: CoverageRow): boolean => row.depth === 'open';
    return { requirements: open ? rows.filter(isOpen) : rows, covered: rows.filter((row) => !isOpen(row)).length, of: rows.length };
  },
  shows: ({ requirements, covered, of }, { width }) =>
    `${renderCoverage(requirements, width)}\n\n${covered} of ${of} requirements are covered by a check or a test.\n`,
});

/** The coverage as a text table of at most `width` columns. */
export function renderCoverage(rows: readonly CoverageRow[], width: number): string {
  return rows
    .map((row) => {
      const marks = `${row.checks.length} checks, ${row.tests.length} tests, ${row.docs.length} docs`;
      const lines = [
        `${row.id.padEnd(9)}${{ whole: 'whole', first: 'first depth', open: 'open' }[row.depth].padEnd(13)}${marks}`,
        `         ${cut(row.asks, width - 9)}`,
        `         ${cut(`→ ${row.command}`, width - 9)}`,
      ];
      if (row.checks.length > 0) lines.push(`         ${cut(row.checks.join(' '), width - 9)}`);
      return lines.join('\n');
    })
    .join('\n');
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
