import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import { type Answer, LIMITS } from '../net/http-client.ts';
import { conclusive, walk } from '../net/http-walk.ts';
import { siteOf } from '../../parsers/site.ts';
import { evidenceHeaders } from './headers.ts';
import { walkSchema } from './hop.ts';
import { unchallenged } from './unchallenged.ts';

/** How a host is entered: the walk of its home page over http and over https, and the headers of its own https answer. */
export const httpEntry = defineProbe({
  id: 'http/entry',
  on: 'host',
  touch: 'passive',
  needs: 'web',
  asks: 'the host for its home page',
  deadline: 15_000,
  sees: z.object({
    http: walkSchema,
    https: walkSchema,
    /** Headers of the first https answer, names in lower case, in order, cookie values masked; empty when nobody answered. */
    headers: z.array(z.tuple([z.string(), z.string()])),
  }),
  async collect({ host, port }, io) {
    const site = siteOf(host);
    let own: Answer | undefined;
    const secure = `https://${host}${port === 443 ? '' : `:${port}`}/`;
    const [http, https] = await Promise.all([
      walk(io, `http://${host}/`, { site, see: unchallenged }),
      walk(io, secure, { site, limits: LIMITS, see: (answer) => (own ??= unchallenged(answer)) }),
    ]);
    return { http: conclusive(http), https: conclusive(https), headers: own ? evidenceHeaders(own.headers) : [] };
  },
});
