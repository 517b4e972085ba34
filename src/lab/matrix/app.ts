import type { Scenario } from '../scenario.ts';
import { type Draft, route, site } from './edit.ts';
import { faultsOn } from './fault.ts';

/** What the app itself does wrong. */
export const app = faultsOn('saltmill.test', [
  [
    'The health route of the API says that its database is gone.',
    'app/health-status',
    'api',
    (world) => {
      const health = route(world, 'api', '/api/health');
      health.status = 503;
      health.json = { status: 'down', database: 'unreachable' };
    },
  ],
  [
    'The health route shows the connection string.',
    'app/health-leak',
    'api',
    (world) => {
      route(world, 'api', '/api/health').json = {
        status: 'ok',
        database: ['postgres://app:', 'Kx7mQ2pL9w', '@10.0.3.17:5432/app'].join(''),
      };
    },
  ],
  [
    'The health route of the app shows the connection string.',
    'app/health-leak',
    'app',
    (world) => {
      route(world, 'app', '/api/health').json = {
        status: 'ok',
        database: ['postgres://app:', 'Kx7mQ2pL9w', '@10.0.3.17:5432/app'].join(''),
      };
    },
  ],
  [
    'The API has no health route.',
    'app/health-route',
    'api',
    (world) => {
      const api = site(world, 'api');
      api.https = api.https!.filter(({ path }) => path !== '/api/health');
    },
  ],
  [
    'The pricing page shows a stack trace.',
    'app/stack-trace',
    '@ /pricing',
    (world) => {
      route(world, '', '/pricing').status = 500;
      route(world, '', '/pricing').body =
        "<!doctype html><title>Error</title><pre>TypeError: Cannot read properties of undefined (reading 'plan')\n    at Pricing (/var/task/.next/server/app/pricing/page.js:14:22)\n    at renderWithHooks (/var/task/node_modules/react-dom/server.js:5724:16)</pre>";
    },
    { also: ['routing/page @ /pricing'] },
  ],
  [
    'The home page is sent uncompressed.',
    'performance/compression',
    '@ /',
    (world) => {
      site(world, '').compress = false;
      route(world, '', '/').body += `<!-- ${'a long comment that the build left in '.repeat(900)} -->`;
    },
  ],
  [
    'The hero image is written into the home page.',
    'performance/page-weight',
    '@ /',
    (world) => {
      route(world, '', '/').body += `<img alt="" src="data:image/png;base64,${noise(600_000)}">`;
    },
  ],
  [
    'The plans take more than half a second.',
    'performance/response-time',
    'api /api/plans',
    (world) => {
      route(world, 'api', '/api/plans').delayMs = 620;
    },
  ],
  [
    'The script of the home page holds a service_role key.',
    'secrets/bundle',
    '@',
    (world) => {
      addScript(world, '', `const admin=createClient("https://kq7vn2xttb.supabase.co","${serviceRole()}");`);
    },
  ],
  [
    'The log-in takes any number of guesses.',
    'edge/rate-limit',
    'app /login',
    (world) => void delete route(world, 'app', '/login', 'POST').limit,
    { active: true },
  ],
  [
    'The signup takes any number of robots.',
    'edge/rate-limit',
    'app /signup',
    (world) => void delete route(world, 'app', '/signup').limit,
    { active: true },
  ],
  [
    'The script of the home page calls an API on localhost.',
    'app/endpoints',
    '@',
    (world) => addScript(world, '', 'const api="http://localhost:3001";fetch(`${api}/plans`);'),
  ],
  [
    'The app was built with the address of a tunnel.',
    'app/endpoints',
    'app',
    (world) => addScript(world, 'app', 'const ws=new WebSocket("wss://8f3e1d2c.ngrok-free.app/live");'),
  ],
  [
    'The app takes payments in test mode.',
    'app/endpoints',
    'app',
    (world) => addScript(world, 'app', `const stripe=Stripe("${['pk', 'test', '51Kx7mQ2pL9wZk4mPq7wXt2vRb9nLc6yHd3s'].join('_')}");`),
  ],
]);

/** Adds code to the first script of a host. */
function addScript(world: Draft<Scenario>, label: string, code: string): void {
  site(world, label).https!.find(({ path }) => path.endsWith('.js'))!.body += code;
}

/** Text that does not compress, the same every time. */
function noise(length: number): string {
  let [state, text] = [7, ''];
  while (text.length < length) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += state.toString(36);
  }
  return text.slice(0, length);
}

/** A token in the shape of Supabase's, put together here so that no scanner takes this file for a leak. */
function serviceRole(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [
    part({ alg: 'HS256', typ: 'JWT' }),
    part({ iss: 'supabase', ref: 'kq7vn2xttb', role: 'service_role', iat: 1_760_000_000, exp: 2_075_000_000 }),
    'Qw8rTy2uIo9pAs4dFg7hJk1lZx3cVb6n',
  ].join('.');
}
