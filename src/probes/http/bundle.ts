import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import { sieve } from '../../redact/find/sieve.ts';
import { asEvidence, foundSecrets } from '../repo/found.ts';
import { bundleTexts } from './bundle-texts.ts';

/** Secrets in what a host gives every visitor: its home page and up to 30 of its own scripts. Values are masked. */
export const httpBundle = defineProbe({
  id: 'http/bundle',
  on: 'host',
  touch: 'passive',
  needs: 'web',
  asks: 'the scripts that every visitor loads for secrets',
  deadline: 20_000,
  sees: z.object({
    found: foundSecrets,
    /** Scripts and bytes that were read; true when there was more than is read. */
    scripts: z.int(),
    bytes: z.int(),
    truncated: z.boolean(),
  }),
  async collect({ host, port }, io) {
    const told = { scripts: 0, bytes: 0, truncated: false };
    const secrets = sieve('evidence holds no ids', io.now());
    for await (const text of bundleTexts(io, `https://${host}${port === 443 ? '' : `:${port}`}/`, told)) secrets.pour(text);
    return { found: secrets.found().map(asEvidence), ...told };
  },
});
