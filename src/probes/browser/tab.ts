import { ProbeError } from '../../core/errors.ts';
import type { Browser } from './chromium.ts';
import type { Told } from './wire.ts';

/** A page in a browser, with cookies and a cache of its own. */
export interface Tab extends AsyncDisposable {
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  /** Calls back for what this page tells, until it is closed. */
  listen(hear: (told: Told) => void): void;
  /** Goes to an address; says why it does not open. */
  navigate(url: string): Promise<string | undefined>;
  /** The value of an expression in the page; what it throws is a ProbeError. */
  evaluate(expression: string): Promise<unknown>;
}

/** Opens a page that shares nothing with the others of this browser; closing it forgets what it kept. */
export async function openTab(browser: Browser): Promise<Tab> {
  const { browserContextId } = await browser.send('Target.createBrowserContext');
  const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank', browserContextId });
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
  const session = String(sessionId);
  const send: Tab['send'] = (method, params = {}) => browser.send(method, params, session);
  await send('Page.enable');
  const deaf: (() => void)[] = [];
  return {
    send,
    listen: (hear) => void deaf.push(browser.listen((told) => told.session === session && hear(told))),
    async navigate(url) {
      const { errorText } = await send('Page.navigate', { url });
      return typeof errorText === 'string' && errorText !== '' ? errorText : undefined;
    },
    async evaluate(expression) {
      const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
      if (exceptionDetails !== undefined) throw new ProbeError('browser', 'A script of ours failed in the page');
      return (result as { value?: unknown }).value; // as: the protocol's answer
    },
    async [Symbol.asyncDispose]() {
      for (const end of deaf) end();
      await browser.send('Target.disposeBrowserContext', { browserContextId }).catch(() => undefined);
    },
  };
}
