import { expect, test } from 'vitest';
import { isHashed } from './hashed-name.ts';

test.each([
  '/assets/index-B7f2k9Qd.js',
  '/assets/index-DiwrgTda.js',
  '/assets/index-a-Zk_92x.css',
  '/assets/logo-DdiW3pT9.svg',
  '/_next/static/chunks/main.js',
  '/_astro/page.css',
  '/static/js/main.8f3e2a1b.chunk.js',
  '/main.4c0a1e9d2f.min.css',
  '/media/inter-latin-3f2a9c81.woff2',
  '/chunk-2IV4UFBJ.js',
])('%s carries a hash', (path) => {
  expect(isHashed(`https://acme.com${path}`)).toBe(true);
});

test.each([
  '/app.js',
  '/assets/app.js',
  '/assets/user-settings.js',
  '/js/bootstrap-5.3.2.min.js',
  '/bootstrap-datepicker.js',
  '/assets/Open-SansBold.ttf',
  '/photo-20261122.jpg',
  '/report-q4results2026.pdf',
  '/app.js?v=8f3e2a1b9c',
  '/8f3e2a1b9c',
  '/.well-known',
  '/',
])('%s does not', (path) => {
  expect(isHashed(`https://acme.com${path}`)).toBe(false);
});

test('what is no URL carries no hash', () => {
  expect(isHashed('nonsense')).toBe(false);
});
