import { describe, expect, test } from 'vitest';
import { collected } from '../../../test/dns-stage.ts';
import { mailMx } from './mx.ts';

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
