import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressesOf } from './dns-view.ts';
import { run } from './run.ts';

/** One step of a walk. `exit` is curl's exit code (curl(1)): 6 no address, 7 no connection, 35 no TLS. */
export interface Step {
  url: string;
  status: number | null;
  location: string | null;
  exit: number;
}
export interface Walked {
  start: string;
  hops: Step[];
  ends: string;
  final: string;
  status: number | null;
}

const STEPS = 10;

/** What curl makes of http/entry. */
export async function entryView(host: string, domain: string): Promise<{ http: Walked; https: Walked; headers: [string, string][] }> {
  const [http, https] = await Promise.all([walk(`http://${host}/`, domain), walk(`https://${host}/`, domain)]);
  return { http: http.walked, https: https.walked, headers: https.headers };
}

/** What curl makes of http/canonical; paths are those of the evidence. */
export async function canonicalView(domain: string, deep: string): Promise<{ www: boolean; home: Walked[]; deep: Walked[] }> {
  const www = (await addressesOf(`www.${domain}`)).length > 0;
  const starts = (www ? [domain, `www.${domain}`] : [domain]).flatMap((host) => [`http://${host}`, `https://${host}`]);
  const walkAll = async (path: string): Promise<Walked[]> =>
    (await Promise.all(starts.map((start) => walk(`${start}${path}`, domain)))).map(({ walked }) => walked);
  return { www, home: await walkAll('/'), deep: await walkAll(deep) };
}

/** Follows redirects one curl at a time, cookies kept, certificates unjudged, not leaving the domain. Headers are those of the first answer. */
async function walk(start: string, domain: string): Promise<{ walked: Walked; headers: [string, string][] }> {
  const folder = await mkdtemp(join(tmpdir(), 'foreign-curl-'));
  const jar = join(folder, 'cookies');
  const hops: Step[] = [];
  const asked = new Set<string>();
  let headers: [string, string][] = [];
  let url = start;
  const end = (ends: string, final = url): { walked: Walked; headers: [string, string][] } => ({
    walked: { start, hops, ends, final, status: hops.at(-1)?.status ?? null },
    headers,
  });
  try {
    while (hops.length < STEPS) {
      asked.add(`${url} ${await cookiesIn(jar)}`);
      const told = await step(url, jar);
      if (hops.length === 0) headers = told.headers;
      hops.push(told.hop);
      if (told.hop.exit !== 0) return end('error');
      if (told.hop.location === null) return end('answered');
      const { hostname } = new URL(told.hop.location);
      if (hostname !== domain && !hostname.endsWith(`.${domain}`)) return end('left', told.hop.location);
      url = told.hop.location;
      if (asked.has(`${url} ${await cookiesIn(jar)}`)) return end('loop');
    }
    return end('too-many');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Asks as we do: GET over HTTP/1.1, any certificate, TLS from 1.0 on. */
const ASK = '--silent --insecure --tlsv1.0 --ciphers DEFAULT:@SECLEVEL=0 --http1.1 --compressed --max-time 8'.split(' ');
const TELL = ['--output', '/dev/null', '--dump-header', '-', '--write-out', '\n%{http_code} %{exitcode} %{redirect_url}'] as const;

async function step(url: string, jar: string): Promise<{ hop: Step; headers: [string, string][] }> {
  const { out } = await run('curl', [...ASK, ...TELL, '--cookie', jar, '--cookie-jar', jar, url]);
  const lines = out.split(/\r?\n/);
  const [status = '', exit = '', location = ''] = lines.at(-1)?.split(' ') ?? [];
  const headers = lines.slice(1, -1).flatMap((line): [string, string][] => {
    const [, name, value = ''] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name.toLowerCase(), value]];
  });
  return { hop: { url, status: Number(status) || null, location: location || null, exit: Number(exit) }, headers };
}

/** Names and values of the cookies held, whatever curl writes beside them. */
async function cookiesIn(jar: string): Promise<string> {
  const text = await readFile(jar, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line.includes('\t'));
  return lines
    .map((line) => line.split('\t').slice(-2).join('='))
    .sort()
    .join('; ');
}
