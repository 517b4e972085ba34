import type { Io } from '../core/io.ts';
import { type Answer, request, type Silence } from '../probes/net/http-client.ts';
import { pause } from '../probes/net/pause.ts';

/** One request of a session. */
export interface Asked {
  method: string;
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** False where the first answer is the one that counts. */
  follows?: boolean;
}

/** What came back after redirects, with where it ended. */
export type Reached = (Answer & { text: string; hops: number }) | Silence;

/** A browser's memory without the browser: cookies by host, redirects followed, our marker on every request. */
export interface Session {
  ask(asked: Asked): Promise<Reached>;
  /** The value of a cookie that would be sent to this address. */
  cookie(url: string, name: string): string | undefined;
}

interface Cookie {
  name: string;
  value: string;
  /** The host that set it, or the domain it was set for. */
  domain: string;
  exact: boolean;
  path: string;
  secure: boolean;
}

const HOPS = 8;
const COOKIES = 100;
const BODY_BYTES = 2 * 1024 * 1024;

/**
 * Opens a session. Cookies follow RFC 6265 as far as logins need it: Domain, Path, Secure, Max-Age and the two prefixes; a cookie for
 * another site is refused. `https` must be trusted: a test password is sent.
 */
export function openSession(io: Io, marker: string, isPublicSuffix: (domain: string) => boolean): Session {
  let jar: Cookie[] = [];
  const fits = (cookie: Cookie, url: URL): boolean =>
    (cookie.exact ? url.hostname === cookie.domain : url.hostname === cookie.domain || url.hostname.endsWith(`.${cookie.domain}`)) &&
    isBelow(url.pathname, cookie.path) &&
    (!cookie.secure || url.protocol === 'https:');
  const sentTo = (url: URL): Cookie[] => jar.filter((cookie) => fits(cookie, url)).toSorted((a, b) => b.path.length - a.path.length);

  const keep = (line: string, url: URL): void => {
    const read = readCookie(line, url);
    if (!read || (!read.exact && isPublicSuffix(read.domain))) return;
    const { ends, ...cookie } = read;
    jar = jar.filter((each) => !(each.name === cookie.name && each.domain === cookie.domain && each.path === cookie.path));
    if (!ends && jar.length < COOKIES) jar.push(cookie);
  };

  return {
    cookie: (url, name) => sentTo(new URL(url)).find((cookie) => cookie.name === name)?.value,
    async ask(asked) {
      let { method, body } = asked;
      let url = new URL(asked.url);
      for (let hops = 0; ; hops += 1) {
        const cookies = sentTo(url);
        const answer = await patiently(io, {
          url: url.href,
          method,
          headers: {
            // What was meant for the first host (a token, say) is not carried to another.
            ...(url.origin === new URL(asked.url).origin ? asked.headers : {}),
            [marker]: '1',
            ...(method === 'GET' ? {} : { Origin: url.origin }),
            ...(cookies.length > 0 ? { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') } : {}),
          },
          ...(body === undefined ? {} : { body }),
          trusted: url.protocol === 'https:',
          limits: { bodyBytes: BODY_BYTES },
        });
        if (answer.is === 'silence') return answer;
        for (const [name, value] of answer.headers) if (name === 'set-cookie') keep(value, url);
        const location = answer.headers.find(([name]) => name === 'location')?.[1];
        const next =
          location !== undefined && answer.status >= 300 && answer.status < 400 && asked.follows !== false
            ? URL.parse(location, url.href)
            : null;
        if (!next || !/^https?:$/.test(next.protocol) || hops >= HOPS) return { ...answer, text: answer.body.bytes.toString('utf8'), hops };
        if (answer.status < 307 && method !== 'HEAD') [method, body] = ['GET', undefined];
        url = next;
      }
    },
  };
}

/** How long a brake may ask us to wait, s, and what is waited where it does not say: the ten seconds of Cloudflare's free plan. */
const BRAKE = { most: 15, usual: 10 } as const;

/** One request; where the site's own brake refuses it (429), the same once more after the time it asks for. */
async function patiently(io: Io, ask: Parameters<typeof request>[1]): ReturnType<typeof request> {
  const answer = await request(io, ask);
  if (answer.is !== 'answer' || answer.status !== 429) return answer;
  const asked = Number(answer.headers.find(([name]) => name === 'retry-after')?.[1] ?? BRAKE.usual);
  await pause(io, (Math.min(Number.isFinite(asked) ? asked : BRAKE.usual, BRAKE.most) + 0.5) * 1000);
  return request(io, ask);
}

function isBelow(path: string, of: string): boolean {
  return path === of || (path.startsWith(of) && (of.endsWith('/') || path[of.length] === '/'));
}

/** A Set-Cookie line as a browser keeps it (RFC 6265 section 5.3); nothing for one it would refuse. */
function readCookie(line: string, url: URL): (Cookie & { ends: boolean }) | undefined {
  const [pair = '', ...attributes] = line.split(';');
  const at = pair.indexOf('=');
  const name = pair.slice(0, at).trim();
  if (at < 1 || line.length > 8_000) return undefined;
  const told = new Map(
    attributes.map((each): [string, string] => {
      const [key = '', ...value] = each.split('=');
      return [key.trim().toLowerCase(), value.join('=').trim()];
    }),
  );
  const domain = (told.get('domain') ?? '').replace(/^\./, '').toLowerCase();
  if (domain !== '' && url.hostname !== domain && !url.hostname.endsWith(`.${domain}`)) return undefined;
  const secure = told.has('secure');
  if (secure && url.protocol !== 'https:') return undefined;
  if (/^__(Host|Secure)-/i.test(name) && !secure) return undefined;
  const path = told.get('path') ?? '';
  if (/^__Host-/i.test(name) && (domain !== '' || path !== '/')) return undefined;
  const age = told.get('max-age');
  const until = Date.parse(told.get('expires') ?? '');
  return {
    name,
    value: pair.slice(at + 1).trim(),
    domain: domain === '' ? url.hostname : domain,
    exact: domain === '',
    path: path.startsWith('/') ? path : url.pathname.replace(/\/[^/]*$/, '') || '/',
    secure,
    ends: age === undefined ? until <= Date.parse('1971-01-01') : Number(age) <= 0,
  };
}
