import { describe, expect, test } from 'vitest';
import { testIo } from '../../test/io.ts';
import { checks } from '../checks/index.ts';
import { UserError } from '../core/errors.ts';
import { resolveProfile } from '../core/profile.ts';
import { profiles as all } from '../profiles/index.ts';
import { columns } from '../reports/columns.ts';
import { profiles, type ProfileTable, renderProfiles } from './profiles.ts';

const show = (name?: string): Promise<ProfileTable> => profiles.run(name === undefined ? {} : { name }, testIo(), () => undefined);

describe('launch-ready profiles', () => {
  test('puts the lines of all profiles side by side and says which are inherited', async () => {
    const { rows, profiles: shown } = await show();
    expect(shown).toHaveLength(6);
    const api = rows.find((row) => row.bar === 'api_p95');
    expect(api?.unit).toBe('ms');
    expect(api?.values.map(({ profile, target, failure }) => [profile, target, failure])).toEqual([
      ['default', 300, 500],
      ['creator-growth', 300, 500],
      ['creator-demo', 300, 2000],
      ['marketplace-prototype', 500, 1500],
      ['coach-first-customers', 400, 400],
    ]);
    expect(rows.find((row) => row.bar === 'lcp')?.values.map(({ profile, inherited }) => [profile, inherited])).toEqual([
      ['default', false],
      ['creator-growth', false],
      ['creator-demo', true],
    ]);
  });

  test.each([200, 100, 80, 60, 40])('fits into %i columns, and leaves no profile or bar out', async (width) => {
    const table = await show();
    const text = renderProfiles(table, width);
    expect(text.split('\n').filter((line) => columns(line) > width)).toEqual([]);
    for (const { bar } of table.rows) expect(text).toContain(bar);
    for (const { name } of table.profiles) expect(text).toContain(name);
  });

  test('is a table of one line per number at 80 columns', async () => {
    const text = renderProfiles(await show(), 80);
    expect(text).toMatch(/^ +default +growth +demo +marketplace +ecommerce +coach$/m);
    expect(text).toMatch(/^api_p95 ms +300\/500 +300\/500 +300\/2000 +500\/1500 +· +400!$/m);
    expect(text).toMatch(/^edge: .*\n {2}Cloudflare or equal: default, demo, marketplace\n {2}Cloudflare: growth, ecommerce, coach$/m);
  });

  test('shows one profile in sentences, with what it judges harder', async () => {
    const text = renderProfiles(await show('coach-first-customers'), 80);
    expect(text).toMatch(/^Coaching business, first customers\n/);
    expect(text).toContain('email/dkim is blocker');
    expect(text).toContain('Cached public pages begin within 200 ms');
    expect(text).not.toContain('perf_regression');
  });

  test('answers a wrong name with the right ones', async () => {
    await expect(show('coach')).rejects.toBeInstanceOf(UserError);
    await expect(show('coach')).rejects.toMatchObject({ hint: expect.stringContaining('coach-first-customers') });
  });
});

describe('every profile', () => {
  const named = all.flatMap(({ name }) => {
    const profile = resolveProfile(all, name);
    return [...Object.keys(profile.options ?? {}), ...Object.keys(profile.severity ?? {}), ...(profile.off ?? [])].map(
      (id) => [name, id] as const,
    );
  });

  test.each(named)('%s speaks of %s, which is a check', (_name, id) => {
    expect(checks.map((check) => check.id)).toContain(id);
  });

  test.each(all.map((profile) => [profile.name] as const))('%s gives its checks options they take', (name) => {
    const { options = {} } = resolveProfile(all, name);
    const wrong = checks.filter((check) => options[check.id] && !check.options.safeParse(options[check.id]).success);
    expect(wrong.map((check) => check.id)).toEqual([]);
  });
});
