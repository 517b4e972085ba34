import type { Grade } from '../kind.ts';

/** A secret as far as pairs go. */
interface Half {
  rule: string;
  kind: string;
  grade: Grade;
  says: readonly string[];
  line: number;
}

/** Kinds that open a door only together: which half belongs to which secret. */
const PAIRS: Readonly<Record<string, readonly string[]>> = {
  'aws-key-id': ['aws-secret', 'aws-session-token'],
  'alibaba-key-id': ['alibaba-secret'],
  'datadog-app': ['datadog-api'],
};

/** How far apart, in lines, the halves of one pair stand. */
const LINES = 10;

/** Raises a half whose other half stands close by: together they are worth what the account is worth. Halves alone stay as they are. */
export function paired<T extends Half>(found: readonly T[]): T[] {
  return found.map((each) => {
    const others = PAIRS[each.rule];
    const other = others && found.find(({ rule, line }) => others.includes(rule) && Math.abs(line - each.line) <= LINES);
    return other === undefined ? each : { ...each, grade: 'critical', says: [...each.says, `the ${other.kind} stands beside it`] };
  });
}
