import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { SEVERITIES, type Severity } from '../../core/vocabulary.ts';
import { ADVISORIES } from '../../parsers/setup/advisories.ts';
import { repoSupply } from '../../probes/repo/supply.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { sampleManifest, sampleSupply } from '../sample-setup.ts';

type Fault = ReturnType<typeof sampleSupply>['supply']['vulnerable'][number];
const remote: Fault = { name: 'next', version: '15.5.6', fixed: '15.5.7', id: 'CVE-2025-66478', at: 'package-lock.json' };
const bypass: Fault = { name: 'next', version: '14.2.24', fixed: '14.2.25', id: 'CVE-2025-29927', at: 'package-lock.json' };
const pages = { middleware: false, appRouter: false, shieldedHost: false };

export default defineCheck({
  id: 'code/framework-advisories',
  requirements: ['SEC-10', 'AUD-1'],
  title: 'Your framework has no hole that is attacked today',
  failing: 'Strangers can take over your server or walk past your login',
  severity: 'blocker',
  hurts: ['login', 'data', 'billing'],
  why: 'Programs search the whole internet for these versions. One request is enough; your keys and your customers’ data are then theirs.',
  learn: [ADVISORIES[0].learn, ADVISORIES[1].learn, ADVISORIES[2].learn],
  on: 'repo',
  reads: { supply: repoSupply },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no package.json', saw: sampleSupply([]), gives: 'skip' },
    { name: 'versions without a known hole', saw: sampleSupply([sampleManifest()]), gives: 'pass' },
    { name: 'a server that runs what it is sent', saw: sampleSupply([sampleManifest()], { vulnerable: [remote] }), gives: 'fail' },
    {
      name: 'two holes in one lockfile',
      saw: sampleSupply([sampleManifest()], { vulnerable: [bypass, remote] }),
      gives: 'fail',
    },
    {
      name: 'the same version with pages alone',
      saw: sampleSupply([sampleManifest()], { vulnerable: [remote], uses: pages }),
      gives: { fail: 'low' },
    },
    {
      name: 'middleware that a header switches off',
      saw: sampleSupply([sampleManifest()], { vulnerable: [bypass] }),
      gives: { fail: 'high' },
    },
    {
      name: 'the same version without middleware',
      saw: sampleSupply([sampleManifest()], { vulnerable: [bypass], uses: pages }),
      gives: { fail: 'low' },
    },
    {
      name: 'the same version behind a platform that drops the header',
      saw: sampleSupply([sampleManifest()], { vulnerable: [bypass], uses: { middleware: true, appRouter: true, shieldedHost: true } }),
      gives: { fail: 'medium' },
    },
  ],
  judge({ supply: { manifests, vulnerable, uses } }) {
    if (manifests.length === 0) return { is: 'skip', because: 'The repository has no package.json.' };
    if (vulnerable.length === 0) return { is: 'pass' };
    return [...Map.groupBy(vulnerable, ({ at, name }) => `${at}\n${name}`).values()].map((faults): Verdict => {
      const { at, name } = faults[0]!; // !: a group has a member
      const judged = faults.map((fault) => {
        const { says, only, learn } = ADVISORIES.find(({ id }) => id === fault.id)!; // !: the evidence names one of the table
        const isUsed = only === null || (only === 'middleware' ? uses.middleware : uses.appRouter);
        const severity: Severity = !isUsed ? 'low' : only !== 'middleware' ? 'blocker' : uses.shieldedHost ? 'medium' : 'high';
        const unused = isUsed ? '' : '; this repository does not use that part of it';
        return { ...fault, severity, learn, told: `${plain(fault.name, 60)} ${plain(fault.version, 40)} ${says} (${fault.id})${unused}` };
      });
      const severity = SEVERITIES.find((each) => judged.some((fault) => fault.severity === each)) ?? 'low';
      const raised = list([...new Set(judged.map(({ name, fixed }) => `${name} ${fixed}`))]);
      return {
        is: 'fail',
        found: `In ${plain(at, 120)}: ${list(judged.map(({ told }) => told))}.`,
        ...(severity === 'blocker' ? {} : { severity }),
        of: [name, ...faults.map(({ id }) => id).toSorted()].join(' '),
        at: [{ at }],
        fix: byHand(
          [
            `Install ${raised} or later and deploy it today.`,
            'If the old version was reachable, renew every key that the server holds.',
            `Read ${list([...new Set(judged.map(({ learn }) => learn))])}.`,
          ],
          {
            prompt: {
              goal: `the product runs on ${raised} or later.`,
              change: `raise the versions to ${raised} or a later patch of the same line, install, build, and commit package.json with the lockfile.`,
              not: 'move to another major version, or only change package.json without the lockfile.',
              see: '`npm ls` shows no version below these, and the build passes.',
            },
            verify: 'launch-ready audit . --only code',
            minutes: 20,
          },
        ),
      };
    });
  },
});
