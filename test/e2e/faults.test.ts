import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { broken } from '../../src/lab/matrix/fault.ts';
import { matrix } from '../../src/lab/matrix/index.ts';
import { cleanTwin, DOMAINS } from '../../src/lab/matrix/world.ts';
import { failuresOf, nameOf } from '../lab-audit.ts';

const twins = new Map<string, Promise<Finding[]>>();

function twinOf(domain: string): Promise<Finding[]> {
  const found = twins.get(domain) ?? failuresOf(cleanTwin(domain));
  twins.set(domain, found);
  return found;
}

// Response times are measured for real: a machine busy with other tests may be slow once, but not three times.
describe.each(DOMAINS)('%s', (domain) => {
  test('is clean: nothing at medium or above (AUD-3)', { retry: 2 }, async () => {
    const found = await failuresOf(cleanTwin(domain));
    expect(found.filter(({ severity }) => severity !== 'low').map(nameOf)).toEqual([]);
  });

  const faults = matrix.filter((fault) => fault.domain === domain);
  test.each(faults.map((fault) => [fault.plant, fault] as const))('%s', { retry: 2 }, async (_, fault) => {
    const before = new Set((await twinOf(domain)).map(nameOf));
    const found = (await failuresOf(broken(fault), fault.config)).map(nameOf).filter((each) => !before.has(each));
    expect([...new Set(found)].sort()).toEqual([...new Set([`${fault.check} ${fault.on}`, ...fault.also])].sort());
  });
});
