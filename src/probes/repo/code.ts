import { z } from 'zod';
import { type Clocked, clocksIn, isClocked, namesClocks, netlifyScheduled } from '../../parsers/clocks.ts';
import { either, inAll } from '../../parsers/code/borrowed.ts';
import { askedFor } from '../../parsers/code/built-in-secrets.ts';
import { type HandedIn, isFed, type Sink } from '../../parsers/code/handed.ts';
import { decided, type Door, standsBefore } from '../../parsers/code/doors.ts';
import { type Mount, pathBelow } from '../../parsers/code/mounts.ts';
import { proofOf } from '../../parsers/code/proofs.ts';
import { type CodeRoute, hungBelow } from '../../parsers/code/routes.ts';
import type { CodeFacts, RuleId } from '../../parsers/code/rules.ts';
import type { Turns } from '../../parsers/code/turned-away.ts';
import { codeReader } from './code-reader.ts';
import { CODE, GENERATED } from './env-code.ts';
import { unknownPackages } from './known-packages.ts';
import { defineSharedProbe } from '../net/shared.ts';
import { isMadeUp, listFiles, READING, readText } from './list.ts';
import { moduleResolver } from './modules.ts';

/** Files that are parsed, the largest, bytes, and what is kept of handlers and of each rule. */
const FILES = 2_000;
const BYTES = 1_000_000;
const MOST = 500;
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
  }),
  async collect({ root }, io) {
    const { files } = await listFiles(root, io.signal);
    const all = files.filter((path) => CODE.test(path) && !GENERATED.test(path) && !isMadeUp(path));
    const code = all.slice(0, FILES);
    const routes: (CodeRoute & { file: string })[] = [];
    const facts: Partial<Record<RuleId, Place[]>> = {};
    const imports = new Map<string, Place>();
    const modules = new Map<string, Pick<CodeFacts, 'helpers' | 'handedOn'>>();
    const mounts: (Mount & { file: string })[] = [];
    const builtIn = new Set<string>();
    const sinks = new Map<string, Sink[]>();
    const handed: (HandedIn & { file: string })[] = [];
    const unread = all.slice(FILES);
    const standing: (Door & { file: string })[] = [];
    const authorized: { file: string; turns: Turns }[] = [];
    await using reader = codeReader(io.signal);
    for (const file of code) {
      io.signal.throwIfAborted();
      const text = await readText(root, file, BYTES);
      const found = text === null ? null : await reader.facts(file, text);
      if (!found) {
        unread.push(file);
        continue;
      }
      if (found.sinks.length > 0) sinks.set(file, found.sinks);
      for (const each of found.handedIn) handed.push({ ...each, file });
      for (const name of found.builtIn) builtIn.add(name);
      for (const door of found.doors) standing.push({ ...door, file });
      if (found.authorized !== undefined) authorized.push({ file, turns: found.authorized });
      if (found.helpers.length + found.handedOn.length > 0) modules.set(file, { helpers: found.helpers, handedOn: found.handedOn });
      for (const mount of found.mounts) mounts.push({ ...mount, file });
      for (const { spends, waitsFor, swallows, ...route } of found.routes)
        routes.push({
          ...route,
          file,
          spends: spends.slice(0, EACH),
          waitsFor: waitsFor.slice(0, EACH),
          swallows: swallows.slice(0, EACH),
        });
      // Functions of Deno and configurations of tools find their packages in other ways.
      if (!/(^|\/)(supabase\/functions|scripts)\/|\.config\.[cm]?[jt]s$/.test(file))
        for (const each of found.imports) if (!imports.has(each.what)) imports.set(each.what, { ...each, file });
      for (const { rule, ...fact } of found.facts) {
        const places = (facts[rule] ??= []);
        if (places.length < KEPT) places.push({ file, ...fact });
      }
    }
    const resolve = await moduleResolver(root, files);
    const leadsTo = (call: HandedIn & { file: string }, file: string): boolean => {
      const to = resolve(call.from, call.file);
      const passes = (to === null ? undefined : modules.get(to))?.handedOn ?? [];
      return to === file || passes.some(({ as, from }) => (as === call.name || as === '*') && resolve(from, to!) === file); // !: it hands names on
    };
    const hung = Map.groupBy(
      mounts.flatMap(({ file, from, path, own, calls }) => {
        const to = resolve(from, file);
        const proof = either([own, ...calls.map((call) => proofOf(call, { file, modules, resolve }))]);
        return to === null ? [] : [{ to, file, path, proof }];
      }),
      ({ to }) => to,
    );
    for (const [file, own] of sinks)
      for (const { rule, what, line, name } of own.filter((sink) => handed.some((each) => isFed(sink, each) && leadsTo(each, file)))) {
        const places = (facts[rule] ??= []);
        if (places.length < KEPT && !places.some((each) => each.file === file && each.line === line))
          places.push({ file, what, line, within: name });
      }
    const placed = routes.slice(0, MOST).map((route) => hungBelow(route, pathBelow(route.file, hung)));
    const guards = standing.flatMap(({ file, ...door }) => decided(door, { file, modules, resolve, authorized }));
    const clocks = await clocksOf(root, files);
    const settings = files.filter((file) => /(^|\/)netlify\.toml$/.test(file)).slice(0, CLOCKS);
    const scheduled = new Set<string>();
    for (const file of settings) for (const name of netlifyScheduled((await readText(root, file, BYTES)) ?? '')) scheduled.add(name);
    const settled = placed.map(({ own, calls, ...route }) => {
      const door = inAll((hung.get(route.file) ?? []).map((each) => each.proof));
      const proof = either([own, door, ...calls.map((call) => proofOf(call, { file: route.file, modules, resolve }))]);
      const isBehind = guards.some((guard) => standsBefore(guard, route));
      const isShut = scheduled.has(/^\/\.netlify\/functions\/(.+)$/.exec(route.path)?.[1] ?? '');
      const cron = !isShut && (route.cron || isClocked(route, { routes: placed, clocks }));
      return {
        ...route,
        ...proof,
        cron,
        authenticated: proof.authenticated || isBehind,
        ranked: proof.ranked || isBehind,
      };
    });
    const limited = new Set(settled.flatMap(({ limited: isLimited, file, line }) => (isLimited ? [`${file}:${line}`] : [])));
    const logins = facts['login-limit']?.filter(({ file, line }) => !limited.has(`${file}:${line}`));
    if (logins) facts['login-limit'] = logins;
    if (facts['built-in-secret']) facts['built-in-secret'] = askedFor(facts['built-in-secret'], builtIn);
    return {
      routes: settled,
      facts,
      unknownPackages: (await unknownPackages(root, files, [...imports.values()])).slice(0, KEPT),
      unread: unread.length,
      ...(unread.length === 0 ? {} : { unreadSuch: unread.toSorted()[0] }),
    };
  },
});

/** The routes that settings and migrations have a clock call. */
async function clocksOf(root: string, files: readonly string[]): Promise<Clocked[]> {
  const clocks: Clocked[] = [];
  for (const file of files.filter(namesClocks).slice(0, CLOCKS)) clocks.push(...clocksIn(file, (await readText(root, file, BYTES)) ?? ''));
  return clocks;
}
