import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

/** What kinds of files a checkout holds; reads names, package.json and a few manifests, never runs anything. */
export const repoFiles = defineProbe({
  id: 'repo/files',
  on: 'repo',
  touch: 'passive',
  asks: 'the repository for its files',
  deadline: 10_000,
  sees: z.object({
    /** Tracked by git, or all files where there is no git; at most 20,000 paths, sorted. */
    files: z.array(z.string()),
    truncated: z.boolean(),
    git: z.boolean(),
    /** Dependencies of every package.json, name to version range. */
    dependencies: z.record(z.string(), z.string()),
    /** Frameworks and platforms recognised, such as "Next.js", "Supabase", "Vercel"; sorted. */
    stack: z.array(z.string()),
    /** Committed files named like .env that hold values, with the names of their variables, never the values. */
    envFiles: z.array(z.object({ path: z.string(), names: z.array(z.string()), tracked: z.boolean() })),
    /** Signs of machinery a first launch does not need, by kind. */
    heavy: z.array(z.object({ kind: z.string(), path: z.string(), line: z.int().nullable() })),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
