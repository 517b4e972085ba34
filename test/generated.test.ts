import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generated, registry } from '../scripts/generate.ts';

test('generated files are what `npm run generate` writes', async () => {
  const files = new Map([['src/checks/index.ts', registry()], ...(await generated())]);
  const stale = [...files].filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text).map(([path]) => path);
  expect(stale).toEqual([]);
  const pages = readdirSync('docs/checks', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
  expect(pages.map((page) => `docs/checks/${page}`).filter((page) => !files.has(page))).toEqual([]);
});
