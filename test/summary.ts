import type { Reporter, TestModule } from 'vitest/node';

/**
 * Prints the one line that machines read, last: `N passed, N failed, N skipped`. A file that fails to load counts
 * as failed, and so does a step before the tests (type check, lint). Above it stand the tests that wanted another try,
 * and what they failed with at first.
 */
export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    let [passed, failed, skipped] = [0, unhandled.length + Number(process.env['LAUNCH_READY_STEPS_FAILED'] ?? 0), 0];
    for (const module of modules) {
      if (module.errors().length > 0) failed += 1;
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (test.diagnostic()?.flaky === true) {
          const why = errors?.map(({ message, diff }) => `  ${diff ?? message}\n`).join('') ?? '';
          process.stdout.write(`Passed only when tried again: ${module.relativeModuleId} > ${test.fullName}\n${why}`);
        }
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
        else skipped += 1;
      }
    }
    process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  }
}
