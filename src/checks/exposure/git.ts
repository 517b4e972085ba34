import { defineCheck } from '../../core/check.ts';
import { closingSteps, ON_EXPOSED, showStatus, unlessUnasked } from '../exposure.ts';
import { byHand } from '../fix.ts';
import { plain } from '../plain.ts';
import { ANY_PATH_IS_A_PAGE, REFUSES, sampleExposed } from '../sample-exposed.ts';

export default defineCheck({
  id: 'exposure/git',
  requirements: ['SEC-1', 'SEC-3'],
  title: 'Your git repository stays on the server',
  failing: 'Anybody can download your whole code with its history',
  severity: 'blocker',
  hurts: ['data', 'billing', 'trust'],
  why: 'From an open .git folder a free tool rebuilds all your code, and every key that was ever committed.',
  learn: ['https://owasp.org/Top10/2021/A05_2021-Security_Misconfiguration/', 'https://cwe.mitre.org/data/definitions/527.html'],
  ...ON_EXPOSED,
  since: '0.1.0',
  examples: [
    { name: 'no repository', saw: sampleExposed(), gives: 'pass' },
    { name: 'a single-page app that answers /.git/config with its home page', saw: ANY_PATH_IS_A_PAGE, gives: 'pass' },
    {
      name: 'an open repository',
      saw: sampleExposed({ git: [{ path: '/.git/config', remote: 'github.com/acme/app', key: false }] }),
      gives: 'fail',
    },
    {
      name: 'with a token in the address of its remote',
      saw: sampleExposed({ git: [{ path: '/.git/config', remote: 'github.com/acme/app', key: true }] }),
      gives: 'fail',
    },
    { name: 'a host that refuses everything', saw: REFUSES, gives: 'skip' },
  ],
  judge({ exposed }, { subject: { host } }) {
    const [git] = exposed.git;
    if (!git) return unlessUnasked(host, exposed, /^\/\.git\//);
    const url = `https://${host}${git.path}`;
    const remote = git.remote === null ? '' : ` of ${plain(git.remote, 100)}`;
    return {
      is: 'fail',
      found: `${url} shows everybody the git repository${remote}${git.key ? ', with the token that opens it' : ''}.`,
      fix: byHand(
        [
          ...closingSteps(exposed.served, '/.git'),
          ...(git.key ? ['Revoke the token in the address of the remote: it counts as stolen.'] : []),
          'Run `launch-ready secrets scan --history` in the repository, and replace every key that it names.',
        ],
        {
          prompt: {
            goal: `nothing below https://${host}/.git/ can be downloaded.`,
            change:
              'publish the build output alone; deploy by copying it, never by `git pull` or `git clone` into the folder that is served.',
            not: 'answer 403 for /.git/ alone and leave /.git/config open, or delete the repository.',
            see: `\`${showStatus(url)}\` prints 404.`,
          },
          verify: showStatus(url),
          minutes: 45,
        },
      ),
    };
  },
});
