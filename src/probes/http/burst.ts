import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import type { Subject } from '../../core/subject.ts';
import { challengeIn } from '../../parsers/challenge.ts';
import { first } from '../../parsers/headers.ts';
import { type Answer, request } from '../net/http-client.ts';
import { mustAnswer } from '../net/http-walk.ts';
import { pause } from '../net/pause.ts';

/** The most requests of one burst, and the time between their beginnings, ms: more than a person types, fewer than an attacker sends. */
export const BURST = { requests: 30, everyMs: 100 } as const;

/** Answers that say an address takes no such request; the log-in is then sent elsewhere. */
const NOT_TAKEN: ReadonlySet<number> = new Set([404, 405, 501]);

const RESET = /(^|[/_-])(reset|forgot|recover)/i;

/**
 * Whether a log-in, signup or reset stops somebody who asks again and again: at most 30 requests, ten a second, none after the first 429,
 * 403 or challenge. A log-in gets POSTs without a body, which name nobody and change nothing; the others get GETs, for an empty signup may
 * be kept.
 */
export const httpBurst = defineProbe({
  id: 'http/burst',
  on: 'url',
  touch: 'active',
  asks: 'at most 30 requests in a row, until it is stopped',
  deadline: 60_000,
  fits: (subject) => doorOf(subject) !== null,
  sees: z.object({
    door: z.enum(['login', 'signup', 'reset']),
    /** Of the last request. */
    method: z.enum(['GET', 'POST']),
    status: z.int(),
    asked: z.int(),
    ms: z.number(),
    ends: z.enum(['budget', 'limited', 'refused', 'challenged']),
    retryAfter: z.string().nullable(),
  }),
  async collect(subject, io) {
    const door = doorOf(subject);
    if (door === null) throw new ProbeError('no-door', `${subject.url} is no log-in, signup or reset`);
    return { door, ...(await burst(io, subject.url, door === 'login' ? 'POST' : 'GET')) };
  },
});

function doorOf({ url, for: kind }: Subject<'url'>): 'login' | 'signup' | 'reset' | null {
  if (kind === 'login' || kind === 'signup') return kind;
  return RESET.test(new URL(url).pathname) ? 'reset' : null;
}

async function burst(io: Io, url: string, firstMethod: 'GET' | 'POST') {
  const began = performance.now();
  let method = firstMethod;
  for (let asked = 1; ; asked += 1) {
    const answer = mustAnswer(await request(io, { url, method, ...(method === 'POST' ? { body: '' } : {}), limits: { bodyBytes: 0 } }));
    const ms = Math.round(performance.now() - began);
    const ends = endOf(answer) ?? (asked === BURST.requests ? 'budget' : null);
    if (ends !== null) return { method, status: answer.status, asked, ms, ends, retryAfter: first(answer.headers, 'retry-after') };
    if (NOT_TAKEN.has(answer.status)) method = 'GET';
    await pause(io, Math.max(0, asked * BURST.everyMs - (performance.now() - began)));
  }
}

function endOf({ status, headers }: Answer): 'limited' | 'challenged' | 'refused' | null {
  if (challengeIn({ status, headers, text: '' })) return 'challenged';
  if (status === 429) return 'limited';
  return status === 403 ? 'refused' : null;
}
