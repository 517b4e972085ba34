import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { collected } from '../../../test/dns-stage.ts';
import { mailDkim } from './dkim.ts';
import { SELECTORS } from './selectors.ts';

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
