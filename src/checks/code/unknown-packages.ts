import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoSupply } from '../../probes/repo/supply.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { sampleManifest, sampleSupply } from '../sample-setup.ts';

const lookalikes = [{ name: 'crossenv', range: '^7.0.0', line: 14, like: 'cross-env' }];

export default defineCheck({
  id: 'code/unknown-packages',
  requirements: ['DEP-1', 'SEC-1'],
  title: 'Every package is one that you mean',
  failing: 'Your product installs a package whose name is a slip of the keyboard',
  severity: 'medium',
  hurts: ['data', 'trust'],
  why: 'Assistants misremember names, and thieves publish packages under those names. What you install runs on your machine and your server, with your keys.',
  learn: ['https://docs.npmjs.com/threats-and-mitigations', 'https://owasp.org/www-project-top-ten/'],
  on: 'repo',
  reads: { supply: repoSupply },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no package.json', saw: sampleSupply([]), gives: 'skip' },
    { name: 'names that are known', saw: sampleSupply([sampleManifest()]), gives: 'pass' },
    { name: 'a name one letter from a popular one', saw: sampleSupply([sampleManifest({ lookalikes })]), gives: 'fail' },
  ],
  judge({ supply: { manifests } }) {
    if (manifests.length === 0) return { is: 'skip', because: 'The repository has no package.json.' };
    const strange = manifests.flatMap(({ path, lookalikes: all }) => all.map((each) => ({ ...each, path })));
    if (strange.length === 0) return { is: 'pass' };
    const names = list(
      strange.map(({ name, like }) => `${plain(name, 80)} (did you mean ${like}?)`),
      4,
    );
    return {
      is: 'fail',
      found: `${plain(strange[0]!.path, 120)}:${strange[0]!.line} asks for ${names}.`, // !: it is not empty
      at: strange.map(({ path, line }) => ({ at: path, line })),
      fix: byHand(
        [
          `Look at ${names} on npmjs.com: who publishes it, since when, for how many users.`,
          'If it is not what you meant, uninstall it, install the right one, and renew the keys of every machine that installed it.',
        ],
        {
          goal: 'every dependency is a package that we mean to use.',
          not: 'install anything before a person has looked at its page.',
          verify: 'launch-ready audit . --only code',
          shows: 'no package whose name is a slip.',
          minutes: 20,
        },
      ),
    };
  },
});
