import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { ADVISORIES } from '../../parsers/setup/advisories.ts';
import { repoSupply } from '../../probes/repo/supply.ts';
import { byHand } from '../fix.ts';
import { plain } from '../plain.ts';
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
    return vulnerable.map(({ name, version, fixed, id, at }): Verdict => {
      const { says, only, learn } = ADVISORIES.find((each) => each.id === id)!; // !: the evidence names one of the table
      const isUsed = only === null || (only === 'middleware' ? uses.middleware : uses.appRouter);
      const shown = `${plain(name, 60)} ${plain(version, 40)}`;
      const severity = !isUsed ? 'low' : only !== 'middleware' ? null : uses.shieldedHost ? 'medium' : 'high';
      return {
        is: 'fail',
        found: `${shown} in ${plain(at, 120)} ${says} (${id})${isUsed ? '' : '; this repository does not use that part of it'}.`,
        ...(severity ? { severity } : {}),
        at: [{ at: `${at} ${id} ${version}` }],
        fix: byHand(
          [
            `Install ${name} ${fixed} or later and deploy it today.`,
            'If the old version was reachable, renew every key that the server holds.',
            `Read ${learn}.`,
          ],
          {
            prompt: {
              goal: `the product runs on ${name} ${fixed} or later.`,
              change: `raise ${name} from ${plain(version, 40)} to ${fixed} or a later patch of the same line, install, build, and commit package.json with the lockfile.`,
              not: 'move to another major version, or only change package.json without the lockfile.',
              see: `\`npm ls ${name}\` shows no version below ${fixed}, and the build passes.`,
            },
            verify: 'launch-ready audit . --only code',
            minutes: 20,
          },
        ),
      };
    });
  },
});
