import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Asked, answersFrom, dnsServer, type Reaction, type Zone } from '../../../test/dns-server.ts';
import { testIo } from '../../../test/io.ts';
import { mailDkim } from './dkim.ts';
import { mailDmarc } from './dmarc.ts';
import { mailMx } from './mx.ts';
import { SELECTORS } from './selectors.ts';
import { mailSpf } from './spf.ts';

const site = { kind: 'site', domain: 'acme.test' } as const;

async function world(lines: Zone | ((asked: Asked) => Reaction)) {
  const server = await dnsServer(typeof lines === 'function' ? lines : answersFrom(lines));
  return { server, io: testIo({ resolver: [server.at] }) };
}

async function collected<T>(
  probe: { sees: { parse(value: unknown): T }; collect(subject: typeof site, io: ReturnType<typeof testIo>): Promise<T> },
  lines: Parameters<typeof world>[0],
): Promise<T> {
  const { server, io } = await world(lines);
  await using _ = server;
  const saw = await probe.collect(site, io);
  expect(probe.sees.parse(saw)).toEqual(saw);
  return saw;
}

describe.concurrent('mail/mx', () => {
  test('exchanges are sorted and looked up', async () => {
    const lines = [
      'acme.test MX 20 b.acme.test',
      'acme.test MX 10 A.acme.test',
      'acme.test MX 10 gone.test',
      'a.acme.test CNAME c.acme.test',
      'c.acme.test A 192.0.2.1',
      'b.acme.test AAAA 2001:db8::1',
    ];
    expect(await collected(mailMx, lines)).toEqual({
      records: [
        { preference: 10, exchange: 'a.acme.test', addresses: ['192.0.2.1'], isAlias: true },
        { preference: 10, exchange: 'gone.test', addresses: [], isAlias: false },
        { preference: 20, exchange: 'b.acme.test', addresses: ['2001:db8::1'], isAlias: false },
      ],
    });
  });

  test('a null MX is one record without a name (RFC 7505)', async () => {
    expect(await collected(mailMx, ['acme.test MX 0 .'])).toEqual({
      records: [{ preference: 0, exchange: '', addresses: [], isAlias: false }],
    });
  });

  test('no MX is an answer, SERVFAIL is none', async () => {
    expect(await collected(mailMx, ['acme.test A 192.0.2.1'])).toEqual({ records: [] });
    await expect(collected(mailMx, () => ({ rcode: 2 }))).rejects.toMatchObject({ code: 'servfail' });
  });
});

describe.concurrent('mail/spf', () => {
  test('includes and redirects are followed, other TXT records left alone', async () => {
    const lines = [
      'acme.test TXT site-verification=1',
      'acme.test TXT v=spf1 include:One.test include:gone.test |include:%{d}.macro.test -all',
      'one.test TXT v=spf1 redirect=two.test',
      'two.test TXT v=spf10 include:never.test',
      'two.test TXT v=spf1 include:one.test include:acme.test ip4:192.0.2.0/24 ~all',
    ];
    expect(await collected(mailSpf, lines)).toEqual({
      records: ['v=spf1 include:One.test include:gone.test include:%{d}.macro.test -all'],
      included: {
        'one.test': { outcome: 'found', records: ['v=spf1 redirect=two.test'] },
        'gone.test': { outcome: 'nxdomain', records: [] },
        'two.test': { outcome: 'found', records: ['v=spf1 include:one.test include:acme.test ip4:192.0.2.0/24 ~all'] },
      },
      looked: {},
    });
  });

  test('a, mx and exists are looked up where no macro stands in the way', async () => {
    const lines = [
      'acme.test TXT v=spf1 a mx a:host.test mx:void.test exists:e.test exists:%{i}.e.test include:i.test -all',
      'acme.test MX 10 mx.test',
      'host.test A 192.0.2.1',
      'host.test AAAA 2001:db8::1',
      'i.test TXT v=spf1 a -all',
    ];
    const { looked } = await collected(mailSpf, lines);
    expect(looked).toEqual({ 'acme.test': 1, 'host.test': 2, 'void.test': 0, 'e.test': 0, 'i.test': 0 });
  });

  test('an endless tree ends after 40 names', async () => {
    const endless = ({ name }: Asked): Reaction => ({
      answers: [{ name, type: 'TXT', data: [`v=spf1 include:a.${name.slice(-120)} include:b.${name.slice(-120)} -all`] }],
    });
    const { included } = await collected(mailSpf, endless);
    expect(Object.keys(included)).toHaveLength(40);
  });

  test('several records are all told, an include whose servers fail is servfail', async () => {
    const react = (asked: Asked): Reaction =>
      asked.name === 'bad.test'
        ? { rcode: 2 }
        : answersFrom(['acme.test TXT v=spf1 include:bad.test -all', 'acme.test TXT v=spf1 -all'])(asked);
    expect(await collected(mailSpf, react)).toMatchObject({
      records: ['v=spf1 -all', 'v=spf1 include:bad.test -all'],
      included: { 'bad.test': { outcome: 'servfail' } },
    });
  });

  test('SERVFAIL for the domain is no missing record', async () => {
    await expect(collected(mailSpf, () => ({ rcode: 2 }))).rejects.toMatchObject({
      code: 'servfail',
      message: expect.stringMatching(/acme\.test fail/) as string,
    });
  });
});

describe.concurrent('mail/dkim', () => {
  const key = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const base = ['acme.test A 192.0.2.1'];

  test('keys are found in the record itself and behind an alias, chunks joined without a space', async () => {
    const lines = [
      ...base,
      `google._domainkey.acme.test TXT v=DKIM1; k=rsa; p=${key.slice(0, 99)}|${key.slice(99)}`,
      'selector1._domainkey.acme.test CNAME s1.tenant.test',
      's1.tenant.test TXT v=DKIM1; p=',
      'k1._domainkey.acme.test CNAME left.tenant.test',
    ];
    expect(await collected(mailDkim, lines)).toEqual({
      wildcard: false,
      parent: 'nodata',
      asked: SELECTORS.length,
      selectors: [
        { selector: 'google', cname: null, record: `v=DKIM1; k=rsa; p=${key}` },
        { selector: 'k1', cname: 'left.tenant.test', record: null },
        { selector: 'selector1', cname: 's1.tenant.test', record: 'v=DKIM1; p=' },
      ],
    });
  });

  test('no key anywhere', async () => {
    expect(await collected(mailDkim, base)).toMatchObject({ wildcard: false, parent: 'nxdomain', selectors: [] });
  });

  test('an unknown selector shows by the NODATA of its parent', async () => {
    expect(await collected(mailDkim, [...base, `20261122pm._domainkey.acme.test TXT p=${key}`])).toMatchObject({
      parent: 'nodata',
      selectors: [],
    });
  });

  test('servers that answer NODATA for every name tell nothing by it (RFC 9824)', async () => {
    expect(await collected(mailDkim, () => ({}))).toMatchObject({ parent: 'servfail', wildcard: false, selectors: [] });
  });

  test('with a TXT wildcard only what differs from it counts', async () => {
    const lines = [...base, '*._domainkey.acme.test TXT v=spf1 -all', `resend._domainkey.acme.test TXT p=${key}`];
    expect(await collected(mailDkim, lines)).toMatchObject({ wildcard: true, selectors: [{ selector: 'resend' }] });
    expect(await collected(mailDkim, [...base, '*._domainkey.acme.test CNAME nowhere.test'])).toMatchObject({ selectors: [] });
  });

  test('there are about 60 selectors, each once, and none needs escaping', () => {
    expect(SELECTORS.length).toBeGreaterThan(50);
    expect(SELECTORS.every((selector) => /^[a-z0-9_-]+$/.test(selector))).toBe(true);
  });
});

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
