import { expect, test } from 'vitest';
import { defaultConfig } from '../core/config.ts';
import { edgesOf, hostRule, stepsAt } from './edge.ts';

test('an edge is known by its headers or by the config, both when one stands before another', () => {
  const config = { ...defaultConfig(), edge: { provider: 'Cloudflare' } };
  expect(edgesOf(defaultConfig(), [['server', 'nginx/1.27']])).toEqual(['nginx']);
  expect(edgesOf(config, [['x-vercel-id', 'fra1::x']])).toEqual(['cloudflare', 'vercel']);
  expect(edgesOf(defaultConfig(), [['server', 'Google Frontend']])).toEqual([]);
});

test('a known edge gets its own steps, an unknown one gets all of them', () => {
  const rule = hostRule('www.acme.com', 'acme.com');
  expect(stepsAt(['vercel'], rule)).toEqual([rule.vercel]);
  expect(stepsAt([], rule)).toHaveLength(6);
  expect(stepsAt(['vercel'], { nginx: 'nginx: x' })).toEqual(['nginx: x']);
});
