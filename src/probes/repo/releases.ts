import { readSync } from 'node:fs';
import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import { redactText } from '../../redact/redact.ts';
import { runGit } from './git.ts';
import { isInRepository, READING } from './list.ts';
import { openFile } from './open-file.ts';

const DAY = 86_400_000;
/** How far back is looked. */
const DAYS = 30;
const MOST = { commits: 5_000, tags: 50, entries: 200, journalBytes: 4 * 1024 * 1024 } as const;
const MS = 15_000;

/** First lines of commits that take something back, and that mend in a hurry: git's own wording, and what people write. */
const TAKES_BACK = /^(?:revert\b|roll(?:ed|ing)?[ -]?back\b|back out\b)/i;
const HURRIED = /\bhot[ -]?fix(?:es)?\b|^(?:urgent|emergency)\b/i;

const at = z.string();
const release = z.object({ name: z.string(), at });

/** How releases went lately: commits, what was taken back or mended in a hurry, tags, and deploys that the journal tells of. No message is kept. */
export const repoReleases = defineProbe({
  id: 'repo/releases',
  on: 'repo',
  touch: 'passive',
  asks: 'git and the journal how releases went',
  deadline: READING,
  sees: z.object({
    /** False where there is no git history; then only the journal was read. */
    git: z.boolean(),
    days: z.int(),
    commits: z.int(),
    /** ISO time of the newest commit; null without one in these days. */
    last: at.nullable(),
    /** ISO times, the newest first. */
    reverts: z.array(at),
    hotfixes: z.array(at),
    /** The newest first. */
    tags: z.array(release),
    deploys: z.array(release),
    rollbacks: z.array(release),
  }),
  async collect({ root }, io) {
    const since = io.now().getTime() - DAYS * DAY;
    const recent = (time: string): boolean => Date.parse(time) >= since;
    const git = await isInRepository(root);
    const read = (args: readonly string[]): Promise<string> =>
      // A repository without a commit, or git that is not installed, tells nothing.
      git ? runGit(root, args, { signal: io.signal, ms: MS }).catch(() => '') : Promise.resolve('');
    const [log, tagged, journal] = await Promise.all([
      read(['log', `--max-count=${MOST.commits}`, `--since=@${Math.floor(since / 1000)}`, '--format=%ct %s']),
      read(['for-each-ref', `--count=${MOST.tags}`, '--sort=-creatordate', '--format=%(creatordate:unix) %(refname:strip=2)', 'refs/tags']),
      readJournal(root),
    ]);
    io.signal.throwIfAborted();
    const commits = timed(log).filter((each) => recent(each.at));
    const those = (pattern: RegExp): string[] => commits.filter(({ name }) => pattern.test(name)).map((each) => each.at);
    const entries = journal.filter((each) => recent(each.at));
    return {
      git: git && (log !== '' || tagged !== ''),
      days: DAYS,
      commits: commits.length,
      last: commits[0]?.at ?? null,
      reverts: those(TAKES_BACK),
      hotfixes: those(HURRIED),
      tags: timed(tagged)
        .filter((each) => recent(each.at))
        .map(named),
      deploys: entries.filter(({ is }) => is === 'deployed').map(named),
      rollbacks: entries.filter(({ is }) => is === 'rolled-back').map(named),
    };
  },
});

/** Lines of `unix-seconds text`, in their order. */
function timed(text: string): { at: string; name: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, seconds, name = ''] = /^(\d{1,12}) ([^]*)$/.exec(line) ?? [];
    return seconds === undefined ? [] : [{ at: new Date(Number(seconds) * 1000).toISOString(), name }];
  });
}

function named({ name, at: when }: { name: string; at: string }): z.output<typeof release> {
  return { name: redactText(name).slice(0, 100), at: when };
}

/** Deploys and rollbacks of the journal, the newest first. Whoever reads it for proof checks its chain; here it is information. */
async function readJournal(root: string): Promise<{ is: string; name: string; at: string }[]> {
  using file = openFile(root, '.launch-ready/journal.jsonl');
  if (!file) return [];
  const start = Math.max(0, file.size - MOST.journalBytes);
  const bytes = Buffer.alloc(file.size - start);
  const lines = bytes
    .toString('utf8', 0, readSync(file.fd, bytes, 0, bytes.length, start))
    .split('\n')
    .reverse();
  return lines.flatMap(entryOf).slice(0, MOST.entries);
}

function entryOf(line: string): { is: string; name: string; at: string }[] {
  try {
    const parsed = journalLine.safeParse(JSON.parse(line));
    return parsed.success ? [{ is: parsed.data.entry.is, name: parsed.data.entry.release, at: parsed.data.at }] : [];
  } catch {
    return [];
  }
}

const journalLine = z.object({
  at: z.iso.datetime(),
  entry: z.object({ is: z.enum(['deployed', 'rolled-back']), release: z.string() }),
});
