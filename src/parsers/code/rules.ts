import { type CodeFile, readCodeFile } from './file.ts';
import { importedPackages } from './imports.ts';
import { cutOffLists, queryLoops, unboundedQueries, wholePeople } from './reads.ts';
import { openRedirects, strayCallbacks } from './redirects.ts';
import { type CodeRoute, routesOf } from './routes.ts';
import type { Happens } from './shape.ts';
import { outwardWaits } from './timeouts.ts';

/** What is looked for in every file, one small file each; a rule tells only what the code of the file shows. */
export const RULES = {
  'open-redirect': openRedirects,
  'stray-callback': strayCallbacks,
  'outward-wait': outwardWaits,
  'unbounded-query': unboundedQueries,
  'cut-off-list': cutOffLists,
  'query-loop': queryLoops,
  'whole-people': wholePeople,
} as const satisfies Record<string, (file: CodeFile) => Happens[]>;

export type RuleId = keyof typeof RULES;

/** What one file of code says: its handlers, and what each rule found in it. */
export interface CodeFacts {
  routes: CodeRoute[];
  facts: (Happens & { rule: RuleId })[];
  /** The packages it brings in. */
  imports: Happens[];
}

/** Findings of one rule that one file may have. */
const KEPT = 20;

/** The facts of a file; null where it cannot be parsed. */
export function readCodeFacts(text: string, path: string): CodeFacts | null {
  const file = readCodeFile(text, path);
  if (!file) return null;
  const facts = Object.entries(RULES).flatMap(
    ([rule, read]) =>
      read(file)
        .slice(0, KEPT)
        .map((each) => ({ ...each, rule: rule as RuleId })), // as: a key of the table
  );
  return { routes: routesOf(file), facts, imports: importedPackages(file) };
}
