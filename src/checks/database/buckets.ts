import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { Severity } from '../../core/vocabulary.ts';
import { ifAsked } from '../../core/if-asked.ts';
import { repoReplay } from '../../probes/repo/replay.ts';
import { repoSchema, type SeenSchema } from '../../probes/repo/schema.ts';
import { byHand } from '../fix.ts';
import { plain } from '../plain.ts';
import { gets, proofOf, proofSentence, type Replay } from '../proof.ts';
import {
  SAMPLE_MIGRATION,
  sampleCondition,
  samplePolicy,
  sampleProven,
  sampleReplay,
  sampleSchema,
  sampleTable,
} from '../sample-schema.ts';
import {
  CALLERS,
  type Caller,
  type Command,
  holdsPrivateFiles,
  nothingOfSupabase,
  openPolicies,
  readSo,
  type SeenPolicy,
  sqlName,
  worst,
} from '../schema.ts';

const SHOWN = 20;
const bucket = { file: SAMPLE_MIGRATION, line: 20, id: 'invoices', public: true };
const INVOICES = { schema: 'storage', name: 'invoices', kind: 'bucket' } as const;
const READ = { select: 'all', insert: 'refused', update: 'none', delete: 'none' } as const;
const files = (over: Partial<SeenPolicy>) =>
  sampleTable({
    schema: 'storage',
    name: 'objects',
    file: '',
    policies: [
      samplePolicy({ roles: ['public'], using: sampleCondition({ admits: 'everybody', owner: [], buckets: ['avatars'] }), ...over }),
    ],
  });

export default defineCheck({
  id: 'database/buckets',
  requirements: ['SEC-10', 'SEC-5'],
  title: 'Files are seen and changed by those alone who may',
  failing: 'Strangers can open, list or replace files of your customers',
  severity: 'blocker',
  hurts: ['data', 'trust', 'cost'],
  why: 'A public bucket gives each file to whoever has or guesses its address, without any policy. A policy without an owner gives it to all.',
  learn: [
    'https://supabase.com/docs/guides/storage/security/access-control',
    'https://supabase.com/docs/guides/storage/buckets/fundamentals',
  ],
  on: 'repo',
  reads: { schema: repoSchema, replay: ifAsked(repoReplay) },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no Supabase', saw: sampleSchema({ supabase: false }), gives: 'skip' },
    { name: 'public pictures', saw: sampleSchema({ buckets: [{ ...bucket, id: 'avatars' }] }), gives: 'pass' },
    { name: 'a private bucket of invoices', saw: sampleSchema({ buckets: [{ ...bucket, public: false }] }), gives: 'pass' },
    { name: 'a public bucket of invoices', saw: sampleSchema({ buckets: [bucket] }), gives: { fail: 'high' } },
    { name: 'pictures that anybody lists', saw: sampleSchema({ tables: [files({})] }), gives: { fail: 'low' } },
    {
      name: 'invoices that anybody reads and lists',
      saw: sampleSchema({ tables: [files({ using: sampleCondition({ admits: 'everybody', buckets: ['invoices'] }) })] }),
      gives: 'fail',
    },
    {
      name: 'a server proves it',
      saw: {
        ...sampleSchema({ tables: [files({ using: sampleCondition({ admits: 'everybody', buckets: ['invoices'] }) })] }),
        replay: sampleReplay({ tables: [sampleProven({ ...INVOICES, anon: READ, user: READ })] }),
      },
      gives: 'fail',
    },
    {
      name: 'a server refuses it',
      saw: {
        ...sampleSchema({ tables: [files({ using: sampleCondition({ admits: 'everybody', buckets: ['invoices'] }) })] }),
        replay: sampleReplay({ tables: [sampleProven(INVOICES)] }),
      },
      gives: 'pass',
    },
    { name: 'anybody uploads', saw: sampleSchema({ tables: [files({ command: 'insert' })] }), gives: { fail: 'high' } },
    {
      name: 'users upload into their own folder',
      saw: sampleSchema({ tables: [files({ command: 'insert', using: null, check: sampleCondition({ buckets: ['avatars'] }) })] }),
      gives: 'pass',
    },
  ],
  judge({ schema, replay }) {
    const nothing = nothingOfSupabase(schema);
    if (nothing !== null) return { is: 'skip', because: nothing };
    const bad = faultsOf(schema, replay);
    if (bad.length === 0) return { is: 'pass', found: readSo(schema) };
    return bad.slice(0, SHOWN).map(({ of, found, severity, at, sql }) => ({
      is: 'fail' as const,
      found,
      severity,
      of,
      at: [{ at: at.file, line: at.line }],
      fix: byHand(
        [`In a new migration: ${sql}`, 'Give files out by signed links that end: storage.from(bucket).createSignedUrl(path, 60).'],
        {
          prompt: {
            goal: 'each file is opened, listed and replaced only by those whose file it is.',
            change: `add a new migration with: ${sql} Then use createSignedUrl where the app shows private files.`,
            not: 'hide the files behind long names in a public bucket.',
            see: 'a private window gets no private file by its address, and storage.list() gives it nothing.',
          },
          verify: 'launch-ready audit . --only database',
          minutes: 30,
        },
      ),
    }));
  },
});

interface Fault {
  of: string;
  found: string;
  severity: Severity;
  at: { file: string; line: number };
  sql: string;
}

function faultsOf(schema: SeenSchema, replay: Replay): Fault[] {
  const open = schema.buckets
    .filter(({ id, public: isPublic }) => isPublic && holdsPrivateFiles(id))
    .map((each): Fault => {
      const literal = `'${plain(each.id, 100).replaceAll("'", "''")}'`;
      return {
        of: `bucket ${each.id}`,
        found: `The bucket “${plain(each.id, 80)}” is public (${plain(each.file, 160)}:${each.line}): each file opens by its address, without a login.`,
        severity: 'high',
        at: each,
        sql: `UPDATE storage.buckets SET public = false WHERE id = ${literal};`,
      };
    });
  const objects = schema.tables.find((table) => table.schema === 'storage' && table.name === 'objects');
  if (!objects) return open;
  return [...open, ...objects.policies.flatMap((policy) => policyFaults(policy, objects, { ...schema, replay }))];
}

const DOES = { select: 'read and list all', insert: 'upload', update: 'replace all', delete: 'delete all' } as const;

/** What a policy on files lets strangers do to files that are not theirs. */
function policyFaults(
  policy: SeenPolicy,
  objects: SeenSchema['tables'][number],
  { buckets, replay }: SeenSchema & { replay: Replay },
): Fault[] {
  const ways = (['select', 'insert', 'update', 'delete'] as const).flatMap((command) =>
    CALLERS.filter((caller) => openPolicies(objects, command, caller).includes(policy)).map((caller) => ({ command, caller })),
  );
  const named = [...new Set([policy.using, policy.check].flatMap((each) => each?.buckets ?? []))];
  const graded = ways.flatMap(({ command, caller }) => {
    const severity = gravity(command, caller, named, buckets);
    return severity === null || isDisproved(named, { command, caller }, replay) ? [] : [{ command, caller, severity }];
  });
  if (graded.length === 0) return [];
  const who = graded.some(({ caller }) => caller === 'anon') ? 'anybody' : 'whoever signs up';
  const does = [...new Set(graded.map(({ command }) => DOES[command]))].join(', ');
  const where = named.length > 0 ? `of ${named.map((each) => `“${plain(each, 60)}”`).join(', ')}` : 'of every bucket';
  const proven = named
    .slice(0, 3)
    .map((id) => proofSentence(proofOf(replay, { schema: 'storage', name: id }), graded, `files of “${plain(id, 60)}”`));
  const own = `bucket_id = '${plain(named[0] ?? 'bucket', 60).replaceAll("'", "''")}' AND (storage.foldername(name))[1] = (SELECT auth.uid())::text`;
  const using = policy.command === 'insert' ? '' : ` USING (${own})`;
  const check = policy.command === 'select' || policy.command === 'delete' ? '' : ` WITH CHECK (${own})`;
  return [
    {
      of: `storage policy ${policy.name}`,
      found: `Policy “${plain(policy.name, 80)}” on files (${plain(policy.file, 160)}:${policy.line}) lets ${who} ${does} files ${where}.${proven.map((each) => (each === '' ? '' : ` ${each}`)).join('')}`,
      severity: worst(graded.map(({ severity }) => severity)),
      at: policy,
      sql: `ALTER POLICY ${sqlName(policy.name)} ON storage.objects TO authenticated${using}${check};`,
    },
  ];
}

/** True where a server gave strangers no file of any of these buckets, and that they see none is not the only reason. */
function isDisproved(named: readonly string[], { command, caller }: { command: Command; caller: Caller }, replay: Replay): boolean {
  return (
    named.length > 0 &&
    named.every((id) => {
      const proof = proofOf(replay, { schema: 'storage', name: id });
      if (proof?.ok !== true || gets(proof.saw, caller, command)) return false;
      return command === 'select' || command === 'insert' || gets(proof.saw, caller, 'select');
    })
  );
}

function gravity(command: Command, caller: Caller, named: readonly string[], buckets: SeenSchema['buckets']): Severity | null {
  const isPrivate = named.length === 0 ? buckets.some(({ id }) => holdsPrivateFiles(id)) : named.some(holdsPrivateFiles);
  if (command === 'select') {
    if (isPrivate) return caller === 'anon' ? 'blocker' : 'high';
    return caller === 'anon' ? 'low' : null;
  }
  if (command === 'insert') return caller === 'anon' ? 'high' : null;
  return caller === 'anon' ? 'high' : 'medium';
}
