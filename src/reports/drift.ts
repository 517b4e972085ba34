import { line } from './text.ts';

/** What `renderDrift` shows; the shape that `launch-ready diff` gives. */
interface Shown {
  decision: { before: string; after: string };
  appeared: readonly { check: string; subject: string; severity: string; title: string }[];
  gone: readonly { check: string; subject: string; severity: string; title: string }[];
  subjects: { added: readonly string[]; removed: readonly string[] };
}

/** The difference between two looks as text: new failures first, then what was mended, then what came and went. */
export function renderDrift({ decision, appeared, gone, subjects }: Shown): string {
  const moved = (mark: string, list: Shown['appeared']): string[] =>
    list.flatMap((each) => [`${mark} ${each.severity}: ${line(each.title, 300)}`, `  ${line(each.subject, 300)}  ${line(each.check, 80)}`]);
  const named = (mark: string, list: readonly string[]): string[] => list.map((name) => `${mark} ${line(name, 300)}`);
  const lines = [
    decision.before === decision.after ? `Decision: still ${decision.after}.` : `Decision: was ${decision.before}, is ${decision.after}.`,
    ...moved('+', appeared),
    ...moved('-', gone),
    ...named('+', subjects.added),
    ...named('-', subjects.removed),
  ];
  return `${lines.length === 1 ? `${lines[0]} Nothing has drifted.` : lines.join('\n')}\n`;
}
