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

/** A password as mail servers are told it: alone, and with the user for AUTH PLAIN (RFC 4616). */
export function loginForms(user: string, password: string): readonly string[] {
  return [password, `\0${user}\0${password}`];
}
