import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import { URL_KINDS } from '../../core/subject.ts';

/** The pages, API routes and assets of a host, as its home page and up to 3 of its own scripts name them. Only URLs of the same site. */
export const httpRoutes = defineProbe({
  id: 'http/routes',
  on: 'host',
  touch: 'passive',
  asks: 'the home page and its scripts for routes',
  deadline: 15_000,
  sees: z.object({
    /** At most 6 pages (login, signup, dashboard, checkout first), 4 API routes and 3 assets; sorted by URL. */
    urls: z.array(z.object({ url: z.string(), for: z.enum(URL_KINDS) })),
    /** Frameworks recognised in the markup, such as "Next.js", "Vite", "Lovable"; sorted. */
    stack: z.array(z.string()),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
