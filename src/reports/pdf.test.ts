import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sampleReport } from '../../test/sample-report.ts';
import { renderHtml } from './html.ts';
import { findChromium, renderPdf } from './pdf.ts';

const folder = mkdtempSync(join(tmpdir(), 'pdf-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const out = join(folder, 'report.pdf');
const chromium = await findChromium();

describe('renderPdf', () => {
  test('prints the report through an installed Chromium', { timeout: 90_000 }, async () => {
    expect(chromium, 'this test needs the Debian package chromium').toBeDefined();
    const printed = await renderPdf(renderHtml(sampleReport()), { chromium: chromium ?? '', out, signal: new AbortController().signal });
    expect(printed).toEqual({ ok: true, out });
    const pdf = readFileSync(out);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(20_000);
  });

  test('a program that does not exist is a value, not an exception', async () => {
    expect(await renderPdf('x', { chromium: join(folder, 'none'), out, signal: new AbortController().signal })).toMatchObject({
      ok: false,
      code: 'no-start',
    });
  });

  test('a program that prints nothing is a value that says so', async () => {
    const printed = await renderPdf('x', {
      chromium: process.execPath,
      out: join(folder, 'none.pdf'),
      signal: new AbortController().signal,
    });
    expect(printed).toMatchObject({ ok: false, code: 'failed' });
  });

  test('stops when it is told to', async () => {
    expect(await renderPdf('x', { chromium: process.execPath, out, signal: AbortSignal.abort() })).toMatchObject({
      ok: false,
      code: 'aborted',
    });
  });
});

test('no Chromium on PATH is nothing', async () => {
  expect(await findChromium(folder)).toBeUndefined();
});
