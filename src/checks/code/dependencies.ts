import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { repoSupply } from '../../probes/repo/supply.ts';
import { nameOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { sampleManifest, sampleSupply } from '../sample-setup.ts';

const express = { name: 'express', range: 'latest', line: 9 };

export default defineCheck({
  id: 'code/dependencies',
  requirements: ['DEP-2', 'DEP-1'],
  title: 'Every build uses the packages that you tested',
  failing: 'The next build may use other packages than the ones you tested',
  severity: 'medium',
  hurts: ['signup', 'trust', 'data'],
  why: 'Without one lockfile that fits, each install picks anew. A release breaks overnight although nobody changed the code, or brings a package that was taken over.',
  learn: ['https://docs.npmjs.com/cli/configuring-npm/package-lock-json', 'https://docs.npmjs.com/cli/commands/npm-ci'],
  on: 'repo',
  reads: { supply: repoSupply },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no package.json', saw: sampleSupply([]), gives: 'skip' },
    { name: 'a lockfile that fits', saw: sampleSupply([sampleManifest()]), gives: 'pass' },
    { name: 'a library brings no lockfile', saw: sampleSupply([sampleManifest({ isApp: false, lock: null })]), gives: 'pass' },
    { name: 'no lockfile', saw: sampleSupply([sampleManifest({ lock: null })]), gives: 'fail' },
    { name: 'any version, held by the lockfile', saw: sampleSupply([sampleManifest({ loose: [express] })]), gives: { fail: 'low' } },
    { name: 'a package that the lockfile lacks', saw: sampleSupply([sampleManifest({ unlocked: [express] })]), gives: 'fail' },
    {
      name: 'lockfiles of two package managers',
      saw: sampleSupply([sampleManifest()], { doubled: [{ folder: '.', locks: ['bun.lock', 'package-lock.json'] }] }),
      gives: { fail: 'low' },
    },
  ],
  judge({ supply: { manifests, doubled, truncated } }) {
    if (manifests.length === 0) return { is: 'skip', because: 'The repository has no package.json.' };
    const verdicts = manifests.flatMap(({ path, lock, isApp, dependencies, loose, unlocked }): Verdict[] => {
      const file = plain(path, 160);
      const asked = list(
        loose.map(({ name, range }) => `${plain(name, 60)} (${plain(range, 40) || 'no range'})`),
        4,
      );
      if (isApp && dependencies > 0 && lock === null && !truncated) {
        const also = loose.length > 0 ? ` It asks for any version of ${asked}.` : '';
        return [
          fails({
            of: 'no lockfile',
            path,
            found: `${file} has no lockfile in the repository.${also}`,
            step: 'Run your package manager’s install once and commit the lockfile it writes.',
          }),
        ];
      }
      if (unlocked.length === 0 && loose.length === 0) return [];
      const missing = list(
        unlocked.map(({ name }) => plain(name, 60)),
        4,
      );
      const lacks = unlocked.length === 0 ? [] : [`${file} asks for ${missing}, which ${plain(lock ?? '', 100)} does not hold.`];
      const takes = loose.length === 0 ? [] : [`${file} takes any version of ${asked}.`];
      return [
        fails({
          of: unlocked.length > 0 ? `not locked ${namesOf(unlocked)}` : `any version ${namesOf(loose)}`,
          path,
          line: (unlocked[0] ?? loose[0])!.line, // !: one of them is not empty
          found: [...lacks, ...takes].join(' '),
          ...(unlocked.length > 0
            ? { step: 'Make sure each package exists and is the one you mean, run install, and commit the lockfile.' }
            : { step: 'Write the version that is installed now, such as ^5.1.0, in place of each.', severity: 'low' as const }),
        }),
      ];
    });
    const two = doubled.map(({ folder, locks }) =>
      fails({
        of: `lockfiles ${locks.map(nameOf).toSorted().join(' ')}`,
        path: locks[0]!, // !: there are two or more
        found: `${folder === '.' ? 'The root' : plain(folder, 120)} has lockfiles of several package managers: ${list(locks.map((lock) => plain(lock, 80)))}.`,
        step: 'Keep the lockfile of the package manager that your host uses, and delete the others.',
        severity: 'low',
      }),
    );
    const all = [...verdicts, ...two];
    return all.length === 0 ? { is: 'pass' } : all;
  },
});

function namesOf(packages: readonly { name: string }[]): string {
  return packages
    .map(({ name }) => name)
    .toSorted()
    .join(' ');
}

function fails(what: { of: string; path: string; line?: number; found: string; step: string; severity?: 'low' }): Verdict {
  const { of, path, line, found, step, severity } = what;
  return {
    is: 'fail',
    found,
    ...(severity ? { severity } : {}),
    of,
    at: [line === undefined ? { at: path } : { at: path, line }],
    fix: byHand([step, 'Install in your pipeline with `npm ci`, `pnpm install --frozen-lockfile` or the like.'], {
      goal: 'a clean install brings exactly the versions that were tested.',
      not: 'upgrade or remove packages on the way.',
      verify: 'launch-ready audit . --only code',
      shows: 'shows no finding about dependencies.',
      minutes: 15,
    }),
  };
}
