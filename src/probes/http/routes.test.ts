import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { https, openWeb } from '../../../test/web.ts';
import { hasHash, mayAsk, pageKind } from './route-kind.ts';
import { httpRoutes } from './routes.ts';

const HOST = { kind: 'host', host: 'acme.test', port: 443 } as const;
const ZONE = ['acme.test A 192.0.2.1', 'app.acme.test A 192.0.2.1'];

async function look(handler: RequestListener): Promise<ReturnType<typeof httpRoutes.sees.parse>> {
  await using web = await openWeb({ '192.0.2.1:443': await https(['acme.test', '*.acme.test'], handler) }, ZONE);
  return httpRoutes.sees.parse(await httpRoutes.collect(HOST, web.io));
}

function site(files: Readonly<Record<string, string>>): RequestListener {
  return (request, response) => {
    const text = files[request.url ?? ''];
    const type = request.url?.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.writeHead(text === undefined ? 404 : 200, { 'Content-Type': type }).end(text);
  };
}

test('pages, API routes and assets that the home page and its scripts name', async () => {
  const saw = await look(
    site({
      '/': `<!doctype html><a href="/pricing?utm=1">Prices</a> <A HREF='/login#top'>Log in</a><a href=https://app.acme.test/dashboard>App</a>
        <a href="https://app.acme.test/">App home</a><a href="/">Home</a><a href="#faq">FAQ</a><a href="mailto:a@acme.test">Mail</a>
        <a href="https://twitter.com/acme">X</a><a href="/logout">Out</a><a href="/brochure.pdf">PDF</a>
        <!-- <a href="/commented">no</a> --><form action="/signup" method="post"></form>
        <link rel="stylesheet" href="/assets/index-DkQ81xZa.css">
        <script type="module" crossorigin src="/assets/index-BXc1d2Ef.js"></script><script src="https://cdn.example.com/x-11aa22bb.js"></script>`,
      '/assets/index-BXc1d2Ef.js': `fetch("/api/me");fetch('/api/me');fetch(\`/api/users/\${id}\`);fetch("/api/users/"+id);post("/api/auth/signout");
        get("https://api.acme.test/v1/plans");get("https://api.other.test/v1/x");get("/api/health");x="https://abc.supabase.co/rest"`,
    }),
  );
  expect(saw.urls).toEqual([
    { url: 'https://acme.test/api/health', for: 'health' },
    { url: 'https://acme.test/api/me', for: 'api' },
    { url: 'https://acme.test/assets/index-BXc1d2Ef.js', for: 'asset' },
    { url: 'https://acme.test/assets/index-DkQ81xZa.css', for: 'asset' },
    { url: 'https://acme.test/login', for: 'login' },
    { url: 'https://acme.test/pricing', for: 'page' },
    { url: 'https://acme.test/signup', for: 'signup' },
    { url: 'https://api.acme.test/v1/plans', for: 'api' },
    { url: 'https://app.acme.test/', for: 'home' },
    { url: 'https://app.acme.test/dashboard', for: 'dashboard' },
  ]);
  expect(saw.stack).toEqual(['Supabase', 'Vite']);
});

test.each([
  ['a constant and a template', 'const a="https://api.acme.test/v1";fetch(`${a}/me`)', ['https://api.acme.test/v1/me']],
  ['a constant and a sum', 'var e="/api";get(e+"/plans")', ['https://acme.test/api/plans']],
  ['the only client', 'x.create({baseURL:"https://api.acme.test/"});c.get("/users");c.post("/seed")', ['https://api.acme.test/users']],
  ['one of two clients', 'x.create({baseURL:"https://api.acme.test"}),x.create({baseURL:"https://b.test"});c.get("/users")', []],
  ['a name that is no constant', 'fetch(`${b}/me`);get(c+"/me")', []],
  ['the API of somebody else', 'const a="https://api.other.test";fetch(`${a}/me`)', []],
  ['what a GET might change', 'const a="https://api.acme.test";fetch(`${a}/logout`)', []],
] as const)('routes that scripts put together are found: %s', async (_, script, urls) => {
  const saw = await look(site({ '/': '<script src="/app.js"></script>', '/app.js': script }));
  expect(saw.urls.map(({ url }) => url)).toEqual(urls);
});

test('of many pages those that matter most are kept, six at most', async () => {
  const links = [...Array.from({ length: 30 }, (_, i) => `/blog/${i}`), '/checkout', '/account', '/register', '/sign-in'].map(
    (path) => `<a href="${path}">x</a>`,
  );
  const { urls } = await look(site({ '/': links.join('') }));
  expect(urls).toHaveLength(6);
  expect(urls.map((each) => each.for).toSorted()).toEqual(['checkout', 'dashboard', 'login', 'page', 'page', 'signup']);
});

test('addresses follow the base of the page and the host where redirects ended', async () => {
  const saw = await look((request, response) => {
    if (request.headers.host === 'acme.test') response.writeHead(301, { Location: 'https://app.acme.test/start/' }).end();
    else response.writeHead(200, { 'Content-Type': 'text/html' }).end('<base href="/de/"><a href="preise">Preise</a>');
  });
  expect(saw.urls).toEqual([{ url: 'https://app.acme.test/de/preise', for: 'page' }]);
});

test('a home that is no page has no routes, and a missing script hides none', async () => {
  expect(await look((_request, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}'))).toEqual({
    urls: [],
    stack: [],
  });
  const saw = await look(site({ '/': '<a href="/pricing">p</a><script src="/gone.js"></script><script src="/also.js"></script>' }));
  expect(saw.urls).toEqual([{ url: 'https://acme.test/pricing', for: 'page' }]);
});

test('a host that does not answer is no evidence', async () => {
  await using web = await openWeb({}, ['acme.test TXT x']);
  await expect(httpRoutes.collect(HOST, web.io)).rejects.toMatchObject({ name: 'ProbeError', code: 'no-address' });
});

test.each([
  ['/login', 'login'],
  ['/de/Sign-In/', 'login'],
  ['/auth/register', 'signup'],
  ['/app/dashboard', 'dashboard'],
  ['/checkout', 'checkout'],
  ['/blog/how-to-login-faster', 'page'],
  ['/', 'home'],
])('%s is a %s', (path, kind) => {
  expect(pageKind(path)).toBe(kind);
});

test('paths that a GET might change something at are not asked', () => {
  for (const path of [
    '/logout',
    '/auth/sign-out',
    '/api/cron/daily',
    '/unsubscribe/abc',
    '/api/webhooks/stripe',
    '/delete-account',
    '/api/auth/callback',
  ])
    expect(mayAsk(path)).toBe(false);
  for (const path of ['/login', '/pricing', '/api/me', '/blog/sendgrid-guide', '/api/users']) expect(mayAsk(path)).toBe(true);
});

test('hashes in file names are told from words', () => {
  for (const path of [
    '/assets/index-BXc1d2Ef.js',
    '/main.8f3a2b1c.chunk.js',
    '/_next/static/chunks/1a2b3c4d5e6f7a8b.js',
    '/_next/static/css/0f1e2d3c4b5a6978.css',
  ])
    expect(hasHash(path)).toBe(true);
  for (const path of ['/jquery.min.js', '/site-settings.js', '/js/app.js', '/lib-20240101.js', '/my-long-component1.js'])
    expect(hasHash(path)).toBe(false);
});
