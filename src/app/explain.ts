import { z } from 'zod';
import { checks } from '../checks/index.ts';
import { nearest } from '../core/did-you-mean.ts';
import { UserError } from '../core/errors.ts';
import { defineVerb } from '../core/verb.ts';
import { AREAS } from '../core/vocabulary.ts';
import { renderCheck } from '../reports/explain.ts';

const takes = z.strictObject({
  check: z
    .string()
    .optional()
    .describe('A check id such as dns/caa, or an area such as dns; without it, all checks are listed')
    .meta({ positional: true }),
});

/** What `explain` gives: the text of one check, or the list of all. */
export interface Explained {
  checks: { check: string; severity: string; title: string; requirements: readonly string[] }[];
  text: string;
}

/** `launch-ready explain`: what a check looks at, why, and how to fix it. */
export const explain = defineVerb<z.output<typeof takes>, Explained>({
  name: 'explain',
  does: 'Explain a check: what it looks at, why it matters, how to fix it',
  stage: 'more',
  touches: 'nothing',
  takes,
  gives: z.custom<Explained>(),
  examples: ['launch-ready explain', 'launch-ready explain email/spf-single'],
  async run({ check }) {
    const chosen = check === undefined ? checks : checks.filter(({ id }) => id === check || id.startsWith(`${check}/`));
    if (check !== undefined && chosen.length === 0) {
      const close = meantBy(check);
      throw new UserError(
        'unknown-check',
        `There is no check named "${check}".`,
        close ? `Did you mean ${close}?` : 'Run `launch-ready explain` for the list.',
      );
    }
    const rows = chosen.map(({ id, severity, failing, requirements }) => ({ check: id, severity, title: failing, requirements }));
    const width = Math.max(...rows.map((row) => row.check.length));
    const text =
      chosen.length > 1
        ? `${rows.map((row) => `${row.check.padEnd(width)}  ${row.severity.padEnd(7)}  ${row.title}`).join('\n')}\n`
        : chosen.map(renderCheck).join('\n');
    return { checks: rows, text };
  },
  shows: ({ text }) => text,
});

/** The check a person meant who left the area out, or mistyped. */
function meantBy(typed: string): string | undefined {
  const ids = checks.map(({ id }) => id);
  return ids.find((id) => id.endsWith(`/${typed}`)) ?? nearest(typed, [...ids, ...AREAS]);
}
