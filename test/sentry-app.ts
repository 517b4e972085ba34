// An app with the real @sentry/node, and errors as @sentry/browser sends them; run as a process of its own with a DSN.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as browser from '@sentry/browser';
import * as Sentry from '@sentry/node';

const [, , dsn = '', password = '', email = ''] = process.argv;
Sentry.init({ dsn, release: 'app@1.4.0', environment: 'production', tracesSampleRate: 1 });
const { createServer } = await import('node:http');

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://app');
  const scope = Sentry.getActiveSpan();
  if (scope) Sentry.updateSpanName(Sentry.getRootSpan(scope), `GET ${pathname.replace(/\d+/, ':id')}`);
  if (pathname.startsWith('/broken')) {
    Sentry.setUser({ id: '42', email });
    Sentry.captureException(new Error(`cannot pay order 7 with password=${password}`, { cause: new TypeError('the card is null') }));
    response.writeHead(500).end();
    return;
  }
  response.writeHead(200).end('ok');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // as: a TCP server has no path
for (const path of ['/orders/1', '/orders/2', '/orders/3', '/broken'])
  await (await fetch(at + path, { headers: { authorization: `Bearer ${password}` } })).text();
Sentry.captureMessage('the queue is long', 'warning');

const client = new browser.BrowserClient({
  dsn,
  release: 'web@2.0.0',
  transport: browser.makeFetchTransport,
  stackParser: browser.defaultStackParser,
  integrations: [],
});
client.init();
client.captureException(new Error('the button does nothing'));
await client.flush(5_000);
await Sentry.flush(5_000);
server.close();
server.closeAllConnections();
