import { expect, test } from 'vitest';
import { traceIn } from './trace.ts';

const HTML = { status: 500, type: 'text/html' };

test.each([
  [
    'Node',
    'Error: x\n    at Object.load (/app/dist/server.js:10:5)\n    at async handler (file:///app/index.mjs:3:1)',
    'at Object.load (/app/dist/server.js:10:5)',
  ],
  ['Python', 'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>', 'Traceback (most recent call last):'],
  ['PHP', '#0 /var/www/html/index.php(12): run()\n#1 /var/www/html/boot.php(3): start()', '#0 /var/www/html/index.php(12): run()'],
  ['Ruby', "app/models/user.rb:12:in 'find'\nfrom app/controllers/users_controller.rb:3:in `show'", "app/models/user.rb:12:in 'find'"],
  [
    'Java',
    '  at com.acme.Shop.buy(Shop.java:12)\n  at java.base/x.y\n  at com.acme.Main.main(Main.java:3)',
    'at com.acme.Shop.buy(Shop.java:12)',
  ],
  [
    '.NET',
    '   at Acme.Shop.Buy(String id) in /src/Shop.cs:line 12\n   at Acme.Main() in /src/Main.cs:line 1',
    'at Acme.Shop.Buy(String id) in /src/Shop.cs:line 12',
  ],
  ['Go', 'goroutine 1 [running]:\n\t/app/main.go:12 +0x1d\n\t/app/run.go:3 +0x2a', '/app/main.go:12 +0x1d'],
])('a %s trace on an error page', (_name, text, first) => {
  expect(traceIn(text, { status: 500, type: 'text/plain' })).toBe(first);
  expect(traceIn(`<html><pre>${text.replaceAll('<module>', '&lt;module&gt;')}</pre></html>`, HTML)).toBe(first);
});

test('a stack inside JSON', () => {
  const body = JSON.stringify({ error: { stack: 'Error: x\n    at load (/app/a.js:1:2)\n    at run (/app/b.js:3:4)' } });
  expect(traceIn(body, { status: 200, type: 'application/json' })).toBe('at load (/app/a.js:1:2)');
});

test('a PHP warning counts even on a page that is no error', () => {
  const body = '<br />\n<b>Warning</b>:  Undefined variable $x in <b>/var/www/html/index.php</b> on line <b>12</b><br />';
  expect(traceIn(body, { status: 200, type: 'text/html' })).toBe('Warning:  Undefined variable $x in /var/www/html/index.php on line 12');
});

test('an article about traces is no trace, and neither is one lonely line', () => {
  const article = '<pre>Traceback (most recent call last):\n    at load (/app/a.js:1:2)\n    at run (/app/b.js:3:4)</pre>';
  expect(traceIn(article, { status: 200, type: 'text/html' })).toBeNull();
  expect(traceIn('we meet at noon (/app/a.js:1:2)', HTML)).toBeNull();
  expect(traceIn('<h1>404</h1>', { status: 404, type: 'text/html' })).toBeNull();
});

test('a large page of near misses is read in a moment', () => {
  const started = performance.now();
  traceIn('at '.repeat(300_000), HTML);
  traceIn('<'.repeat(300_000), HTML);
  traceIn(`at ${'a.'.repeat(150_000)}`, { status: 500, type: 'text/plain' });
  expect(performance.now() - started).toBeLessThan(2_000);
});
