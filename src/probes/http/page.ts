import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

const cookie = z.object({
  name: z.string(),
  /** What the value looks like; the value itself is never kept. */
  shape: z.enum(['empty', 'flag', 'word', 'token', 'jwt', 'json']),
  /** The framework whose session cookie has this name and shape, such as "Supabase" or "Express"; null for others. */
  session: z.string().nullable(),
  secure: z.boolean(),
  httpOnly: z.boolean(),
  sameSite: z.enum(['strict', 'lax', 'none', 'absent', 'invalid']),
  domain: z.string().nullable(),
  path: z.string().nullable(),
  /** Seconds; null for a cookie that ends with the browser session. */
  maxAge: z.number().nullable(),
});
export type Cookie = z.output<typeof cookie>;

/** One GET of a URL, redirects followed inside the site: headers, cookies by meaning, what kind of body, and how long it took. */
export const httpPage = defineProbe({
  id: 'http/page',
  on: 'url',
  touch: 'passive',
  asks: 'the page',
  deadline: 15_000,
  sees: z.object({
    /** Where redirects ended. */
    url: z.string(),
    redirects: z.int(),
    status: z.int(),
    /** Names in lower case, in order, duplicates kept, cookie values masked. */
    headers: z.array(z.tuple([z.string(), z.string()])),
    cookies: z.array(cookie),
    body: z.object({
      /** Bytes on the wire, and after decompression (at most 2 MB are read). */
      wireBytes: z.int(),
      bytes: z.int(),
      truncated: z.boolean(),
      /** Media type without parameters, lower case; empty when not told. */
      type: z.string(),
      /** Content-Encoding, or null. */
      encoding: z.string().nullable(),
      sha256: z.string(),
      title: z.string().nullable(),
      /** A line of a stack trace shown to visitors, if any, redacted. */
      trace: z.string().nullable(),
      /** True when the page has a password field. */
      asksPassword: z.boolean(),
    }),
    /** ms from the start of the last request. */
    firstByteMs: z.number(),
    totalMs: z.number(),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
