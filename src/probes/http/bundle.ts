import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import { sieve } from '../../redact/find/sieve.ts';
import { asEvidence, foundSecrets, NO_IDS } from '../repo/found.ts';
import { stray, strays } from './bundle-strays.ts';
import { bundleTexts } from './bundle-texts.ts';
import { mapsOf, scriptMap, sourceMap } from './source-map.ts';

/** Secrets, and what belongs to development, in what a host gives every visitor: its home page and up to 30 of its own scripts, and the source maps of two. Values are masked. */
export const httpBundle = defineProbe({
  id: 'http/bundle',
  on: 'host',
  touch: 'passive',
  needs: 'web',
  asks: 'the scripts that every visitor loads for secrets and settings of development',
  deadline: 20_000,
  sees: z.object({
    found: foundSecrets,
    /** Scripts and bytes that were read; true when there was more than is read. */
    scripts: z.int(),
    bytes: z.int(),
    truncated: z.boolean(),
    /** Addresses that are called and keys of test modes, which belong to development; at most 5. */
    strays: z.array(stray),
    /** Source maps that anybody can load, of scripts on this host; at most 2. */
    maps: z.array(sourceMap),
  }),
  async collect({ host, port }, io) {
    const told = { scripts: 0, bytes: 0, truncated: false };
    const secrets = sieve(io.now());
    const left = strays();
    const scripts: NonNullable<ReturnType<typeof scriptMap>>[] = [];
    for await (const text of bundleTexts(io, `https://${host}${port === 443 ? '' : `:${port}`}/`, told)) {
      secrets.pour(text);
      left.pour(text.bytes.toString('latin1'), text.at);
      const script = scriptMap(text, host);
      if (script) scripts.push(script);
    }
    return { found: secrets.told(NO_IDS).found.map(asEvidence), ...told, strays: left.found(), maps: await mapsOf(io, scripts) };
  },
});
