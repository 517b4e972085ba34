import { z } from 'zod';
import { type Bar, type Profile, resolveProfile } from '../core/profile.ts';
import { defineVerb } from '../core/verb.ts';
import { BARS } from '../profiles/bars.ts';
import { profiles as all } from '../profiles/index.ts';
import { columns, wrap } from '../reports/columns.ts';

const takes = z.strictObject({
  name: z.string().optional().describe('Show this profile alone, with what its document asks').meta({ positional: true }),
});

/** One bar across the profiles; a profile that does not speak of it has no value. */
export interface ProfileRow {
  bar: string;
  about: string;
  unit?: NonNullable<Bar['unit']>;
  values: { profile: string; target: Bar['target']; failure?: NonNullable<Bar['failure']>; says: string; inherited: boolean }[];
}

/** The profiles with their bars side by side. */
export interface ProfileTable {
  profiles: { name: string; title: string; about: string; extends?: string; severity: NonNullable<Profile['severity']> }[];
  rows: ProfileRow[];
}

/** `launch-ready profiles`: the bars of all profiles side by side, or one profile in words. */
export const profiles = defineVerb<z.output<typeof takes>, ProfileTable>({
  name: 'profiles',
  does: 'Show the bars you can hold a product to, side by side',
  stage: 'more',
  touches: 'nothing',
  takes,
  gives: z.custom<ProfileTable>(),
  examples: ['launch-ready profiles', 'launch-ready profiles coach-first-customers', 'launch-ready profiles --json'],
  async run({ name }) {
    const shown = name === undefined ? all : [own(resolveProfile(all, name).name)];
    return {
      profiles: shown.map(({ name, title, about, extends: base }) => ({
        name,
        title,
        about,
        ...(base ? { extends: base } : {}),
        severity: { ...resolveProfile(all, name).severity },
      })),
      rows: Object.entries(BARS).flatMap(([bar, about]) => rowOf(bar, about, shown)),
    };
  },
  shows: (gave, { width }) => renderProfiles(gave, width),
});

function own(name: string): Profile {
  return all.find((profile) => profile.name === name)!;
}

function rowOf(bar: string, about: string, shown: readonly Profile[]): ProfileRow[] {
  const values = shown.flatMap((profile) => {
    const held = resolveProfile(all, profile.name).bars[bar];
    if (!held) return [];
    const { target, failure, says } = held;
    return [
      {
        profile: profile.name,
        target,
        ...(failure === undefined ? {} : { failure }),
        says,
        inherited: profile.bars[bar] === undefined,
        unit: held.unit,
      },
    ];
  });
  const unit = values.find((value) => value.unit !== undefined)?.unit;
  return values.length === 0 ? [] : [{ bar, about, ...(unit ? { unit } : {}), values: values.map(({ unit: _unit, ...value }) => value) }];
}

/** The profiles as text of at most `width` columns: numbers as a table, words as lists; one profile alone in sentences. */
export function renderProfiles({ profiles, rows }: ProfileTable, width: number): string {
  const [only] = profiles;
  if (profiles.length === 1 && only)
    return lines(
      only.title,
      ...wrap(only.about, width),
      ...severities(only.severity, width),
      '',
      ...rows.flatMap((row) => sentence(row, width)),
    );
  const isWords = (row: ProfileRow): boolean => row.values.some(({ target }) => typeof target === 'string');
  const names = profiles.map((profile) => profile.name);
  return lines(
    ...profiles.flatMap((profile) =>
      hang(`${profile.name}: `, profile.title + (profile.extends ? ` (what its document leaves out: ${profile.extends})` : ''), width),
    ),
    '',
    ...wrap(
      '300/500 warns past 300 and fails past 500; 5! fails when missed; a lone 5 only warns; · means that the document does not say.',
      width,
    ),
    '',
    ...table(
      rows.filter((row) => !isWords(row)),
      names,
      width,
    ),
    '',
    ...rows.filter(isWords).flatMap((row) => choices(row, names, width)),
    ...wrap('`launch-ready profiles <name>` says what one of them asks. Choose it with --profile or in launch-ready.yaml.', width),
  );
}

const UNITS: Readonly<Record<NonNullable<Bar['unit']>, string>> = {
  ms: 'ms',
  s: 's',
  minutes: 'min',
  hours: 'h',
  days: 'd',
  percent: '%',
  users: '',
  routes: '',
  alerts: '',
  items: '',
};

function lines(...some: string[]): string {
  return `${some.join('\n')}\n`;
}

function cell({ target, failure }: Pick<ProfileRow['values'][number], 'target' | 'failure'>): string {
  const word = (value: Bar['target']): string => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value));
  if (failure === undefined) return word(target);
  return failure === target ? `${word(target)}!` : `${word(target)}/${word(failure)}`;
}

/** The word that tells a profile from the others: `growth`, `demo`, `coach`. */
function shortName(name: string, names: readonly string[]): string {
  const [first = name, second] = name.split('-');
  const isShared = names.some((other) => other !== name && other.split('-')[0] === first);
  return isShared ? (second ?? first) : first;
}

function table(rows: readonly ProfileRow[], names: readonly string[], width: number): string[] {
  const heads = names.map((name) => shortName(name, names));
  const cells = rows.map((row) =>
    names.map((name) => row.values.find((value) => value.profile === name)).map((value) => (value ? cell(value) : '·')),
  );
  const widths = heads.map((head, column) => Math.max(columns(head), ...cells.map((row) => columns(row[column] ?? ''))) + 1);
  const room = width - widths.reduce((sum, each) => sum + each, 0);
  if (room < 8) return rows.flatMap((row) => choices(row, names, width));
  const right = (texts: readonly string[]): string =>
    texts.map((text, column) => ' '.repeat(widths[column]! - columns(text)) + text).join('');
  const body = rows.flatMap((row, index) => {
    const label = `${row.bar}${row.unit && UNITS[row.unit] ? ` ${UNITS[row.unit]}` : ''}`;
    const values = right(cells[index] ?? []);
    return label.length <= room ? [label.padEnd(room) + values] : [label, ' '.repeat(room) + values];
  });
  return [' '.repeat(room) + right(heads), ...body];
}

/** A bar whose values are words: each value with the profiles that share it. */
function choices(row: ProfileRow, names: readonly string[], width: number): string[] {
  const by = new Map<string, string[]>();
  for (const value of row.values) by.set(cell(value), [...(by.get(cell(value)) ?? []), shortName(value.profile, names)]);
  return [
    ...wrap(`${row.bar}: ${row.about}`, width),
    ...[...by].flatMap(([value, who]) => hang(`  ${value}: `, who.join(', '), width)),
    '',
  ];
}

function sentence(row: ProfileRow, width: number): string[] {
  const [value] = row.values;
  if (!value) return [];
  const unit = row.unit && UNITS[row.unit] ? ` ${UNITS[row.unit]}` : '';
  return [`${row.bar}  ${cell(value)}${unit}`, ...wrap(value.says, width - 4).map((line) => `    ${line}`)];
}

function severities(severity: NonNullable<Profile['severity']>, width: number): string[] {
  const named = Object.entries(severity).map(([check, told]) => `${check} is ${told}`);
  return named.length === 0 ? [] : wrap(`Stricter than usual: ${named.join(', ')}.`, width);
}

/** A lead and a text, broken into lines of which all but the first stand four columns further in. */
function hang(lead: string, text: string, width: number): string[] {
  const [first = '', ...rest] = wrap(`${lead.trimStart()}${text}`, width - 4);
  const indent = lead.slice(0, lead.length - lead.trimStart().length);
  return [indent + first, ...rest.map((line) => `    ${line}`)];
}
