import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FirebaseRules, parseFirebaseRules, parseRealtimeRules } from './firebase-rules.ts';

const store = (body: string): string =>
  `rules_version = '2';\nservice cloud.firestore {\n match /databases/{database}/documents {\n${body}\n }\n}`;
const files = (body: string): string => `service firebase.storage { match /b/{bucket}/o { ${body} } }`;
const said = (parsed: FirebaseRules): string[] =>
  parsed.ok
    ? parsed.rules.map(({ path, reads, writes, creates, admits, until }) =>
        [path, `${reads ? 'r' : ''}${writes ? 'w' : ''}${creates ? 'c' : ''}`, admits, until?.slice(0, 10)]
          .filter((each) => each !== undefined)
          .join(' '),
      )
    : [`${parsed.line}: ${parsed.says}`];

/** Rules in each language, and whom they let do what. */
const CASES: readonly [string, FirebaseRules, readonly string[]][] = [
  ['test mode', parseFirebaseRules(store('match /{document=**} { allow read, write: if true; }')), ['/{document=**} rwc everybody']],
  ['locked', parseFirebaseRules(store('match /{document=**} { allow read, write: if false; }')), ['/{document=**} rwc nobody']],
  [
    'a time bomb',
    parseFirebaseRules(store('match /{d=**} { allow read, write: if request.time < timestamp.date(2026, 12, 24); }')),
    ['/{d=**} rwc everybody 2026-12-24'],
  ],
  [
    'a bomb the other way round',
    parseFirebaseRules(store('match /a/{d} { allow read: if timestamp.value(1798070400000) > request.time; }')),
    ['/a/{d} r everybody 2026-12-24'],
  ],
  [
    'a bomb for those who are signed in',
    parseFirebaseRules(store('match /a/{d} { allow read: if request.auth != null && request.time < timestamp.date(2026, 12, 24); }')),
    ['/a/{d} r signed-in 2026-12-24'],
  ],
  ['signed in', parseFirebaseRules(store('match /a/{d} { allow get, list: if request.auth.uid != null; }')), ['/a/{d} r signed-in']],
  ['not signed out', parseFirebaseRules(store('match /a/{d} { allow read: if !(request.auth == null); }')), ['/a/{d} r signed-in']],
  ['a token', parseFirebaseRules(store('match /a/{d} { allow read: if request.auth.token != null; }')), ['/a/{d} r signed-in']],
  [
    'not another than the owner',
    parseFirebaseRules(
      store('match /a/{d} { allow read: if !(request.auth.uid == d); allow write: if request.auth.token.admin != null; }'),
    ),
    ['/a/{d} r some', '/a/{d} wc some'],
  ],
  [
    'the owner',
    parseFirebaseRules(store('match /users/{uid} { allow read, update: if request.auth.uid == uid; }')),
    ['/users/{uid} rw some'],
  ],
  [
    'a field',
    parseFirebaseRules(store('match /p/{d} { allow read: if resource.data.public == true || request.auth.token.admin == true; }')),
    ['/p/{d} r some'],
  ],
  [
    'functions',
    parseFirebaseRules(
      store(
        'function yes() { return true; } function me(u) { let a = request.auth; return yes() && a.uid == u; } match /a/{d} { allow read: if yes(); allow write: if me(d); }',
      ),
    ),
    ['/a/{d} r everybody', '/a/{d} wc some'],
  ],
  ['one of two', parseFirebaseRules(store('match /a/{d} { allow create: if request.auth != null || true; }')), ['/a/{d} c everybody']],
  ['not', parseFirebaseRules(store('match /a/{d} { allow delete: if !(false); }')), ['/a/{d} w everybody']],
  [
    'paths, lists and types',
    parseFirebaseRules(
      store(
        "match /a/{d} { allow read: if get(/databases/$(database)/documents/users/$(request.auth.uid)).data.role in ['x', 'y'] && d is string && request.resource.data.keys().hasOnly(['a'])[0:1]; }",
      ),
    ),
    ['/a/{d} r some'],
  ],
  ['matches within matches', parseFirebaseRules(store('match /a/{d} { match /b-c/{e} { allow read; } }')), ['/a/{d}/b-c/{e} r everybody']],
  [
    'files, without a condition',
    parseFirebaseRules(files('match /{allPaths=**} { allow read; allow write: if request.auth != null; }')),
    ['/{allPaths=**} r everybody', '/{allPaths=**} wc signed-in'],
  ],
  [
    'files by size and type',
    parseFirebaseRules(
      files(
        "match /u/{uid}/{f} { allow write: if request.resource.size < 5 * 1024 * 1024 && request.resource.contentType.matches('image/.*'); }",
      ),
    ),
    ['/u/{uid}/{f} wc some'],
  ],
  ['open realtime', parseRealtimeRules('{ "rules": { ".read": true, ".write": "auth != null" } }'), ['/ r everybody', '/ wc signed-in']],
  [
    'own realtime',
    parseRealtimeRules(
      '{ "rules": { "users": { "$uid": { ".read": "auth != null && auth.uid === $uid", ".write": "$uid === auth.uid", ".validate": "newData.val().matches(/^[a-z]+$/)", ".indexOn": ["a"] } } } }',
    ),
    ['/users/$uid r some', '/users/$uid wc some'],
  ],
  [
    'a realtime bomb, with comments',
    parseRealtimeRules('{ /* a */ "rules": { // b\n ".read": "now < 1798070400000" } }'),
    ['/ r everybody 2026-12-24'],
  ],
  ['a missing end', parseFirebaseRules('service cloud.firestore {\n match /a/{b} { allow read;'), ['2: “the end” is not expected here']],
  ['an unknown service', parseFirebaseRules('service cloud.other { }'), ['1: the service “cloud.other” is not known']],
  ['an unknown method', parseFirebaseRules(files('match /a { allow reed; }')), ['1: “reed” is nothing to allow']],
];

describe('the rules of Firebase (SEC-10)', () => {
  test.each(CASES)('%s', (_, parsed, wanted) => {
    expect(said(parsed)).toEqual(wanted);
  });

  test('never throws, never hangs, on any text', () => {
    const words = fc.constantFrom(
      'service cloud.firestore {',
      'match /',
      '{a=**}',
      'allow read',
      ': if ',
      'true',
      '&&',
      '(',
      ')',
      '}',
      ';',
      '"',
      '/*',
      '$(',
      '[',
      '.',
      '?',
      ':',
      'function f() { return f(); }',
      'f()',
      '{ "rules": ',
      '".read": ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(words, { maxLength: 40 }).map((all) => all.join(' ')),
        ),
        (text) => {
          expect(typeof parseFirebaseRules(text).ok).toBe('boolean');
          expect(typeof parseRealtimeRules(text).ok).toBe('boolean');
        },
      ),
      { numRuns: 300 },
    );
  });

  test('ends on nesting, loops of functions and long chains', () => {
    expect(parseFirebaseRules(store(`match /a { allow read: if ${'('.repeat(5_000)}`))).toMatchObject({ ok: false });
    expect(parseFirebaseRules(store(`match /a { allow read: if ${'!'.repeat(5_000)}true; }`))).toMatchObject({ ok: false });
    expect(said(parseFirebaseRules(store('function f() { return f() || f(); } match /a { allow read: if f(); }')))).toEqual(['/a r some']);
    expect(parseFirebaseRules(store(`match /a { allow read: if ${'true && '.repeat(900)}true; }`)).ok).toBe(true);
    expect(parseFirebaseRules(store(`match /a { allow read: if ${'true && '.repeat(40_000)}true; }`))).toMatchObject({ ok: false });
    expect(parseFirebaseRules(store(`match /a { allow read: if a${'.b'.repeat(40_000)}; }`))).toMatchObject({ ok: false });
    expect(parseRealtimeRules(`{ "rules": ${'{ "a": '.repeat(5_000)}`)).toMatchObject({ ok: false });
    expect(parseFirebaseRules(`service cloud.firestore { ${'match /a { '.repeat(5_000)}`)).toMatchObject({ ok: false });
    expect(parseFirebaseRules('x'.repeat(600_000))).toMatchObject({ ok: false });
  });
});
