import { expect, test } from 'vitest';
import { alnum, jwt } from '../../../test/secret-samples.ts';
import { authority, https, openWeb } from '../../../test/web.ts';
import { httpBundle } from './bundle.ts';

const STRIPE = ['sk', 'live', `51${alnum(70)}`].join('_');
const ROLE = jwt({ iss: 'supabase', role: 'service_role', exp: 2_000_000_000 });
const ANON = jwt({ iss: 'supabase', role: 'anon', exp: 2_000_000_000 });
const HOST = { kind: 'host', host: 'acme.test', port: 443 } as const;

const PAGES: Readonly<Record<string, [type: string, body: string]>> = {
  '/': [
    'text/html',
    `<script>window.key="pk_live_${alnum(60)}"</script><script type="module" src="/assets/index.js"></script><link rel="modulepreload" href="/assets/vendor.js"><script src="https://cdn.example/x.js"></script>`,
  ],
  '/assets/index.js': ['text/javascript', `const a="${ANON}";import("./admin.js");const gone="./gone.js"`],
  '/assets/vendor.js': ['text/javascript', `const s="${STRIPE}"`],
  '/assets/admin.js': ['text/javascript', `const r="${ROLE}"`],
};

test('scripts that are loaded later count, other sites and public keys do not, and no value is evidence (SEC-1)', async () => {
  const asked: string[] = [];
  const server = await https(['acme.test'], (request, response) => {
    asked.push(request.url ?? '');
    const [type, body] = PAGES[request.url ?? ''] ?? ['text/html', '<h1>not found</h1>'];
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  await using web = await openWeb({ '192.0.2.7:443': server }, ['acme.test A 192.0.2.7'], { ca: [(await authority()).root] });
  const saw = httpBundle.sees.parse(await httpBundle.collect(HOST, web.io));
  expect(saw.found.map(({ kind, exposure, places }) => `${kind} ${exposure} ${places[0]?.at}`).toSorted()).toEqual([
    'Stripe secret key bundle https://acme.test/assets/vendor.js',
    'Supabase service_role key bundle https://acme.test/assets/admin.js',
  ]);
  expect(saw.scripts).toBe(3);
  expect(asked.toSorted()).toEqual([
    '/',
    '/assets/admin.js',
    '/assets/gone.js',
    '/assets/index.js',
    '/assets/index.js.map',
    '/assets/vendor.js',
  ]);
  for (const value of [STRIPE, ROLE]) expect(JSON.stringify(saw)).not.toContain(value.slice(12, 30));
});

test('a site of endless scripts ends', async () => {
  let served = 0;
  const server = await https(['acme.test'], (request, response) => {
    const n = Number(/(\d+)/.exec(request.url ?? '')?.[1] ?? 0);
    served += 1;
    const isPage = request.url === '/';
    response.writeHead(200, { 'content-type': isPage ? 'text/html' : 'text/javascript' });
    response.end(isPage ? '<script src="/0.js"></script>' : `import "./${n + 1}.js";import "./${n + 1000}.js"`);
  });
  await using web = await openWeb({ '192.0.2.7:443': server }, ['acme.test A 192.0.2.7']);
  expect(await httpBundle.collect(HOST, web.io)).toMatchObject({ scripts: 30, truncated: true, found: [] });
  expect(served).toBe(32);
});

test('a host that does not answer is no evidence', async () => {
  await using web = await openWeb({}, ['acme.test A 192.0.2.7'], { route: () => ({ host: '127.0.0.1', port: 1 }) });
  await expect(httpBundle.collect(HOST, web.io)).rejects.toMatchObject({ name: 'ProbeError' });
});
