import { setTimeout as wait } from 'node:timers/promises';
import type { SmokeConfig } from '../core/config-smoke.ts';
import { ProbeError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { openBrowser } from '../probes/browser/chromium.ts';
import { findBrowser } from '../probes/browser/find.ts';
import { openTab, type Tab } from '../probes/browser/tab.ts';
import { trustFor } from '../probes/browser/trust.ts';
import { redactText } from '../redact/redact.ts';
import { shown } from './smoke-expect.ts';
import type { Tried } from './smoke-result.ts';

const SETTLE_MS = 15_000;
const POLL_MS = 100;

/** Logs in and opens the checkout as a customer's browser would: scripts run, forms are filled by their fields and sent by their button (AUD-12). */
export async function smokeInBrowser(smoke: SmokeConfig, io: Io, say: (text: string) => void): Promise<Tried[]> {
  const { login, checkout } = smoke;
  const steps = [...(login ? ['login' as const] : []), ...(checkout === undefined ? [] : ['checkout' as const])];
  const unknown = (says: string): Tried[] =>
    steps.map((step) => ({ what: `${step} in a browser`, on: step === 'login' ? login!.url : checkout!, state: 'unknown', says, ms: 0 })); // !: listed because they are there
  if (steps.length === 0) return [{ what: 'browser', on: '', state: 'unknown', says: 'smoke.login and smoke.checkout are not set', ms: 0 }];
  const program = await findBrowser(io);
  if (program === undefined) return unknown('no Chromium or Chrome is installed');
  const trust = await trustFor(
    io,
    [login?.url, login?.inside, checkout].filter((url) => url !== undefined),
  );
  await using browser = await openBrowser(io, { program, trust });
  let opened: Tab;
  try {
    opened = await openTab(browser);
  } catch (error) {
    io.signal.throwIfAborted();
    if (error instanceof ProbeError) return unknown(error.message);
    throw error;
  }
  await using tab = opened;
  await tab.send('Network.enable');
  await tab.send('Network.setExtraHTTPHeaders', { headers: { [smoke.marker]: '1' } });
  const tried: Tried[] = [];
  for (const step of steps) {
    const started = performance.now();
    say(`${step} in a browser`);
    const on = step === 'login' ? login!.url : checkout!; // !: listed because they are there
    const wrong = await (step === 'login' ? logIn(tab, login!, io) : visit(tab, on, io)).catch((error: unknown) => {
      io.signal.throwIfAborted();
      return redactText((error as Error).message); // as: calls throw errors alone
    });
    const ms = Math.round(performance.now() - started);
    const state = wrong === undefined ? 'pass' : wrong.endsWith('not set') ? 'unknown' : 'fail';
    tried.push({ what: `${step} in a browser`, on, state, says: wrong ?? 'works', ms });
  }
  return tried;
}

async function visit(tab: Tab, url: string, io: Io): Promise<string | undefined> {
  const unopened = await tab.navigate(url);
  if (unopened !== undefined) return `cannot be opened (${unopened})`;
  if (!(await until(tab, "document.readyState === 'complete'", io))) return 'does not finish loading';
  const status = await tab.evaluate("performance.getEntriesByType('navigation')[0]?.responseStatus ?? 0");
  if (typeof status === 'number' && status >= 400) return `answers ${status}`;
  const text = await tab.evaluate('document.body ? document.body.innerText.trim().length : 0');
  return text === 0 ? 'shows a blank page' : undefined;
}

async function logIn(tab: Tab, login: NonNullable<SmokeConfig['login']>, io: Io): Promise<string | undefined> {
  const [user, password] = [login.user, login.password].map((name) => io.env[name.slice(2, -1)]);
  if (!user || !password) return 'the test user is not set';
  const unopened = await visit(tab, login.url, io);
  if (unopened !== undefined) return unopened;
  const field = (name: string): string => `document.querySelector('input[name=' + CSS.escape(${JSON.stringify(name)}) + ']')`;
  // Frameworks listen for input events and ignore values that are set behind their back.
  const type = (name: string, value: string): string =>
    `(() => { const f = ${field(name)}; if (!f) return false; f.focus(); Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(f, ${JSON.stringify(value)}); for (const e of ['input', 'change']) f.dispatchEvent(new Event(e, { bubbles: true })); return true; })()`;
  if (!(await until(tab, `${field(login.fields.password)} !== null`, io))) return `shows no field ${login.fields.password}`;
  for (const [name, value] of [
    [login.fields.user, user],
    [login.fields.password, password],
  ] as const)
    if ((await tab.evaluate(type(name, value))) !== true) return `shows no field ${name}`;
  await tab.evaluate('window.launchReadyBefore = true');
  const pressed = await tab.evaluate(
    `(() => { const form = ${field(login.fields.password)}.form; const button = form?.querySelector('button:not([type=button]), input[type=submit]'); if (button) button.click(); else form?.requestSubmit(); return Boolean(form); })()`,
  );
  if (pressed !== true) return 'has no form around its password field';
  // Either the page is left, or its password field is gone: a form that stays has refused.
  const gone = `document.readyState === 'complete' && ${field(login.fields.password)} === null`;
  if (!(await until(tab, gone, io))) return 'still shows its password field after the form was sent';
  if (login.inside !== undefined) {
    const unseen = await visit(tab, login.inside, io);
    if (unseen !== undefined) return `after the login ${shown(login.inside)} ${unseen}`;
  }
  const wanted = login.expect?.text;
  if (wanted !== undefined && !(await until(tab, `document.body.innerText.includes(${JSON.stringify(wanted)})`, io)))
    return `does not show "${wanted}"`;
  return undefined;
}

/** Waits until an expression is true; false after 15 s. A page between two documents has no answer yet. */
async function until(tab: Tab, expression: string, io: Io): Promise<boolean> {
  const end = performance.now() + SETTLE_MS;
  while (performance.now() < end) {
    if ((await tab.evaluate(expression).catch(() => false)) === true) return true;
    await wait(POLL_MS, undefined, { signal: io.signal });
  }
  return false;
}
