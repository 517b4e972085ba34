import { expect, test } from 'vitest';
import { ProbeError } from '../../core/errors.ts';
import { failureOf } from './failure.ts';

const withCode = (code: string): Error => Object.assign(new Error('raw text of Node'), { code });

test.each([
  ['ECONNREFUSED', 'ECONNREFUSED', 'acme.test refuses the connection'],
  ['HPE_HEADER_OVERFLOW', 'too-large', 'acme.test answers with more than 64 kB of headers'],
  ['HPE_INVALID_CONSTANT', 'malformed', 'acme.test answers with something that is not HTTP'],
  ['ETIMEDOUT', 'timeout', 'acme.test did not answer in time'],
  ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'acme.test closes the connection before it has answered'],
  ['ERR_STREAM_DESTROYED', 'ECONNRESET', 'acme.test closes the connection before it has answered'],
  ['ENETUNREACH', 'ENETUNREACH', 'this network has no route to acme.test (ENETUNREACH)'],
  [
    'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
    'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
    'acme.test refuses the TLS handshake (handshake failure)',
  ],
])('%s is told in plain words', (raw, code, message) => {
  expect(failureOf(withCode(raw), 'acme.test')).toEqual({ code, message });
});

test('our own errors pass as they are', () => {
  expect(failureOf(new ProbeError('no-address', 'acme.test has no address'), 'x')).toEqual({
    code: 'no-address',
    message: 'acme.test has no address',
  });
});

test.each([new TypeError('a bug'), withCode('ERR_INVALID_ARG_TYPE'), withCode('ERR_ASSERTION'), 'text', null])(
  'a bug is no failure of the world and throws (%s)',
  (error) => {
    expect(() => failureOf(error, 'acme.test')).toThrow();
  },
);
