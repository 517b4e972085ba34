import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { first } from '../../parsers/headers.ts';
import { publicAddressesOf } from '../net/connect.ts';
import { deadline } from '../net/deadline.ts';
import { isUnreachable } from '../net/failure.ts';
import { request } from '../net/http-client.ts';
import { unchallenged } from './unchallenged.ts';
import { share, wordsOf } from './words.ts';

const RESOLVER_MS = 4_000;
const ASK_MS = 6_000;
/** Bytes of each page that are compared. */
const BODY = 256 * 1024;

const side = z.object({
  address: z.string(),
  /** Null when nobody answered; `error` says why. */
  status: z.int().nullable(),
  /** Where it redirects to; null when it does not. */
  location: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});

/** What a host answers at its first address of each family, asked one by one: a browser takes whichever is faster (RFC 8305). */
export const httpFamilies = defineProbe({
  id: 'http/families',
  on: 'host',
  touch: 'passive',
  needs: 'web',
  asks: 'the host over IPv4 and over IPv6',
  deadline: 12_000,
  sees: z.object({
    /** Null for a host that has addresses of one family alone, and for an IPv6 address that this network has no way to. */
    four: side.nullable(),
    six: side.nullable(),
    /** The share of words that both pages have in common, 0 to 1; null unless both answered with a page. */
    alike: z.number().nullable(),
  }),
  async collect({ host, port }, io) {
    using limit = deadline(io, RESOLVER_MS, 'the resolver');
    const addresses = await publicAddressesOf(io, { host, port }, limit.signal);
    const four = addresses.find((address) => !address.includes(':'));
    const six = addresses.find((address) => address.includes(':'));
    if (four === undefined || six === undefined) return { four: null, six: null, alike: null };
    const url = `https://${host}${port === 443 ? '' : `:${port}`}/`;
    const over4 = await look(io, url, four);
    const over6 = await look(io, url, six);
    if (isUnreachable(over6.side.error?.code ?? '')) return { four: over4.side, six: null, alike: null };
    return { four: over4.side, six: over6.side, alike: over4.words && over6.words ? share(over4.words, over6.words) : null };
  },
});

async function look(io: Io, url: string, address: string): Promise<{ side: z.output<typeof side>; words: Set<string> | null }> {
  const answer = await request(io, { url, address, limits: { ms: ASK_MS, bodyBytes: BODY } });
  if (answer.is === 'silence') {
    const { code, message } = answer;
    return { side: { address, status: null, location: null, error: { code, message } }, words: null };
  }
  unchallenged(answer);
  const location = URL.parse(first(answer.headers, 'location') ?? '', url);
  const moved = answer.status >= 300 && answer.status < 400 && location !== null;
  return {
    side: { address, status: answer.status, location: moved ? location.href : null, error: null },
    words: moved ? null : wordsOf(answer),
  };
}
