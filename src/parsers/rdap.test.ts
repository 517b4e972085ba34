import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTransferLocked, parseRdapDomain, rdapBaseFor } from './rdap.ts';

/** The shape of the example in RFC 9224 section 4. */
const BOOTSTRAP = JSON.stringify({
  version: '1.0',
  publication: '2024-01-07T10:11:12Z',
  services: [
    [
      ['net', 'com'],
      ['https://registry.example.com/myrdap/', 'http://registry.example.com/myrdap/'],
    ],
    [['org', 'mytld'], ['https://example.org/']],
    [['xn--zckzah'], ['https://example.net/rdapxn--zckzah', 'http://example.net/rdapxn--zckzah/']],
    [['old'], ['http://only.http.example/']],
    [['co.uk'], ['https://second.level.example/']],
    [['uk'], ['https://first.level.example/']],
  ],
});

/** The parts of the domain object in RFC 9083 section 5.3 that we read, with the entity of section 5.1 as registrar. */
const DOMAIN = {
  objectClassName: 'domain',
  handle: 'XXXX',
  ldhName: 'xn--fo-5ja.example',
  status: ['locked', 'transfer prohibited'],
  secureDNS: { zoneSigned: true, delegationSigned: true, maxSigLife: 604_800 },
  nameservers: [
    { objectClassName: 'nameserver', ldhName: 'ns1.example.com' },
    { objectClassName: 'nameserver', ldhName: 'NS2.example.com.' },
  ],
  entities: [
    { objectClassName: 'entity', handle: 'YYYY', roles: ['registrant'], vcardArray: ['vcard', [['fn', {}, 'text', 'Joe User']]] },
    {
      objectClassName: 'entity',
      handle: 'XXXX',
      roles: ['registrar'],
      publicIds: [{ type: 'IANA Registrar ID', identifier: '1' }],
      vcardArray: [
        'vcard',
        [
          ['version', {}, 'text', '4.0'],
          ['fn', {}, 'text', 'Example Registrar Inc.'],
          ['email', { type: 'work' }, 'text', 'joe.user@example.com'],
        ],
      ],
    },
  ],
  events: [
    { eventAction: 'registration', eventDate: '1990-12-31T23:59:59Z' },
    { eventAction: 'last changed', eventDate: '1991-12-31T23:59:59Z', eventActor: 'joe@example.com' },
    { eventAction: 'expiration', eventDate: '2027-12-31T23:59:59+01:00' },
  ],
};
const read = (change: object) => parseRdapDomain(JSON.stringify({ ...DOMAIN, ...change }));

describe('the bootstrap file (RFC 9224, AUD-9)', () => {
  test.each([
    ['acme.com', 'https://registry.example.com/myrdap/'],
    ['acme.mytld', 'https://example.org/'],
    ['ACME.ORG.', 'https://example.org/'],
    ['acme.xn--zckzah', 'https://example.net/rdapxn--zckzah/'],
    ['acme.co.uk', 'https://second.level.example/'],
    ['acme.uk', 'https://first.level.example/'],
    ['acme.old', null],
    ['acme.nowhere', null],
    ['com.nowhere', null],
  ])('%s is asked at %s', (domain, base) => {
    expect(rdapBaseFor(BOOTSTRAP, domain)).toEqual({ base });
  });

  test.each(['', '[]', '{"services":{}}', '<html>'])('%j is none', (text) => {
    expect(rdapBaseFor(text, 'acme.com')).toBe('it is no bootstrap file');
  });
});

describe('the answer to a domain query (RFC 9083, AUD-9)', () => {
  test('is read as the RFC shows it, and of people nothing is kept', () => {
    expect(read({})).toEqual({
      registrar: { name: 'Example Registrar Inc.', ianaId: '1' },
      status: ['locked', 'transfer prohibited'],
      registered: '1990-12-31T23:59:59.000Z',
      expires: '2027-12-31T22:59:59.000Z',
      changed: '1991-12-31T23:59:59.000Z',
      nameServers: ['ns1.example.com', 'ns2.example.com'],
      signed: true,
    });
  });

  test.each([
    ['EPP words', { status: ['clientTransferProhibited', 'pendingDelete'] }, { status: ['client transfer prohibited', 'pending delete'] }],
    ['a registrar without a name', { entities: [{ roles: ['registrar'] }] }, { registrar: { name: null, ianaId: null } }],
    [
      'a registrar that gives its organisation alone',
      { entities: [{ roles: ['registrar'], vcardArray: ['vcard', [['org', {}, 'text', 'Acme Names']]] }] },
      { registrar: { name: 'Acme Names', ianaId: null } },
    ],
    ['no events', { events: undefined }, { registered: null, expires: null, changed: null }],
    ['a day without a time', { events: [{ eventAction: 'expiration', eventDate: '2027-01-01' }] }, { expires: null }],
    ['a year that cannot be', { events: [{ eventAction: 'expiration', eventDate: '9999-01-01T00:00:00Z' }] }, { expires: null }],
    [
      'the end at the registrar alone',
      { events: [{ eventAction: 'registrar expiration', eventDate: '2027-01-01T00:00:00Z' }] },
      { expires: '2027-01-01T00:00:00.000Z' },
    ],
    ['things of the wrong kind', { status: 'active', nameservers: {}, secureDNS: [] }, { status: [], nameServers: [], signed: null }],
    ["EPP's word for nothing special", { status: ['ok'] }, { status: ['active'] }],
    ['words that are no state', { status: ['act\u001b[31mive', 'sold to Joe User', 'active'] }, { status: ['active'] }],
    [
      'text that steers a terminal',
      { entities: [{ roles: ['registrar'], vcardArray: ['vcard', [['fn', {}, 'text', 'Ac\u001b[31mme']]] }] },
      { registrar: { name: 'Ac [31mme', ianaId: null } },
    ],
  ])('%s', (_what, change, expected) => {
    expect(read(change)).toMatchObject(expected);
  });

  test.each(['', 'null', '{}', '{"objectClassName":"entity"}', '{"errorCode":404}'])('%j describes no domain', (text) => {
    expect(parseRdapDomain(text)).toBe('it describes no domain');
  });

  test('locks are told from states that are none', () => {
    expect(isTransferLocked(['active', 'server transfer prohibited'])).toBe(true);
    expect(isTransferLocked(['client delete prohibited', 'active'])).toBe(false);
  });

  test('whatever is added, texts stay short, in one line and few', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 400 }), { maxLength: 60 }), (texts) => {
        const given = read({ status: texts, nameservers: texts.map((ldhName) => ({ ldhName })) });
        if (typeof given === 'string') throw new Error(given);
        expect(given.status.length).toBeLessThanOrEqual(30);
        expect([...given.status, ...given.nameServers].filter((text) => text.length > 400 || /[\p{C}\n]/u.test(text))).toEqual([]);
      }),
    );
  });

  test('never throws, never hangs, on any bytes', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.anything().map((value) => JSON.stringify({ ...DOMAIN, entities: [value], events: value }) ?? ''),
    );
    fc.assert(
      fc.property(anything, (text) => {
        parseRdapDomain(text);
        rdapBaseFor(text, 'acme.com');
      }),
    );
    for (const deep of ['['.repeat(1_000_000), `{"objectClassName":"domain","entities":${'['.repeat(100_000)}${']'.repeat(100_000)}}`]) {
      parseRdapDomain(deep);
      rdapBaseFor(deep, 'acme.com');
    }
  });
});
