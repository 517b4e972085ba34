import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Audited } from '../app/audit.ts';
import type { CoverageRow } from '../app/coverage.ts';
import type { Drift } from '../app/diff.ts';
import type { Explained } from '../app/explain.ts';
import { canonicalJson, saveBundle } from '../core/bundle.ts';
import { EXIT_CODES } from '../core/decide.ts';
import { UserError } from '../core/errors.ts';
import type { DomainMap, Report } from '../core/finding.ts';
import { wrap } from '../reports/columns.ts';
import type { Arguments } from './arguments.ts';
import type { FORMATS } from './flags.ts';
import { useColour, width } from './talk.ts';

type Format = (typeof FORMATS)[number];

/** Prints what a verb gave, in the form the flags ask for, and returns the exit code. */
export async function present(verb: string, gave: unknown, given: Arguments, signal: AbortSignal): Promise<number> {
  if (verb === 'audit') return presentReport(gave as Audited, given, signal); // as: each verb's `gives` is what its run returns
  if (given.flags['json'] === true || given.flags['format'] === 'json') {
    print(`${canonicalJson(gave, 2)}\n`);
    return verb === 'diff' ? changed(gave as Drift) : EXIT_CODES.go;
  }
  switch (verb) {
    case 'map': {
      const { renderMapMermaid, renderMapText } = await import('../reports/map.ts');
      return print(given.flags['format'] === 'mermaid' ? renderMapMermaid(gave as DomainMap) : renderMapText(gave as DomainMap));
    }
    case 'explain':
      return print((gave as Explained).text);
    case 'coverage': {
      const { renderCoverage } = await import('../app/coverage.ts');
      const { requirements, covered, of } = gave as { requirements: CoverageRow[]; covered: number; of: number };
      return print(
        `${renderCoverage(requirements, width(process.stdout))}\n\n${covered} of ${of} requirements are covered by a check or a test.\n`,
      );
    }
    case 'profiles': {
      const { renderProfiles } = await import('../app/profiles.ts');
      return print(renderProfiles(gave as Parameters<typeof renderProfiles>[0], width(process.stdout)));
    }
    case 'diff': {
      const { renderDrift } = await import('../reports/drift.ts');
      print(renderDrift(gave as Drift));
      return changed(gave as Drift);
    }
    case 'init':
      return print((gave as { text: string }).text);
    case 'lab':
      return print(renderScenarios((gave as { scenarios: { name: string; domain: string; about: string }[] }).scenarios));
    default:
      throw new Error(`nothing knows how to print what ${verb} gives`);
  }
}

/** 1 when a product is no longer what it was, like a no-go; response times alone are no change. */
function changed({ appeared, gone, subjects }: Drift): number {
  return appeared.length + gone.length + subjects.added.length + subjects.removed.length > 0 ? EXIT_CODES['no-go'] : EXIT_CODES.go;
}

function renderScenarios(scenarios: readonly { name: string; domain: string; about: string }[]): string {
  const blocks = scenarios.map(({ name, domain, about }) =>
    [`${name} (${domain})`, ...wrap(about, width(process.stdout) - 2).map((line) => `  ${line}`)].join('\n'),
  );
  return `${blocks.join('\n')}\n\nTry one: launch-ready audit --lab ${scenarios[0]?.name ?? ''}\n`;
}

async function presentReport({ report, bundle }: Audited, given: Arguments, signal: AbortSignal): Promise<number> {
  const { save, output } = given.flags;
  if (typeof save === 'string') write(save, saveBundle(bundle));
  const format = given.flags['json'] === true ? 'json' : ((given.flags['format'] as Format | undefined) ?? 'terminal'); // as: the arguments were held against the choices
  if (format === 'pdf') {
    await printPdf(report, typeof output === 'string' ? output : 'report.pdf', signal);
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

async function printPdf(report: Report, file: string, signal: AbortSignal): Promise<void> {
  const [{ renderHtml }, { findChromium, renderPdf }] = await Promise.all([import('../reports/html.ts'), import('../reports/pdf.ts')]);
  const chromium = await findChromium();
  if (!chromium)
    throw new UserError(
      'no-chromium',
      'A PDF needs Chromium or Chrome, and none is installed.',
      'Install it, or use --format html and print from your browser.',
    );
  const printed = await renderPdf(renderHtml(report), { chromium, out: resolve(file), signal });
  if (!printed.ok)
    throw new UserError(
      'pdf-failed',
      `Chromium could not print the report: ${printed.message}`,
      'Use --format html and print from your browser.',
    );
  process.stderr.write(`${verdictLine(report)} The report is ${resolve(file)}\n`);
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

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
