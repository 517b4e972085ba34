import { expect, test } from 'vitest';
import { launch } from '../launch.ts';
import { plants } from '../secret-tree.ts';
import { drawValues } from '../secret-values.ts';
import { makeSearch } from '../secret-windows.ts';

const VALUES = drawValues(20);
const search = makeSearch(VALUES);
/** One plant in so many is in the crash, of every coding: an environment variable holds 128 KiB at most. */
const EVERY = 15;

test('an error that nobody caught is told without the secrets it quotes, in whatever coding', async () => {
  const said = plants(VALUES)
    .filter((_, at) => at % EVERY === 0)
    .map(({ text }) => text)
    .join(' ; ');
  // Thrown from a timer once a verb begins, where no promise carries it.
  const crash =
    "process.on('newListener', (name) => { if (name === 'SIGINT') setTimeout(() => { throw new TypeError(`it said ${process.env.SAID}`); }, 0); });";
  const { code, stdout, stderr } = await launch(['audit', '--lab', 'first-site'], {
    nodeArgs: ['--import', `data:text/javascript,${encodeURIComponent(crash)}`],
    env: { SAID: said },
  });
  expect(new Set(search(said).map(({ id }) => id)).size).toBeGreaterThan(190);
  expect(stderr).toContain('This is a bug in launch-ready');
  expect(code).toBe(70);
  expect(search(stdout + stderr)).toEqual([]);
}, 60_000);
