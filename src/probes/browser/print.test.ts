import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { sampleReport } from '../../../test/sample-report.ts';
import { renderHtml } from '../../reports/html.ts';
import { findBrowser } from './find.ts';
import { printPage } from './print.ts';

const folder = mkdtempSync(join(tmpdir(), 'pdf-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const out = join(folder, 'report.pdf');
const chromium = await findBrowser(testIo());
const printing = { html: 'x', program: chromium ?? '', out };

describe('printing', () => {
  test('prints the report through an installed Chromium', { timeout: 90_000 }, async () => {
    expect(chromium, 'this test needs the Debian package chromium').toBeDefined();
    expect(await printPage(testIo(), { ...printing, html: renderHtml(sampleReport()) })).toEqual({ ok: true, out });
    const pdf = readFileSync(out);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(20_000);
  });

  test('a program that does not exist is a value, not an exception', async () => {
    expect(await printPage(testIo(), { ...printing, program: join(folder, 'none') })).toEqual({ ok: false, message: 'Chromium ended.' });
  });

  test('a program that is no browser is a value that says so', async () => {
    expect(await printPage(testIo(), { ...printing, program: '/bin/true' })).toEqual({ ok: false, message: 'Chromium ended.' });
  });

  test('a folder that is not there is a value that says so', { timeout: 60_000 }, async () => {
    const gave = await printPage(testIo(), { ...printing, out: join(folder, 'none/report.pdf') });
    expect(gave).toMatchObject({ ok: false, message: expect.stringContaining('cannot be written') as unknown });
  });

  test('stops when it is told to', async () => {
    await expect(printPage(testIo({ signal: AbortSignal.abort(new Error('stopped')) }), printing)).rejects.toThrow('stopped');
  });
});

test('no Chromium on PATH is nothing', async () => {
  expect(await findBrowser({ env: { PATH: folder } })).toBeUndefined();
});
