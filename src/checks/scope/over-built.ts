import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoFiles } from '../../probes/repo/files.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';

const saw = (heavy: { kind: string; path: string; line: number | null }[]) => ({
  files: {
    files: ['package.json', ...heavy.map(({ path }) => path)],
    truncated: false,
    git: true,
    dependencies: {},
    stack: [],
    envFiles: [],
    heavy,
  },
});

export default defineCheck({
  id: 'scope/over-built',
  requirements: ['SCOPE-1', 'SCOPE-2'],
  title: 'The product is as simple as its stage',
  failing: 'You carry machinery that a first launch does not need',
  severity: 'low',
  hurts: ['cost'],
  why: 'Each system you run is one more that fails at night. Before product-market fit that time belongs to customers.',
  learn: ['https://martinfowler.com/bliki/Yagni.html', 'https://martinfowler.com/bliki/MonolithFirst.html'],
  on: 'repo',
  reads: { files: repoFiles },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'nothing heavy', saw: saw([]), gives: 'pass' },
    { name: 'Kubernetes for one app', saw: saw([{ kind: 'Kubernetes', path: 'k8s/deployment.yaml', line: 1 }]), gives: 'fail' },
    {
      name: 'several kinds at once',
      saw: saw([
        { kind: 'Kubernetes', path: 'k8s/api.yaml', line: 1 },
        { kind: 'Kubernetes', path: 'k8s/web.yaml', line: 1 },
        { kind: 'event sourcing', path: 'package.json', line: 31 },
        { kind: 'service mesh', path: 'mesh/istio.yaml', line: null },
      ]),
      gives: 'fail',
    },
  ],
  judge({ files: { heavy } }) {
    if (heavy.length === 0) return { is: 'pass' };
    const kinds = [...new Set(heavy.map(({ kind }) => kind))];
    const told = kinds.map((kind) => {
      const first = heavy.find((sign) => sign.kind === kind)!; // !: every kind comes from `heavy`
      return `${plain(kind, 40)} (${plain(first.path, 60)}${first.line === null ? '' : `:${first.line}`})`;
    });
    return {
      is: 'fail',
      found: `For information: the repository holds ${list(told, 6)}.`,
      at: heavy.map(({ path, line }) => (line === null ? { at: path } : { at: path, line })),
      fix: byHand(
        [
          'Ask of each: does it help onboarding, delivery, support load or the speed of a core flow this month?',
          'If not, stop building on it now; remove it when you next touch it. Nothing here stops your launch.',
          'Usual replacement: one app on a hosting platform, one PostgreSQL database, and managed error tracking and uptime checks.',
        ],
        {
          prompt: {
            goal: 'a list of machinery in this repository that the launch does not need, and the simplest replacement of each.',
            change: `write the list for ${list(
              kinds.map((kind) => plain(kind, 40)),
              6,
            )}: what it does today, what breaks without it, what replaces it, how many hours that takes.`,
            not: 'remove anything yet, rewrite the app, or add new infrastructure.',
            see: 'each entry names one decision: keep, stop using, or remove after launch.',
          },
          verify: 'launch-ready audit . --only scope',
          minutes: 30,
        },
      ),
    };
  },
});
