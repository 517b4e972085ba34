import { redactText } from './redact.ts';

/** Shorter values would blank out ordinary words. */
const SHORTEST = 6;

/**
 * Masks the given secrets, and whatever looks like one: for texts of whoever was told them, as many secrets have no shape to be known by.
 * Each is also known as it stands in an address, and in base64.
 */
export function masker(secrets: readonly string[]): (text: string) => string {
  const known = secrets.flatMap((secret) => (secret.length < SHORTEST ? [] : formsOf(secret))).toSorted((a, b) => b.length - a.length);
  return (text) => redactText(known.reduce((rest, secret) => rest.replaceAll(secret, '…'), text));
}

function formsOf(secret: string): string[] {
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')];
}

/** A known value as it may stand in bytes, read as latin1. */
export interface Form {
  text: string;
  /** How it is written; absent for the value itself. */
  coded?: string;
}

/** Every form in which a value stands in files: itself, escaped, in percent encoding, hex, UTF-16, and in base64 wherever it begins. */
export function writtenForms(value: string): readonly Form[] {
  const bytes = Buffer.from(value);
  const forms: Form[] = [
    { text: bytes.toString('latin1') },
    { text: Buffer.from(JSON.stringify(value).slice(1, -1)).toString('latin1'), coded: 'escapes' },
    { text: encodeURIComponent(value), coded: 'percent encoding' },
    { text: bytes.toString('hex'), coded: 'hex' },
    { text: bytes.toString('hex').toUpperCase(), coded: 'hex' },
    { text: Buffer.from(value, 'utf16le').toString('latin1'), coded: 'UTF-16' },
    ...[0, 1, 2].flatMap((before) => base64At(bytes, before).map((text) => ({ text, coded: 'base64' }))),
  ];
  return forms.filter(({ text }, at) => forms.findIndex((other) => other.text === text) === at);
}

/** The characters of base64 and base64url that bytes give alone, so many bytes behind the beginning of a group of three. */
function base64At(bytes: Buffer, before: number): [string, string] {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const [from, to] = [Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6)];
  return [whole.toString('base64').slice(from, to), whole.toString('base64url').slice(from, to)];
}

/** A password as mail servers are told it: alone, and with the user for AUTH PLAIN (RFC 4616). */
export function loginForms(user: string, password: string): readonly string[] {
  return [password, `\0${user}\0${password}`];
}
