import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LogLine, parseLogLine } from './log-line.ts';

test.each<[string, LogLine]>([
  ['REPORT RequestId: 1 Duration: 12.5 ms Billed Duration: 13 ms', { ms: 12.5 }],
  ['REPORT RequestId: 1 Duration: 12.5 ms Billed Duration: 13 ms Init Duration: 300.25 ms', { ms: 12.5, coldMs: 300.25 }],
  ['1.2.3.4 - - [22/Nov/2026:10:00:00 +0000] "GET /a/12?x=1 HTTP/1.1" 503 12', { route: '/a/:id', status: 503 }],
  ['2026-11-22T10:00:00Z INFO GET /feed 200 1234 ms', { at: Date.UTC(2026, 10, 22, 10), route: '/feed', status: 200, ms: 1234 }],
  ['{"time":1764000000,"status":"500","path":"/x","duration_ms":5}', { at: 1_764_000_000_000, status: 500, route: '/x', ms: 5 }],
  ['{"message":"An unknown error occurred"}', { vague: 'An unknown error occurred' }],
  ['{"message":"An unknown error occurred","cause":"no space left"}', {}],
  ['ERROR: Oops, something went wrong!', { vague: 'Oops, something went wrong!' }],
  ['ERROR: something went wrong: the card was declined', {}],
  [
    '{"EdgeResponseStatus":502,"ClientRequestURI":"/a/1?x=1","RayID":"7d1f2a3b4c5d6e7f"}',
    { status: 502, route: '/a/:id', requestId: '7d1f2a3b4c5d6e7f' },
  ],
  [
    'at=info method=GET path="/a/1?x=1" host=a.test request_id=8f14e45f-ce dyno=web.1 service=18ms status=503 bytes=9',
    { route: '/a/:id', status: 503, ms: 18, requestId: '8f14e45f-ce' },
  ],
  ['cold start took 840 ms', { coldMs: 840 }],
  ['{"coldStart":true,"msg":"ready"}', { coldMs: 0 }],
  ['{"broken', {}],
])('reads %s (PERF-11, LOG-4, OBS-7)', (text, line) => {
  expect(parseLogLine(text)).toEqual(line);
});

test('never throws, never hangs, on any line', () => {
  const parts = fc.constantFrom(
    'GET /',
    ' 500 ',
    '"',
    'REPORT RequestId: ',
    'Duration: ',
    ' ms',
    'cold start',
    '{"time":',
    '}',
    'ERROR ',
    '1',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(parts, fc.string({ unit: 'binary' })), { maxLength: 60 }), (text) => {
      const { ms, status } = parseLogLine(text.join(''));
      expect([ms ?? 0, status ?? 0].every(Number.isFinite)).toBe(true);
    }),
  );
});
