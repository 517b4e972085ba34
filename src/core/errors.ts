/** An error people see: what happened, where, and what to do next. Anything else thrown is a bug and shows its stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/**
 * What a probe throws when the world did not let it look (a time-out, a refused connection where an answer was needed).
 * The engine turns it into `{ ok: false }` evidence, and every check that reads it becomes `unknown`.
 */
export class ProbeError extends Error {
  override readonly name = 'ProbeError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
