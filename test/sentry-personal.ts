// An app with the real @sentry/node and @sentry/browser that says everything about one customer, wherever an event has room. Run as a
// process of its own with a DSN and the customer as JSON.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as browser from '@sentry/browser';
import * as Sentry from '@sentry/node';

/** What is known of the customer. */
type Customer = Record<'email' | 'card' | 'iban' | 'ip' | 'ip6' | 'phone' | 'name' | 'street' | 'cookie', string>;

const [, , dsn = '', told = '{}'] = process.argv;
const { email, card, iban, ip, ip6, phone, name, street, cookie } = JSON.parse(told) as Customer;
const everything = { email, card, iban, phone, firstName: name, addresses: [{ billing_address: street }], note: `from ${ip6} by ${email}` };

Sentry.init({ dsn, release: 'app@1.4.0', environment: 'production', tracesSampleRate: 1, includeLocalVariables: true });
const { createServer } = await import('node:http');

function pay(customer: typeof everything, from: string): void {
  const said = `${customer.note} ${from}`; // local variables are sent along
  if (said !== '')
    throw new Error(`cannot charge ${card} of ${email}, ${iban}, from ${ip}, call ${phone}`, { cause: new TypeError(`no ${email}`) });
}

const server = createServer((_, response) => {
  const span = Sentry.getActiveSpan();
  if (span) Sentry.updateSpanName(Sentry.getRootSpan(span), `GET /accounts/${email}`);
  Sentry.withScope((scope) => {
    scope.setUser({ id: '42', email, username: name, ip_address: ip, phone });
    scope.setTags({ customer: email, job: `bill ${email}`, ip });
    scope.setExtras(everything);
    scope.setContext('order', everything);
    scope.setTransactionName(`POST /accounts/${email}`);
    scope.addBreadcrumb({
      category: 'http',
      message: `GET /accounts?email=${email}&first_name=${name} by ${ip}`,
      data: { url: `https://x.test/?phone=${encodeURIComponent(phone)}`, ...everything },
    });
    scope.addBreadcrumb({ category: 'console', message: `paid with ${card} from ${ip6}`, data: { arguments: [email, everything] } });
    scope.setFingerprint([email]);
    try {
      pay(everything, ip);
    } catch (error) {
      Sentry.captureException(error);
    }
  });
  Sentry.captureMessage(`${email} waits`);
  response.writeHead(500).end();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // as: a TCP server has no path
const headers = {
  cookie: `session=${cookie}; theme=dark`,
  'x-forwarded-for': ip,
  'x-user-email': email,
  'content-type': 'application/json',
};
const query = new URLSearchParams({ email, last_name: name, from: ip, page: '3' });
await fetch(`${at}/accounts/${email}?${query.toString()}`, { method: 'POST', headers, body: JSON.stringify(everything) });

const client = new browser.BrowserClient({
  dsn,
  release: 'web@2.0.0',
  transport: browser.makeFetchTransport,
  stackParser: browser.defaultStackParser,
  integrations: [],
});
client.init();
const scope = new browser.Scope();
scope.setClient(client);
scope.setUser({ email, ip_address: ip6, geo: { city: street } });
scope.setExtras(everything);
scope.addBreadcrumb({ category: 'fetch', data: { url: `/api?email=${encodeURIComponent(email)}`, ip } });
scope.captureException(new Error(`the form of ${email} does nothing`));
await client.flush(5_000);
await Sentry.flush(5_000);
server.close();
server.closeAllConnections();
