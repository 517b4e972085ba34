import { expect, test } from 'vitest';
import { defaultConfig } from '../core/config.ts';
import { roleFor, stakesOf, zoneOf } from './host.ts';

test.each([
  ['app.acme.com', {}, 'acme.com'],
  ['app.acme.co.uk', {}, 'acme.co.uk'],
  ['acme.vercel.app', {}, 'acme.vercel.app'],
  ['app.shop.acme.com', { domain: 'shop.acme.com' }, 'shop.acme.com'],
  ['other.org', { domain: 'acme.com' }, 'other.org'],
])('%s lies in the right zone', (host, config, zone) => {
  expect(zoneOf(host, config)).toBe(zone);
});

test('a host is what the config says, else what its name says, and the configured domain is an apex', () => {
  const config = { ...defaultConfig(), domain: 'shop.acme.com', hosts: [{ host: 'go.acme.com', role: 'redirect' as const }] };
  expect(['go.acme.com', 'acme.com', 'shop.acme.com', 'api.acme.com', 'ftp.acme.com'].map((host) => roleFor(config, host))).toEqual([
    'redirect',
    'marketing',
    'marketing',
    'api',
    'other',
  ]);
});

test('a blog costs trust and no payments, a test host stops no launch, and the milder severity wins', () => {
  const config = defaultConfig();
  expect(stakesOf('app.acme.com', config)).toEqual({});
  expect(stakesOf('www.acme.com', config)).toEqual({});
  expect(stakesOf('blog.acme.com', config)).toEqual({ hurts: ['traffic', 'trust'] });
  expect(stakesOf('staging.acme.com', config, 'high').severity).toBe('medium');
  expect(stakesOf('docs.acme.com', config, 'low').severity).toBe('low');
});
