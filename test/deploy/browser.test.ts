import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deployRun } from '../../src/app/deploy/run.ts';
import { smoke } from '../../src/app/smoke.ts';
import type { Lab } from '../../src/lab/index.ts';
import { checkout, coachly, labIo, type TestCheckout } from './stage.ts';

describe('smoke --browser (AUD-12)', () => {
  let lab: Lab;
  let repo: TestCheckout;
  beforeAll(async () => {
    const stage = await coachly('repaired');
    lab = stage.lab;
    const yaml = stage.files['launch-ready.yaml']!.replace('smoke:\n', 'smoke:\n  checkout: https://coachly.test/pricing\n');
    repo = checkout({ ...stage.files, 'launch-ready.yaml': yaml });
  });
  afterAll(async () => {
    repo[Symbol.dispose]();
    await lab.close();
  });
  const inBrowser = async (env: Record<string, string> = {}) => {
    const { tried, state } = await smoke.run({ repo: repo.root, browser: true }, labIo(lab, { env }), () => undefined);
    return { state, steps: tried.filter(({ what }) => what.endsWith('in a browser')).map((each) => [each.what, each.state, each.says]) };
  };

  test('finds the broken product broken, in Chromium', { timeout: 120_000 }, async () => {
    const { state, steps } = await inBrowser();
    expect(state).toBe('fail');
    expect(steps).toContainEqual(['checkout in a browser', 'fail', 'answers 500']);
  });

  test('logs in and opens the checkout of the mended one, in Chromium', { timeout: 120_000 }, async () => {
    expect((await deployRun.run({ repo: repo.root, yes: true }, labIo(lab), () => undefined)).state).toBe('live');
    const { state, steps } = await inBrowser();
    expect(steps).toEqual([
      ['login in a browser', 'pass', 'works'],
      ['checkout in a browser', 'pass', 'works'],
    ]);
    expect(state).toBe('pass');
  });

  test('says that it does not know where there is no browser', { timeout: 60_000 }, async () => {
    const { state, steps } = await inBrowser({ PATH: '/nowhere' });
    expect(state).toBe('unknown');
    expect(steps[0]).toEqual(['login in a browser', 'unknown', 'no Chromium or Chrome is installed']);
  });
});
