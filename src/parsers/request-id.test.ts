import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestIdIn, requestIdInText } from './request-id.ts';

const UUID = '643af4e3-975a-4cc7-9e7a-1eda11539d90';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

describe('the id of a request in a line (LOG-3)', () => {
  test.each<[string, Record<string, unknown>, string | undefined]>([
    ['pino-http', { level: 30, req: { id: UUID, method: 'GET', url: '/' } }, UUID],
    ['pino-http that copies the headers', { req: { id: 7, headers: { 'x-request-id': UUID } } }, UUID],
    ['Fastify', { reqId: UUID }, UUID],
    ['Fastify without an id of its own', { reqId: 'req-1a' }, undefined],
    ['pino-http without an id of its own', { req: { id: 12 } }, undefined],
    ['winston', { level: 'info', message: 'GET /', meta: { requestId: UUID } }, UUID],
    ['bunyan', { req_id: UUID }, UUID],
    ['Vercel', { requestId: UUID, proxy: { vercelId: 'fra1::iad1::abcde-1764000000000-0123456789ab' } }, UUID],
    ['Vercel with a trace', { traceId: TRACE, message: 'x' }, TRACE],
    ['Cloudflare Logpush', { RayID: '7d1f2a3b4c5d6e7f' }, '7d1f2a3b4c5d6e7f'],
    ['Cloudflare Workers', { Event: { RayID: '7d1f2a3b4c5d6e7f' } }, '7d1f2a3b4c5d6e7f'],
    ['Caddy', { request: { headers: { 'X-Request-Id': [UUID] } } }, UUID],
    ['AWS Lambda', { type: 'platform.report', requestId: UUID }, UUID],
    [
      'an AWS load balancer',
      { 'X-Amzn-Trace-Id': 'Self=1-1-a;Root=1-67891233-abcdef012345678912345678' },
      '1-67891233-abcdef012345678912345678',
    ],
    ['OpenTelemetry', { TraceId: TRACE, SpanId: '00f067aa0ba902b7' }, TRACE],
    ['a W3C header', { req: { headers: { traceparent: PARENT } } }, TRACE],
    ['Elastic Common Schema, nested', { trace: { id: TRACE } }, TRACE],
    ['Elastic Common Schema, flat', { 'trace.id': TRACE, 'http.request.id': UUID }, UUID],
    ['Datadog', { dd: { trace_id: '1234567890123456789' } }, '1234567890123456789'],
    ['Google Cloud', { 'logging.googleapis.com/trace': `projects/acme/traces/${TRACE}` }, TRACE],
    ['both kinds, whatever the order', { trace_id: TRACE, request_id: UUID }, UUID],
    ['an id of something else', { id: UUID, user: { id: UUID }, order: { requestId: UUID } }, undefined],
    ['a trace of a context that is off', { traceId: '0'.repeat(32) }, undefined],
    ['a sentence', { requestId: 'none was given' }, undefined],
    ['a list that is empty', { requestId: [] }, undefined],
  ])('%s', (_, json, id) => {
    expect(requestIdIn(json)).toBe(id);
  });

  test.each([
    [`GET / 200 request_id=${UUID}`, UUID],
    [`level=info msg=x trace_id=${TRACE} span_id=1`, TRACE],
    [`x-request-id: ${UUID}, took 4 ms`, UUID],
    [`REPORT RequestId: ${UUID} Duration: 1 ms`, UUID],
    [`I, [2026-11-22] INFO -- : [${UUID}] Started GET "/"`, UUID],
    [`1.2.3.4 - - [x] "GET / HTTP/1.1" 200 5 "-" "curl/8" ${TRACE}`, TRACE],
    [`GET / 200 traceparent ${PARENT}`, TRACE],
    ['cf-ray: 7d1f2a3b4c5d6e7f-FRA', '7d1f2a3b4c5d6e7f-FRA'],
    ['request id: 12345678', undefined],
    ['the request identity=unknown-user', undefined],
    [`uploaded ${TRACE}`, undefined],
    ['reqId=req-1a', undefined],
    ['request_id=-', undefined],
  ])('%s', (line, id) => {
    expect(requestIdInText(line)).toBe(id);
  });

  test('never throws, never hangs, on any line, and gives only what is short and plain', () => {
    const pieces = fc.constantFrom(
      'request_id',
      'x-request-id',
      '=',
      ': ',
      '"',
      '[',
      UUID,
      TRACE,
      PARENT,
      '\u001B[31m',
      '\n',
      'Root=',
      '-',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
    );
    const keys = fc.oneof(fc.constantFrom('req', 'id', 'headers', 'x-request-id', 'trace', '__proto__', 'requestId'), fc.string());
    const { json } = fc.letrec((tie) => ({
      json: fc.dictionary(keys, tie('value')),
      value: fc.oneof({ depthSize: 'small' }, text, fc.anything(), fc.array(text, { maxLength: 3 }), tie('json')),
    }));
    fc.assert(
      fc.property(text, json, (line, object) => {
        for (const id of [requestIdInText(line), requestIdIn(object)]) expect(id ?? 'long-enough').toMatch(/^[\w.:/+=@;-]{8,128}$/);
      }),
    );
    const started = performance.now();
    for (const piece of ['request_id=', 'x-', '"0', ' "', '00-', 'request_id   ', 'f'.repeat(32)])
      requestIdInText(piece.repeat(16_384 / piece.length));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
