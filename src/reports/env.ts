import type { Page } from '../core/verb.ts';
import { pad, wrap } from './columns.ts';
import { line } from './text.ts';

interface Checked {
  problems: readonly { is: string; severity: string; says: string; at: readonly string[] }[];
  environments: readonly { environment: string; from: string; variables: number }[];
  required: number;
  dynamic: readonly { file: string; line: number }[];
  skipped: { files: readonly string[]; count: number };
  written: readonly string[];
}

/** What is wrong with the environments, as text. */
export function renderEnvCheck({ problems, environments, required, dynamic, skipped, written }: Checked, { width }: Page): string {
  const out = problems.flatMap(({ is, severity, says, at }) => [
    ...wrap(`${severity.toUpperCase()} ${is}: ${line(says)}`, Math.max(40, width)),
    ...at.slice(0, 3).map((each) => `  ${line(each, 160)}`),
  ]);
  const last = dynamic.slice(0, 3).map((each) => `${line(each.file, 100)}:${each.line}`);
  if (last.length > 0) out.push(`Some names are made up while the app runs, so they are not checked: ${last.join(', ')}.`);
  if (skipped.count > 0) {
    const names = skipped.files.slice(0, 3).map((each) => line(each, 100));
    out.push(
      ...wrap(`Not read, too large or too many: ${names.join(', ')}${skipped.count > 3 ? ` and ${skipped.count - 3} more` : ''}.`, width),
    );
  }
  for (const each of environments) out.push(`${line(each.environment)}: ${each.variables} variables, from ${line(each.from)}.`);
  for (const each of written) out.push(`Written: ${each}.`);
  const urgent = problems.filter(({ severity }) => severity === 'blocker' || severity === 'high').length;
  out.push(
    urgent > 0
      ? `${urgent} of these ${urgent === 1 ? 'breaks' : 'break'} production. ${required} variables are needed.`
      : problems.some(({ is }) => is === 'no-production')
        ? 'Production cannot be checked: name it under `secrets.environments` in launch-ready.yaml.'
        : `Production has all ${required} variables that the code needs.`,
  );
  return `${out.join('\n')}\n`;
}

interface Listed {
  variables: readonly {
    name: string;
    required: boolean;
    secret: boolean;
    public: boolean;
    provider: string | null;
    owner: string | null;
    provided: string | null;
    in: readonly string[];
    reads: readonly string[];
  }[];
}

/** Every variable as a table. */
export function renderEnvInventory({ variables }: Listed, { width }: Page): string {
  if (variables.length === 0) return 'The code reads no environment variables.\n';
  const rows = variables.map((each) => [
    line(each.name),
    each.provided ? `set by ${each.provided}` : each.required ? 'required' : each.reads.length === 0 ? 'not read' : 'optional',
    [each.secret ? 'secret' : '', each.public ? 'public' : ''].filter(Boolean).join(' ') || '-',
    line(each.provider ?? '-'),
    line(each.owner ?? 'UNKNOWN'),
    each.in.join(', ') || '-',
    line(each.reads[0] ?? '-', 60),
  ]);
  return table(['name', 'needed', 'kind', 'provider', 'owner', 'set in', 'read in'], rows, width);
}

/** Rows in columns as wide as their longest cell; the last is cut at the edge. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const widths = head.map((title, at) => Math.min(44, Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0))));
  const text = (row: readonly string[]): string =>
    row
      .map((cell, at) => (at === head.length - 1 ? cell : pad(cell, widths[at]!)))
      .join('  ')
      .trimEnd();
  return `${[head, ...rows].map((row) => text(row).slice(0, Math.max(width, 100))).join('\n')}\n`;
}
