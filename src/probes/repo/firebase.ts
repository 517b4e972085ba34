import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import { FIREBASE_KINDS, parseFirebaseRules, parseRealtimeRules } from '../../parsers/firebase-rules.ts';
import { listFiles, READING, readText } from './list.ts';
import { unreadable } from './migrations.ts';

const RULES = /(^|\/)[\w.-]{0,80}\.rules$/;
const REALTIME = /(^|\/)database(\.[\w-]{1,40})?\.rules\.json$/;
const MOST = 20;
const BYTES = 512 * 1024;

/** The rules of Firebase in a checkout, as they are written. */
export const repoFirebase = defineProbe({
  id: 'repo/firebase',
  on: 'repo',
  touch: 'passive',
  asks: 'the rules of Firebase for who may read and write what',
  deadline: READING,
  sees: z.object({
    files: z.array(
      z.object({
        path: z.string(),
        rules: z.array(
          z.object({
            kind: z.enum(FIREBASE_KINDS),
            path: z.string(),
            line: z.int(),
            reads: z.boolean(),
            writes: z.boolean(),
            creates: z.boolean(),
            admits: z.enum(['everybody', 'signed-in', 'some', 'nobody']),
            until: z.string().nullable(),
          }),
        ),
        /** Why it could not be read. */
        unread: z.object({ line: z.int(), why: z.string() }).nullable(),
      }),
    ),
  }),
  async collect({ root }, io) {
    const { files } = await listFiles(root, io.signal).catch(unreadable(root));
    const found = [];
    for (const path of files.filter((file) => RULES.test(file) || REALTIME.test(file)).slice(0, MOST)) {
      const text = (await readText(root, path, BYTES)) ?? '';
      // Other tools keep rules in files of that name too.
      if (!REALTIME.test(path) && !/\bservice\s+(cloud\.firestore|firebase\.storage)\b/.test(text)) continue;
      const parsed = REALTIME.test(path) ? parseRealtimeRules(text) : parseFirebaseRules(text);
      found.push({
        path,
        rules: parsed.ok ? parsed.rules : [],
        unread: parsed.ok ? null : { line: parsed.line, why: parsed.says },
      });
    }
    return { files: found };
  },
});
