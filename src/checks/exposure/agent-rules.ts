import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpExposed } from '../../probes/http/exposed.ts';
import { closingSteps, showStatus, unlessUnasked } from '../exposure.ts';
import { byHand } from '../fix.ts';
import { count, list, plain } from '../plain.ts';
import { ANY_PATH_IS_A_PAGE, sampleExposed } from '../sample-exposed.ts';

export default defineCheck({
  id: 'exposure/agent-rules',
  requirements: ['SEC-1', 'EDG-9'],
  title: 'Notes for your coding agent stay in the repository',
  failing: 'Anybody can read the notes for your coding agent',
  severity: 'low',
  hurts: ['trust', 'data'],
  why: 'Such notes tell how the product is built, where its weak places are, and sometimes how to log in to a test account.',
  learn: ['https://agents.md/', 'https://cwe.mitre.org/data/definitions/538.html'],
  on: 'host',
  reads: { exposed: httpExposed },
  causedBy: ['tls/handshake', 'routing/loop', 'routing/reachable', 'dns/environment', 'routing/environment'],
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'no notes', saw: sampleExposed(), gives: 'pass' },
    { name: 'a single-page app that answers /CLAUDE.md with its home page', saw: ANY_PATH_IS_A_PAGE, gives: 'pass' },
    {
      name: 'notes that are published',
      saw: sampleExposed({ rules: [{ path: '/CLAUDE.md', bytes: 5_200, heading: 'Project rules' }] }),
      gives: 'fail',
    },
    { name: 'a host that broke off', saw: sampleExposed({ broken: { why: 'status 429', unasked: ['/AGENTS.md'] } }), gives: 'skip' },
  ],
  judge({ exposed }, { subject: { host } }) {
    const [first] = exposed.rules;
    if (!first) return unlessUnasked(host, exposed, /\.md$|cursorrules$/);
    const urls = exposed.rules.map(({ path }) => `https://${host}${path}`);
    const bytes = exposed.rules.reduce((sum, each) => sum + each.bytes, 0);
    return {
      is: 'fail',
      found: `${list(urls)} ${urls.length === 1 ? 'holds' : 'hold'} ${count(bytes, 'byte')} of notes for a coding agent: “${plain(first.heading, 80)}”.`,
      fix: byHand([...closingSteps(exposed.served, first.path), 'Read the notes: replace every password and key that stands in them.'], {
        prompt: {
          goal: `${list(urls)} answers 404.`,
          change: `keep ${list(exposed.rules.map(({ path }) => path.slice(1)))} in the repository and out of the published folder.`,
          not: 'delete the notes from the repository.',
          see: `\`${showStatus(urls[0] ?? '')}\` prints 404, or 200 text/html where your app answers every path with its home page.`,
        },
        verify: showStatus(urls[0] ?? ''),
        minutes: 10,
      }),
    };
  },
});
