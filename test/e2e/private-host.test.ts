import { expect, test } from 'vitest';
import { audit } from '../../src/app/audit.ts';
import { startLab } from '../../src/lab/index.ts';
import healthy from '../../src/lab/scenarios/healthy.ts';
import { testIo } from '../io.ts';

// Response times are measured for real: a machine busy with other tests may be slow once.
test('a development name with a private address is one small finding and leaves the decision alone', { retry: 2 }, async () => {
  const zones = healthy.zones.map((zone) =>
    zone.name === healthy.domain ? { ...zone, records: [...zone.records, 'dev A 192.168.1.20'] } : zone,
  );
  await using lab = await startLab({ ...healthy, zones });
  const { resolver, roots, ca, route, allowPrivate } = lab;
  const io = testIo({ resolver, roots, ca, route, allowPrivate, now: () => new Date() });
  const { report } = await audit.run({ target: healthy.domain }, io, () => undefined);

  const of = (state: string): string[] =>
    report.findings.filter((each) => each.state === state && each.cause === undefined).map(({ check, subject }) => `${check} ${subject}`);
  expect(report.decision).toBe('go');
  expect(of('fail')).toEqual(['dns/private-address host dev.acme.test']);
  expect(of('unknown')).toEqual([]);
});
