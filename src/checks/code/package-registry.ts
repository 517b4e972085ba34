import { z } from 'zod';
import { defineCheck, type Saw, type Verdict } from '../../core/check.ts';
import type { Severity } from '../../core/vocabulary.ts';
import { registryPackages } from '../../probes/registry/packages.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';

type Seen = Saw<{ packages: typeof registryPackages }>;
type Asked = Seen['packages']['asked'][number];

/** A package younger than this with few versions is one that a person should look at. */
const YOUNG_DAYS = 30;
const FEW = 10;
const DAY_MS = 86_400_000;

const mailer: Asked = {
  name: 'resend-easy-mailer',
  registry: 'npm',
  file: 'package.json',
  line: 14,
  declared: true,
  is: 'there',
  versions: 41,
  published: '2023-04-01T00:00:00.000Z',
};
const saw = (asked: Asked[], changes: Partial<Seen['packages']> = {}): Seen => ({
  packages: { manifests: 1, asked, kept: 0, beyond: 0, unanswered: [], ...changes },
});

const ABSENT = { is: 'absent', versions: 0, published: null } as const;

/** What to do about each kind, the gravest first. */
const KINDS = [
  {
    of: 'absent',
    severity: 'blocker',
    says: 'which the registry does not know',
    steps: [
      'Find out which package was meant, or write the few lines yourself, and take the name out of the code and its manifest.',
      'Install, and commit the lockfile.',
      'A package of your own: publish it under your scope, and name its registry in `.npmrc` or pyproject.toml.',
    ],
  },
  {
    of: 'held',
    severity: 'high',
    says: 'which the registry took down as malware',
    steps: [
      'Take the package out of the code and its manifest.',
      'Renew the keys of every machine and pipeline that installed it before.',
      'Install, and commit the lockfile.',
    ],
  },
  {
    of: 'young',
    severity: 'medium',
    says: 'first published less than a month ago',
    steps: [
      'Look at its page: who publishes it, and does its repository exist?',
      'The right one: install it and commit the lockfile. In doubt, use a package that others have used for years.',
    ],
  },
] as const satisfies readonly { of: string; severity: Severity; says: string; steps: readonly string[] }[];

const NAMES = { npm: 'npm', pypi: 'PyPI' } as const;

export default defineCheck({
  id: 'code/package-registry',
  requirements: ['DEP-1', 'SEC-1'],
  title: 'Every package that you ask for exists',
  failing: 'Your build asks for a package that anybody may publish',
  severity: 'blocker',
  unknownAs: 'medium',
  hurts: ['data', 'billing', 'trust'],
  why: 'Assistants invent names of packages. Whoever registers such a name runs their code in your build, with your keys.',
  learn: ['https://docs.npmjs.com/threats-and-mitigations', 'https://docs.pypi.org/api/index-api/'],
  on: 'repo',
  reads: { packages: registryPackages },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no manifest of packages', saw: saw([], { manifests: 0 }), gives: 'skip' },
    { name: 'names of a registry of your own', saw: saw([], { kept: 3 }), gives: 'skip' },
    { name: 'a lockfile holds all', saw: saw([]), gives: 'pass' },
    { name: 'one that has been there for years', saw: saw([mailer]), gives: 'pass' },
    { name: 'one that does not exist', saw: saw([{ ...mailer, ...ABSENT }]), gives: 'fail' },
    { name: 'code alone names one that does not exist', saw: saw([{ ...mailer, ...ABSENT, declared: false }]), gives: { fail: 'high' } },
    { name: 'one that was malware', saw: saw([{ ...mailer, is: 'held', versions: 1 }]), gives: { fail: 'high' } },
    {
      name: 'one of last week',
      saw: saw([{ ...mailer, versions: 2, published: '2026-11-16T00:00:00.000Z' }]),
      gives: { fail: 'medium' },
    },
  ],
  judge({ packages: { manifests, asked, kept, beyond, unanswered } }, { now }) {
    if (manifests === 0) return { is: 'skip', because: 'The repository asks no registry for packages.' };
    const verdicts = KINDS.flatMap(({ of, severity, says, steps }): Verdict[] => {
      const some = asked.filter((each) => kindOf(each, now) === of);
      if (some.length === 0) return [];
      const names = some.map(({ name, registry, file, line }) => `${plain(name, 80)} (${NAMES[registry]}; ${plain(file, 80)}:${line})`);
      const isAsked = some.some(({ declared }) => declared);
      const rest = unanswered.length === 0 ? '' : ` ${unanswered.length} more could not be asked about.`;
      return [
        {
          is: 'fail',
          // Whoever accepts one name does not accept the next.
          of: [of, ...new Set(some.map(({ name, registry }) => `${registry}:${name}`))].toSorted().join(' '),
          found: `You use ${list(names, 4)}, ${says}.${rest}`,
          severity: of === 'absent' && !isAsked ? 'high' : severity,
          at: some.map(({ file, line }) => ({ at: file, line })),
          fix: byHand([...steps], {
            goal: 'every dependency is a package that exists and that we mean to use.',
            not: 'install or publish the name to make the message go away.',
            verify: 'launch-ready audit . --only code',
            shows: 'shows no finding about packages.',
            minutes: 20,
          }),
        },
      ];
    });
    if (verdicts.length > 0) return verdicts;
    if (asked.length === 0 && kept > 0)
      return { is: 'skip', because: 'Your packages may come from a registry of your own, so no public one was asked about their names.' };
    const left = beyond + kept;
    return { is: 'pass', ...(left > 0 ? { found: `${asked.length} names were asked about, ${left} more were not.` } : {}) };
  },
});

function kindOf({ is, versions, published }: Asked, now: Date): (typeof KINDS)[number]['of'] | null {
  if (is !== 'there') return is;
  const days = published === null ? YOUNG_DAYS : (now.getTime() - Date.parse(published)) / DAY_MS;
  return days < YOUNG_DAYS && versions <= FEW ? 'young' : null;
}
