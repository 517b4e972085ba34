import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { redactText } from '../../redact/redact.ts';
import { request } from '../net/http-client.ts';
import { jsonObject } from './exposed-proof.ts';
import { mediaType } from './headers.ts';

/** Source maps that are asked for, and bytes of each. */
const MAPS = 2;
const MAP_BYTES = 6_000_000;

/** Scripts that name no map may still lie beside one; so many are tried. */
const GUESSES = 1;

/** Where a script names its map: in its last line (ECMA-426 section 11.1). */
const TAIL_BYTES = 4_096;
const NAMED = /\/\/[#@]\s*sourceMappingURL=(\S{1,2000})\s*$/;

/** Sources that are nobody's own: libraries and the runtime of bundlers. */
const FOREIGN = /(^|\/)node_modules\/|^\0|^(?:\(|webpack\/(?:runtime|bootstrap))|^vite\/|\[turbopack\]/;

/** Sources that only a server should hold. */
const SERVER =
  /(^|\/)(?:server|backend|functions|prisma|migrations)\/|\.server\.[cm]?[jt]sx?$|(^|\/)app\/(?:.{1,200}\/)?route\.[jt]sx?$|(^|\/)pages\/api\//;

const NAMES = 2;

export const sourceMap = z.object({
  at: z.string(),
  /** Own sources; libraries do not count. */
  sources: z.int(),
  names: z.array(z.string()),
  /** Sources that look like code of the server. */
  server: z.array(z.string()),
  /** True when the code itself is in the map, not the names alone. */
  content: z.boolean(),
});
type SourceMap = z.output<typeof sourceMap>;

/** Where the map of a script should be; `named` where the script says so. */
interface MapPlace {
  url: URL;
  named: boolean;
}

/** Where to look for the map of a script of this host; null for pages, and for scripts of other hosts. */
export function scriptMap({ at, bytes }: { at: string; bytes: Buffer }, host: string): MapPlace | null {
  const script = URL.parse(at);
  if (script?.hostname !== host || !/\.m?js$/.test(script.pathname)) return null;
  const [, name] = NAMED.exec(bytes.subarray(-TAIL_BYTES).toString('latin1')) ?? [];
  if (name === undefined) return { url: new URL(`${script.href}.map`), named: false };
  const url = URL.parse(name, script.href);
  return url?.hostname === host ? { url, named: true } : null;
}

/** What the maps of these scripts give away; what is no map, or no longer there, is left out. */
export async function mapsOf(io: Io, places: readonly MapPlace[]): Promise<SourceMap[]> {
  const named = places.filter((each) => each.named).slice(0, MAPS);
  const asked = named.length > 0 ? named : places.slice(0, GUESSES);
  const maps: SourceMap[] = [];
  for (const { url } of asked) {
    const reply = await request(io, { url: url.href, headers: { Accept: '*/*' }, limits: { bodyBytes: MAP_BYTES } });
    if (reply.is !== 'answer' || reply.status !== 200 || mediaType(reply.headers) === 'text/html') continue;
    const read = readMap(reply.body.bytes.toString('utf8'));
    if (read) maps.push({ at: redactText(`${url.origin}${url.pathname}`), ...read });
  }
  return maps;
}

/** What a source map (ECMA-426) gives away; null for any other text, and for a map of libraries alone. Never throws. */
export function readMap(text: string): Omit<SourceMap, 'at'> | null {
  const { version, mappings, sections, sources, sourcesContent } = jsonObject(text) ?? cutMap(text) ?? {};
  if (version !== 3 || !(typeof mappings === 'string' || Array.isArray(sections)) || !Array.isArray(sources)) return null;
  const own = sources.filter((each) => typeof each === 'string').filter((each) => !FOREIGN.test(each));
  if (own.length === 0) return null;
  const short = (list: readonly string[]): string[] => list.slice(0, NAMES).map((each) => redactText(each.slice(-80)));
  const content = Array.isArray(sourcesContent) && sourcesContent.some((each) => typeof each === 'string' && each !== '');
  return { sources: own.length, names: short(own), server: short(own.filter((each) => SERVER.test(each))), content };
}

/** The head of a map that is larger than what is read, where its sources come first, as Rollup and esbuild write it. */
function cutMap(text: string): Record<string, unknown> | null {
  const [, head = ''] = /^(\{"version":3,[^[\]]{0,2000}"sources":\[[^\]]{0,200000}\]),"sourcesContent":\["/.exec(text) ?? [];
  const map = head === '' ? null : jsonObject(`${head}}`);
  return map && { ...map, mappings: '', sourcesContent: ['…'] };
}
