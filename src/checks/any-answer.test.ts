import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeExample } from '../core/example.ts';
import { URL_KINDS } from '../core/subject.ts';
import { checks } from './index.ts';
import { sampleCookie } from './sample-cookie.ts';
import { sampleCors } from './sample-cors.ts';
import { samplePage } from './sample-page.ts';

const LOOKS_AT_ANSWERS = ['headers/', 'cors/', 'caching/'];
const NAMES = [
  'server',
  'x-powered-by',
  'content-security-policy',
  'x-frame-options',
  'referrer-policy',
  'cache-control',
  'cdn-cache-control',
  'expires',
  'age',
  'via',
  'link',
  'vary',
  'last-modified',
  'cf-cache-status',
];

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '10.0.0.1',
    'max-age=1',
    "'unsafe-inline'",
    'public',
    'private',
    'HIT',
    'Cookie',
    'Sat, 01 Jan 2022 00:00:00 GMT',
    'a.internal',
    "'",
    '*',
  ),
);
const header = fc.tuple(fc.constantFrom(...NAMES), text);
const headersOf = fc.array(header, { maxLength: 6 });
const cookie = fc
  .record({
    name: text,
    session: fc.option(fc.constantFrom('Express', 'Supabase', 'session')),
    secure: fc.boolean(),
    httpOnly: fc.boolean(),
    sameSite: fc.constantFrom('strict', 'lax', 'none', 'absent', 'invalid'),
    domain: fc.option(text),
    path: fc.option(text),
    maxAge: fc.option(fc.oneof(fc.integer(), fc.constant(1e300))),
  })
  .map(sampleCookie);
const answer = fc.record({
  url: fc.constantFrom('https://acme.com/', 'https://www.acme.com/a', 'https://app.acme.com/login', 'not a url'),
  redirects: fc.nat(2),
  status: fc.constantFrom(200, 204, 302, 401, 403, 404, 500),
  headers: headersOf,
  cookies: fc.array(cookie, { maxLength: 3 }),
});
const visitors = fc.record({
  second: fc.option(fc.record({ headers: headersOf, handed: fc.array(text, { maxLength: 2 }), own: fc.array(text, { maxLength: 2 }) })),
  returning: fc.option(fc.record({ headers: headersOf, differs: fc.boolean() })),
});
const cors = fc.record({
  status: fc.constantFrom(200, 401, 404),
  allowOrigin: fc.option(text),
  allowCredentials: fc.boolean(),
  varyOrigin: fc.boolean(),
});

test('whatever a server answers, every check of answers judges it, and a failure can be fixed', () => {
  const subjects = fc.record({
    kind: fc.constant('url' as const),
    url: fc.constantFrom('https://acme.com/', 'https://acme.com/assets/a-B7f2k9Qd.js', "https://acme.com/a'b"),
    for: fc.constantFrom(...URL_KINDS),
  });
  const judged = checks.filter(({ id, on }) => on === 'url' && LOOKS_AT_ANSWERS.some((area) => id.startsWith(area)));
  fc.assert(
    fc.property(subjects, answer, cors, visitors, (subject, change, policy, later) => {
      const { status, headers } = change;
      const told = { status, location: null, likeness: 'a' };
      const seen = { url: `${subject.url}/x.css`, page: told, file: { ...told, headers }, random: { ...told, likeness: 'b' } };
      const saw = { page: samplePage(change), cors: sampleCors({}, policy), visitors: later, seen };
      for (const check of judged) {
        const verdicts = judgeExample(check, { name: 'any', saw, subject, gives: 'pass' });
        expect(verdicts.length).toBeGreaterThan(0);
        for (const verdict of verdicts) {
          if (verdict.is !== 'fail') continue;
          expect(verdict.found).not.toMatch(/[\p{Cc}]/u);
          expect(verdict.fix.prompt).toMatch(/^Goal: .+\nChange: .+\nDo not: .+\nIt works when: .+$/);
          expect(verdict.fix.verify).toMatch(/^curl -sS /);
        }
      }
    }),
  );
});
