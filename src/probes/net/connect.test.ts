import { expect, test } from 'vitest';
import { dnsServer } from '../../../test/dns-server.ts';
import { testIo } from '../../../test/io.ts';
import { authority, https, openWeb, tcp } from '../../../test/web.ts';
import { connectTcp, connectTls } from './connect.ts';

const silent = (): ReturnType<typeof tcp> => tcp(() => undefined);

test.each(['127.0.0.1', '[::1]', '169.254.169.254', '10.0.0.1', '[::ffff:127.0.0.1]', '0.0.0.0'])(
  '%s is refused without asking it',
  async (host) => {
    await expect(connectTcp(testIo(), { host, port: 80, ms: 1_000 })).rejects.toMatchObject({
      name: 'ProbeError',
      code: 'private-address',
    });
  },
);

test('a name that leads to a private address alone is refused', async () => {
  await using web = await openWeb({}, ['acme.test A 127.0.0.1', 'acme.test A 10.1.2.3']);
  await expect(connectTcp(web.io, { host: 'acme.test', port: 80, ms: 1_000 })).rejects.toMatchObject({ code: 'private-address' });
});

test('private addresses may be asked when the user says so', async () => {
  const server = silent();
  await using web = await openWeb({ '192.0.2.1:80': server }, [], { allowPrivate: true });
  const { host, port } = web.io.route('192.0.2.1', 80);
  const { socket, address } = await connectTcp(web.io, { host, port, ms: 2_000 });
  socket.destroy();
  expect(address).toBe('127.0.0.1');
});

test('a name that answers another address the second time (DNS rebinding) leads to the first alone', async () => {
  let asked = 0;
  await using dns = await dnsServer(({ name, type }) => {
    asked += type === 'A' ? 1 : 0;
    const data = asked > 1 ? '127.0.0.1' : '192.0.2.1';
    return { answers: type === 'A' ? [{ name, type: 'A', ttl: 0, data }] : [] };
  });
  await using web = await openWeb({ '192.0.2.1:80': silent() }, []);
  const route = (host: string, port: number): { host: string; port: number } =>
    host === '9.9.9.9' ? { host: dns.host, port: dns.port } : web.io.route(host, port);
  const { socket, address } = await connectTcp(testIo({ resolver: ['9.9.9.9:53'], route }), { host: 'evil.test', port: 80, ms: 2_000 });
  socket.destroy();
  expect(address).toBe('192.0.2.1');
  expect(asked).toBe(1);
  // A later run that asks again gets the private answer, and refuses it.
  await expect(connectTcp(testIo({ resolver: ['9.9.9.9:53'], route }), { host: 'evil.test', port: 80, ms: 2_000 })).rejects.toMatchObject({
    code: 'private-address',
  });
});

test('a dead first address is followed by the next', async () => {
  const gone = silent();
  await using web = await openWeb({ '192.0.2.2:80': silent(), '192.0.2.1:80': gone }, ['acme.test A 192.0.2.1', 'acme.test A 192.0.2.2']);
  await new Promise((resolve) => gone.close(resolve));
  const { socket, address } = await connectTcp(web.io, { host: 'acme.test', port: 80, ms: 2_000 });
  socket.destroy();
  expect(address).toBe('192.0.2.2');
});

test('a refused connection is told as such', async () => {
  const gone = silent();
  await using web = await openWeb({ '192.0.2.1:80': gone }, ['acme.test A 192.0.2.1']);
  await new Promise((resolve) => gone.close(resolve));
  await expect(connectTcp(web.io, { host: 'acme.test', port: 80, ms: 2_000 })).rejects.toMatchObject({
    code: 'ECONNREFUSED',
    message: 'acme.test refuses the connection',
  });
});

test('a name without addresses is told as such', async () => {
  await using web = await openWeb({}, ['acme.test TXT hello']);
  await expect(connectTcp(web.io, { host: 'acme.test', port: 80, ms: 2_000 })).rejects.toMatchObject({ code: 'no-address' });
});

test('a server that never shakes hands ends at the limit', async () => {
  await using web = await openWeb({ '192.0.2.1:443': silent() }, ['acme.test A 192.0.2.1']);
  await expect(connectTls(web.io, { host: 'acme.test', port: 443, ms: 150 })).rejects.toMatchObject({ code: 'timeout' });
});

test('cancelling ends a connection that is being made', async () => {
  const stop = new AbortController();
  await using web = await openWeb(
    { '192.0.2.1:443': tcp((socket) => socket.once('data', () => stop.abort())) },
    ['acme.test A 192.0.2.1'],
    { signal: stop.signal },
  );
  await expect(connectTls(web.io, { host: 'acme.test', port: 443, ms: 5_000 })).rejects.toThrow(/abort/i);
});

test('a certificate of our own authority is trusted, one of strangers is not, and neither ends the connection', async () => {
  await using web = await openWeb({ '192.0.2.1:443': await https(['acme.test'], (_request, response) => response.end()) }, [
    'acme.test A 192.0.2.1',
  ]);
  const trusting = { ...web.io, ca: [(await authority()).root] };
  const known = await connectTls(trusting, { host: 'acme.test', port: 443, ms: 3_000 });
  const unknown = await connectTls(web.io, { host: 'acme.test', port: 443, ms: 3_000 });
  expect(known.socket.authorized).toBe(true);
  expect(unknown.socket.authorized).toBe(false);
  known.socket.destroy();
  unknown.socket.destroy();
});

test('a refusal over IPv4 is not hidden by the IPv6 that this machine does not have', async () => {
  const gone = silent();
  const zone = ['acme.test A 192.0.2.1', 'acme.test AAAA 2001:db8::1'];
  await using web = await openWeb({ '192.0.2.1:80': gone }, zone);
  await new Promise((resolve) => gone.close(resolve));
  // A unicast address of the documentation range, which no machine has a route to.
  await expect(connectTcp(web.io, { host: 'acme.test', port: 80, ms: 2_000 })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
