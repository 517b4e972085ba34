import { expect, test } from 'vitest';
import { defaultConfig } from '../core/config.ts';
import type { UrlKind } from '../core/subject.ts';
import { judgedThere } from './page.ts';
import { samplePage } from './sample-page.ts';

const config = defaultConfig();
const judged = (asked: string, ended: string, kind: UrlKind = 'home'): string | null =>
  judgedThere(samplePage({ url: ended, redirects: 1 }), { subject: { kind: 'url', url: asked, for: kind }, config });

test.each([
  ['https://app.acme.com/', 'https://app.acme.com/login'],
  ['https://app.acme.com/dashboard', 'https://app.acme.com/login?next=%2Fdashboard'],
  ['https://www.acme.com/', 'https://acme.com/'],
  ['https://acme.com/login', 'https://auth.acme.com/sign-in'],
])('a page that leads from %s to %s is judged there, once', (asked, ended) => {
  expect(judged(asked, ended)).toMatch(/^It answers with a redirect to .+, and is judged there\.$/);
});

test.each([
  ['a slash is no other page', 'https://acme.com/login', 'https://acme.com/login/'],
  ['a query is no other page', 'https://acme.com/', 'https://acme.com/?welcome=1'],
  ['nobody looks at http ends', 'https://acme.com/login', 'http://admin.acme.com/login'],
  ['nobody looks at pages whose path says nothing', 'https://acme.com/', 'https://acme.com/en'],
  ['nobody looks at the domain of a neighbour', 'https://acme.vercel.app/login', 'https://other.vercel.app/login'],
])('%s', (_why, asked, ended) => {
  expect(judged(asked, ended)).toBeNull();
});

test('a domain below another has neighbours nobody looks at', () => {
  const subject = { kind: 'url', url: 'https://shop.acme.com/', for: 'home' } as const;
  const page = samplePage({ url: 'https://auth.acme.com/login', redirects: 1 });
  expect(judgedThere(page, { subject, config: { ...config, domain: 'shop.acme.com' } })).toBeNull();
});
