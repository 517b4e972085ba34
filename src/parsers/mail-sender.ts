/** An address that a program sends as, with its line. */
export interface CodeSender {
  address: string;
  line: number;
}

const LINE = 1_000;
const LINES = 20_000;
const FOUND = 50;

/** Words that stand before the address a program sends as, in code, configuration and environment files. */
const FROM =
  /(?:^|[^a-z])(?:from|sender|default_?from|mail_?from|email_?from|smtp_?from|from_?(?:email|address|mail)|sender_?(?:email|address)|admin_?email)["'`]?\]?\s{0,8}(?::|=>?|\()\s{0,8}(?:\{[^{}\n]{0,100}?\b(?:email|address)["'`]?\s{0,8}:\s{0,8})?["'`]?([^\n"'`;{}]{0,80}?)([a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6})/gi;

/** The addresses that a file of a program names as the sender of mail, each once. Never throws. */
export function sendersIn(text: string): CodeSender[] {
  const found = new Map<string, CodeSender>();
  for (const [i, full] of text.split('\n', LINES).entries()) {
    if (!full.includes('@') || full.length > LINE) continue;
    for (const [, , address = ''] of full.matchAll(FROM)) {
      const lower = address.toLowerCase().replace(/\.$/, '');
      if (!found.has(lower) && found.size < FOUND) found.set(lower, { address: lower, line: i + 1 });
    }
  }
  return [...found.values()];
}
