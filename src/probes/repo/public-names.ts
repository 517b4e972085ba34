import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import { isPublicName, namesSecret } from '../../parsers/env-name.ts';
import { readEnvironment } from './environment.ts';
import { READING } from './list.ts';

/** Variables that are kept. */
const MOST = 50;

/** Variables with a public prefix whose name or value is a secret: where code reads them, and the files that hold them. No values. */
export const repoPublicNames = defineProbe({
  id: 'repo/public-names',
  on: 'repo',
  touch: 'passive',
  asks: 'the code for secrets behind public prefixes',
  deadline: READING,
  sees: z.object({
    variables: z.array(
      z.object({
        name: z.string(),
        /** What its value is, such as "OpenAI key"; null where the name alone says it. */
        kind: z.string().nullable(),
        at: z.array(z.object({ file: z.string(), line: z.int() })),
      }),
    ),
    /** Files that could not be read as code. */
    unread: z.int(),
  }),
  async collect({ root }, io) {
    const seen = await readEnvironment(root, { signal: io.signal, salt: 'evidence holds no digests', now: io.now() });
    const values = seen.files.flatMap(({ path, values }) =>
      values.map(({ name, line, looks, kind }) => ({ name, file: path, line, kind: looks === 'secret' ? kind : null })),
    );
    const all = [...seen.reads.map(({ name, file, line }) => ({ name, file, line, kind: null })), ...values].filter(({ name }) =>
      isPublicName(name),
    );
    const variables = [...Map.groupBy(all, ({ name }) => name)]
      .map(([name, places]) => ({
        name,
        kind: places.find(({ kind }) => kind !== null)?.kind ?? null,
        at: places.slice(0, 10).map(({ file, line }) => ({ file, line })),
      }))
      .filter(({ name, kind }) => kind !== null || namesSecret(name));
    return { variables: variables.slice(0, MOST), unread: seen.unread.length };
  },
});
