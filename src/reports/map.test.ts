import { expect, test } from 'vitest';
import type { HostOnMap } from '../core/finding.ts';
import { renderMapText, servedBy } from './map.ts';

const host: HostOnMap = { host: 'app.acme.com', role: 'app', addresses: ['104.18.4.11'], state: 'serves' };
const proxied = { name: 'Cloudflare', stands: 'proxy', by: 'address', asOf: '2026-11-25' } as const;
const platform = { name: 'Vercel', stands: 'platform', by: 'alias', asOf: '2026-11-25' } as const;

test('a host shows its edge, what told it, and the date of the table', () => {
  const text = (each: HostOnMap): string => renderMapText({ domain: 'acme.com', hosts: [each], redirects: [] });
  expect(text({ ...host, edge: proxied })).toContain('edge         Cloudflare, proxied, told by its addresses (table of 2026-11-25)');
  expect(text({ ...host, edge: platform })).toContain('edge         Vercel, a platform with its own, told by its alias');
  expect(text(host)).not.toContain('edge');
});

test('who serves a host is told with the edge before it', () => {
  expect(servedBy({ provider: 'Vercel', edge: proxied })).toBe('Vercel behind Cloudflare');
  expect(servedBy({ provider: 'Cloudflare', edge: proxied })).toBe('Cloudflare, proxied');
  expect(servedBy({ provider: 'Vercel', edge: platform })).toBe('Vercel');
  expect(servedBy({})).toBe('');
});
