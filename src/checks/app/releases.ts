import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoReleases } from '../../probes/repo/releases.ts';
import { byHand } from '../fix.ts';
import { count, list, plain } from '../plain.ts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;

const CALM = {
  git: true,
  days: 30,
  commits: 14,
  last: '2026-11-21T10:00:00.000Z',
  reverts: [],
  hotfixes: [],
  tags: [{ name: 'v1.4.0', at: '2026-11-20T10:00:00.000Z' }],
  deploys: [],
  rollbacks: [],
};

export default defineCheck({
  id: 'app/releases',
  requirements: ['AUD-10', 'DEP-7'],
  title: 'Releases go out calmly',
  failing: 'Releases are taken back or mended in a hurry, again and again',
  severity: 'medium',
  unknownAs: 'low',
  hurts: ['trust', 'data'],
  why: 'Each of these was a release that customers met broken. On launch day the next one meets all of them at once.',
  learn: ['https://dora.dev/guides/dora-metrics/', 'https://sre.google/sre-book/release-engineering/'],
  on: 'repo',
  reads: { releases: repoReleases },
  options: z.object({
    /** Reverts, hotfixes and rollbacks within seven days that are too many. */
    most: z.number().int().min(1).default(3),
  }),
  since: '0.1.0',
  examples: [
    { name: 'two weeks without a step back', saw: { releases: CALM }, gives: 'pass' },
    {
      name: 'one revert and one hotfix in a month',
      saw: { releases: { ...CALM, reverts: ['2026-11-02T09:00:00.000Z'], hotfixes: ['2026-11-19T09:00:00.000Z'] } },
      gives: 'pass',
    },
    {
      name: 'four reverts in seven days',
      saw: {
        releases: {
          ...CALM,
          reverts: ['2026-11-20T09:00:00.000Z', '2026-11-19T15:00:00.000Z', '2026-11-17T09:00:00.000Z', '2026-11-15T20:00:00.000Z'],
        },
      },
      gives: 'fail',
    },
    {
      name: 'a revert, a hotfix and a rollback within a week',
      saw: {
        releases: {
          ...CALM,
          reverts: ['2026-11-10T09:00:00.000Z'],
          hotfixes: ['2026-11-11T09:00:00.000Z'],
          rollbacks: [{ name: '41a7', at: '2026-11-12T09:00:00.000Z' }],
        },
      },
      gives: 'fail',
    },
    { name: 'no git history and no journal', saw: { releases: { ...CALM, git: false, commits: 0, last: null, tags: [] } }, gives: 'skip' },
    {
      name: 'the journal alone',
      saw: {
        releases: { ...CALM, git: false, commits: 0, last: null, tags: [], deploys: [{ name: '41a7', at: '2026-11-12T09:00:00.000Z' }] },
      },
      gives: 'pass',
    },
  ],
  judge({ releases }, { options }) {
    const { git, days, reverts, hotfixes, rollbacks, deploys } = releases;
    if (!git && deploys.length + rollbacks.length === 0)
      return { is: 'skip', because: 'There is no git history and no journal that would tell of releases.' };
    const history = historyOf(releases);
    const steps = [...reverts, ...hotfixes, ...rollbacks.map(({ at }) => at)].map((at) => Date.parse(at)).toSorted((a, b) => a - b);
    const burst = steps.map((from) => ({ from, many: steps.filter((each) => each >= from && each < from + WEEK).length }));
    const worst = burst.reduce((a, b) => (b.many > a.many ? b : a), { from: 0, many: 0 });
    if (worst.many < options.most) return { is: 'pass', found: `${history}.` };
    const kinds = [count(reverts.length, 'revert'), plural(hotfixes.length, 'hotfix'), count(rollbacks.length, 'rollback')];
    const said = list(kinds.filter((kind) => !kind.startsWith('0 ')));
    return {
      is: 'fail',
      found: `${worst.many} steps back within 7 days from ${new Date(worst.from).toISOString().slice(0, 10)} (${said} in ${days} days). ${history}.`,
      fix: byHand(
        [
          'Read what was taken back and why: the same cause twice is the one to repair.',
          'Try each release where no customer is: `launch-ready deploy run` tries it before it goes live.',
          'Write a smoke test for what broke: `launch-ready smoke` runs it after every release.',
          'Do not launch on the day of a release; wait for three calm days.',
        ],
        {
          goal: `fewer than ${options.most} reverts, hotfixes and rollbacks in any seven days.`,
          not: 'rewrite the history, or stop writing reverts as reverts.',
          verify: 'git log --since=30.days --oneline; launch-ready audit . --only app',
          shows: 'no longer lists app/releases.',
          minutes: 60,
        },
      ),
    };
  },
});

/** `14 commits in 30 days, the last on 2026-11-21; 1 tag, the last v1.4.0 on 2026-11-20; 3 deploys, 0 rollbacks`. */
function historyOf({ git, days, commits, last, tags, deploys, rollbacks }: z.output<typeof repoReleases.sees>): string {
  const latest = (named: readonly { name: string; at: string }[]): string =>
    named[0] === undefined ? '' : `, the last ${plain(named[0].name, 60)} on ${named[0].at.slice(0, 10)}`;
  return [
    git ? `${count(commits, 'commit')} in ${days} days${last === null ? '' : `, the last on ${last.slice(0, 10)}`}` : '',
    tags.length === 0 ? '' : `${count(tags.length, 'tag')}${latest(tags)}`,
    deploys.length + rollbacks.length === 0
      ? ''
      : `${count(deploys.length, 'deploy')}${latest(deploys)}, ${count(rollbacks.length, 'rollback')}`,
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 'es'}`;
}
