import { z } from 'zod';
import { type Clocked, clocksIn, namesClocks, netlifyScheduled } from '../../parsers/clocks.ts';
import { linked } from '../../parsers/code/linked.ts';
import type { CodeFacts, RuleId } from '../../parsers/code/rules.ts';
import { codeReader } from './code-reader.ts';
import { CODE, GENERATED } from './env-code.ts';
import { unknownPackages } from './known-packages.ts';
import { defineSharedProbe } from '../net/shared.ts';
import { isMadeUp, listFiles, READING, readText } from './list.ts';
import { moduleResolver } from './modules.ts';

/** Files that are parsed, the largest, bytes, and what is kept of each rule and of each route. */
const FILES = 2_000;
const BYTES = 1_000_000;
const KEPT = 50;
const EACH = 10;
/** Files that may name routes for a clock. */
const CLOCKS = 500;

const happens = z.object({ what: z.string(), line: z.int() });
const place = happens.extend({ file: z.string(), within: z.string().optional(), names: z.string().optional() });

/** Something that a rule found, and where. */
export type Place = z.output<typeof place>;

/** What the code of a checkout says: its handlers of requests, and what each rule of `parsers/code` found. */
export const repoCode = defineSharedProbe({
  id: 'repo/code',
  on: 'repo',
  touch: 'passive',
  asks: 'the code for routes and what they do',
  deadline: READING,
  sees: z.object({
    routes: z.array(
      z.object({
        file: z.string(),
        line: z.int(),
        method: z.string(),
        path: z.string(),
        webhook: z.boolean(),
        cron: z.boolean(),
        signed: z.boolean(),
        authenticated: z.boolean(),
        /** It asks for more than a login, or nobody can tell. */
        ranked: z.boolean(),
        limited: z.boolean(),
        /** What only some people may do there. */
        reserved: z.string().optional(),
        spends: z.array(happens),
        waitsFor: z.array(happens),
        swallows: z.array(happens),
      }),
    ),
    /** What each rule found, by its name; no entry where it found nothing. */
    facts: z.record(z.string(), z.array(place)),
    /** Packages that the code brings in and that nothing in the checkout provides, with the first place of each. */
    unknownPackages: z.array(place),
    /** Files that could not be read as code, or are more or larger than what is read; and the first of them. */
    unread: z.int(),
    unreadSuch: z.string().optional(),
    /** The checkout has more files than are listed: nothing is known of the rest. */
    truncated: z.boolean(),
  }),
  async collect({ root }, io) {
    const { files, truncated } = await listFiles(root, io.signal);
    const all = files.filter((path) => CODE.test(path) && !GENERATED.test(path) && !isMadeUp(path));
    const code = all.slice(0, FILES);
    const unread = all.slice(FILES);
    const read = new Map<string, CodeFacts>();
    await using reader = codeReader(io.signal);
    for (const file of code) {
      io.signal.throwIfAborted();
      const text = await readText(root, file, BYTES);
      const found = text === null ? null : await reader.facts(file, text);
      if (found) read.set(file, found);
      else unread.push(file);
    }
    const imports = new Map<string, Place>();
    // Functions of Deno and configurations of tools find their packages in other ways.
    for (const [file, found] of read)
      if (!/(^|\/)(supabase\/functions|scripts)\/|\.config\.[cm]?[jt]s$/.test(file))
        for (const each of found.imports) if (!imports.has(each.what)) imports.set(each.what, { ...each, file });
    const settings = files.filter((file) => /(^|\/)netlify\.toml$/.test(file)).slice(0, CLOCKS);
    const scheduled = new Set<string>();
    for (const file of settings) for (const name of netlifyScheduled((await readText(root, file, BYTES)) ?? '')) scheduled.add(name);
    const resolve = await moduleResolver(root, files);
    const { routes, facts } = linked(read, { resolve, clocks: await clocksOf(root, files), scheduled });
    const told: Partial<Record<RuleId, Place[]>> = {};
    for (const { rule, ...fact } of facts) {
      const places = (told[rule] ??= []);
      if (places.length < KEPT) places.push(fact);
    }
    return {
      routes: routes.map(({ spends, waitsFor, swallows, ...route }) => ({
        ...route,
        spends: spends.slice(0, EACH),
        waitsFor: waitsFor.slice(0, EACH),
        swallows: swallows.slice(0, EACH),
      })),
      facts: told,
      unknownPackages: (await unknownPackages(root, files, [...imports.values()])).slice(0, KEPT),
      unread: unread.length,
      ...(unread.length === 0 ? {} : { unreadSuch: unread.toSorted()[0] }),
      truncated,
    };
  },
});

/** The routes that settings and migrations have a clock call. */
async function clocksOf(root: string, files: readonly string[]): Promise<Clocked[]> {
  const clocks: Clocked[] = [];
  for (const file of files.filter(namesClocks).slice(0, CLOCKS)) clocks.push(...clocksIn(file, (await readText(root, file, BYTES)) ?? ''));
  return clocks;
}
