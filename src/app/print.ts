import { UserError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { findBrowser } from '../probes/browser/find.ts';
import { printPage, type Printed } from '../probes/browser/print.ts';

/** Prints a page to the file `out`; where that is not possible it says why. */
export async function print(io: Io, html: string, out: string): Promise<Printed> {
  const program = await findBrowser(io);
  if (program === undefined) return { ok: false, message: 'Chromium or Chrome is not installed.' };
  return printPage(io, { html, program, out });
}

/** Prints a report that was asked for as PDF and nothing else. Throws a UserError `no-pdf` where that is not possible. */
export async function printReport(io: Io, html: string, out: string): Promise<void> {
  const printed = await print(io, html, out);
  if (!printed.ok)
    throw new UserError('no-pdf', `The PDF was not written. ${printed.message}`, 'Use --format html and print from your browser.');
}
