/** What a failed handshake comes to. */
export type Outcome = 'refused' | 'timeout' | 'reset' | 'not-tls' | 'alert';

/** Codes in which the server ended the handshake for a reason of its own, although no alert names it. */
const ENDED = [
  'ERR_SSL_EXCESSIVE_MESSAGE_SIZE',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
  'ERR_SSL_DH_KEY_TOO_SMALL',
] as const satisfies readonly string[];

/**
 * The outcome that a code of `connectTo` or `secure` stands for. OpenSSL names a received alert `…_ALERT_…` (RFC 8446 section 6.2); its other errors mean that no TLS came back.
 */
export function outcomeOf(code: string): Outcome {
  if (code === 'timeout') return 'timeout';
  if (code === 'ECONNREFUSED') return 'refused';
  if (ENDED.some((each) => each === code) || /_ALERT_|UNRECOGNIZED_NAME/.test(code)) return 'alert';
  return code.startsWith('ERR_SSL_') || code === 'EPROTO' ? 'not-tls' : 'reset';
}
