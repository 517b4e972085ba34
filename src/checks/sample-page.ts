import type { Page } from './page.ts';

/** A healthy HTML page, for examples, with what an example changes. */
export function samplePage(change: Partial<Omit<Page, 'body'>> = {}, body: Partial<Page['body']> = {}): Page {
  return {
    url: 'https://acme.com/',
    redirects: 0,
    via: [],
    downgrade: null,
    status: 200,
    headers: [['content-type', 'text/html; charset=utf-8']],
    cookies: [],
    body: {
      wireBytes: 9_000,
      bytes: 30_000,
      truncated: false,
      type: 'text/html',
      encoding: 'br',
      sha256: '00'.repeat(32),
      title: 'Acme',
      trace: null,
      asksPassword: false,
      canonicals: [],
      likeness: '00'.repeat(8),
      equivalents: [],
      insecure: [],
      foreign: [],
      ...body,
    },
    firstByteMs: 60,
    totalMs: 90,
    ...change,
  };
}
