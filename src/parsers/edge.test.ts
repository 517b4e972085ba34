import { isIP } from 'node:net';
import { expect, test } from 'vitest';
import { edgeOf } from './edge.ts';
import { EDGES, NETWORKS_OF } from './edge-networks.ts';
import { bytesOf } from './ip-address.ts';
import { providerOfHost } from './provider.ts';

test.each([
  [['104.21.44.7', '172.67.150.90'], [], [], 'Cloudflare', 'proxy', 'address'],
  [['2606:4700::6812:40b'], [], [['x-vercel-id', 'fra1::x']], 'Cloudflare', 'proxy', 'address'],
  [['104.18.0.1'], ['acme.pages.dev'], [['server', 'cloudflare']], 'Cloudflare Pages', 'platform', 'alias'],
  [['104.18.0.1'], ['acme.onrender.com'], [], 'Render', 'platform', 'alias'],
  [['151.101.1.195'], [], [], 'Fastly', 'proxy', 'address'],
  [['185.199.108.153'], [], [['x-served-by', 'cache-fra-1']], 'GitHub Pages', 'platform', 'address'],
  [['13.225.4.4'], [], [], 'Amazon CloudFront', 'proxy', 'address'],
  [['3.170.0.1'], ['d111.cloudfront.net'], [], 'Amazon CloudFront', 'proxy', 'alias'],
  [['76.76.21.21'], [], [], 'Vercel', 'platform', 'address'],
  [['66.241.124.17', '2a09:8280:1::3:b0c1'], [], [], 'Fly', 'platform', 'address'],
  [['23.1.2.3'], ['acme.com.edgekey.net'], [], 'Akamai', 'proxy', 'alias'],
  [['203.0.113.7'], [], [['x-railway-edge', 'fra']], 'Railway', 'platform', 'headers'],
  [['203.0.113.7'], [], [['server', 'cloudflare']], 'Cloudflare', 'proxy', 'headers'],
] as const)('%j by way of %j with %j is %s', (addresses, cnames, headers, name, stands, by) => {
  expect(edgeOf({ addresses, cnames, headers })).toMatchObject({ name, stands, by });
});

test.each([
  [['203.0.113.7'], [], []],
  [['104.32.0.1'], [], []],
  [['104.21.44.7', '203.0.113.7'], [], []],
  [['203.0.113.7'], ['lb-1.eu-west-1.elb.amazonaws.com'], [['server', 'nginx']]],
  [[], [], []],
] as const)('%j by way of %j with %j is no edge', (addresses, cnames, headers) => {
  expect(edgeOf({ addresses, cnames, headers })).toBeNull();
});

test('the table is sound: every edge is a known provider, every network can be read, and it is dated', () => {
  expect(NETWORKS_OF).toMatch(/^\d{4}-\d\d-\d\d$/);
  for (const { networks, source } of EDGES) {
    for (const network of networks) {
      const [base = '', bits] = network.split('/');
      expect(isIP(base)).toBeGreaterThan(0);
      expect(Number(bits ?? 0)).toBeLessThanOrEqual((bytesOf(base)?.length ?? 0) * 8);
    }
    expect(networks.length > 0).toBe(source !== null);
  }
  const aliases = { Cloudflare: 'a.cdn.cloudflare.net', Bolt: 'a.bolt.host', Bunny: 'a.b-cdn.net', Fly: 'a.fly.dev' };
  for (const [name, alias] of Object.entries(aliases)) expect(providerOfHost({ cnames: [alias], headers: [] })).toBe(name);
  expect(new Set(EDGES.map(({ name }) => name)).size).toBe(EDGES.length);
});
