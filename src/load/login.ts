import { isIP } from 'node:net';
import type { PerfConfig } from '../core/config-perf.ts';
import { UserError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { tagsIn } from '../parsers/html-tokens.ts';
import { parseSetCookie } from '../parsers/set-cookie.ts';
import { type Answer, request } from '../probes/net/http-client.ts';

/** Cookies of a session, by the host that set them; enough to be one user for one run. */
export interface Jar {
  /** The Cookie header for a URL; nothing where there is none. */
  headers(url: string): Record<string, string>;
}

interface Held {
  host: string;
  domain: string | null;
  path: string;
  secure: boolean;
  name: string;
  value: string;
}

/**
 * Logs in as the configuration says: opens the page, keeps its cookies and hidden fields, sends the form. Passwords come from the
 * environment and are sent over trusted https alone, or to this machine. Throws UserError where nobody was logged in.
 */
export async function logIn(io: Io, login: NonNullable<PerfConfig['login']>): Promise<Jar> {
  const held: Held[] = [];
  const page = await ask(io, { url: login.page, held });
  const hidden = tagsIn(page.body.bytes.toString('utf8')).flatMap(({ name, attributes }) =>
    name === 'input' && attributes.get('type')?.toLowerCase() === 'hidden'
      ? [[attributes.get('name') ?? '', attributes.get('value') ?? ''] as const]
      : [],
  );
  const fields = Object.entries(login.fields).map(([name, value]) => [name, fromEnvironment(io, value)] as const);
  const body = new URLSearchParams(
    [...hidden.filter(([name]) => name !== ''), ...fields].map(([name, value]): [string, string] => [name, value]),
  ).toString();
  const sent = await ask(io, { url: login.submit ?? login.page, held, body });
  if (sent.status >= 400)
    throw new UserError(
      'login-refused',
      `${login.submit ?? login.page} answered the log-in with ${sent.status}.`,
      'Check `perf.login` in launch-ready.yaml and the account it names.',
    );
  if (held.length === 0)
    throw new UserError(
      'login-without-session',
      `${login.page} set no cookie at the log-in.`,
      'Routes with tokens in headers cannot be measured yet; measure public ones.',
    );
  return { headers: (url) => cookieHeader(held, new URL(url)) };
}

async function ask(io: Io, { url, held, body }: { url: string; held: Held[]; body?: string }): Promise<Answer> {
  const here = new URL(url);
  const answer = await request(io, {
    url,
    ...(body === undefined ? {} : { method: 'POST', body }),
    trusted: body !== undefined && !isThisMachine(here.hostname),
    headers: { ...cookieHeader(held, here), ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }) },
  });
  if (answer.is === 'silence')
    throw new UserError('login-unreachable', `${url} did not answer: ${answer.message}.`, 'Check `perf.login.page` in launch-ready.yaml.');
  for (const [name, value] of answer.headers) {
    const cookie = name === 'set-cookie' ? parseSetCookie(value, io.now()) : null;
    if (cookie === null) continue;
    const { domain, path, secure } = cookie;
    const at = held.findIndex((each) => each.name === cookie.name && each.host === here.hostname);
    if (at !== -1) held.splice(at, 1);
    if (cookie.maxAge === null || cookie.maxAge > 0)
      held.push({ host: here.hostname, domain, path: path ?? '/', secure, name: cookie.name, value: cookie.value });
  }
  return answer;
}

function cookieHeader(held: readonly Held[], url: URL): Record<string, string> {
  const fitting = held.filter(
    ({ host, domain, path, secure }) =>
      (url.hostname === host || (domain !== null && (url.hostname === domain || url.hostname.endsWith(`.${domain}`)))) &&
      url.pathname.startsWith(path) &&
      (!secure || url.protocol === 'https:'),
  );
  return fitting.length === 0 ? {} : { Cookie: fitting.map(({ name, value }) => `${name}=${value}`).join('; ') };
}

/** The value, or the environment variable that `${NAME}` names. */
function fromEnvironment(io: Io, value: string): string {
  const name = /^\$\{(\w+)\}$/.exec(value)?.[1];
  if (name === undefined) return value;
  const found = io.env[name];
  if (found !== undefined) return found;
  throw new UserError(
    'no-such-variable',
    `The environment variable ${name} is not set.`,
    `Set it, or change \`perf\` in launch-ready.yaml.`,
  );
}

/** True for the loopback address and its name: what is sent there leaves nobody's machine. */
export function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
}
