import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Audited } from '../app/audit.ts';
import { canonicalJson, saveBundle } from '../core/bundle.ts';
import { EXIT_CODES } from '../core/decide.ts';
import { UserError } from '../core/errors.ts';
import type { Report } from '../core/finding.ts';
import type { Io } from '../core/io.ts';
import type { AnyVerb } from '../core/verb.ts';
import type { Arguments } from './arguments.ts';
import type { FORMATS } from './flags.ts';
import { useColour, width } from './talk.ts';

type Format = (typeof FORMATS)[number];

/** Prints what a verb gave, in the form the flags ask for, and returns the exit code. */
export async function present(verb: AnyVerb, gave: unknown, given: Arguments, input: unknown, io: Io): Promise<number> {
  if (verb.name === 'audit') return presentReport(gave as Audited, given, io); // as: what the audit's run returns
  const asJson = given.flags['json'] === true || given.flags['format'] === 'json';
  const page = { width: width(process.stdout), colour: useColour(process.stdout) };
  process.stdout.write(asJson ? `${canonicalJson(gave, 2)}\n` : verb.shows(gave, page, input));
  return verb.exit?.(gave) ?? EXIT_CODES.go;
}

async function presentReport({ report, bundle }: Audited, given: Arguments, io: Io): Promise<number> {
  const { save, output } = given.flags;
  if (typeof save === 'string') write(save, saveBundle(bundle));
  const format = given.flags['json'] === true ? 'json' : ((given.flags['format'] as Format | undefined) ?? 'terminal'); // as: the arguments were held against the choices
  if (format === 'pdf') {
    const file = resolve(typeof output === 'string' ? output : 'report.pdf');
    const [{ renderHtml }, { printReport }] = await Promise.all([import('../reports/html.ts'), import('../app/print.ts')]);
    await printReport(io, renderHtml(report), file);
    process.stderr.write(`${verdictLine(report)} The report is ${file}\n`);
    return EXIT_CODES[report.decision];
  }
  const text = await renderReport(report, format, given.flags['all'] === true, output === undefined);
  if (typeof output === 'string') {
    write(output, text);
    process.stderr.write(`${verdictLine(report)} The report is ${resolve(output)}\n`);
  } else process.stdout.write(text);
  return EXIT_CODES[report.decision];
}

/** A report in one of the text formats. */
export async function renderReport(report: Report, format: Exclude<Format, 'pdf'>, all: boolean, toScreen: boolean): Promise<string> {
  switch (format) {
    case 'terminal':
      return (await import('../reports/terminal.ts')).renderTerminal(report, {
        colour: toScreen && useColour(process.stdout),
        width: width(process.stdout),
        all,
      });
    case 'json':
      return (await import('../reports/json.ts')).renderJson(report);
    case 'html':
      return (await import('../reports/html.ts')).renderHtml(report);
    case 'markdown':
      return (await import('../reports/markdown.ts')).renderMarkdown(report);
    case 'sarif':
      return (await import('../reports/sarif.ts')).renderSarif(report);
    case 'junit':
      return (await import('../reports/junit.ts')).renderJunit(report);
    default:
      return format satisfies never;
  }
}

function verdictLine(report: Report): string {
  return `${{ go: 'GO', 'no-go': 'NO-GO', 'cannot-tell': 'CANNOT TELL' }[report.decision]}: ${report.because}`;
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UserError(
      'file-unwritable',
      `${file} cannot be written: ${(error as Error).message}`,
      'Check that the folder exists and is yours.',
    );
  }
}
