import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { cssLoads } from '../../parsers/css-loads.ts';
import { type Load, readLoads } from '../../parsers/page-loads.ts';
import { isWithin, siteOf } from '../../parsers/site.ts';
import { type Answer, LIMITS } from '../net/http-client.ts';
import { walk } from '../net/http-walk.ts';
import { mediaType } from './headers.ts';
import type { Walk } from './hop.ts';
import { downgradeIn, insecureIn, insecureLoad, nameOf } from './loads.ts';

/** Stylesheets of one host that are read. */
const SHEETS = 6;

const stylesheet = z.object({
  /** Without query. */
  address: z.string(),
  insecure: z.array(insecureLoad),
  /** The http address that it redirects to; null where it does not. */
  leads: z.string().nullable(),
});

/** The stylesheets of the site itself that a home page and they load: what they ask for over http, and which lead to http. None for a host that leads to another. */
export const httpStyles = defineProbe({
  id: 'http/styles',
  on: 'host',
  touch: 'passive',
  needs: 'web',
  asks: 'the stylesheets for what they load',
  deadline: 20_000,
  sees: z.object({
    sheets: z.array(stylesheet),
    /** True when there were more than are read. */
    truncated: z.boolean(),
  }),
  async collect({ host, port }, io) {
    const start = `https://${host}${port === 443 ? '' : `:${port}`}/`;
    const site = siteOf(host);
    const { last, walked } = await get(io, start, site);
    const failed = walked.hops.at(-1)?.error;
    if (failed) throw new ProbeError(failed.code, failed.message);
    if (!last || mediaType(last.headers) !== 'text/html' || !last.url.startsWith(start)) return { sheets: [], truncated: false };
    const queue = stylesIn(readLoads(last.body.bytes.toString('utf8'), last.url).loads, site);
    const seen = new Set(queue);
    const sheets: z.output<typeof stylesheet>[] = [];
    for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
      if (sheets.length >= SHEETS) return { sheets, truncated: true };
      const sheet = await sheetAt(io, url, site);
      sheets.push({ address: nameOf(new URL(url)), insecure: insecureIn(sheet.loads), leads: sheet.leads });
      for (const next of stylesIn(sheet.loads, site)) {
        if (seen.has(next) || seen.size > 4 * SHEETS) continue;
        seen.add(next);
        queue.push(next);
      }
    }
    return { sheets, truncated: false };
  },
});

/** What a stylesheet loads; nothing when it cannot be had, for a missing one asks for nothing. */
async function sheetAt(io: Io, url: string, site: string): Promise<{ loads: Load[]; leads: string | null }> {
  const { last, walked } = await get(io, url, site);
  const leads = downgradeIn(walked);
  if (leads !== null || last?.status !== 200 || mediaType(last.headers) !== 'text/css') return { loads: [], leads };
  const loads = cssLoads(last.body.bytes.toString('utf8')).flatMap(({ address, as }) => {
    const whole = URL.parse(address, last.url);
    return whole === null ? [] : [{ url: whole, as }];
  });
  return { loads, leads };
}

async function get(io: Io, url: string, site: string): Promise<{ last: Answer | undefined; walked: Walk }> {
  let last: Answer | undefined;
  const walked = await walk(io, url, { site, limits: LIMITS, see: (answer) => (last = answer) });
  return { last, walked };
}

function stylesIn(loads: readonly Load[], site: string): string[] {
  const own = loads.filter(({ url, as }) => as === 'style' && url.protocol === 'https:' && isWithin(site, url));
  return [...new Set(own.map(({ url }) => url.href))];
}
