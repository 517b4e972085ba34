import { describe, expect, test } from 'vitest';
import { type Asked, answersFrom, type Reaction } from '../../../test/dns-server.ts';
import { collected, world } from '../../../test/dns-stage.ts';
import { mailDmarc } from './dmarc.ts';

describe.concurrent('mail/dmarc', () => {
  test('the walk goes from the domain to the top and keeps what was meant to be a record', async () => {
    const lines = ['_dmarc.acme.test TXT v=DMARC1; p=none; |rua=mailto:d@acme.test,mailto:d@sub.acme.test', '_dmarc.acme.test TXT other=1'];
    expect(await collected(mailDmarc, lines)).toEqual({
      walk: [
        { name: '_dmarc.acme.test', records: ['v=DMARC1; p=none; rua=mailto:d@acme.test,mailto:d@sub.acme.test'] },
        { name: '_dmarc.test', records: [] },
      ],
      receivers: [],
    });
  });

  test('foreign receivers must agree, also by wildcard; those of a failing zone are left out', async () => {
    const react = (asked: Asked): Reaction =>
      asked.name.endsWith('.broken.test')
        ? { rcode: 2 }
        : answersFrom([
            '_dmarc.acme.test TXT v=DMARC1; p=none; rua=mailto:a@yes.test,mailto:b@no.test,mailto:c@wild.test; ruf=mailto:d@broken.test',
            'acme.test._report._dmarc.yes.test TXT v=DMARC1;',
            'acme.test._report._dmarc.no.test TXT v=spf1 -all',
            '*._report._dmarc.wild.test TXT v=DMARC1',
            'yes.test A 192.0.2.1',
          ])(asked);
    const { receivers } = await collected(mailDmarc, react);
    expect(receivers).toMatchObject([
      { domain: 'no.test', authorised: false },
      { domain: 'wild.test', authorised: true },
      { domain: 'yes.test', authorised: true },
    ]);
  });

  test('a long name takes 8 queries: itself, then from seven labels up (RFC 9989 section 4.10)', async () => {
    const { server, io } = await world([]);
    await using _ = server;
    const { walk } = await mailDmarc.collect({ kind: 'site', domain: 'a.b.c.d.e.f.g.h.i.acme.test' }, io);
    expect(walk.map(({ name }) => name.split('.').length - 1)).toEqual([11, 7, 6, 5, 4, 3, 2, 1]);
  });

  test.each([
    ['n', 1],
    ['y', 2],
  ])('psd=%s ends the walk where it must', async (psd, steps) => {
    const { walk } = await collected(mailDmarc, [`_dmarc.acme.test TXT v=DMARC1; p=none; psd=${psd}`]);
    expect(walk).toHaveLength(steps);
  });

  test('the policy of a parent decides whose receivers count', async () => {
    const { server, io } = await world([
      '_dmarc.acme.test TXT v=DMARC1; p=reject; rua=mailto:a@yes.test',
      'acme.test._report._dmarc.yes.test TXT v=DMARC1',
    ]);
    await using _ = server;
    const { receivers } = await mailDmarc.collect({ kind: 'site', domain: 'shop.acme.test' }, io);
    expect(receivers).toEqual([{ domain: 'yes.test', authorised: true }]);
  });

  test('several records are all told, and SERVFAIL is no missing record', async () => {
    const { walk } = await collected(mailDmarc, [
      '_dmarc.acme.test TXT v=DMARC1; p=none',
      '_dmarc.acme.test TXT v=DMARC1; p=reject',
      '_dmarc.acme.test TXT v=dmarc1; p=reject',
    ]);
    expect(walk[0]?.records).toHaveLength(3);
    await expect(collected(mailDmarc, () => ({ rcode: 2 }))).rejects.toMatchObject({ code: 'servfail' });
  });
});
