import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectStack, type Sign } from '../probes/repo/stack.ts';
import { hostsIn, hostsLinked, ownHost, platformIn, routesIn, sendersIn, variableNames } from './init-hints.ts';

const values = (file: string, text: string): string[] => hostsIn(new Map([[file, text]])).map((hint) => hint.value);

describe('the hosts a file names', () => {
  test.each([
    ['CNAME', 'www.acme.com\n', ['www.acme.com']],
    [
      'wrangler.toml',
      'routes = [\n  { pattern = "app.acme.com/*", custom_domain = true },\n  { pattern = "*.acme.com/*", zone_name = "acme.com" },\n]',
      ['app.acme.com', 'acme.com'],
    ],
    ['wrangler.jsonc', '{ // comment\n  "route": "api.acme.com/v1/*",\n}', ['api.acme.com']],
    [
      'supabase/config.toml',
      '[auth]\nsite_url = "https://acme.com"\nadditional_redirect_urls = ["http://localhost:3000", "https://app.acme.com/**",\n "https://acme-git-main.vercel.app"]',
      ['acme.com', 'app.acme.com'],
    ],
    ['supabase/config.toml', 'site_url = "env(SITE_URL)"', []],
    ['supabase/config.toml', 'site_url = "http://127.0.0.1:3000"', []],
    ['package.json', '{\n  "homepage": "https://github.com/acme/app#readme"\n}', []],
    ['package.json', '{\n  "homepage": "https://acme.co.uk/"\n}', ['acme.co.uk']],
  ])('%s: %j', (file, text, hosts) => {
    expect(values(file, text)).toEqual(hosts);
  });

  test('are never a platform, a code host or an address', () => {
    for (const host of [
      'x.vercel.app',
      'acme.github.io',
      'acme.pages.dev',
      'ref.supabase.co',
      'github.com',
      'localhost',
      '192.0.2.1',
      '[::1]',
      'a b',
      '',
    ])
      expect(ownHost(host)).toBeUndefined();
    expect(ownHost('https://*.Acme.com/x')).toBe('acme.com');
  });

  test('in a README are the ones it links to', () => {
    expect(
      hostsLinked('See https://acme.com and https://acme.com/docs, built with https://nextjs.org, [demo](https://demo.vercel.app)'),
    ).toEqual(['acme.com']);
  });

  test('come quickly and as plain host names from any text', () => {
    const texts = fc.constantFrom('CNAME', 'wrangler.toml', 'supabase/config.toml', 'package.json');
    const piece = fc.constantFrom(
      'site_url = "',
      'pattern = "',
      '"homepage": "',
      'https://',
      'acme.com',
      '"',
      '\n',
      '[',
      ']',
      ' ',
      '*.',
      '/',
      'additional_redirect_urls = [',
      '#',
      '\u0000',
      'ü.de',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 50 }).map((some) => some.join('')),
    );
    fc.assert(
      fc.property(
        texts,
        text,
        (file, typed) => values(file, typed).every((host) => /^[a-z0-9._-]{3,253}$/.test(host)) && hostsLinked(typed).length >= 0,
      ),
    );
    const started = performance.now();
    for (const filler of ['\n', ' ', '"', 'pattern = "', 'https://a.', '['])
      for (const file of ['wrangler.toml', 'supabase/config.toml', 'package.json']) values(file, filler.repeat(60_000 / filler.length));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

const stack = (files: string[], names: string[] = []): Sign[] =>
  detectStack(files, [{ path: 'package.json', names, name: '', packageManager: '', workspaces: false }]);

describe('what files suggest', () => {
  test('mail services come from packages, or from names in the example environment', () => {
    expect(sendersIn(stack([], ['next', 'resend']), ['POSTMARK_SERVER_TOKEN', 'RESEND_API_KEY'])).toEqual([
      { value: 'resend', from: 'package.json: resend' },
      { value: 'postmark', from: 'the names in the example environment' },
    ]);
    expect(variableNames('# MAIL_KEY=\nRESEND_API_KEY=\nexport LOOPS_API_KEY=x\n  lower=1\n')).toEqual(['RESEND_API_KEY', 'LOOPS_API_KEY']);
  });

  test('the platform is the one whose file lies there, and unknown when there are two', () => {
    expect(platformIn(stack(['wrangler.toml', 'wrangler.jsonc'], ['wrangler']))?.value).toBe('cloudflare');
    expect(platformIn(stack(['vercel.json', 'apps/web/netlify.toml']))).toBeUndefined();
    expect(platformIn(stack(['docs/vercel.json']))).toBeUndefined();
    expect(platformIn(stack([], ['wrangler']))).toBeUndefined();
    expect(platformIn(stack(['apps/web/fly.toml']))).toEqual({ value: 'fly', from: 'apps/web/fly.toml' });
  });

  test('pages come from file-based routers, without groups and file names', () => {
    const files = [
      'src/app/(auth)/sign-in/page.tsx',
      'app/api/health/route.ts',
      'pages/checkout.tsx',
      'src/routes/dashboard/+page.ts',
      'src/components/login.tsx',
      'app/login/layout.tsx',
    ];
    expect(routesIn(files).map(({ path, kind }) => [path, kind])).toEqual([
      ['/sign-in', 'login'],
      ['/dashboard', 'dashboard'],
      ['/checkout', 'checkout'],
      ['/api/health', 'health'],
    ]);
  });
});
