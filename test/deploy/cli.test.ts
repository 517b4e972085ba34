import { describe, expect, test } from 'vitest';
import { runWarm } from '../warm.ts';

/** Both labs, each with the exit code of a command and a word of its answer. */
const RUNS = [
  ['deploy check', 'healthy', 0, '"decision": "go"'],
  ['deploy check', 'ai-built-mess', 1, 'quick_fix.sql:3 (bookings)'],
  ['deploy check', 'ai-built-mess', 1, 'not set in production: VITE_OPENAI_API_KEY'],
  ['smoke', 'healthy', 0, '"state": "pass"'],
  ['smoke', 'ai-built-mess', 1, '"state": "fail"'],
  ['deploy run --yes', 'healthy', 0, '"state": "live"'],
  ['deploy run --yes --anyway', 'ai-built-mess', 1, '"state": "rolled-back"'],
  ['deploy drill --yes', 'healthy', 0, '"passed": true'],
  ['deploy notes', 'healthy', 0, '"deployed": false'],
] as const;

describe('the deploy commands in the lab', () => {
  test.each(RUNS)('%s --lab %s ends with %i', { timeout: 60_000 }, async (command, lab, wanted, says) => {
    const { code, stdout, stderr } = await runWarm([...command.split(' '), '--lab', lab, '--json', '--quiet']);
    expect({ code, stderr }).toEqual({ code: wanted, stderr: '' });
    expect(typeof JSON.parse(stdout)).toBe('object');
    expect(stdout).toContain(says);
    expect(stdout).not.toMatch(/shipyard_[0-9a-f]{8}|smoke-only-here/);
  });

  test('nothing goes live where nobody can be asked, and the flag is named', async () => {
    const { code, stderr } = await runWarm(['deploy', 'run', '--lab', 'healthy', '--quiet']);
    expect(code).toBe(2);
    expect(stderr).toContain('--yes');
  });
});
