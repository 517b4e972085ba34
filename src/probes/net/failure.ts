import { ProbeError } from '../../core/errors.ts';

/** Why nobody answered, as data: an errno or TLS code, or one of our own words. */
export interface Failure {
  code: string;
  message: string;
}

/** Codes that mean the network here has no way there; they say nothing about the host. */
const UNREACHABLE = ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'ENETDOWN', 'EACCES', 'EPERM'] as const satisfies readonly string[];

/** What happened, for people, by code of Node, OpenSSL or llhttp; `{}` stands for the host. */
const SENTENCES = {
  ECONNREFUSED: '{} refuses the connection',
  ECONNRESET: '{} closes the connection before it has answered',
  EPIPE: '{} closes the connection before it has answered',
  timeout: '{} did not answer in time',
  malformed: '{} answers with something that is not HTTP',
  'too-large': '{} answers with more than 64 kB of headers',
  ERR_SSL_WRONG_VERSION_NUMBER: '{} does not speak TLS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: '{} does not speak TLS on this port',
  ERR_SSL_EXCESSIVE_MESSAGE_SIZE: '{} sends a certificate too large for clients',
} as const satisfies Record<string, string>;

/** The failure that an error of a socket, of TLS or of the HTTP parser stands for. Throws what is no failure of the world (a bug). */
export function failureOf(error: unknown, host: string): Failure {
  if (error instanceof ProbeError) return { code: error.code, message: error.message };
  const raw = codeOf(error);
  if (raw === null) throw error;
  const code = ownWord(raw);
  if (isUnreachable(code)) return { code, message: `this network has no route to ${host} (${code})` };
  if (code.includes('_ALERT_'))
    return {
      code,
      message: `${host} refuses the TLS handshake (${code
        .replace(/^.*_ALERT_/, '')
        .toLowerCase()
        .replaceAll('_', ' ')})`,
    };
  const sentence = Object.hasOwn(SENTENCES, code) ? SENTENCES[code as keyof typeof SENTENCES] : undefined; // as: hasOwn has just said so
  return { code, message: sentence ? sentence.replace('{}', host) : `${host} cannot be reached (${code})` };
}

/** True when the network here, not the host, is why there was no connection. */
export function isUnreachable(code: string): boolean {
  return UNREACHABLE.some((each) => each === code);
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  // Wrong arguments are our mistakes; TLS failures, and streams that ended under our hands, are the server's.
  const ours = error.code.startsWith('ERR_') && !/^ERR_(SSL|TLS|STREAM|SOCKET_CLOSED|HTTP)_?/.test(error.code);
  return ours ? null : error.code;
}

function ownWord(code: string): string {
  if (code === 'HPE_HEADER_OVERFLOW') return 'too-large';
  if (code.startsWith('HPE_')) return 'malformed';
  if (code === 'ETIMEDOUT') return 'timeout';
  return /^ERR_(STREAM|SOCKET_CLOSED)/.test(code) ? 'ECONNRESET' : code;
}
