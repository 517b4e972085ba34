import { z } from 'zod';

/** One request and its answer on the way through redirects. */
export const hopSchema = z.object({
  url: z.string(),
  /** Null when nobody answered. */
  status: z.int().nullable(),
  /** The Location header resolved against the URL; null when there is none or it is no URL. */
  location: z.string().nullable(),
  ms: z.number(),
  /** Set when nobody answered: an errno or TLS code, or `timeout`, `no-address`, `private-address`, `too-large`, `malformed`. */
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type Hop = z.output<typeof hopSchema>;

/** A walk from one URL through its redirects (at most 10 hops). */
export const walkSchema = z.object({
  start: z.string(),
  hops: z.array(hopSchema),
  /** `loop`: a URL came twice; `too-many`: more than 10 hops; `left`: the next hop is another owner's domain and was not asked. */
  ends: z.enum(['answered', 'loop', 'too-many', 'left', 'error']),
  /** The last URL: asked, or for `left` the one not asked. */
  final: z.string(),
  status: z.int().nullable(),
});
export type Walk = z.output<typeof walkSchema>;
