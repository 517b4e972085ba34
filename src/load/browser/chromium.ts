import { spawn } from 'node:child_process';
import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { openProxy } from './proxy.ts';

/** Names a Chromium goes by; the first found on PATH is taken. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'] as const;

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--disable-features=Translate,OptimizationHints,MediaRouter',
  '--metrics-recording-only',
  '--mute-audio',
  '--no-first-run',
  '--no-default-browser-check',
  '--remote-debugging-pipe',
  // Without it the proxy is left out for loopback addresses, and what io allows would not count there.
  '--proxy-bypass-list=<-loopback>',
] as const;

const REPLY_MS = 30_000;

/** Something the browser tells unasked. */
export interface Told {
  method: string;
  params: Record<string, unknown>;
  session: string | undefined;
}

/** A browser spoken to in the Chrome DevTools Protocol; closing it ends the process and removes its profile. */
export interface Browser extends AsyncDisposable {
  /** One command; rejects with the browser's own words. */
  send(method: string, params?: object, session?: string): Promise<Record<string, unknown>>;
  /** Calls back for everything told; the function returned ends that. */
  listen(hear: (told: Told) => void): () => void;
}

/**
 * Starts the Chromium of this machine with a profile that is thrown away and our proxy as its only way out. It is spoken to over two
 * pipes, so that no other process can. `trust` are SHA-256 hashes of public keys, base64, whose certificates are accepted as well.
 */
export async function openBrowser(
  io: Io,
  { trust, path = process.env['PATH'] ?? '' }: { trust: readonly string[]; path?: string },
): Promise<Browser> {
  const program = await find(path);
  if (program === undefined)
    throw new UserError(
      'no-chromium',
      'Pages are measured in Chromium or Chrome, and none is installed.',
      'Install it: `apt install chromium`, or Google Chrome.',
    );
  const folder = await mkdtemp(join(tmpdir(), 'launch-ready-page-'));
  const proxy = await openProxy(io);
  const flags = [...FLAGS, `--user-data-dir=${folder}`, `--proxy-server=http://127.0.0.1:${proxy.port}`];
  if (trust.length > 0) flags.push(`--ignore-certificate-errors-spki-list=${trust.join(',')}`);
  const child = spawn(program, [...flags, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  const [input, output] = [child.stdio[3] as Writable, child.stdio[4] as Readable]; // as: both were asked for as pipes
  const wire = speak(input, output);
  void gone.then(() => wire.over());
  const close = async (): Promise<void> => {
    // The whole group: a renderer left alone would go on using the machine.
    if (child.pid !== undefined && child.exitCode === null) {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        child.kill('SIGKILL');
      }
    }
    await gone;
    await proxy[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  return { send: wire.send, listen: wire.listen, [Symbol.asyncDispose]: close };
}

interface Wire extends Pick<Browser, 'send' | 'listen'> {
  over(): void;
}

/** The protocol itself: JSON messages, each ended by a zero byte. */
function speak(input: Writable, output: Readable): Wire {
  const waiting = new Map<
    number,
    { resolve: (result: Record<string, unknown>) => void; reject: (error: Error) => void; timer: NodeJS.Timeout }
  >();
  const ears = new Set<(told: Told) => void>();
  let next = 1;
  let rest = '';
  let ended = false;
  const over = (): void => {
    ended = true;
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(new Error('Chromium ended'));
    }
    waiting.clear();
  };
  const hear = (text: string): void => {
    const message = JSON.parse(text) as {
      id?: number;
      result?: Record<string, unknown>;
      error?: { message: string };
      method?: string;
      params?: Record<string, unknown>;
      sessionId?: string;
    }; // as: the protocol's own shape
    const asked = message.id === undefined ? undefined : waiting.get(message.id);
    if (message.method !== undefined)
      for (const ear of ears) ear({ method: message.method, params: message.params ?? {}, session: message.sessionId });
    if (asked === undefined || message.id === undefined) return;
    waiting.delete(message.id);
    clearTimeout(asked.timer);
    if (message.error) asked.reject(new Error(message.error.message));
    else asked.resolve(message.result ?? {});
  };
  output.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) hear(part);
  });
  for (const stream of [input, output]) stream.on('error', over);
  return {
    over,
    listen(ear) {
      ears.add(ear);
      return () => void ears.delete(ear);
    },
    send: (method, params = {}, session) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(new Error('Chromium ended'));
        const id = next;
        next += 1;
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(new Error(`Chromium did not answer ${method}`));
        }, REPLY_MS);
        waiting.set(id, { resolve, reject, timer });
        input.write(`${JSON.stringify({ id, method, params, ...(session === undefined ? {} : { sessionId: session }) })}\0`);
      }),
  };
}

async function find(path: string): Promise<string | undefined> {
  for (const name of NAMES) {
    for (const folder of path.split(delimiter).filter((each) => each !== '')) {
      const file = join(folder, name);
      const runs = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (runs) return file;
    }
  }
  return undefined;
}
