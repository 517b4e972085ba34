import type { SmokeConfig, SmokeStep } from '../core/config-smoke.ts';
import type { Io } from '../core/io.ts';
import type { Reached, Session } from './session.ts';
import { shown, taken, unmet } from './smoke-expect.ts';
import type { Tried } from './smoke-result.ts';

/** Logs in as the test user and looks at the page behind the login. */
export async function tryLogin(login: NonNullable<SmokeConfig['login']>, session: Session, io: Io): Promise<Tried> {
  const started = performance.now();
  const end = (state: Tried['state'], says: string): Tried => ({
    what: 'login',
    on: login.url,
    state,
    says,
    ms: Math.round(performance.now() - started),
  });
  const [user, password] = [login.user, login.password].map((name) => io.env[name.slice(2, -1)]);
  if (!user || !password) {
    const missing = [login.user, login.password].map((name) => name.slice(2, -1)).filter((name) => !io.env[name]);
    return end('unknown', `${missing.join(' and ')} not set, so nobody can log in`);
  }
  if (login.inside !== undefined && login.expect !== undefined) {
    const stranger = await session.ask({ method: 'GET', url: login.inside });
    // What everybody sees proves no login.
    if (unmet(stranger, login.expect) === undefined && isAt(stranger, login.inside))
      return end('fail', `${shown(login.inside)} shows the same to somebody who is not logged in`);
  }
  const page = await session.ask({ method: 'GET', url: login.url });
  const noPage = unmet(page);
  if (noPage !== undefined || page.is === 'silence') return end('fail', `the login page ${noPage}`);
  const csrf = login.csrf === undefined ? undefined : (taken(page, `input:${login.csrf}`) ?? session.cookie(login.url, login.csrf));
  if (login.csrf !== undefined && csrf === undefined) return end('fail', `the login page has no field ${login.csrf}`);
  const fields = {
    [login.fields.user]: user,
    [login.fields.password]: password,
    ...(login.csrf === undefined || csrf === undefined ? {} : { [login.csrf]: csrf }),
  };
  const sent = await session.ask({ method: 'POST', url: login.post ?? page.url, ...bodyOf(login.as, fields) });
  if (sent.is === 'silence') return end('fail', `the login form gets no answer (${sent.code})`);
  if (sent.status >= 400) return end('fail', `the login form answers ${sent.status}`);
  if (login.inside === undefined) {
    // A form that comes back with its password field says no, whatever its status.
    const refused = withoutQuery(sent.url) === withoutQuery(login.url) && /type=["']?password/i.test(sent.text);
    return refused ? end('fail', 'the login form comes back') : end('pass', `logged in, at ${shown(sent.url)}`);
  }
  const found = await session.ask({ method: 'GET', url: login.inside });
  const wrong = unmet(found, login.expect);
  if (wrong !== undefined) return end('fail', `after the login ${shown(login.inside)} ${wrong}`);
  if (found.is === 'answer' && login.expect?.ends_at === undefined && !isAt(found, login.inside))
    return end('fail', `after the login ${shown(login.inside)} leads to ${shown(found.url)}`);
  return end('pass', `logged in, and ${shown(login.inside)} shows what it should`);
}

/** Goes through one flow; what it made is cleaned up whether or not it worked. */
export async function tryFlow(
  flow: SmokeConfig['flows'][number],
  session: Session,
  marks: Readonly<Record<string, string>>,
): Promise<Tried[]> {
  const started = performance.now();
  const values: Record<string, string> = { ...marks };
  const end = (state: Tried['state'], says: string): Tried => ({
    what: flow.name,
    on: flow.steps[0]!.do.split(' ')[1]!, // !: the configuration asks for a step
    state,
    says,
    ms: Math.round(performance.now() - started),
  });
  let wrong: string | undefined;
  for (const [at, step] of flow.steps.entries()) {
    wrong = await tryStep(step, session, values);
    if (wrong === undefined) continue;
    wrong = `step ${at + 1}, ${shown(step.do)}: ${wrong}`;
    break;
  }
  const left: string[] = [];
  for (const step of flow.cleanup) {
    // What was never made cannot be taken away.
    if (namesIn(step).some((name) => values[name] === undefined)) continue;
    const failed = await tryStep(step, session, values);
    if (failed !== undefined) left.push(`cleanup ${shown(step.do)}: ${failed}`);
  }
  const tried = end(wrong === undefined ? 'pass' : 'fail', wrong ?? `${flow.steps.length} steps`);
  return left.length === 0 ? [tried] : [tried, { ...tried, what: `${flow.name}, cleanup`, state: 'fail', says: left.join('; ') }];
}

async function tryStep(step: SmokeStep, session: Session, values: Record<string, string>): Promise<string | undefined> {
  const missing = namesIn(step).find((name) => values[name] === undefined);
  if (missing !== undefined) return `nothing was taken for {{${missing}}}`;
  const filled = fill(step, values) as SmokeStep; // as: filling texts keeps the shape
  const [method = 'GET', url = ''] = filled.do.split(' ');
  const body = filled.form ? bodyOf('form', filled.form) : filled.json === undefined ? {} : bodyOf('json', filled.json);
  const reached = await session.ask({ method, url, ...body, headers: { ...body.headers, ...filled.headers } });
  const wrong = unmet(reached, filled.expect);
  if (wrong !== undefined) return wrong;
  for (const [name, from] of Object.entries(filled.take ?? {})) {
    const value = from.startsWith('cookie:') ? session.cookie(url, from.slice('cookie:'.length)) : taken(reached, from);
    if (value === undefined) return `has nothing at ${from}`;
    values[name] = value;
  }
  return undefined;
}

function bodyOf(as: 'form' | 'json', value: unknown): { headers?: Record<string, string>; body?: string } {
  if (as === 'json') return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
  const form = new URLSearchParams(value as Record<string, string>).toString(); // as: forms are texts by the configuration
  return { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: form };
}

const NAME = /\{\{(\w+)\}\}/g;

function namesIn(step: SmokeStep): string[] {
  const { take: _take, expect: _expect, ...sent } = step;
  return [...JSON.stringify(sent).matchAll(NAME)].map(([, name]) => name!);
}

function fill(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return value.replaceAll(NAME, (whole, name: string) => values[name] ?? whole);
  if (Array.isArray(value)) return value.map((each) => fill(each, values));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each, values)]));
}

function isAt(reached: Reached, url: string): boolean {
  return reached.is === 'answer' && withoutQuery(reached.url) === withoutQuery(url);
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/$/, '')}`;
}
