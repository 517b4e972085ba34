import { spawn } from 'node:child_process';
import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Io } from '../core/io.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'] as const;
const START_MS = 30_000;
const CALL_MS = 20_000;

/** A page in a browser, spoken to in the Chrome DevTools Protocol. */
export interface BrowserPage extends AsyncDisposable {
  /** Sends a command; throws an Error for a refusal, for a page that is gone, and after 20 s. */
  call(method: string, params?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  /** The value of an expression in the page. */
  evaluate(expression: string): Promise<unknown>;
}

/** The path of an installed Chromium, Chrome or Edge; nothing when there is none. */
export async function findBrowser(path: string): Promise<string | undefined> {
  for (const name of NAMES)
    for (const folder of path.split(delimiter).filter((each) => each !== '')) {
      const file = join(folder, name);
      if (
        await access(file, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return file;
    }
  return undefined;
}

/** Starts a browser with a profile that is thrown away; everything it asks goes through the proxy on `port`. */
export async function openPage(io: Io, { browser, port }: { browser: string; port: number }): Promise<BrowserPage> {
  const profile = await mkdtemp(join(tmpdir(), 'launch-ready-smoke-'));
  const child = spawn(
    browser,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--no-first-run',
      '--remote-debugging-port=0',
      `--proxy-server=http://127.0.0.1:${port}`,
      '--proxy-bypass-list=<-loopback>',
      // Our own authorities are not the browser's; certificates are judged by the smoke test itself, before the browser starts.
      ...(io.ca.length > 0 ? ['--ignore-certificate-errors'] : []),
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { signal: io.signal, killSignal: 'SIGKILL', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const dispose = async (): Promise<void> => {
    child.kill('SIGKILL');
    await closed;
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    const endpoint = await new Promise<string>((resolve, reject) => {
      let said = '';
      const timer = setTimeout(() => reject(new Error('the browser did not start in time')), START_MS);
      child.once('error', reject).once('close', () => reject(new Error('the browser ended at once')));
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-4_000);
        const found = /DevTools listening on (ws:\/\/\S+)/.exec(said)?.[1];
        if (found === undefined) return;
        clearTimeout(timer);
        resolve(found);
      });
    });
    return await attach(endpoint, dispose);
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function attach(endpoint: string, dispose: () => Promise<void>): Promise<BrowserPage> {
  const socket = new WebSocket(endpoint);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error('the browser cannot be spoken to')), { once: true });
  });
  const waiting = new Map<number, { resolve: (value: Record<string, unknown>) => void; reject: (error: Error) => void }>();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as { id?: number; result?: Record<string, unknown>; error?: { message: string } }; // as: the protocol's envelope
    const open = waiting.get(message.id ?? 0);
    if (!open) return;
    waiting.delete(message.id!); // !: it was just found
    if (message.error) open.reject(new Error(message.error.message));
    else open.resolve(message.result ?? {});
  });
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser has ended'));
  });
  const send = (method: string, params: object, session?: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      last += 1;
      const timer = setTimeout(() => reject(new Error(`${method} took too long`)), CALL_MS);
      const end = (): void => clearTimeout(timer);
      waiting.set(last, { resolve: (value) => (end(), resolve(value)), reject: (error) => (end(), reject(error)) });
      socket.send(JSON.stringify({ id: last, method, params, ...(session === undefined ? {} : { sessionId: session }) }));
    });
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const call = (method: string, params: object = {}): Promise<Record<string, unknown>> => send(method, params, String(sessionId));
  return {
    call,
    async evaluate(expression) {
      const { result } = await call('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
      return (result as { value?: unknown } | undefined)?.value; // as: the protocol's answer
    },
    async [Symbol.asyncDispose]() {
      socket.close();
      await dispose();
    },
  };
}
