import { gzipSync } from 'node:zlib';

/** A text as it may stand in something else: what it is written as, and whether that is bytes rather than text. */
type Encoding = (text: string) => string | Buffer;

const escaped = (text: string, write: (code: string) => string, digits: number): string =>
  Array.from({ length: text.length }, (_, at) => write(text.charCodeAt(at).toString(16).padStart(digits, '0'))).join('');

/** Every way a secret is written that scanners and people can read back. */
export const ENCODINGS = {
  plain: (text) => text,
  base64: (text) => Buffer.from(text).toString('base64'),
  hex: (text) => Buffer.from(text).toString('hex'),
  percent: (text) => escaped(text, (code) => `%${code}`, 2),
  unicode: (text) => escaped(text, (code) => `\\u${code}`, 4),
  json: (text) => JSON.stringify(JSON.stringify({ said: text })),
  html: (text) => escaped(text, (code) => `&#x${code};`, 1),
  utf16: (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  gzip: (text) => gzipSync(text),
} as const satisfies Record<string, Encoding>;

/** Those that are text, which stand in the middle of other texts. */
export const TEXTUAL = [
  'plain',
  'base64',
  'hex',
  'percent',
  'unicode',
  'json',
  'html',
] as const satisfies readonly (keyof typeof ENCODINGS)[];
