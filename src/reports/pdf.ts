import { spawn } from 'node:child_process';
import { access, constants, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Names a Chromium goes by, the first found on PATH is taken. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'] as const;

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--no-first-run',
  '--no-pdf-header-footer',
] as const;

/** Time limit of one print, ms; a report of 1,000 findings takes a few seconds. */
const DEADLINE = 60_000;

/** What came of printing. `code` is `aborted`, `deadline`, `no-start` or `failed`. */
export type Printed = { ok: true; out: string } | { ok: false; code: 'aborted' | 'deadline' | 'no-start' | 'failed'; message: string };

/** The path of an installed Chromium, Chrome or Edge; nothing when there is none. */
export async function findChromium(path: string = process.env['PATH'] ?? ''): Promise<string | undefined> {
  for (const name of NAMES) {
    for (const folder of path.split(delimiter).filter((each) => each !== '')) {
      const file = join(folder, name);
      if (await runs(file)) return file;
    }
  }
  return undefined;
}

export interface Printing {
  chromium: string;
  out: string;
  signal: AbortSignal;
}

/** Prints a page to the file `out` through Chromium, without network and with a profile that is thrown away. */
export async function renderPdf(html: string, printing: Printing): Promise<Printed> {
  const folder = await mkdtemp(join(tmpdir(), 'launch-ready-pdf-'));
  try {
    return await print(html, folder, printing);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }); // helper processes may still write their last
  }
}

async function print(html: string, folder: string, { chromium, out, signal }: Printing): Promise<Printed> {
  const page = join(folder, 'report.html');
  await writeFile(page, html, { mode: 0o600 });
  const deadline = AbortSignal.timeout(DEADLINE);
  const flags = [...FLAGS, `--user-data-dir=${join(folder, 'profile')}`, `--print-to-pdf=${out}`, pathToFileURL(page).href];
  const ended = await run(chromium, flags, AbortSignal.any([signal, deadline]));
  if (signal.aborted) return { ok: false, code: 'aborted', message: 'Printing was stopped.' };
  if (deadline.aborted) return { ok: false, code: 'deadline', message: `Chromium did not finish within ${DEADLINE / 1000} s.` };
  if (!ended.started) return { ok: false, code: 'no-start', message: `${chromium} does not start: ${ended.said}` };
  if (ended.code === 0 && (await holds(out))) return { ok: true, out };
  return {
    ok: false,
    code: 'failed',
    message: `Chromium ended with code ${ended.code ?? 'none'} and wrote no PDF to ${out}. ${lastLine(ended.said)}`.trim(),
  };
}

interface Ended {
  started: boolean;
  code: number | null;
  said: string;
}

async function run(file: string, flags: readonly string[], signal: AbortSignal): Promise<Ended> {
  const child = spawn(file, flags, { signal, killSignal: 'SIGKILL', stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  const started = new Promise<boolean>((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', (error) => {
      said ||= error.message;
      resolve(false);
    });
  });
  const closed = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
  });
  if (!(await started)) return { started: false, code: null, said };
  return { started: true, code: await closed, said };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
}

async function runs(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    async () => (await stat(file)).isFile(),
    () => false,
  );
}

async function holds(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.size > 0,
    () => false,
  );
}
