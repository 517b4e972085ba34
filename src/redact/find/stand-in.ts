/** Words that people write where a secret belongs. */
const WORDS =
  /your[_-]|put your|yourkey|yoursecret|example|placeholder|change[_-]?me|replace|dummy[_-]|fake[_-]|fakefake|sample[_-]|redacted|foobar|(?:secret|key|token)[_-]?here|my[_-](?:secret|password|token|key)|todo[_-]|not[_-]a[_-]real/i;

/** Passwords of addresses that are no secret: the defaults of local databases. */
const DEFAULTS =
  /^(?:postgres|postgresql|password|passw0rd|pass|passwd|pwd|root|admin|user|username|test|testing|secret|mysql|mongo|mongodb|redis|guest|dev|local|docker|app|db|changeme|example|prisma|supabase|123456|12345678|x+|\*+|\.+|_+|%[sdv]|\w{0,12}(?:password|passwd|secret|token)\w{0,12})$/i;

/** A name in capitals stands for what somebody fills in. */
const BLANK = /^[A-Z]+(?:_[A-Z]+)*$/;

/** How many different characters a random text of this length has at least. */
const FEW = 6;

/** Names of variables, and words with lines between them: what somebody wrote, not what was drawn by lot. */
const WRITTEN =
  /^(?:[A-Z0-9]+(?:_[A-Z0-9]+)+|(?:[a-z]{2,16}|[A-Z][a-z]{1,15})(?:[-_](?:[a-z]{2,16}|[A-Z][a-z]{1,15})){2,12}(?:[-_]?\d{1,6}){0,4})$/;

/** True for a value that stands in for a secret: words, runs, counting, a variable, too few different characters. */
export function isStandIn(value: string): boolean {
  return isMadeUp(value) || /[$<{*…]|\.\.\./.test(withoutPrefix(value));
}

/** As `isStandIn`, for shapes that hold such signs themselves. */
export function isMadeUp(value: string): boolean {
  const body = withoutPrefix(value);
  if (WORDS.test(value) || /(.)\1{6}|(.{2,4})\2{3}/.test(body)) return true;
  if (/0123456789|1234567890|abcdefghij|qwertyuiop/i.test(body)) return true;
  return new Set(body).size < FEW;
}

/** True for a value behind a name that reads as words or as a name itself. */
export function isWritten(value: string): boolean {
  return WRITTEN.test(value);
}

function withoutPrefix(value: string): string {
  return value.replace(/^(?:[A-Za-z]{1,8}[-_](?:(?:live|test|proj|prod|pat|secret|api)[-_])?|(?:0x4)?A{5,22})/, '');
}

/** True for a password in an address that is a default, a variable, or a blank to fill in. */
export function isDefaultPassword(password: string): boolean {
  return (
    DEFAULTS.test(password) ||
    BLANK.test(password) ||
    /^(?:%[0-9a-f]{2}|[^A-Za-z0-9]){1,300}$/i.test(password) || // signs alone, as parsers of addresses are tried with
    /[$<{*…]|\.\.\.|%24|%7B/i.test(password) ||
    WORDS.test(password) ||
    /(.)\1{6}/.test(password)
  );
}
