import { z } from 'zod';
import { checks } from '../checks/index.ts';
import { assess } from '../core/assess.ts';
import { type Bundle, diffBundles, loadBundle } from '../core/bundle.ts';
import { EXIT_CODES } from '../core/decide.ts';
import { UserError } from '../core/errors.ts';
import type { Decision } from '../core/finding.ts';
import { resolveProfile } from '../core/profile.ts';
import { subjectKey } from '../core/subject.ts';
import { defineVerb } from '../core/verb.ts';
import { profiles } from '../profiles/index.ts';
import { renderDrift } from '../reports/drift.ts';

const file = z.strictObject({ name: z.string(), text: z.string() });

const takes = z.strictObject({
  before: file.optional().describe('The earlier evidence, from `audit --save`').meta({ file: 'read' }),
  after: file.optional().describe('The later evidence').meta({ file: 'read' }),
  profile: z.string().optional().describe('The bar to hold both to'),
});

/** A failure that is in one of two bundles alone. */
interface Moved {
  check: string;
  subject: string;
  severity: string;
  title: string;
}

/** What differs between two looks at one product. */
export interface Drift {
  decision: { before: Decision; after: Decision };
  /** Failures that only the later look has, and those that only the earlier one had. */
  appeared: Moved[];
  gone: Moved[];
  /** Hosts and addresses that came and went. */
  subjects: { added: string[]; removed: string[] };
  /** Keys of evidence that is not the same; response times make some differ in every look. */
  evidence: { key: string; change: 'added' | 'removed' | 'changed' }[];
}

/** `launch-ready diff`: has the configuration drifted since? Both bundles are judged by the same checks and profile. */
export const diff = defineVerb<z.output<typeof takes>, Drift>({
  name: 'diff',
  does: 'Compare two saved looks at a product: what broke, what was mended, what came and went',
  stage: 'audit',
  touches: 'nothing',
  takes,
  gives: z.custom<Drift>(),
  examples: ['launch-ready diff --before monday.json --after friday.json', 'launch-ready diff --before a.json --after b.json --json'],
  async run({ before, after, profile }) {
    if (!before || !after)
      throw new UserError(
        'two-bundles',
        'A comparison needs --before and --after.',
        'Save each with `launch-ready audit acme.com --save monday.json`.',
      );
    const [a, b] = [before, after].map(({ name, text }) => loadBundle(text, name)) as [Bundle, Bundle]; // as: two in, two out
    const bar = resolveProfile(profiles, profile ?? b.config.profile ?? 'default');
    const [was, is] = [assess(a, checks, bar), assess(b, checks, bar)];
    const failures = (report: typeof was): Map<string, Moved> =>
      new Map(
        report.findings.flatMap((each) =>
          each.state === 'fail'
            ? [[each.id, { check: each.check, subject: each.subject, severity: each.severity, title: each.title }]]
            : [],
        ),
      );
    const [old, now] = [failures(was), failures(is)];
    const [keysA, keysB] = [new Set(a.subjects.map(subjectKey)), new Set(b.subjects.map(subjectKey))];
    return {
      decision: { before: was.decision, after: is.decision },
      appeared: [...now].filter(([id]) => !old.has(id)).map(([, moved]) => moved),
      gone: [...old].filter(([id]) => !now.has(id)).map(([, moved]) => moved),
      subjects: { added: [...keysB.difference(keysA)], removed: [...keysA.difference(keysB)] },
      evidence: diffBundles(a, b),
    };
  },
  shows: renderDrift,
  // Like a no-go when a product is no longer what it was; response times alone are no change.
  exit: ({ appeared, gone, subjects }) =>
    appeared.length + gone.length + subjects.added.length + subjects.removed.length > 0 ? EXIT_CODES['no-go'] : EXIT_CODES.go,
});
