import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { providerOfHost, providerOfMail, providerOfNameServers } from './provider.ts';

test.each([
  [['cname.vercel-dns.com'], [], 'Vercel'],
  [['Shop.Netlify.App.'], [], 'Netlify'],
  [['shop.lovable.app'], [['server', 'cloudflare']], 'Lovable'],
  [['d111.cloudfront.net'], [['x-vercel-id', 'fra1::x']], 'Amazon CloudFront'],
  [
    [],
    [
      ['server', 'cloudflare'],
      ['cf-ray', '1-FRA'],
    ],
    'Cloudflare',
  ],
  [
    [],
    [
      ['server', 'cloudflare'],
      ['X-Vercel-Id', 'fra1::x'],
    ],
    'Vercel',
  ],
  [
    [],
    [
      ['server', 'cloudflare'],
      ['rndr-id', '1'],
    ],
    'Render',
  ],
  [[], [['fly-request-id', '1']], 'Fly'],
  [[], [['server', 'railway-edge']], 'Railway'],
  [[], [['Via', '1.1 google']], 'Google'],
  [[], [['x-amz-cf-id', 'a']], 'Amazon CloudFront'],
  [[], [['server', 'GitHub.com']], 'GitHub Pages'],
  [['acme.web.app'], [], 'Firebase'],
  [[], [['server', 'nginx']], null],
  [['evilvercel.app'], [], null],
  [[], [], null],
] as const)('aliases %j and headers %j are of %s', (cnames, headers, name) => {
  expect(providerOfHost({ cnames, headers })).toBe(name);
});

test.each([
  [['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'], 'Cloudflare'],
  [['ns-1.awsdns-01.com', 'ns-2.awsdns-02.co.uk'], 'AWS'],
  [['dns1.p01.nsone.net', 'dns2.p01.nsone.net'], 'Netlify'],
  [['dns1.registrar-servers.com.'], 'Namecheap'],
  [['ns01.domaincontrol.com'], 'GoDaddy'],
  [['hydrogen.ns.hetzner.com'], 'Hetzner'],
  [['ns1-01.azure-dns.com', 'ns2-01.azure-dns.net'], 'Microsoft'],
  [['ns1.acme.com', 'ada.ns.cloudflare.com'], 'Cloudflare'],
  [['ns1.acme.com'], null],
  [[], null],
] as const)('name servers %j are of %s', (names, name) => {
  expect(providerOfNameServers(names)).toBe(name);
});

test.each([
  [['aspmx.l.google.com', 'alt1.aspmx.l.google.com'], 'Google'],
  [['acme-com.mail.protection.outlook.com'], 'Microsoft'],
  [['feedback-smtp.us-east-1.amazonses.com', 'inbound-smtp.us-east-1.amazonaws.com'], 'AWS'],
  [['route1.mx.cloudflare.net'], 'Cloudflare'],
  [['mail.acme.com'], null],
] as const)('mail at %j is of %s', (exchanges, name) => {
  expect(providerOfMail(exchanges)).toBe(name);
});

test('any names are answered', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (names) => {
      const all = [
        providerOfHost({ cnames: names, headers: names.map((name) => [name, name]) }),
        providerOfNameServers(names),
        providerOfMail(names),
      ];
      expect(all).toHaveLength(3);
    }),
  );
});
