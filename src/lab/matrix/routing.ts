import { hostName, route, site } from './edit.ts';
import { faultsOn } from './fault.ts';

/** Redirects, canonical host, pages that do not open. */
export const routing = faultsOn('oakdesk.test', [
  [
    'Apex and www both show pages.',
    'routing/canonical',
    'site',
    (world) => {
      site(world, 'www').https = site(world, '').https!;
    },
  ],
  [
    'The redirect of www is temporary.',
    'routing/permanent',
    'site',
    (world) => {
      route(world, 'www', '*').redirect!.status = 302;
    },
  ],
  [
    'The redirect of www throws the path away.',
    'routing/path',
    'site',
    (world) => {
      route(world, 'www', '*').redirect!.keepPath = false;
    },
  ],
  [
    'The redirect of www throws the query away.',
    'routing/query',
    'site',
    (world) => {
      route(world, 'www', '*').redirect!.keepQuery = false;
    },
  ],
  [
    'The app answers over plain http.',
    'routing/https',
    'app',
    (world) => {
      site(world, 'app').http = [{ path: '*', body: '<!doctype html><title>App</title>' }];
    },
  ],
  [
    'The API answers over plain http.',
    'routing/https',
    'api',
    (world) => {
      site(world, 'api').http = [{ path: '*', json: { name: 'API' } }];
    },
  ],
  [
    'The docs answer over plain http.',
    'routing/https',
    'docs',
    (world) => {
      site(world, 'docs').http = [{ path: '*', body: '<!doctype html><title>Docs</title>' }];
    },
  ],
  [
    'The redirect of www holds only for a while, method kept.',
    'routing/permanent',
    'site',
    (world) => {
      route(world, 'www', '*').redirect!.status = 307;
    },
  ],
  [
    'The docs lead to localhost.',
    'routing/environment',
    'docs',
    (world) => {
      site(world, 'docs').https = [{ path: '*', redirect: { to: 'http://localhost:3000', status: 307 } }];
    },
    { also: ['routing/https docs'] },
  ],
  [
    'The docs redirect to themselves.',
    'routing/loop',
    'docs',
    (world) => {
      site(world, 'docs').https = [{ path: '*', redirect: { to: `https://${hostName(world, 'docs')}`, status: 302 } }];
    },
  ],
  [
    'The docs answer 502.',
    'routing/reachable',
    'docs',
    (world) => {
      site(world, 'docs').https = [{ path: '*', status: 502, body: 'Bad gateway' }];
    },
  ],
  [
    'The pricing page answers 500.',
    'routing/page',
    '@ /pricing',
    (world) => {
      route(world, '', '/pricing').status = 500;
    },
  ],
  [
    'The sign-up leads to a 404.',
    'routing/page',
    'app /signup',
    (world) => {
      route(world, 'app', '/signup').status = 404;
    },
  ],
  [
    'The redirect to https is by way of http://www.',
    'routing/chain',
    'site',
    (world) => {
      site(world, '').http = [{ path: '*', redirect: { to: `http://${hostName(world, 'www')}` } }];
    },
  ],
]);
