import type { Scenario } from '../scenario.ts';
import { type Draft, route } from './edit.ts';
import { faultsOn } from './fault.ts';

/** Puts markup before the end of a page's `head` or `body`. */
function into(world: Draft<Scenario>, [label, path]: readonly [string, string], end: 'head' | 'body', markup: string): void {
  const page = route(world, label, path);
  page.body = page.body!.replace(`</${end}>`, `${markup}</${end}>`);
}

const HOME = ['', '/'] as const;
const LOGIN = ['app', '/login'] as const;
const CSS = '/_next/static/css/7c3f19ab02d4.css';

/** What pages load besides themselves. */
export const parts = faultsOn('quayside.test', [
  [
    'The home page loads a script over http.',
    'tls/mixed-content',
    '@ /',
    (world) => into(world, HOME, 'body', `<script async src="http://cdn.${world.domain}/chat.js"></script>`),
  ],
  [
    'The home page shows a picture over http.',
    'tls/mixed-content',
    '@ /',
    (world) => into(world, HOME, 'body', `<img alt="" src="http://${world.domain}/team.jpg">`),
  ],
  [
    'The login picks its logo over http by the width of the screen.',
    'tls/mixed-content',
    'app /login',
    (world) => into(world, LOGIN, 'body', `<img alt="" src="/logo.png" srcset="/logo.png 1x, http://${world.domain}/logo@2x.png 2x">`),
  ],
  [
    'A base tag of the login leads every address back to http.',
    'tls/mixed-content',
    'app /login',
    (world) => {
      const page = route(world, 'app', '/login');
      page.body = page.body!.replace('<head>', `<head><base href="http://app.${world.domain}/">`);
    },
    { also: ['tls/form-target app /login'] },
  ],
  [
    'The script of the home page is redirected to http.',
    'tls/mixed-content',
    '@ /_next/static/chunks/main-app-4f1c9a2b7d3e.js',
    (world) => {
      const script = route(world, '', '/_next/static/chunks/main-app-4f1c9a2b7d3e.js');
      script.redirect = { to: `http://${world.domain}/old.js`, status: 302, keepPath: false };
    },
  ],
  [
    'The login sends what is typed over http.',
    'tls/form-target',
    'app /login',
    (world) => {
      const page = route(world, 'app', '/login');
      page.body = page.body!.replace('action="/login"', `action="http://app.${world.domain}/login"`);
    },
  ],
  [
    'A stylesheet of the home page imports another over http.',
    'tls/mixed-styles',
    '@',
    (world) => {
      const sheet = route(world, '', CSS);
      sheet.body = `@import url("http://fonts.${world.domain}/inter.css");${sheet.body}`;
    },
  ],
  [
    'The stylesheet of the app takes its font over http.',
    'tls/mixed-styles',
    'app',
    (world) => {
      route(world, 'app', CSS).body += `@font-face{font-family:Inter;src:url(http://${world.domain}/inter.woff2) format("woff2")}`;
    },
  ],
  [
    'The login waits for a script of another company.',
    'performance/third-party-scripts',
    'app /login',
    (world) => into(world, LOGIN, 'head', '<script src="https://widget.intercom.io/widget/q7wx2k9l"></script>'),
  ],
  [
    'The home page takes a package from a public server without its hash.',
    'headers/script-integrity',
    '@ /',
    (world) => into(world, HOME, 'body', '<script defer src="https://cdn.jsdelivr.net/npm/alpinejs@3.14.8/dist/cdn.min.js"></script>'),
  ],
]);
