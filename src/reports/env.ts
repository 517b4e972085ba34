import type { Page } from '../core/verb.ts';
import { wrap } from './columns.ts';
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
      ...wrap(
        `Not read, too large, too many or no plain file: ${names.join(', ')}${skipped.count > 3 ? ` and ${skipped.count - 3} more` : ''}.`,
        width,
      ),
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
    purpose: string | null;
    required: boolean;
    secret: boolean;
    public: boolean;
    provider: string | null;
    owner: string | null;
    provided: string | null;
    documented: boolean;
    in: readonly string[];
    reads: readonly string[];
    places: number;
  }[];
  dynamic: number;
  unread: number;
}

type Listing = Listed['variables'][number];

/** Every variable: what it is and is for, whose it is, where it is set and read. */
export function renderEnvInventory({ variables, dynamic, unread }: Listed, { width }: Page): string {
  if (variables.length === 0) return 'The code reads no environment variables.\n';
  const columns = Math.max(40, width);
  const own = variables.filter(({ provided }) => provided === null);
  const out = own.flatMap((each) => [
    ...wrap(`${line(each.name)}  ${marksOf(each).join(', ')}`, columns),
    ...(each.purpose === null ? [] : wrap(line(each.purpose, 200), columns - 2).map((text) => `  ${text}`)),
    ...wrap(
      [
        `owner ${line(each.owner ?? 'UNKNOWN')}`,
        each.in.length > 0 ? `set in ${each.in.map((name) => line(name)).join(', ')}` : 'set in no environment that is known',
        ...(each.documented ? [] : ['not in .env.example']),
        placesOf(each),
      ].join(' · '),
      columns - 2,
    ).map((text) => `  ${text}`),
  ]);
  const provided = variables.filter((each) => each.provided !== null);
  if (provided.length > 0)
    out.push('', ...wrap(`Set by themselves: ${provided.map(({ name, provided: by }) => `${line(name)} (${by})`).join(', ')}.`, columns));
  const required = own.filter((each) => each.required).length;
  const rest = [
    ...(dynamic > 0 ? [`${dynamic} ${dynamic === 1 ? 'place makes' : 'places make'} up a name while the app runs`] : []),
    ...(unread > 0 ? [`${unread} ${unread === 1 ? 'file was' : 'files were'} not read`] : []),
  ];
  out.push('', ...wrap(`${own.length} variables, ${required} of them required.${rest.length > 0 ? ` ${rest.join('; ')}.` : ''}`, columns));
  return `${out.join('\n')}\n`;
}

/** The same as a table in Markdown. */
export function renderEnvTable({ variables }: Listed): string {
  const rows = variables
    .filter(({ provided }) => provided === null)
    .map((each) => [
      `\`${each.name}\``,
      marksOf(each).join(', '),
      each.purpose ?? 'UNKNOWN',
      each.owner ?? 'UNKNOWN',
      each.in.join(', ') || 'UNKNOWN',
      placesOf(each),
    ]);
  const cell = (text: string): string => line(text, 200).replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;');
  const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const head = ['Variable', 'What it is', 'What it is for', 'Owner', 'Set in', 'Read in'];
  return `${[row(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(row)].join('\n')}\n`;
}

function marksOf({ required, reads, secret, public: isPublic }: Listing): string[] {
  return [
    required ? 'required' : reads.length === 0 ? 'not read' : 'optional',
    ...(secret ? ['secret'] : []),
    ...(isPublic ? ['public'] : []),
  ];
}

function placesOf({ reads, places }: Listing): string {
  const [first] = reads;
  if (first === undefined) return 'read nowhere';
  return `read in ${line(first, 100)}${places > 1 ? ` and ${places - 1} more` : ''}`;
}
