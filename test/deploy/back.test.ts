import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { APP, shop } from './shop.ts';

describe('going back, from the command line (DEP-5)', () => {
  test('a rollback puts the release before back, and says when that fails', { timeout: 90_000 }, async () => {
    await using at = await shop();
    const first = (await at.deploy(0)).gave.release;
    const nothing = await at.run('deploy rollback', '--yes');
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('No earlier release is known.')]);

    const second = (await at.deploy(1)).gave.release;
    expect(await at.serves()).toBe(second);
    const asked = await at.run('deploy rollback');
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('--yes')]);
    const back = await at.run('deploy rollback', '--yes', '--json');
    expect(back.code).toBe(0);
    expect(JSON.parse(back.stdout)).toMatchObject({ from: second, to: first, serves: true });
    expect(await at.serves()).toBe(first);

    const unheardOf = await at.run('deploy rollback', '--to', 'r-unheard-of', '--yes');
    expect([unheardOf.code, unheardOf.stderr]).toEqual([2, expect.stringContaining('is not kept')]);
    // What the older release needs to start is gone from the machine.
    rmSync(join(at.site, 'releases', second, 'app.js'));
    const failed = await at.run('deploy rollback', '--to', second, '--yes');
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/^FAILED {2}Going back to .* failed: .* ended while it was starting\./);
    expect(await at.serves()).toBe(first);
  });

  test('a drill passes where a broken release is found out, and fails where it is taken for a good one', { timeout: 90_000 }, async () => {
    await using at = await shop();
    const none = await at.run('deploy drill', '--yes');
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('nothing to go back to')]);
    const { release } = (await at.deploy(0)).gave;
    at.commit({ 'broken/app.js': "console.error('cannot start');\n", 'fine/app.js': APP(0) });

    const passed = await at.run('deploy drill', '--yes', '--bad', 'broken');
    expect([passed.code, passed.stdout]).toEqual([0, expect.stringMatching(/^PASSED {2}Found out after/)]);
    expect(await at.serves()).toBe(release);
    const failed = await at.run('deploy drill', '--yes', '--bad', 'fine');
    expect([failed.code, failed.stdout]).toEqual([1, expect.stringMatching(/^FAILED {2}The bad release was taken for a good one\./)]);
    expect(await at.serves()).toBe(release);
  });

  test('the notes of each release are its own, and a template that is not there is wrong use (DEP-8)', { timeout: 90_000 }, async () => {
    await using at = await shop();
    const [first, second] = [(await at.deploy(0)).gave.release, (await at.deploy(1)).gave.release];
    const notes = await at.run('deploy notes');
    expect(notes.code).toBe(0);
    expect(notes.stdout).toContain(`# Release ${second}`);
    expect(notes.stdout).toContain(`previous release ${first}`);
    expect(notes.stdout).toContain(`launch-ready deploy rollback --to ${first}`);
    const missing = await at.run('deploy notes', '--template', join(at.root, 'nowhere.md'));
    expect(missing.code).toBe(2);
  });
});
