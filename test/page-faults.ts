import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../src/probes/browser/find.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Wide and narrow, in light and dark; of every width sideways scrolling is asked. */
const LOOKS = [
  { colorScheme: 'light', widths: [768, 1280] },
  { colorScheme: 'dark', widths: [360, 320] },
] as const;

/** A Chromium for tests that goes with everything it wrote. */
export async function openChromium(): Promise<AsyncDisposable & { browser: Browser }> {
  const executablePath = await findBrowser({ env: {} });
  if (executablePath === undefined) throw new Error('npm test installs Chromium, and there is none');
  const folder = await mkdtemp(join(tmpdir(), 'chromium-test-'));
  const browser = await chromium.launch({
    executablePath,
    env: { ...process.env, TMPDIR: folder },
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
  return {
    browser,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

/** A page to look at one address after the other. The pages' own policy forbids foreign scripts, so axe comes in through the debugger. */
export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  await context.addInitScript(AXE);
  return context.newPage();
}

/** What is wrong with a page in a browser: for axe, for the width of a phone, strangers' scripts and requests, errors. `axe` may be left out. */
export async function faultsOf(page: Page, { url, axe }: { url: string; axe: boolean }): Promise<string[]> {
  const faults: string[] = [];
  const { origin } = new URL(url);
  page
    .removeAllListeners()
    .on(
      'request',
      (request) => !request.url().startsWith(origin) && !request.url().startsWith('data:') && faults.push(`asks ${request.url()}`),
    )
    .on('console', (message) => message.type() === 'error' && faults.push(`says ${message.text()}`))
    .on('pageerror', (error) => faults.push(`throws ${error.message}`))
    .on('dialog', (dialog) => {
      faults.push('runs a script of a stranger');
      void dialog.dismiss();
    });
  await page.goto(url);
  for (const { colorScheme, widths } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (wide > width) faults.push(`is ${wide} px wide at ${width} px`);
    }
    if (axe) faults.push(...(await violationsOf(page)).map((each) => `at ${widths[1]} px in ${colorScheme}: ${each}`));
    // What is folded is asked in the second look.
    await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
  }
  if (await page.evaluate('window.hit !== undefined || document.querySelector("main img, main script") !== null'))
    faults.push('runs a script of a stranger');
  return faults;
}

async function violationsOf(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    'axe.run({ resultTypes: ["violations"] }).then((found) => found.violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`))',
  );
}
