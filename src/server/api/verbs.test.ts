import { expect, test } from 'vitest';
import { servedVerbs } from './verbs.ts';

test('the API offers exactly these verbs with exactly these inputs; none of them names a folder or a file of this machine', async () => {
  const served = await servedVerbs();
  expect(Object.fromEntries(served.map(({ path, takes }) => [path, Object.keys(takes.shape)]))).toEqual({
    audit: ['target', 'profile', 'only', 'from'],
    coverage: ['open'],
    diff: ['before', 'after', 'profile'],
    explain: ['check'],
    map: ['target', 'format'],
    profiles: ['name'],
  });
  expect(served.filter(({ verb }) => verb.touches === 'production')).toEqual([]);
});
