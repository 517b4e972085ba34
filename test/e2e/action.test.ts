import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { audit } from '../../src/app/audit.ts';

interface Action {
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { value: string }>;
  runs: { using: string; steps: { id: string; shell: string; env: Record<string, string>; run: string }[] };
}

const action = parse(readFileSync('action.yml', 'utf8')) as Action; // as: the tests below read every field
const folder = mkdtempSync(join(tmpdir(), 'launch-ready-action-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let runs = 0;

/** Runs the steps as a runner does: expressions are put into the environment, outputs are read from the file. */
function runAction(given: Record<string, string>): { code: number; outputs: Record<string, string>; summary: string; said: string } {
  const temp = mkdtempSync(join(folder, `run-${(runs += 1)}-`));
  const [output, summary] = [join(temp, 'output'), join(temp, 'summary')];
  for (const file of [output, summary]) writeFileSync(file, '');
  const inputs = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, given[name] ?? input.default]));
  const outputs: Record<string, string> = {};
  let said = '';
  for (const step of action.runs.steps) {
    const env = Object.fromEntries(
      Object.entries(step.env).map(([name, value]) => [
        name,
        value.replace(
          /\$\{\{ (inputs|steps\.audit\.outputs)\.(\w+) \}\}/g,
          (_, from, key: string) => (from === 'inputs' ? inputs[key] : outputs[key]) ?? '',
        ),
      ]),
    );
    const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      encoding: 'utf8',
      env: {
        PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
        HOME: temp,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_WORKSPACE: process.cwd(),
        RUNNER_TEMP: temp,
        ...env,
      },
    });
    said += ran.stdout + ran.stderr;
    for (const line of readFileSync(output, 'utf8').split('\n').filter(Boolean)) {
      const [name = '', ...value] = line.split('=');
      outputs[name] = value.join('=');
    }
    if (ran.status !== 0) return { code: ran.status ?? -1, outputs, summary: readFileSync(summary, 'utf8'), said };
  }
  return { code: 0, outputs, summary: readFileSync(summary, 'utf8'), said };
}

const command = `${process.execPath} ${resolve('bin/launch-ready')}`;

describe('the GitHub Action (DNS-12, SEC-2, AUD-7)', () => {
  test('takes everything the audit takes, each with the same words', () => {
    const { shape } = audit.takes as z.ZodObject<Record<string, z.ZodType>>; // as: every verb takes an object
    for (const [name, type] of Object.entries(shape)) expect(action.inputs[name]?.description).toContain(type.description?.split(';')[0]);
  });

  test('never puts an input into a script', () => {
    for (const step of action.runs.steps) expect(step.run).not.toContain('${{');
  });

  test('stops the job on a no-go, with outputs, a summary and a SARIF file', () => {
    const { code, outputs, summary } = runAction({ command, target: 'coachly.test', flags: '--lab ai-built-mess' });
    expect({ code, verdict: outputs['verdict'] }).toEqual({ code: 1, verdict: 'no-go' });
    expect(Number(outputs['blockers'])).toBeGreaterThan(0);
    expect(summary).toMatch(/^## ■ NO-GO: coachly\.test/);
    expect(JSON.parse(readFileSync(outputs['sarif']!, 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(existsSync(outputs['bundle']!)).toBe(true);
    expect(runAction({ command, from: outputs['bundle']!, gate: 'never' })).toMatchObject({ code: 0, outputs: { verdict: 'no-go' } });
  }, 60_000);

  test('lets a go pass', () => {
    expect(runAction({ command, target: 'acme.test', flags: '--lab healthy' })).toMatchObject({
      code: 0,
      outputs: { verdict: 'go', blockers: '0' },
    });
  }, 60_000);

  test('cannot-tell stops the job unless only a no-go should', () => {
    const given = { command, target: 'quiet.test', flags: '--lab resolver-timeout' };
    expect(runAction(given)).toMatchObject({ code: 3, outputs: { verdict: 'cannot-tell' } });
    expect(runAction({ ...given, gate: 'no-go' })).toMatchObject({ code: 0, outputs: { verdict: 'cannot-tell' } });
  }, 90_000);

  test('wrong use is never a pass, and a hostile input runs nothing', () => {
    const mark = join(folder, 'pwned');
    const { code, said } = runAction({ command, target: `x.test"; touch ${mark}; $(touch ${mark})`, gate: 'never' });
    expect(code).toBe(2);
    expect(said).toContain('::error');
    expect(existsSync(mark)).toBe(false);
  });
});

test('the pre-commit hook scans what is staged, without file names (SEC-2)', () => {
  const [hook] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as Record<string, unknown>[]; // as: a list of hooks, or this fails
  expect(hook).toMatchObject({
    id: 'launch-ready-secrets',
    entry: 'launch-ready secrets scan --staged',
    language: 'node',
    pass_filenames: false,
  });
});
