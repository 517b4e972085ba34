import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as later } from 'node:timers/promises';
import pino from 'pino';
import { requestId, requestIdHeaders, requestIdMixin, withRequestId } from '../src/cli/request-id.ts';

// One of the services of request-id.test.ts, in a process of its own: it logs into a file, asks the next service where there is one, and
// tells its port on stdout.
const [, , name, file = '', next] = process.argv;
const log = pino({ base: { name }, mixin: requestIdMixin }, pino.destination({ dest: file, sync: true }));

const server = createServer((request, response) =>
  withRequestId(request, response, async () => {
    const began = performance.now();
    response.on('close', () =>
      log.info({ req: { url: request.url }, res: { statusCode: response.statusCode }, responseTime: performance.now() - began }),
    );
    await later(Math.random() * 10);
    const behind = next === undefined ? [] : ((await (await fetch(next, { headers: requestIdHeaders() })).json()) as unknown[]); // as: the same program answers
    log.info('worked on it');
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify([requestId(), ...behind]));
  }),
);
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`)); // as: it listens on TCP
