import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { type Answer, LIMITS, request } from '../net/http-client.ts';
import { read } from '../net/http-read.ts';
import { mustAnswer } from '../net/http-walk.ts';
import { first } from '../../parsers/headers.ts';
import { evidenceHeaders } from './headers.ts';
import { likenessOf } from './likeness.ts';
import { unchallenged } from './unchallenged.ts';

/** A file name that no site has, with an ending that edges keep by itself. */
const SUFFIX = '/launch-ready-check.css';

const answer = z.object({
  status: z.int(),
  /** Where it redirects, without query; null where it does not. */
  location: z.string().nullable(),
  likeness: z.string(),
});

/** Whether a page is also shown at an address that looks like a file, which edges keep: asked twice, beside a path that no site has. */
export const httpDeception = defineProbe({
  id: 'http/deception',
  on: 'url',
  touch: 'passive',
  asks: 'the page by the name of a file',
  deadline: 15_000,
  sees: z.object({
    url: z.string(),
    page: answer,
    /** The page's address with the name of a file behind it; headers are those of the second answer. */
    file: answer.extend({ headers: z.array(z.tuple([z.string(), z.string()])) }),
    /** What an address answers that no site has: a single-page app shows the same page everywhere. */
    random: answer,
  }),
  async collect({ url }, io) {
    const { origin, pathname } = new URL(url);
    const file = `${origin}${pathname.replace(/\/$/, '')}${SUFFIX}`;
    const random = `${origin}/launch-ready-${Math.floor(io.random() * 1e9).toString(36)}${SUFFIX}`;
    const [page, before, elsewhere] = await Promise.all([
      read(io, { url }).then(mustAnswer).then(unchallenged),
      ask(io, file),
      ask(io, random),
    ]);
    const again = before.status === 404 ? before : await ask(io, file);
    return { url: file, page: told(page), file: { ...told(again), headers: evidenceHeaders(again.headers) }, random: told(elsewhere) };
  },
});

async function ask(io: Io, url: string): Promise<Answer> {
  return unchallenged(mustAnswer(await request(io, { url, limits: LIMITS })));
}

function told({ url, status, headers, body }: Answer): z.output<typeof answer> {
  const location = URL.parse(first(headers, 'location') || '//', url);
  return {
    status,
    location: location && `${location.origin}${location.pathname}`,
    likeness: likenessOf(body.bytes.toString('utf8')),
  };
}
