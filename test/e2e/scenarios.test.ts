import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/core/finding.ts';
import { scenarios } from '../../src/lab/scenarios/index.ts';
import { runWarm } from '../warm.ts';

const EXIT = { go: 0, 'no-go': 1, 'cannot-tell': 3 } as const;

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('the scenario %s', (name, scenario) => {
  // Response times are measured for real: a machine busy with other tests may be slow once, but not three times.
  test('gives the expected decision, and exactly the planted faults (AUD-1, AUD-7)', { retry: 2 }, async () => {
    const { code, stdout, stderr } = await runWarm(['audit', '--lab', name, '--json']);
    expect(stderr).not.toContain('This is a bug');
    const report = JSON.parse(stdout) as Report;
    expect({ decision: report.decision, code }).toEqual({ decision: scenario.expect.decision, code: EXIT[scenario.expect.decision] });
    const planted = scenario.faults.map((fault) => `${fault.check} ${fault.on}`);
    const failed = report.findings.filter((finding) => finding.state === 'fail').map((finding) => `${finding.check} ${finding.subject}`);
    expect([...new Set(failed)].sort()).toEqual([...new Set(planted)].sort());
  });
});
