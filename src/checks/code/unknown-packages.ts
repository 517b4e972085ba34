import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { passOf } from '../code-places.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { repoSupply } from '../../probes/repo/supply.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { sampleCode } from '../sample-code.ts';
import { sampleManifest, sampleSupply } from '../sample-setup.ts';

const lookalikes = [{ name: 'crossenv', range: '^7.0.0', line: 14, like: 'cross-env' }];

const unknown = [{ file: 'src/lib/mail.ts', line: 1, what: 'resend-easy-mailer' }];
const saw = (supply: ReturnType<typeof sampleSupply>, unknownPackages: typeof unknown = []) => ({
  ...supply,
  code: { ...sampleCode([]).code, unknownPackages },
});

export default defineCheck({
  id: 'code/unknown-packages',
  requirements: ['DEP-1', 'SEC-1'],
  title: 'Every package is one that you mean',
  failing: 'Your code uses packages that nobody declared or that nobody meant',
  severity: 'medium',
  hurts: ['data', 'trust'],
  why: 'Assistants misremember names, and thieves publish packages under those names. What you install runs on your machine and your server, with your keys.',
  learn: ['https://docs.npmjs.com/threats-and-mitigations', 'https://owasp.org/www-project-top-ten/'],
  on: 'repo',
  reads: { supply: repoSupply, code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no package.json', saw: saw(sampleSupply([])), gives: 'skip' },
    { name: 'names that are known', saw: saw(sampleSupply([sampleManifest()])), gives: 'pass' },
    { name: 'a name one letter from a popular one', saw: saw(sampleSupply([sampleManifest({ lookalikes })])), gives: 'fail' },
    { name: 'a package that no package.json names', saw: saw(sampleSupply([sampleManifest()]), unknown), gives: 'fail' },
  ],
  judge({ supply: { manifests }, code }) {
    const { unknownPackages } = code;
    if (manifests.length === 0) return { is: 'skip', because: 'The repository has no package.json.' };
    const slips = manifests.flatMap(({ path, lookalikes: all }) => all.map((each) => ({ ...each, file: path })));
    if (slips.length + unknownPackages.length === 0) return passOf(code);
    const near = slips.map(({ name, like }) => `${plain(name, 80)} (did you mean ${like}?)`);
    const undeclared = unknownPackages.map(({ what, file, line }) => `${plain(what, 80)} (${plain(file, 80)}:${line})`);
    const names = list([...near, ...undeclared], 4);
    const asked = near.length > 0 ? [`The names of packages are off by a letter: ${list(near, 4)}.`] : [];
    const used = undeclared.length > 0 ? [`No package.json declares ${list(undeclared, 4)}.`] : [];
    return {
      is: 'fail',
      found: [...asked, ...used].join(' '),
      // Whoever accepts one name does not accept the next.
      of: [...new Set([...slips.map(({ name }) => name), ...unknownPackages.map(({ what }) => what)])].toSorted().join(' '),
      at: [{ at: manifests[0]!.path }, ...[...slips, ...unknownPackages].map(({ file, line }) => ({ at: file, line }))], // !: it is not empty
      fix: byHand(
        [
          `Look at ${names} on npmjs.com: who publishes it, since when, for how many users.`,
          'The right one: install it, so that package.json and the lockfile name it.',
          'A wrong one: uninstall it, and renew the keys of every machine that installed it.',
        ],
        {
          goal: 'every dependency is a package that we mean to use.',
          not: 'install anything before a person has looked at its page.',
          verify: 'launch-ready audit . --only code',
          shows: 'shows no unknown package.',
          minutes: 20,
        },
      ),
    };
  },
});
