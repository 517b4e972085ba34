import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import type { Area } from '../../src/core/vocabulary.ts';
import { broken } from '../../src/lab/matrix/fault.ts';
import { matrix } from '../../src/lab/matrix/index.ts';
import { cleanTwin, DOMAINS } from '../../src/lab/matrix/world.ts';
import { applyFix, isData } from '../fix-apply.ts';
import { failuresOf, nameOf } from '../lab-audit.ts';

/** Faults whose findings say as data how they are mended; the fixes of the others need something only the founder knows. */
const MENDED = 80;

/** Checkouts have a suite of their own. */
const online = DOMAINS.filter((domain) => cleanTwin(domain).repository === undefined);
const planted = matrix.filter(({ domain }) => online.includes(domain));

const twins = new Map<string, Promise<Finding[]>>();
const mended = new Set<string>();
const inSteps = new Set<string>();
const byHand = new Set<string>();

function twinOf(domain: string): Promise<Finding[]> {
  const found = twins.get(domain) ?? failuresOf(cleanTwin(domain));
  twins.set(domain, found);
  return found;
}

// Response times are measured for real: a machine busy with other tests may be slow once, but not three times.
describe.each(online)('%s', (domain) => {
  test('is clean: nothing at medium or above (AUD-3)', { retry: 2 }, async () => {
    twins.delete(domain); // a retry looks anew
    const found = await twinOf(domain);
    expect(found.filter(({ severity }) => severity !== 'low').map(nameOf)).toEqual([]);
  });

  const faults = planted.filter((fault) => fault.domain === domain);
  test.each(faults.map((fault) => [fault.plant, fault] as const))('%s Its fix mends it.', { retry: 2 }, async (plant, fault) => {
    const before = new Set((await twinOf(domain)).map(nameOf));
    const found = await failuresOf(broken(fault), { text: fault.config, active: fault.active });
    const named = `${fault.check} ${fault.on}`;
    const news = found.map(nameOf).filter((each) => !before.has(each));
    expect([...new Set(news)].sort()).toEqual([...new Set([named, ...fault.also])].sort());

    const fixes = found.filter((finding) => nameOf(finding) === named).map(({ fix }) => fix);
    if (!fixes.every(isData)) {
      byHand.add(plant);
      return;
    }
    const world = broken(fault);
    for (const fix of fixes) applyFix(fix, world);
    const area = fault.check.slice(0, fault.check.indexOf('/')) as Area; // as: ids of checks begin with their area
    const after = (await failuresOf(world, { text: fault.config, only: [area], active: fault.active }))
      .map(nameOf)
      .filter((each) => !before.has(each));
    expect(after).toEqual(fault.next);
    (fault.next.length === 0 ? mended : inSteps).add(plant);
  });
});

test(`the fixes of at least ${MENDED} faults, applied as they are told, mend them and break nothing`, ({ skip }) => {
  if (mended.size + inSteps.size + byHand.size < planted.length) skip('only with every fault');
  const counts = `${mended.size} mended by their fix as told, ${inSteps.size} in steps, ${byHand.size} by hand`;
  process.stdout.write(`${planted.length} faults: ${counts}:\n${[...byHand].map((each) => `  ${each}\n`).join('')}`);
  expect(mended.size).toBeGreaterThanOrEqual(MENDED);
});
