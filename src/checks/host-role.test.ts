import { expect, test } from 'vitest';
import { defaultConfig } from '../core/config.ts';
import { isProduction, roleFor, siteOf } from './host-role.ts';

test('names of shared platforms are sites of their own', () => {
  expect(['app.acme.co.uk', 'x.my-app.vercel.app', 'acme.test', 'localhost'].map(siteOf)).toEqual([
    'acme.co.uk',
    'my-app.vercel.app',
    'acme.test',
    'localhost',
  ]);
});

test('the config names a role first, then the name suggests one', () => {
  const config = { ...defaultConfig(), hosts: [{ host: 'go.acme.com', role: 'redirect' as const }] };
  expect(['go.acme.com', 'acme.com', 'api.acme.com', 'ftp.acme.com'].map((host) => roleFor(config, host))).toEqual([
    'redirect',
    'marketing',
    'api',
    'other',
  ]);
  expect([isProduction('redirect'), isProduction('staging'), isProduction('docs')]).toEqual([true, false, false]);
});
