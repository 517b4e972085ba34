import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Suites that measure time run after all others, for a busy machine measures itself: two at a time, those that tell a few per cent alone. */
const TIMED = ['src/load/ladder.test.ts', 'test/deploy/speed.test.ts', 'src/app/perf/perf.test.ts'];
const ALONE = ['src/load/{compare,gate,measure}.test.ts'];
const EXCLUDE = ['**/node_modules/**', '**/dist/**'];
/** The longest suites, the longest first: one that began last would run on alone while the other workers have nothing left. */
const LONG = [
  'test/e2e/faults',
  'test/e2e/no-secret',
  'test/e2e/pages',
  'test/e2e/sprint',
  'test/e2e/foreign',
  'src/app/secrets/hostile-git',
  'test/deploy/coachly',
  'src/monitor/crash',
  'test/e2e/action',
  'src/lab/namespace',
  'src/deploy/adapter-contract',
  'src/app/fix/fix',
  'src/probes/browser/measure',
  'test/determinism',
  'test/e2e/no-secret-ways',
  'test/deploy/ssh',
  'test/e2e/hostile-network',
  'src/app/perf/perf',
  'test/deploy/speed',
].map((name) => `/${name}.test.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => LONG.findIndex((name) => moduleId.endsWith(name));
    const sorted = await super.sort(files);
    const isLong = (file: TestSpecification): boolean => rank(file) >= 0;
    return [...sorted.filter(isLong).toSorted((a, b) => rank(a) - rank(b)), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    pool: 'forks',
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A busy machine gets another try, which the summary names. A property that failed once is false.
    retry: { count: 1, condition: /^(?!Property failed)/ },
    reporters: ['default', './test/summary.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...EXCLUDE, ...TIMED, ...ALONE],
          // Most of a test's time is waiting for sockets: more of them than cores.
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'timed', include: TIMED, exclude: EXCLUDE, maxWorkers: 2, sequence: { groupOrder: 1 } } },
      { extends: true, test: { name: 'alone', include: ALONE, exclude: EXCLUDE, maxWorkers: 1, sequence: { groupOrder: 2 } } },
    ],
  },
});
