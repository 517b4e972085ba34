import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import { sendersIn } from '../../parsers/mail-sender.ts';
import { listFiles, READING, readText } from './list.ts';

/** Files opened, the largest that is read, bytes, and addresses kept. */
const FILES = 3_000;
const BYTES = 256 * 1024;
const SENDERS = 100;

/** Code, configuration and examples; not tests, whose addresses are made up, and not lock files. */
const CODE = /\.(?:[cm]?[jt]sx?|py|rb|php|go|java|kt|ex|exs|cs|vue|svelte|astro|toml|ya?ml)$|(?:^|\/)\.env\.(?:example|sample)$/i;
const MADE_UP =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|fixtures|stories|docs?|launch-ready\.ya?ml)(?:\/|$)|\.(?:test|spec|stories)\.[a-z]+$|lock\.ya?ml$/i;

/** The addresses that the code of a checkout sends mail as. */
export const repoSenders = defineProbe({
  id: 'repo/senders',
  on: 'repo',
  touch: 'passive',
  asks: 'the repository for the addresses it sends as',
  deadline: READING,
  sees: z.object({
    /** In the order of the paths; at most 100. */
    senders: z.array(z.object({ path: z.string(), line: z.int(), address: z.string() })),
    /** True when there were more files than are opened. */
    truncated: z.boolean(),
  }),
  async collect({ root }, io) {
    const listing = await listFiles(root, io.signal).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && typeof error.code === 'string')
        throw new ProbeError(error.code, `the folder ${root} cannot be read (${error.code})`);
      throw error;
    });
    const code = listing.files.filter((path) => CODE.test(path) && !MADE_UP.test(path));
    const senders = [];
    for (const path of code.slice(0, FILES)) {
      io.signal.throwIfAborted();
      const text = await readText(root, path, BYTES);
      if (text?.includes('@')) senders.push(...sendersIn(text).map((sender) => ({ path, ...sender })));
    }
    return { senders: senders.slice(0, SENDERS), truncated: listing.truncated || code.length > FILES };
  },
});
