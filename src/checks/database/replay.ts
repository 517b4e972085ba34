import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoReplay } from '../../probes/repo/replay.ts';
import { byHand } from '../fix.ts';
import { count, list, plain } from '../plain.ts';
import { sampleProven, sampleReplay, SAMPLE_MIGRATION } from '../sample-schema.ts';

const sample = (over: Parameters<typeof sampleReplay>[0] = {}) => ({ replay: sampleReplay(over).saw });
const failed = { file: SAMPLE_MIGRATION, line: 7, code: '42P01', says: 'relation "teams" does not exist' };

export default defineCheck({
  id: 'database/replay',
  requirements: ['DEP-4', 'SEC-10'],
  title: 'The migrations run on an empty PostgreSQL, and who can read what is proven',
  failing: 'The migrations stop on an empty PostgreSQL, or leave something unproven',
  severity: 'medium',
  hurts: ['data', 'trust'],
  why: 'What does not run on an empty database does not run after an accident either, and nobody can prove who reads what in it.',
  learn: ['https://supabase.com/docs/guides/deployment/database-migrations'],
  on: 'repo',
  reads: { replay: repoReplay },
  options: z.object({}),
  unknownAs: 'low',
  causedBy: ['database/rebuild'],
  since: '0.2.0',
  examples: [
    { name: 'no migrations', saw: sample({ files: 0 }), gives: 'skip' },
    { name: 'all statements run', saw: sample({ tables: [sampleProven()] }), gives: 'pass' },
    { name: 'a statement that fails', saw: sample({ failed: [{ ...failed, because: 'itself' }] }), gives: 'fail' },
    {
      name: 'an extension that this server lacks',
      saw: sample({ extensions: ['vector'], failed: [{ ...failed, because: 'a missing extension' }] }),
      gives: { fail: 'low' },
    },
    {
      name: 'a policy that calls itself',
      saw: sample({ tables: [sampleProven({ broken: 'infinite recursion detected' })] }),
      gives: 'fail',
    },
  ],
  judge({ replay }) {
    if (replay.other !== null)
      return { is: 'skip', because: `The migrations are for ${plain(replay.other, 30)}; only those of PostgreSQL are run.` };
    if (replay.files === 0) return { is: 'skip', because: 'There are no SQL migrations in this repository.' };
    const own = replay.failed.filter(({ because }) => because === 'itself');
    const broken = replay.tables.filter((table) => table.broken !== null);
    const recursive = broken.filter((table) => /infinite recursion/.test(table.broken ?? ''));
    const answered = (isBucket: boolean): number =>
      replay.tables.filter(({ kind, broken: why }) => why === null && (kind === 'bucket') === isBucket).length;
    const buckets = answered(true) > 0 ? ` and ${count(answered(true), 'bucket')}` : '';
    const ran = `PostgreSQL ${plain(replay.version, 20)}: ${count(replay.ran, 'statement')} of ${count(replay.files, 'migration')} ran, ${count(answered(false), 'table')}${buckets} proven.`;
    const unproven = [
      ...replay.extensions.map((name) => `extension ${plain(name, 40)} (this server lacks it)`),
      ...replay.unread.map((path) => `${plain(path, 120)} (not read)`),
      ...broken.map(({ schema, name, broken: why }) => `${plain(`${schema}.${name}`, 80)} (${plain(why ?? '', 120)})`),
      ...replay.unproven.map(({ name, why }) => `${plain(name, 80)} (${plain(why, 120)})`),
    ];
    const lost = replay.failed.length - own.length;
    if (own.length + lost + unproven.length === 0) return { is: 'pass', found: ran };
    const stops = own.map(({ file, line, says }) => `${plain(file, 160)}:${line} (${plain(says, 120)})`);
    return {
      is: 'fail',
      found: [
        ran,
        stops.length > 0 ? `These fail: ${list(stops, 4)}.` : '',
        lost > 0 ? `${count(lost, 'more statement')} could not run because of what failed or is missing.` : '',
        unproven.length > 0 ? `Could not check ${list(unproven, 4)}.` : '',
      ]
        .filter((sentence) => sentence !== '')
        .join(' '),
      severity: own.length + recursive.length > 0 ? 'medium' : 'low',
      of: 'replay',
      at: replay.failed.slice(0, 10).map(({ file, line }) => ({ at: file, line })),
      fix: byHand(
        [
          'Run launch-ready database replay --database DATABASE_URL and mend the first statement that fails; later ones may only follow from it.',
          'Where an extension is missing, replay on a server that has it, such as the image supabase/postgres.',
        ],
        {
          prompt: {
            goal: 'every migration runs on an empty PostgreSQL, in its order.',
            change: 'add what is missing in a new migration, or a first one with what was made by hand in a panel.',
            not: 'change migrations that have run in production, or leave statements out to make errors go away.',
            see: '`launch-ready database replay` ends with code 0.',
          },
          verify: 'launch-ready audit . --replay DATABASE_URL --only database',
          minutes: 30,
        },
      ),
    };
  },
});
