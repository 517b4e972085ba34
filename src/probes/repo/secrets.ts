import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import { sieve } from '../../redact/find/sieve.ts';
import { asEvidence, foundSecrets, NO_IDS } from './found.ts';
import { isEnvFile } from './env-names.ts';
import { isInRepository, READING } from './list.ts';
import { nothingTold, treeTexts } from './texts.ts';

/** Secrets that are kept as evidence, and comments that accept one. */
const MOST = 100;
const COMMENTS = 20;

/** Secrets in the files of a checkout, values masked. Environment files are another probe's. */
export const repoSecrets = defineProbe({
  id: 'repo/secrets',
  on: 'repo',
  touch: 'passive',
  asks: 'the files of the repository for secrets',
  deadline: READING,
  sees: z.object({
    found: foundSecrets,
    git: z.boolean(),
    files: z.int(),
    bytes: z.int(),
    /** True when there was more than is read or kept. */
    truncated: z.boolean(),
    /** Files that were left out: too large, broken, or not to be opened; and what could not be listed, with the reason. */
    skipped: z.int(),
    unreached: z.array(z.string()),
    /** Secrets that a comment of the code accepts, each until its day. */
    accepted: z.array(z.object({ kind: z.string(), at: z.string(), line: z.int(), until: z.string() })),
  }),
  async collect({ root }, io) {
    const told = nothingTold();
    const secrets = sieve(io.now());
    for await (const text of treeTexts(root, io.signal, told)) if (!isEnvFile(text.at)) secrets.pour(text);
    if (told.files === 0 && told.unreached.length > 0) throw new ProbeError('unreadable', told.unreached.join('; '));
    const { found, accepted } = secrets.told(NO_IDS);
    return {
      found: found.slice(0, MOST).map(asEvidence),
      git: await isInRepository(root),
      files: told.files,
      bytes: told.bytes,
      truncated: told.truncated || secrets.left() > 0 || found.length > MOST,
      skipped: told.skipped,
      unreached: told.unreached,
      accepted: accepted.slice(0, COMMENTS).map(({ kind, at, line, until }) => ({ kind, at, line, until })),
    };
  },
});
