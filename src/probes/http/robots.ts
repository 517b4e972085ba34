import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import { crawlOf } from '../../parsers/robots.ts';
import { siteOf } from '../../parsers/site.ts';
import type { Answer } from '../net/http-client.ts';
import { conclusive, walk } from '../net/http-walk.ts';
import { unchallenged } from './unchallenged.ts';

/** RFC 9309 §2.5. */
const BYTES = 512 * 1024;

/** What a host's robots.txt tells Google of its home page. */
export const httpRobots = defineProbe({
  id: 'http/robots',
  on: 'host',
  touch: 'passive',
  needs: 'web',
  asks: 'the host for its robots.txt',
  deadline: 15_000,
  sees: z.object({
    /** Null when nobody answered. */
    status: z.int().nullable(),
    /** Whether Google may ask for `/`. A file that is missing forbids nothing (RFC 9309 §2.3.1.3). */
    allowed: z.boolean(),
    /** The line that decides, such as `Disallow: /`. */
    rule: z.string().nullable(),
  }),
  async collect({ host, port }, io) {
    let last: Answer | undefined;
    const start = `https://${host}${port === 443 ? '' : `:${port}`}/robots.txt`;
    const walked = conclusive(
      await walk(io, start, { site: siteOf(host), limits: { bodyBytes: BYTES }, see: (answer) => (last = unchallenged(answer)) }),
    );
    const found = walked.ends === 'answered' && last?.status === 200 ? last.body.bytes.toString('utf8') : '';
    return { status: walked.status, ...crawlOf(found, { agent: 'Googlebot', path: '/' }) };
  },
});
