import { defineCheck } from '../../core/check.ts';
import { closingSteps, isGone, ON_EXPOSED, showStatus, unlessUnasked } from '../exposure.ts';
import { byHand } from '../fix.ts';
import { count, plain } from '../plain.ts';
import { ANY_PATH_IS_A_PAGE, sampleExposed } from '../sample-exposed.ts';

export default defineCheck({
  id: 'exposure/project-files',
  requirements: ['SEC-1', 'EDG-9'],
  title: 'Your site serves what was built, not the project folder',
  failing: 'Your site publishes the project folder',
  severity: 'medium',
  hurts: ['data', 'trust'],
  why: 'Where package.json can be read, the code of your server often can too. It also tells attackers which weak versions you use.',
  learn: ['https://cwe.mitre.org/data/definitions/538.html', 'https://expressjs.com/en/starter/static-files.html'],
  ...ON_EXPOSED,
  since: '0.2.0',
  examples: [
    { name: 'no project files', saw: sampleExposed(), gives: 'pass' },
    { name: 'a single-page app that answers /package.json with its home page', saw: ANY_PATH_IS_A_PAGE, gives: 'pass' },
    {
      name: 'the description of the project',
      saw: sampleExposed({ projects: [{ path: '/package.json', name: 'acme-web', packages: 61 }] }),
      gives: 'fail',
    },
    { name: 'a host that broke off', saw: sampleExposed({ broken: { why: 'status 429', unasked: ['/package.json'] } }), gives: 'skip' },
  ],
  judge({ exposed }, { subject: { host } }) {
    const [project] = exposed.projects;
    if (!project) return unlessUnasked(host, exposed, /^\/package\.json$/);
    const url = `https://${host}${project.path}`;
    return {
      is: 'fail',
      found: `${url} describes the project “${plain(project.name, 60)}” with its ${count(project.packages, 'package')}.`,
      fix: byHand(closingSteps(exposed.served, project.path), {
        prompt: {
          goal: `${url} answers 404, and nothing of the project is published but what the build wrote.`,
          change: 'serve the output folder of the build (dist, build or out) instead of the project folder.',
          not: 'block package.json alone: server.js and all other files of the folder stay open.',
          see: isGone(url),
        },
        verify: showStatus(url),
        minutes: 20,
      }),
    };
  },
});
