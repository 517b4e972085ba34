import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { clocksIn, isClocked, netlifyScheduled } from './clocks.ts';

test.each([
  [
    'vercel.json',
    '{ "crons": [{ "path": "/api/digest?all=1", "schedule": "0 5 * * *" }, { "path": 3 }] }',
    [{ method: 'GET', path: '/api/digest' }],
  ],
  ['vercel.json', '{ "rewrites": [{ "source": "/a" }] }', []],
  [
    'supabase/migrations/1_jobs.sql',
    "select cron.schedule('digest', '0 5 * * *', $$ select net.http_post(url := 'https://acme.supabase.co/functions/v1/digest', headers := '{}'::jsonb) $$);",
    [{ method: 'POST', path: '/functions/v1/digest' }],
  ],
  [
    'supabase/migrations/2_jobs.sql',
    "select cron.schedule('a', '* * * * *', $$ select net.http_get(url := (select value from vault) || '/functions/v1/a') $$);",
    [{ method: 'GET', path: '/functions/v1/a' }],
  ],
  ['supabase/migrations/3_jobs.sql', "-- cron.schedule\nselect net.http_post(url := 'https://acme.test/api/x');", []],
  [
    '.github/workflows/jobs.yml',
    'on:\n  schedule:\n    - cron: "0 5 * * *"\njobs:\n  a:\n    steps:\n      - run: curl -X POST "${{ secrets.APP }}/api/jobs/mail"\n',
    [{ method: 'POST', path: '/api/jobs/mail' }],
  ],
  ['.github/workflows/ci.yml', 'on: push\njobs:\n  a:\n    steps:\n      - run: curl https://acme.test/api/up\n', []],
])('%s names the routes that a clock calls (SEC-10)', (file, text, clocks) => {
  expect(clocksIn(file, text)).toEqual(clocks);
});

test('netlify.toml names the functions that nobody but its clock can call', () => {
  const text =
    '[build]\n  command = "x"\n[functions]\n  node_bundler = "esbuild"\n[functions."nightly-mail"]\n  # runs at night\n  schedule = "@daily"\n[functions.open]\n  timeout = 3\n[functions.hourly]\r\nschedule="0 * * * *"\r\n';
  expect([...netlifyScheduled(text)]).toEqual(['nightly-mail', 'hourly']);
});

test('a clock calls the handler of its method, or the one that takes all', () => {
  const [get, post] = [
    { path: '/api/a', method: 'GET' },
    { path: '/api/a', method: 'POST' },
  ];
  const clocks = [{ path: '/api/a', method: 'GET' as const }];
  expect([get, post].map((route) => isClocked(route, { routes: [get, post], clocks }))).toEqual([true, false]);
  expect(isClocked(post, { routes: [post], clocks })).toBe(true);
});

test('no text makes it throw', () => {
  const piece = fc.constantFrom('cron.schedule', 'net.http_post', "'/a", "'", '{"crons":[', 'schedule:', 'curl ', 'https://', '${{', '\n');
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (parts) => {
      for (const file of ['vercel.json', 'supabase/a.sql', '.github/workflows/a.yml']) clocksIn(file, parts.join(''));
      netlifyScheduled(parts.join(''));
    }),
    { numRuns: 200 },
  );
});
