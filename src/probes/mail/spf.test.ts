import { describe, expect, test } from 'vitest';
import { type Asked, answersFrom, type Reaction } from '../../../test/dns-server.ts';
import { collected } from '../../../test/dns-stage.ts';
import { mailSpf } from './spf.ts';

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
