import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import { createHash } from 'node:crypto';
import type { Io } from '../../core/io.ts';
import { request } from '../net/http-client.ts';
import { mustAnswer } from '../net/http-walk.ts';
import { redactText } from '../../redact/redact.ts';
import { mediaType } from './headers.ts';
import { unchallenged } from './unchallenged.ts';

/** Where frameworks and platforms put their health routes: Spring, Rails 7.1, Kubernetes and hosting guides. */
const PATHS = ['/api/health', '/health', '/healthz', '/api/healthz', '/api/status', '/up'] as const satisfies readonly string[];

/** Paths that are asked at the same time, until one is found. */
const TOGETHER = 2;

const KEYS = 40;

/** Whether a host has a health route: the usual paths, told apart from catch-all pages by a random sibling. */
export const httpHealth = defineProbe({
  id: 'http/health',
  on: 'host',
  touch: 'passive',
  needs: 'web',
  asks: 'the host for a health route',
  deadline: 12_000,
  sees: z.object({
    /** What a random path answers. */
    fallback: z.object({ status: z.int(), sha256: z.string() }),
    /** The paths that were asked until one was found. */
    tried: z.array(z.object({ path: z.string(), status: z.int(), type: z.string(), ms: z.number(), isFallback: z.boolean() })),
    /** The first path that answered for itself with 2xx or 503. `says` is its body, redacted, at most 400 characters. */
    found: z.object({ path: z.string(), status: z.int(), type: z.string(), says: z.string(), keys: z.array(z.string()) }).nullable(),
  }),
  async collect({ host, port }, io) {
    const base = `https://${host}${port === 443 ? '' : `:${port}`}`;
    const random = `/api/launch-ready-${Math.floor(io.random() * 1e9).toString(36)}`;
    const fallback = await ask(io, base, random);
    const tried: (Tried & { isFallback: boolean })[] = [];
    let found: Tried | undefined;
    for (let at = 0; at < PATHS.length && !found; at += TOGETHER) {
      const asked = await Promise.all(PATHS.slice(at, at + TOGETHER).map((path) => ask(io, base, path)));
      tried.push(...asked.map((each) => ({ ...each, isFallback: isFallback(each, fallback) })));
      found = tried.find(({ isFallback, status }) => !isFallback && ((status >= 200 && status < 300) || status === 503));
    }
    return {
      fallback: { status: fallback.status, sha256: fallback.sha256 },
      tried: tried.map(({ path, status, type, ms, isFallback }) => ({ path, status, type, ms, isFallback })),
      found: found
        ? { path: found.path, status: found.status, type: found.type, says: redactText(found.text).slice(0, 400), keys: keysIn(found.text) }
        : null,
    };
  },
});

interface Tried {
  path: string;
  status: number;
  type: string;
  ms: number;
  text: string;
  sha256: string;
}

async function ask(io: Io, base: string, path: string): Promise<Tried> {
  const asking = { url: `${base}${path}`, headers: { Accept: '*/*' }, limits: { bodyBytes: 256 * 1024 } };
  const answer = unchallenged(mustAnswer(await request(io, asking)));
  const text = answer.body.bytes.toString('utf8');
  // What differs from path to path and from second to second says nothing about who answers.
  const same = text.replaceAll(path, '').replaceAll(/\d+/g, '0');
  return {
    path,
    status: answer.status,
    type: mediaType(answer.headers),
    ms: answer.totalMs,
    text,
    sha256: createHash('sha256').update(same).digest('hex'),
  };
}

/** True when a path answers like the random one: the same body, or just another page where every path is one (a single-page app). */
function isFallback(tried: Tried, fallback: Tried): boolean {
  if (tried.status !== fallback.status) return false;
  return tried.sha256 === fallback.sha256 || (tried.type === 'text/html' && fallback.type === 'text/html');
}

/** The keys of a JSON object, two levels deep as `a.b`; empty for anything else. */
function keysIn(text: string): string[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [];
  }
  const fields = (value: unknown): [string, unknown][] =>
    value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [];
  return fields(json)
    .flatMap(([key, value]) => [key, ...fields(value).map(([inner]) => `${key}.${inner}`)])
    .slice(0, KEYS)
    .map((key) => key.slice(0, 80));
}
