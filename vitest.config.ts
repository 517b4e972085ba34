import { defineConfig } from 'vitest/config';

/** Suites that measure time: they run after all others, one at a time, for a busy machine measures itself. */
const TIMED = ['src/load/{compare,gate,ladder,measure,page}.test.ts', 'src/app/perf/perf.test.ts', 'test/deploy/speed.test.ts'];
const EXCLUDE = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  test: {
    pool: 'threads',
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/summary.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...EXCLUDE, ...TIMED],
          // Most of a test's time is waiting for sockets: more of them than cores.
          maxWorkers: 4,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'timed', include: TIMED, exclude: EXCLUDE, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
