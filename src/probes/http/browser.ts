import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import { redactText } from '../../redact/redact.ts';
import { read } from '../net/http-read.ts';
import { findBrowser } from '../browser/find.ts';
import { measurePage } from '../browser/measure.ts';
import { mediaType } from './headers.ts';
import { nameOf } from './loads.ts';

/** Loads of a page; the middle one counts. */
const RUNS = 3;

/** Addresses and errors of a page that are told. */
const BLOCKING = 20;
const MIXED = 20;
const ERRORS = 5;
const ERROR_LENGTH = 200;

const range = z.object({ ms: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() });

/** What a page shows in Chromium as a phone would load it, nothing cached: times are medians of three loads, and a load lasts a few seconds. */
export const httpBrowser = defineProbe({
  id: 'http/browser',
  on: 'url',
  touch: 'passive',
  needs: 'browser',
  asks: 'the page, three times in Chromium as a phone',
  deadline: 120_000,
  sees: z.discriminatedUnion('is', [
    z.object({
      is: z.literal('shown'),
      /** When the largest thing of the first screen was painted, ms from the start; null where nothing was. */
      lcp: range,
      /** When everything was loaded, ms. */
      load: range,
      runs: z.int(),
      bytes: z.int(),
      requests: z.int(),
      /** Scripts and styles of others that it waits for before it shows anything; without queries. */
      blocking: z.array(z.string()),
      /** What it asks over http; `active` ones are blocked, the others tried over https. */
      mixed: z.array(z.object({ address: z.string(), active: z.boolean() })),
      /** What its scripts threw and nobody caught, one line each, redacted. */
      errors: z.array(z.string()),
    }),
    /** It answers with a redirect, an error or no HTML: another address is the page, or none is. */
    z.object({ is: z.literal('not-shown'), status: z.int() }),
  ]),
  async collect({ url }, io) {
    if ((await findBrowser(io)) === undefined) {
      throw new ProbeError('no-chromium', 'Chromium is not installed on this machine: apt install chromium, or Google Chrome');
    }
    const first = await read(io, { url });
    if (first.is === 'silence') throw new ProbeError(first.code, first.message);
    const isPage = first.status >= 200 && first.status < 300 && /^(?:text\/html|application\/xhtml\+xml)$/.test(mediaType(first.headers));
    if (!isPage) return { is: 'not-shown' as const, status: first.status };
    const page = await measurePage(io, { url, runs: RUNS, phone: true });
    if (page.void !== undefined) throw new ProbeError('browser', page.void.replace(/\.$/, ''));
    return {
      is: 'shown' as const,
      lcp: page.lcp,
      load: page.load,
      runs: page.runs,
      bytes: page.bytes,
      requests: page.requests,
      blocking: [...new Set(page.blocking.map((address) => nameOf(new URL(address))))].slice(0, BLOCKING),
      mixed: page.mixed.slice(0, MIXED).map(({ url, active }) => ({ address: nameOf(new URL(url)), active })),
      errors: page.errors.slice(0, ERRORS).map((error) => redactText(error.slice(0, ERROR_LENGTH))),
    };
  },
});
