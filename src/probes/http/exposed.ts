import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { first } from '../../parsers/headers.ts';
import { readPage } from '../../parsers/html.ts';
import { keepAlive } from '../net/http-agent.ts';
import { type Answer, LIMITS, request, type Silence } from '../net/http-client.ts';
import { read } from '../net/http-read.ts';
import { adminIn, agentIn, graphqlIn, projectIn, storeIn, zipIn } from './exposed-files.ts';
import { GRAPHQL, pathsFor, type Proven } from './exposed-paths.ts';
import { apiIn, debugIn, dotenvIn, dumpIn, type Given, gitIn, listingIn, rulesIn } from './exposed-proof.ts';
import { mediaType } from './headers.ts';
import { baseOf } from './route-find.ts';
import { unchallenged } from './unchallenged.ts';

/** Bytes that are read of one file; of a dump its head alone, which is asked for as a range (RFC 9110 section 14.2). */
const BYTES = 256 * 1024;
const HEAD = 16 * 1024;

const REQUEST_MS = 4_000;

/** Answers by which a host or its guard says that it will be asked no more. */
const REFUSALS = [429, 503] as const satisfies readonly number[];

/** Paths at which a host may cut the line before it is left alone. */
const SILENCES = 3;

/** Headers by which a platform is known. */
const SERVED = /^(?:server|x-powered-by|x-vercel-id|x-nextjs-cache|x-nf-request-id|cf-ray)$/;

const file = { path: z.string() } as const;
const names = z.array(z.string());

const sees = z.object({
  /** What paths that nobody has answer: `page` where every path is one (a single-page app), `away` where all lead to another host. */
  elsewhere: z.enum(['missing', 'page', 'away', 'refused']),
  /** Requests beside the one for the home page, which several probes share. */
  asked: z.int(),
  /** What the host gave no answer to, and why in its last refusal; null when it answered all. */
  broken: z.object({ why: z.string(), unasked: z.array(z.string()) }).nullable(),
  /** Headers that tell who serves the host. */
  served: z.array(z.tuple([z.string(), z.string()])),
  dotenv: z.array(z.object({ ...file, grave: names, mild: names, blank: z.int() })),
  git: z.array(z.object({ ...file, remote: z.string().nullable(), key: z.boolean() })),
  dumps: z.array(z.object({ ...file, tool: z.string(), tables: names, rows: z.boolean(), bytes: z.int().nullable() })),
  listings: z.array(z.object({ ...file, entries: z.int(), names })),
  /** Notes and settings of coding agents; kinds of secrets in them. */
  rules: z.array(z.object({ ...file, bytes: z.int(), heading: z.string(), grave: names })),
  apis: z.array(z.object({ ...file, title: z.string(), paths: z.int(), names })),
  debug: z.array(z.object({ ...file, what: z.string() })),
  /** Pages for admins: how many people's addresses and how many records to change they show. */
  admins: z.array(z.object({ ...file, title: z.string(), people: z.int(), deeds: z.int() })),
  /** Descriptions of Node projects. */
  projects: z.array(z.object({ ...file, name: z.string(), packages: z.int() })),
});
type Saw = z.output<typeof sees>;

/**
 * What lies open on a host besides its pages: files that belong to the team, told by their content and never by status 200, because many
 * apps answer every path with their home page. No value of a file is kept.
 */
export const httpExposed = defineProbe({
  id: 'http/exposed',
  on: 'host',
  touch: 'passive',
  needs: 'web',
  asks: 'the host for files that should not lie open',
  deadline: 30_000,
  sees,
  async collect({ host, port }, io) {
    const base = `https://${host}${port === 443 ? '' : `:${port}`}`;
    using line = keepAlive(io, base);
    const saw: Saw = { elsewhere: 'missing', asked: 0, broken: null, served: [], ...EMPTY() };
    const ask = async (path: string): Promise<Reply> => {
      saw.asked += 1;
      return get(io, { url: `${base}${path}`, agent: line.agent });
    };
    // The home page is what other probes want too, and is asked for once.
    const home = replyOf('/', await read(io, { url: `${base}/`, limits: LIMITS }));
    const strangers = [await ask(`/.${random(io)}`), await ask(`/${random(io)}.sql`)];
    const silent = [home, ...strangers].find((reply) => reply.is === 'silence');
    if (silent?.is === 'silence') throw new ProbeError(silent.code, silent.message);
    const [known, ...siblings] = [home, ...strangers].filter((reply) => reply.is === 'answer');
    saw.served = known?.served ?? [];
    saw.elsewhere = kindOf(siblings, host);
    const shown = [known, ...siblings].filter((each) => each !== undefined);
    const what = shown.map(debugIn).find((each) => each !== null);
    if (what !== undefined) saw.debug.push({ path: '/', what });
    if (saw.elsewhere === 'away' || saw.elsewhere === 'refused') return saw;

    const deniesDots = siblings[0]?.status === 403 && siblings[1]?.status !== 403;
    const paths = pathsFor(host, { served: saw.served, folders: foldersOf(known, base), deniesDots });
    let silences = 0;
    for (const [at, { path, is }] of paths.entries()) {
      const told = await ask(path);
      const reply = leadsToFolder(told, `${base}${path}`) ? await ask(`${path}/`) : told;
      if (reply.is === 'silence' || REFUSALS.some((status) => status === reply.status)) {
        // A guard that cuts the line at one path is common; one that cuts it again and again wants to be left alone.
        silences += reply.is === 'silence' ? 1 : 0;
        const ends = reply.is === 'answer' || reply.code === 'timeout' || silences >= SILENCES;
        const why = reply.is === 'silence' ? reply.message : `status ${reply.status}`;
        saw.broken = { why, unasked: [...(saw.broken?.unasked ?? []), ...(ends ? paths.slice(at).map((each) => each.path) : [path])] };
        if (ends) return saw;
        continue;
      }
      if (reply.status !== 200 && reply.status !== 206) continue;
      if (siblings.every((sibling) => sibling.status !== reply.status || sibling.print !== reply.print))
        note(saw, { ...reply, is }, io.now());
    }
    return saw;
  },
});

const EMPTY = (): Pick<Saw, Proven> => ({
  dotenv: [],
  git: [],
  dumps: [],
  listings: [],
  rules: [],
  apis: [],
  debug: [],
  admins: [],
  projects: [],
});

/** An answer with what tells it from another: its text without its own path and without digits. */
interface Known extends Given {
  is: 'answer';
  status: number;
  print: string;
  bytes: number | null;
  location: string | null;
  served: [string, string][];
}
type Reply = Known | { is: 'silence'; code: string; message: string };

async function get(io: Io, { url, agent }: { url: string; agent: ReturnType<typeof keepAlive>['agent'] }): Promise<Reply> {
  const { pathname: path } = new URL(url);
  const isDump = /\.(?:sql|zip)$/.test(path);
  const reply = await request(io, {
    url,
    agent,
    // Apollo refuses what a form could ask (its documentation, CSRF prevention, 2026-11).
    headers: {
      Accept: '*/*',
      ...(url.endsWith(GRAPHQL) ? { 'Apollo-Require-Preflight': 'true' } : {}),
      ...(isDump ? { Range: `bytes=0-${HEAD - 1}`, 'Accept-Encoding': 'identity' } : {}),
    },
    limits: { ms: REQUEST_MS, bodyBytes: isDump ? HEAD : BYTES },
  });
  return replyOf(path, reply);
}

function replyOf(path: string, reply: Answer | Silence): Reply {
  if (reply.is === 'silence') return reply;
  unchallenged(reply);
  const text = reply.body.bytes.toString(/\.zip$|\.DS_Store$/.test(path) ? 'latin1' : 'utf8');
  const print = createHash('sha256').update(text.replaceAll(path, '').replaceAll(/\d+/g, '0')).digest('hex');
  const { status, headers } = reply;
  return {
    is: 'answer',
    path,
    status,
    text,
    print,
    type: mediaType(headers),
    bytes: sizeOf(reply),
    location: first(headers, 'location'),
    served: headers.filter(([name]) => SERVED.test(name)).map(([name, value]) => [name, value.slice(0, 80)]),
  };
}

/** How large a file is, as its answer tells. */
function sizeOf({ headers, body }: Answer): number | null {
  const [, whole] = /\/(\d{1,15})$/.exec(first(headers, 'content-range') || '') ?? [];
  const told = whole ?? first(headers, 'content-length');
  if (told !== null && /^\d{1,15}$/.test(told)) return Number(told);
  return body.truncated ? null : body.bytes.length;
}

function kindOf(siblings: readonly Known[], host: string): Saw['elsewhere'] {
  if (siblings.every(({ status }) => status === 401 || status === 403 || REFUSALS.some((each) => each === status))) return 'refused';
  const leaves = ({ status, location }: Known): boolean =>
    status >= 300 && status < 400 && (URL.parse(location ?? '', `https://${host}`)?.hostname ?? host) !== host;
  if (siblings.every(leaves)) return 'away';
  return siblings.some(({ status }) => status === 200) ? 'page' : 'missing';
}

/** The folder of the first of its own files that a home page names, such as `/assets/`. */
function foldersOf(home: Known | undefined, base: string): string[] {
  if (home?.type !== 'text/html') return [];
  const page = readPage(home.text);
  const own = [...page.scripts, ...page.styles]
    .map((href) => URL.parse(href, baseOf(page, `${base}/`).href))
    .find((url) => url?.origin === base && url.pathname.lastIndexOf('/') > 0);
  return own ? [own.pathname.replace(/[^/]*$/, '')] : [];
}

/** True for a redirect to the same address as a folder, as Django answers. */
function leadsToFolder(reply: Reply, url: string): boolean {
  return reply.is === 'answer' && reply.location !== null && URL.parse(reply.location, url)?.href === `${url}/`;
}

/** Keeps what a file proves to be. */
function note(saw: Saw, given: Given & { is: Proven; bytes: number | null }, now: Date): void {
  const { path, is } = given;
  switch (is) {
    case 'dotenv':
      return keep(saw.dotenv, path, dotenvIn(given, now));
    case 'git':
      return keep(saw.git, path, gitIn(given));
    case 'dumps': {
      const dump = path.endsWith('.zip') ? zipIn(given) : dumpIn(given);
      return keep(saw.dumps, path, dump && { ...dump, bytes: given.bytes });
    }
    case 'admins':
      return keep(saw.admins, path, adminIn(given));
    case 'listings':
      return keep(saw.listings, path, path.endsWith('/') ? listingIn(given) : storeIn(given));
    case 'rules':
      return keep(saw.rules, path, path.endsWith('.json') ? agentIn(given, now) : rulesIn(given));
    case 'apis':
      return keep(saw.apis, path, path.endsWith('.json') ? apiIn(given) : graphqlIn(given));
    case 'projects':
      return keep(saw.projects, path, projectIn(given));
    case 'debug': {
      const what = debugIn(given);
      return keep(saw.debug, path, what === null ? null : { what });
    }
    default:
      return is satisfies never;
  }
}

function keep<T extends object>(list: (T & { path: string })[], path: string, proof: T | null): void {
  if (proof) list.push({ path, ...proof });
}

function random(io: Io): string {
  return `launch-ready-${Math.floor(io.random() * 1e9).toString(36)}`;
}
