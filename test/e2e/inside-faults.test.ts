import { describe, expect, test } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { broken, type MatrixFault } from '../../src/lab/matrix/fault.ts';
import { matrix } from '../../src/lab/matrix/index.ts';
import { cleanTwin, DOMAINS } from '../../src/lab/matrix/world.ts';
import { scenarios } from '../../src/lab/scenarios/index.ts';
import { failuresOf, nameOf } from '../lab-audit.ts';

const inside = DOMAINS.filter((domain) => cleanTwin(domain).repository !== undefined);

/** The files that a fault puts into the clean checkout, or changes there. */
function changed(fault: MatrixFault): string[] {
  const clean = cleanTwin(fault.domain).repository ?? {};
  return Object.entries(broken(fault).repository ?? {}).flatMap(([path, text]) => (clean[path] === text ? [] : [path]));
}

/** Faults that change different files, together: an audit costs the same for one as for ten. `npm run faults` plants each alone. */
function together(faults: readonly MatrixFault[]): MatrixFault[][] {
  const groups: { paths: Set<string>; faults: MatrixFault[] }[] = [];
  for (const fault of faults) {
    const paths = changed(fault);
    let group = groups.find((each) => paths.every((path) => !each.paths.has(path)));
    if (group === undefined) groups.push((group = { paths: new Set(), faults: [] }));
    group.faults.push(fault);
    for (const path of paths) group.paths.add(path);
  }
  return groups.map((group) => group.faults);
}

describe.each(inside)('the checkout of %s', (domain) => {
  test('is clean: nothing at medium or above (AUD-3)', async () => {
    const found = await failuresOf(cleanTwin(domain));
    expect(found.filter(({ severity }) => severity !== 'low').map(nameOf)).toEqual([]);
  });

  const groups = together(matrix.filter((fault) => fault.domain === domain));
  test.each(groups.map((faults) => [faults.map(({ check }) => check).join(', '), faults] as const))('%s', async (_checks, faults) => {
    const world = cleanTwin(domain);
    for (const fault of faults) fault.breaks(world);
    const wanted = faults.flatMap(({ check, on, also }) => [`${check} ${on}`, ...also]);
    expect([...new Set((await failuresOf(world)).map(nameOf))].sort()).toEqual([...new Set(wanted)].sort());
  });
});

/** Checks whose fault another suite plants: in a real browser, at a real server, or in a database. */
const ELSEWHERE = [
  'app/console-errors',
  'performance/largest-paint',
  'performance/render-blocking',
  'tls/mixed-loads',
  'tls/key-exchange',
  'database/replay',
];

test('every check has a planted fault that it finds for real', () => {
  const planted = new Set([
    ...ELSEWHERE,
    ...matrix.flatMap(({ check, also }) => [check, ...also.map((named) => named.split(' ')[0]!)]), // !: a split has one part at least
    ...scenarios.flatMap(({ faults }) => faults.map(({ check }) => check)),
  ]);
  expect(checks.map(({ id }) => id).filter((id) => !planted.has(id))).toEqual([]);
});
