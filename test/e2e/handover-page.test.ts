import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Known } from '../../src/handover/known.ts';
import { writePack } from '../../src/handover/pack.ts';
import { renderPackHtml } from '../../src/reports/pack-html.ts';
import { findBrowser } from '../../src/probes/browser/find.ts';
import { emptyKnown, hostileKnown, sampleKnown } from '../sample-known.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGES: [string, () => Known][] = [
  ['a real', sampleKnown],
  ['an empty', emptyKnown],
  ['a hostile', hostileKnown],
];
let browser: Browser;

beforeAll(async () => {
  const executablePath = await findBrowser({ env: {} });
  expect(executablePath, 'npm test installs Chromium').toBeDefined();
  browser = await chromium.launch({
    executablePath: executablePath!,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
}, 60_000);
afterAll(() => browser?.close());

async function open(
  known: Known,
  width: number,
  colorScheme: 'light' | 'dark',
): Promise<AsyncDisposable & { page: Page; asked: string[] }> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.setContent(renderPackHtml(writePack(known)));
  return { page, asked, [Symbol.asyncDispose]: () => context.close() };
}

describe.each(PAGES)('%s handover in a browser', (_name, known) => {
  test.each([320, 360, 768, 1280])('does not scroll sideways at %i px and asks nobody for anything', async (width) => {
    await using opened = await open(known(), width, 'light');
    expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(opened.asked.filter((url) => url !== 'about:blank')).toEqual([]);
  });

  test.each([
    [360, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const)('gives axe nothing to find at %i px in %s', async (width, scheme) => {
    await using opened = await open(known(), width, scheme);
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

test('every link leads to something on the page, and the score is the largest text', async () => {
  await using opened = await open(sampleKnown(), 1280, 'light');
  expect(
    await opened.page.evaluate(
      '[...document.querySelectorAll("a[href^=\\"#\\"]")].filter((a) => !document.getElementById(a.hash.slice(1))).map((a) => a.hash)',
    ),
  ).toEqual([]);
  const largest = await opened.page.evaluate(
    '[...document.querySelectorAll("body *")].filter((each) => each.textContent.trim().length > 1).map((each) => [parseFloat(getComputedStyle(each).fontSize), each.textContent.trim()]).sort((a, b) => b[0] - a[0])[0][1]',
  );
  expect(largest).toMatch(/^\d+ of \d+ facts known$/);
});
