import { z } from 'zod';
import { isForeign, isInsecure, type Load, LOAD_KINDS, type PageScript, readLoads } from '../../parsers/page-loads.ts';
import { redactText } from '../../redact/redact.ts';
import type { Walk } from './hop.ts';

/** Entries of one page that are told: those after them say nothing new about what to do. */
const INSECURE = 20;
const SCRIPTS = 30;

/** Something that an https page asks for over http. */
export const insecureLoad = z.object({
  /** Without query, which may carry a token. */
  address: z.string(),
  as: z.enum(LOAD_KINDS),
});
export type InsecureLoad = z.output<typeof insecureLoad>;

/** A script of another owner. */
export const foreignScript = z.object({
  address: z.string(),
  /** The page shows nothing before it has come and run. */
  blocking: z.boolean(),
  /** The page says by a hash which file it accepts. */
  pinned: z.boolean(),
});

/** What an https page asks for over http, at most 20, and its scripts of other owners, at most 30; both each once, in order. */
export function loadsIn(html: string, at: string): { insecure: InsecureLoad[]; foreign: z.output<typeof foreignScript>[] } {
  const { loads, scripts } = readLoads(html, at);
  return {
    insecure: at.startsWith('https:') ? insecureIn(loads) : [],
    foreign: each(scripts.filter(({ url }) => isForeign(url, at)).map(named), SCRIPTS),
  };
}

/** Those that are asked over http. */
export function insecureIn(loads: readonly Load[]): InsecureLoad[] {
  return each(
    loads.filter(({ url }) => isInsecure(url)).map(({ url, as }) => ({ address: nameOf(url), as })),
    INSECURE,
  );
}

/** The first http address that a walk was sent to from https, whether it went there or not; null where there is none. */
export function downgradeIn({ hops }: Walk): string | null {
  const down = hops.find(({ url, location }) => url.startsWith('https:') && location !== null && isInsecure(new URL(location)));
  return down?.location ? nameOf(new URL(down.location)) : null;
}

function named({ url, blocking, pinned }: PageScript): z.output<typeof foreignScript> {
  return { address: nameOf(url), blocking, pinned };
}

/** The address for a report: without its query, which may carry a token. */
export function nameOf({ origin, pathname }: URL): string {
  return redactText(`${origin}${pathname}`);
}

function each<T extends { address: string }>(entries: readonly T[], most: number): T[] {
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()].slice(0, most);
}
