import { z } from 'zod';
import { ADVISORIES, type AdvisoryId } from '../../parsers/setup/advisories.ts';
import { lockOf } from '../../parsers/setup/lockfile.ts';
import { readSupply } from '../../parsers/setup/supply.ts';
import { defineSharedProbe } from '../net/shared.ts';
import { isMadeUp, listFiles, READING, readText } from './list.ts';

/** Files opened of each kind, and the largest that are read, bytes. */
const PACKAGES = 200;
const PACKAGE_BYTES = 1024 * 1024;
const LOCKS = 30;
const LOCK_BYTES = 24 * 1024 * 1024;

const declared = z.object({ name: z.string(), range: z.string(), line: z.int() });
const IDS = ADVISORIES.map(({ id }) => id) as [AdvisoryId, ...AdvisoryId[]]; // as: the table is not empty

/** What a checkout asks the package registry for, and what its lockfiles hold. Nothing is installed and nobody is asked. */
export const repoSupply = defineSharedProbe({
  id: 'repo/supply',
  on: 'repo',
  touch: 'passive',
  asks: 'the repository for its dependencies',
  deadline: READING,
  sees: z.object({
    manifests: z.array(
      z.object({
        path: z.string(),
        lock: z.string().nullable(),
        isApp: z.boolean(),
        dependencies: z.int(),
        loose: z.array(declared),
        unlocked: z.array(declared),
        lookalikes: z.array(declared.extend({ like: z.string() })),
      }),
    ),
    doubled: z.array(z.object({ folder: z.string(), locks: z.array(z.string()) })),
    vulnerable: z.array(z.object({ name: z.string(), version: z.string(), fixed: z.string(), id: z.enum(IDS), at: z.string() })),
    unproven: z.array(declared.extend({ path: z.string() })),
    elsewhere: z.boolean(),
    unread: z.array(z.string()),
    /** What the product uses that advisories ask about. */
    uses: z.object({ middleware: z.boolean(), appRouter: z.boolean(), shieldedHost: z.boolean() }),
    truncated: z.boolean(),
  }),
  async collect({ root }, io) {
    const { files, truncated } = await listFiles(root, io.signal);
    const wanted = files.filter((path) => !isMadeUp(path));
    const packages = wanted.filter((path) => /(^|\/)package\.json$/.test(path));
    const locks = wanted.filter((path) => lockOf(path) !== null);
    const texts = new Map<string, string>();
    const unread: string[] = [];
    for (const path of [...packages.slice(0, PACKAGES), ...locks.slice(0, LOCKS)]) {
      io.signal.throwIfAborted();
      const text = await readText(root, path, lockOf(path) === null ? PACKAGE_BYTES : LOCK_BYTES);
      if (text === null) unread.push(path);
      else texts.set(path, text);
    }
    const supply = readSupply(texts);
    return {
      ...supply,
      unread: [...unread, ...supply.unread],
      uses: {
        middleware: wanted.some((path) => /(^|\/)_?middleware\.[jt]sx?$/.test(path)),
        appRouter: wanted.some((path) => /(^|\/)app\/(.*\/)?(page|layout|route)\.[jt]sx?$/.test(path)),
        shieldedHost: wanted.some((path) => /(^|\/)(vercel\.(json|ts)|netlify\.toml)$/.test(path)),
      },
      truncated: truncated || packages.length > PACKAGES || locks.length > LOCKS,
    };
  },
});
