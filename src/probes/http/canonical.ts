import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import { walkSchema } from './hop.ts';

/** The canonical matrix: http and https, apex and www, the home page and a deep path with a query, followed to the end. */
export const httpCanonical = defineProbe({
  id: 'http/canonical',
  on: 'site',
  touch: 'passive',
  asks: 'the web servers where each address leads',
  deadline: 20_000,
  sees: z.object({
    /** Whether www resolves; without it only the apex is walked. */
    www: z.boolean(),
    /** Walks of `/`. */
    home: z.array(walkSchema),
    /** Walks of a path with a query that no site has, to see whether redirects keep both. */
    deep: z.array(walkSchema),
    deepPath: z.string(),
    deepQuery: z.string(),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
