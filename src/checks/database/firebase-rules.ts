import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { SEVERITIES, type Severity } from '../../core/vocabulary.ts';
import { repoFirebase } from '../../probes/repo/firebase.ts';
import { nameOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { count, plain } from '../plain.ts';
import { INTAKE, isPrivateName, worst } from '../schema.ts';

/** Paths told of. */
const SHOWN = 12;

const rule = {
  kind: 'firestore' as const,
  path: '/{document=**}',
  line: 5,
  reads: true,
  writes: true,
  creates: true,
  admits: 'everybody' as const,
  until: null as string | null,
};
type Rule = Omit<typeof rule, 'admits' | 'kind'> & {
  kind: 'firestore' | 'storage' | 'realtime';
  admits: 'everybody' | 'signed-in' | 'some' | 'nobody';
};
const sample = (...rules: Rule[]) => ({ rules: { files: [{ path: 'firestore.rules', rules, unread: null }] } });

export default defineCheck({
  id: 'database/firebase-rules',
  requirements: ['SEC-10', 'SEC-5'],
  title: 'Firebase’s rules ask whose data it is',
  failing: 'Firebase gives your customers’ data to strangers',
  severity: 'blocker',
  hurts: ['data', 'trust'],
  why: 'Browsers talk to Firebase directly, so the rules are the only lock. Test mode has none, and ends on a date that stops the app.',
  learn: ['https://firebase.google.com/docs/rules/insecure-rules', 'https://firebase.google.com/docs/rules/basics'],
  on: 'repo',
  reads: { rules: repoFirebase },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    {
      name: 'everybody reads a branch below which messages are',
      saw: sample(
        { ...rule, kind: 'realtime', path: '/app', writes: false, creates: false },
        { ...rule, kind: 'realtime', path: '/app/messages/$uid', admits: 'some' },
      ),
      gives: 'fail',
    },
    {
      name: 'everybody reads a branch below which posts are',
      saw: sample(
        { ...rule, kind: 'realtime', path: '/app', writes: false, creates: false },
        { ...rule, kind: 'realtime', path: '/app/posts/$id', admits: 'some' },
      ),
      gives: 'pass',
    },
    { name: 'no rules', saw: { rules: { files: [] } }, gives: 'skip' },
    { name: 'owners alone', saw: sample({ ...rule, path: '/users/{id}', admits: 'some' }), gives: 'pass' },
    { name: 'test mode', saw: sample(rule), gives: 'fail' },
    { name: 'test mode until Christmas', saw: sample({ ...rule, until: '2026-12-24T00:00:00.000Z' }), gives: 'fail' },
    { name: 'test mode that has ended', saw: sample({ ...rule, until: '2026-11-01T00:00:00.000Z' }), gives: 'pass' },
    { name: 'whoever signs up reads all', saw: sample({ ...rule, admits: 'signed-in' }), gives: { fail: 'high' } },
    { name: 'everybody reads posts', saw: sample({ ...rule, path: '/posts/{id}', writes: false, creates: false }), gives: 'pass' },
    { name: 'everybody changes posts', saw: sample({ ...rule, path: '/posts/{id}' }), gives: { fail: 'high' } },
    { name: 'a waitlist', saw: sample({ ...rule, path: '/waitlist/{id}', reads: false, writes: false }), gives: { fail: 'low' } },
    {
      name: 'rules that cannot be read',
      saw: { rules: { files: [{ path: 'firestore.rules', rules: [], unread: { line: 3, why: '“}” is missing' } }] } },
      gives: { fail: 'medium' },
    },
  ],
  judge({ rules: { files } }, { now }) {
    if (files.length === 0) return { is: 'skip', because: 'There are no rules of Firebase in this repository.' };
    const bad = files.flatMap(({ path: at, rules, unread }): Fault[] => {
      const open = rules.flatMap((each) => {
        const severity = gravity(each, { now, rules });
        return severity === null ? [] : [{ ...each, severity }];
      });
      const faults = [...Map.groupBy(open, ({ kind, path }) => `${kind}\n${path}`).values()].map((same): Fault => {
        const { kind, path } = same[0]!; // !: a group has a member
        return {
          of: [kind, path, ...same.map(letsIn).toSorted()].join(' '),
          severity: worst(same.map(({ severity }) => severity)),
          found: same.map((each) => says(each, plain(at, 160))).join(' '),
          at: same.map(({ line }) => ({ at, line })),
          step: repair(same[0]!), // !: a group has a member
        };
      });
      return unread ? [...faults, broken(at, unread)] : faults;
    });
    if (bad.length === 0) return { is: 'pass', found: `${count(files.flatMap(({ rules }) => rules).length, 'rule')} read.` };
    const graded = bad.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
    return graded.slice(0, SHOWN).map(({ of, severity, found, at, step }, nth) => {
      const file = plain(at[0]!.at, 160); // !: each fault has its place
      const more = nth === SHOWN - 1 && bad.length > SHOWN ? ` And ${bad.length - SHOWN} more.` : '';
      return {
        is: 'fail' as const,
        found: `${found}${more}`,
        severity,
        of,
        at,
        fix: byHand([step, 'Deploy them: firebase deploy --only firestore:rules,storage,database.'], {
          prompt: {
            goal: `the rules in ${file} let each user read and change their own data and nothing else.`,
            change: `rewrite them: ${step}`,
            not: 'write “if true” or “if request.auth != null” for data that belongs to somebody: signing up is free.',
            see: 'the rules simulator refuses a visitor, and a second user, for the first user’s documents.',
          },
          verify: 'launch-ready audit . --only database',
          minutes: 30,
        }),
      };
    });
  },
});

/** What is wrong with one path, or with a file as a whole. */
interface Fault {
  of: string;
  severity: Severity;
  found: string;
  at: { at: string; line: number }[];
  step: string;
}

function broken(at: string, { line, why }: { line: number; why: string }): Fault {
  return {
    of: `${nameOf(at)} cannot be read`,
    severity: 'medium',
    found: `${plain(at, 160)}:${line} cannot be read: ${plain(why, 100)}.`,
    at: [{ at, line }],
    step: 'Mend the file: Firebase refuses to deploy it, and the rules from before stay.',
  };
}

/** Who may do what by a rule, for the id: `everybody reads writes`. */
function letsIn({ admits, reads, writes, creates }: Rule): string {
  return [admits, reads ? 'reads' : '', writes ? 'writes' : creates ? 'adds' : ''].filter((word) => word !== '').join(' ');
}

/** True for a path that takes in everything below, or that holds what is somebody's own. */
function isPrivate(path: string): boolean {
  const parts = path.split('/').filter((part) => part !== '');
  return (
    parts.length === 0 || parts.some((part, at) => (part.endsWith('=**}') && at === 0) || (!/^[{$]/.test(part) && isPrivateName(part)))
  );
}

function gravity(each: Rule, { now, rules }: { now: Date; rules: readonly Rule[] }): Severity | null {
  if (each.admits === 'some' || each.admits === 'nobody' || (each.until !== null && new Date(each.until) <= now)) return null;
  // What a parent of the Realtime Database lets through no rule below takes back.
  const inherits = rules.filter(({ kind, path }) => kind === 'realtime' && each.kind === kind && path.startsWith(`${each.path}/`));
  const own = isPrivate(each.path) || inherits.some(({ path }) => isPrivate(path));
  if (each.admits === 'signed-in') return own && (each.reads || each.writes) ? 'high' : null;
  if (own && (each.reads || each.writes)) return 'blocker';
  if (each.writes) return 'high';
  const last = each.path.split('/').findLast((part) => part !== '' && !/^[{$]/.test(part)) ?? '';
  if (each.creates) return INTAKE.test(last) ? 'low' : 'medium';
  return null;
}

function says(each: Rule, file: string): string {
  const who = each.admits === 'everybody' ? 'anybody' : 'whoever signs up';
  const does = [each.reads ? 'read' : '', each.writes ? 'change' : each.creates ? 'add' : ''].filter((word) => word !== '').join(' and ');
  const end = each.until === null ? '' : ` until ${each.until.slice(0, 10)}, and then nobody any more: the app stops`;
  return `${file}:${each.line} lets ${who} ${does} ${plain(each.path, 80)}${end}.`;
}

function repair({ kind, path, line }: Rule): string {
  const where = `Line ${line}, ${plain(path, 80)}:`;
  if (kind === 'realtime') return `${where} put the data below /users/$uid with ".read" and ".write": "auth != null && auth.uid === $uid".`;
  if (kind === 'storage')
    return `${where} match /users/{uid}/{file=**} { allow read, write: if request.auth != null && request.auth.uid == uid; }`;
  return `${where} match /users/{uid} { allow read, write: if request.auth != null && request.auth.uid == uid; }, and one match for each other collection.`;
}
