import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/core/finding.ts';
import { renderHtml } from '../../src/reports/html.ts';
import { findBrowser } from '../../src/probes/browser/find.ts';
import { goReport, hostileReport, hugeReport, sampleReport } from '../sample-report.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const REPORTS: [string, () => Report][] = [
  ['a no-go', sampleReport],
  ['a go', goReport],
  ['a hostile', hostileReport],
  ['a huge', () => hugeReport(300)],
];
let browser: Browser;

beforeAll(async () => {
  const executablePath = await findBrowser({ env: {} });
  expect(executablePath, 'npm test installs Chromium').toBeDefined();
  browser = await chromium.launch({
    executablePath: executablePath!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}, 60_000);
afterAll(() => browser?.close());

interface Opened extends AsyncDisposable {
  page: Page;
  asked: string[];
}

async function open(report: Report, width: number, colorScheme: 'light' | 'dark'): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.setContent(renderHtml(report));
  return { page, asked, [Symbol.asyncDispose]: () => context.close() };
}

describe.each(REPORTS)('%s report in a browser', (_name, report) => {
  test.each([320, 360, 768, 1280])('does not scroll sideways at %i px and asks nobody for anything', async (width) => {
    await using opened = await open(report(), width, 'light');
    await opened.page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
    expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(opened.asked.filter((url) => url !== 'about:blank')).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('gives axe nothing to find in %s', async (scheme) => {
    await using opened = await open(report(), 1280, scheme);
    // The page's own policy forbids foreign scripts, so axe comes in through the debugger.
    const session = await opened.page.context().newCDPSession(opened.page);
    await session.send('Runtime.evaluate', { expression: AXE });
    const { result } = await session.send('Runtime.evaluate', {
      expression:
        'axe.run({ resultTypes: ["violations"] }).then((found) => JSON.stringify(found.violations.map((each) => `${each.id}: ${each.nodes[0].html}`)))',
      awaitPromise: true,
      returnByValue: true,
    });
    expect(JSON.parse(String(result.value))).toEqual([]);
  });
});

test('the verdict is the largest text on the screen', async () => {
  await using opened = await open(sampleReport(), 1280, 'light');
  const sizes = await opened.page.evaluate(
    '[...document.querySelectorAll("body *")].filter((each) => each.textContent.trim().length > 1).map((each) => [parseFloat(getComputedStyle(each).fontSize), each.textContent.trim()]).sort((a, b) => b[0] - a[0])[0][1]',
  );
  expect(sizes).toMatch(/NO-GO/);
});
