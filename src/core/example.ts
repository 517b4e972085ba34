import { type AnyCheck, type Context, type Verdict, verdictsOf } from './check.ts';
import { defaultConfig } from './config.ts';
import type { Subject, SubjectKind } from './subject.ts';

/** The subject an example is about where it names none. */
const SUBJECTS = {
  site: { kind: 'site', domain: 'acme.com' },
  host: { kind: 'host', host: 'acme.com', port: 443 },
  url: { kind: 'url', url: 'https://acme.com/', for: 'home' },
  repo: { kind: 'repo', root: '.' },
  zone: { kind: 'zone', id: 'acme.com' },
  database: { kind: 'database', url: 'postgres://localhost/acme' },
  release: { kind: 'release', id: 'v1' },
  log: { kind: 'log', name: 'access.log', root: '.', path: 'access.log' },
  tracker: { kind: 'tracker', org: 'acme', project: 'app' },
} as const satisfies Record<SubjectKind, Subject>;

/** What a check says of one of its own examples. Pure. */
export function judgeExample(check: AnyCheck, example: AnyCheck['examples'][number]): readonly Verdict[] {
  const context: Context = {
    subject: example.subject ?? SUBJECTS[check.on as SubjectKind],
    options: check.options.parse(example.options ?? {}),
    now: new Date(example.now ?? '2026-11-22T00:00:00Z'),
    config: { ...defaultConfig(), ...example.config },
  };
  return verdictsOf(check.judge(example.saw, context));
}
