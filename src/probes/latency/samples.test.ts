import { expect, test } from 'vitest';
import { http, openWeb, tcp } from '../../../test/web.ts';
import { latencySamples } from './samples.ts';

const SUBJECT = { kind: 'url', url: 'http://acme.test/api/health', for: 'health' } as const;
const ZONE = ['acme.test A 192.0.2.1'];

test.each([
  ['swift', 0, 3],
  ['slow', 110, 7],
])(
  'one warm-up of a %s route, then as many requests as tell something new, one after another over one connection',
  async (_, ms, samples) => {
    let [now, most, count] = [0, 0, 0];
    const server = http((_request, response) => {
      now += 1;
      most = Math.max(most, now);
      count += 1;
      response.on('finish', () => (now -= 1));
      setTimeout(() => response.end('ok'), ms);
    });
    await using web = await openWeb({ '192.0.2.1:80': server }, ZONE);
    const saw = latencySamples.sees.parse(await latencySamples.collect(SUBJECT, web.io));
    expect(saw.samples).toHaveLength(samples);
    expect({ count, most, connections: web.connections['192.0.2.1:80'] }).toEqual({ count: samples + 1, most: 1, connections: 2 });
    expect(saw.samples.every(({ status, firstByteMs, totalMs }) => status === 200 && firstByteMs >= 0 && totalMs >= firstByteMs)).toBe(
      true,
    );
    expect(saw.connectMs).toBeGreaterThan(0);
  },
);

test('a server that closes after each answer is connected to anew, and that time is left out', async () => {
  const server = http((_request, response) => response.writeHead(503, { Connection: 'close' }).end('no'));
  await using web = await openWeb({ '192.0.2.1:80': server }, ZONE);
  const saw = await latencySamples.collect(SUBJECT, web.io);
  expect(saw.samples.map(({ status }) => status)).toEqual([503, 503, 503]);
  expect(web.connections['192.0.2.1:80']).toBe(4);
});

test('a connection that breaks in between is no evidence', async () => {
  let count = 0;
  const server = http((_request, response) => {
    count += 1;
    if (count > 3) response.socket?.destroy();
    else response.end('ok');
  });
  await using web = await openWeb({ '192.0.2.1:80': server }, ZONE);
  await expect(latencySamples.collect(SUBJECT, web.io)).rejects.toMatchObject({ name: 'ProbeError', code: 'ECONNRESET' });
});

test('a refused connection is no evidence, and nothing stays open', async () => {
  const gone = tcp(() => undefined);
  await using web = await openWeb({ '192.0.2.1:80': gone }, ZONE);
  await new Promise((resolve) => gone.close(resolve));
  await expect(latencySamples.collect(SUBJECT, web.io)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test.each([
  ['home', '/', '/en', '/en'],
  ['home', '/', '/login', '/'],
  ['home', '/', 'http://www.acme.test/en', '/'],
  ['dashboard', '/dashboard', '/welcome', '/dashboard'],
] as const)('of a %s %s that leads to %s, %s is measured', async (kind, path, to, measured) => {
  const asked: (string | undefined)[] = [];
  const server = http(({ url }, response) => {
    asked.push(url);
    response.writeHead(url === path ? 307 : 200, url === path ? { location: to } : {}).end();
  });
  await using web = await openWeb({ '192.0.2.1:80': server }, ZONE);
  const saw = await latencySamples.collect({ kind: 'url', url: `http://acme.test${path}`, for: kind }, web.io);
  expect([saw.url, asked.at(-1)]).toEqual([`http://acme.test${measured}`, measured]);
});

test('what holds up the machine that asks is not the time of the route', async () => {
  const server = http((_request, response) => {
    setTimeout(() => response.end('ok'), 20);
    const until = performance.now() + 150;
    setTimeout(() => {
      while (performance.now() < until);
    }, 10);
  });
  await using web = await openWeb({ '192.0.2.1:80': server }, ZONE);
  const saw = await latencySamples.collect(SUBJECT, web.io);
  expect(saw.samples.map(({ firstByteMs }) => firstByteMs < 100)).toEqual(saw.samples.map(() => true));
});
