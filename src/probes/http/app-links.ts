import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { type AppLinkFile, readAppLinks } from '../../parsers/app-links.ts';
import { siteOf } from '../../parsers/site.ts';
import { hasAddress } from '../net/connect.ts';
import type { Answer } from '../net/http-client.ts';
import { walk } from '../net/http-walk.ts';
import { mediaType } from './headers.ts';
import { hopSchema } from './hop.ts';
import { unchallenged } from './unchallenged.ts';

const PATHS = {
  apple: '/.well-known/apple-app-site-association',
  android: '/.well-known/assetlinks.json',
} as const satisfies Record<AppLinkFile, string>;
/** Hosts whose links apps open, by label below the domain. */
const LABELS = ['', 'www', 'app'] as const;
const LOOKUP_MS = 6_000;
/** More than this is read of no file; Apple takes 128 kB. */
const BYTES = 256 * 1024;

/** The files by which mobile apps claim links: asked of the apex, www and app, redirects followed to see what lies behind them. */
export const httpAppLinks = defineProbe({
  id: 'http/app-links',
  on: 'site',
  touch: 'passive',
  asks: 'the hosts for the files that let mobile apps open links',
  deadline: 20_000,
  sees: z.object({
    files: z.array(
      z.object({
        host: z.string(),
        file: z.enum(['apple', 'android']),
        hops: z.array(hopSchema),
        /** Media type without parameters, lower case; empty when not told. */
        type: z.string(),
        bytes: z.int(),
        /** `absent` where nothing that speaks of apps lies at the end. */
        reading: z.discriminatedUnion('is', [
          z.object({ is: z.enum(['absent', 'sound']) }),
          z.object({ is: z.literal('broken'), problem: z.string() }),
        ]),
      }),
    ),
  }),
  async collect({ domain }, io) {
    const hosts = LABELS.map((label) => (label === '' ? domain : `${label}.${domain}`));
    const there = await Promise.all(hosts.map((host) => hasAddress(io, host, LOOKUP_MS)));
    const asked = hosts.filter((_, at) => there[at]).flatMap((host) => (['apple', 'android'] as const).map((file) => ask(io, host, file)));
    return { files: await Promise.all(asked) };
  },
});

async function ask(io: Io, host: string, file: AppLinkFile) {
  let last: Answer | undefined;
  const { hops, ends } = await walk(io, `https://${host}${PATHS[file]}`, {
    site: siteOf(host),
    limits: { bodyBytes: BYTES },
    see: (answer) => (last = unchallenged(answer)),
  });
  const found = ends === 'answered' && last?.status === 200 ? last : undefined;
  return {
    host,
    file,
    hops,
    type: found ? mediaType(found.headers) : '',
    bytes: found?.body.bytes.length ?? 0,
    reading: found ? readAppLinks(file, found.body.bytes.toString('utf8')) : ({ is: 'absent' } as const),
  };
}
