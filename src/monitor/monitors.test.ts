import { expect, test } from 'vitest';
import { configSchema } from '../core/config.ts';
import { monitorsOf } from './monitors.ts';

test('monitors take the statuses that a route calls right, and a webhook may refuse us where it says nothing', () => {
  const routes = [
    { name: 'home', url: 'https://acme.test/', kind: 'home' },
    { name: 'inside', url: 'https://acme.test/inside', kind: 'dashboard', statuses: [302] },
    { name: 'payments', url: 'https://acme.test/hook', kind: 'webhook' },
    { name: 'events', url: 'https://acme.test/events', kind: 'webhook', statuses: [404] },
  ];
  expect(monitorsOf(configSchema.parse({ routes }), { bars: {} }).map(({ statuses }) => statuses)).toEqual([
    undefined,
    [302],
    expect.arrayContaining([200, 405]),
    [404],
  ]);
});
