import { defineCheck } from '../../core/check.ts';
import { closingSteps, isGone, ON_EXPOSED, showStatus, unlessUnasked } from '../exposure.ts';
import { byHand } from '../fix.ts';
import { count, list, plain } from '../plain.ts';
import { ANY_PATH_IS_A_PAGE, sampleExposed } from '../sample-exposed.ts';

export default defineCheck({
  id: 'exposure/agent-rules',
  requirements: ['SEC-1', 'EDG-9'],
  title: 'Notes and settings of your coding agent and editor stay in the repository',
  failing: 'Anybody can read what your coding agent is given',
  severity: 'blocker',
  hurts: ['trust', 'data'],
  why: 'Such notes tell how the product is built, where its weak places are, and sometimes how to log in. Settings of its tools often hold keys.',
  learn: ['https://agents.md/', 'https://cwe.mitre.org/data/definitions/538.html'],
  ...ON_EXPOSED,
  since: '0.1.0',
  examples: [
    { name: 'no notes', saw: sampleExposed(), gives: 'pass' },
    { name: 'a single-page app that answers /CLAUDE.md with its home page', saw: ANY_PATH_IS_A_PAGE, gives: 'pass' },
    {
      name: 'notes that are published',
      saw: sampleExposed({ rules: [{ path: '/CLAUDE.md', bytes: 5_200, heading: 'Project rules', grave: [] }] }),
      gives: { fail: 'low' },
    },
    {
      name: 'settings of an agent with a key in them',
      saw: sampleExposed({ rules: [{ path: '/.mcp.json', bytes: 610, heading: 'github, supabase', grave: ['GitHub token'] }] }),
      gives: 'fail',
    },
    {
      name: 'an editor that uploads with a password',
      saw: sampleExposed({
        rules: [{ path: '/.vscode/sftp.json', bytes: 210, heading: 'upload to 203.0.113.9', grave: ['the password of a server'] }],
      }),
      gives: 'fail',
    },
    { name: 'a host that broke off', saw: sampleExposed({ broken: { why: 'status 429', unasked: ['/AGENTS.md'] } }), gives: 'skip' },
  ],
  judge({ exposed }, { subject: { host } }) {
    const [first] = exposed.rules;
    if (!first) return unlessUnasked(host, exposed, /\.md$|(?:mcp|sftp)\.json$/);
    const urls = exposed.rules.map(({ path }) => `https://${host}${path}`);
    const bytes = exposed.rules.reduce((sum, each) => sum + each.bytes, 0);
    const keys = [...new Set(exposed.rules.flatMap(({ grave }) => grave))].map((each) => plain(each, 60));
    const holds = keys.length === 0 ? '' : `, with ${list(keys)} in it`;
    return {
      is: 'fail',
      found: `${list(urls)} ${urls.length === 1 ? 'holds' : 'hold'} ${count(bytes, 'byte')} for your tools: “${plain(first.heading, 80)}”${holds}.`,
      ...(keys.length === 0 ? { severity: 'low' as const } : {}),
      fix: byHand(
        [
          ...closingSteps(exposed.served, first.path),
          keys.length === 0
            ? 'Read the notes: replace every password and key that stands in them.'
            : `Replace each of these at its provider; they count as stolen: ${list(keys)}.`,
        ],
        {
          prompt: {
            goal: `${list(urls)} answers 404.`,
            change: `keep ${list(exposed.rules.map(({ path }) => path.slice(1)))} in the repository and out of the published folder.`,
            not: 'delete the notes from the repository.',
            see: isGone(urls[0] ?? ''),
          },
          verify: showStatus(urls[0] ?? ''),
          minutes: 10,
        },
      ),
    };
  },
});
