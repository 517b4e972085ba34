import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { Severity } from '../../core/vocabulary.ts';
import { repoFirebase } from '../../probes/repo/firebase.ts';
import { byHand } from '../fix.ts';
import { count, plain } from '../plain.ts';
import { INTAKE, isPrivateName, worst } from '../schema.ts';

const SHOWN = 6;

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
    const bad = files.flatMap((file) => {
      const open = file.rules.flatMap((each) => {
        const severity = gravity(each, { now, rules: file.rules });
        return severity === null ? [] : [{ ...each, severity }];
      });
      return open.length > 0 || file.unread ? [{ ...file, open }] : [];
    });
    if (bad.length === 0) return { is: 'pass', found: `${count(files.flatMap(({ rules }) => rules).length, 'rule')} read.` };
    return bad.map(({ path, open, unread }) => {
      const file = plain(path, 160);
      const shown = open.toSorted((a, b) => (worst([a.severity, b.severity]) === a.severity ? -1 : 1)).slice(0, SHOWN);
      const told = [
        ...shown.map((each) => says(each, file)),
        ...(open.length > SHOWN ? [`And ${open.length - SHOWN} more.`] : []),
        ...(unread ? [`${file}:${unread.line} cannot be read: ${plain(unread.why, 100)}.`] : []),
      ];
      const steps =
        unread && open.length === 0
          ? ['Mend the file: Firebase refuses to deploy it, and the rules from before stay.']
          : shown.map((each) => repair(each));
      return {
        is: 'fail' as const,
        found: told.join(' '),
        severity: open.length > 0 ? worst(open.map(({ severity }) => severity)) : ('medium' as const),
        at: [...shown.map(({ line }) => ({ at: path, line })), ...(unread ? [{ at: path, line: unread.line }] : [])],
        fix: byHand([...steps, 'Deploy them: firebase deploy --only firestore:rules,storage,database.'], {
          prompt: {
            goal: `the rules in ${file} let each user read and change their own data and nothing else.`,
            change: `rewrite them: ${steps.join(' ')}`,
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
