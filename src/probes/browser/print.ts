import { writeFile } from 'node:fs/promises';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { openBrowser } from './chromium.ts';
import { openTab } from './tab.ts';

/** What came of printing. */
export type Printed = { ok: true; out: string } | { ok: false; message: string };

export interface Printing {
  html: string;
  /** The path of the browser. */
  program: string;
  /** The file to write. */
  out: string;
}

/** Prints a page to the file `out`, as its own style for paper has it. */
export async function printPage(io: Io, { html, program, out }: Printing): Promise<Printed> {
  try {
    await using browser = await openBrowser(io, { program, trust: [] });
    await using tab = await openTab(browser);
    const { frameTree } = await tab.send('Page.getFrameTree');
    const { frame } = frameTree as { frame: { id: string } }; // as: the protocol's own shape
    await tab.send('Page.setDocumentContent', { frameId: frame.id, html });
    const { data } = await tab.send('Page.printToPDF', { printBackground: true, preferCSSPageSize: true, generateTaggedPDF: true });
    await writeFile(out, Buffer.from(String(data), 'base64'));
    return { ok: true, out };
  } catch (error) {
    io.signal.throwIfAborted();
    if (error instanceof ProbeError) return { ok: false, message: `${error.message}.` };
    if (error instanceof Error && 'path' in error && error.path === out)
      return { ok: false, message: `${out} cannot be written: ${error.message}.` };
    throw error;
  }
}
