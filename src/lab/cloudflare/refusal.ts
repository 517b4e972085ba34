/** What the API answers when it refuses. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: number;
  readonly pointer: string | undefined;

  constructor(status: number, code: number, message: string, pointer?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.pointer = pointer;
  }
}

/** A JSON object, or a refusal. */
export function objectOf(body: unknown): Record<string, unknown> {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) throw new Refusal(400, 6003, 'Invalid request body');
  return body as Record<string, unknown>; // as: just held against it
}

/** A text of a body; whatever else stands there is none. */
export function textIn(value: unknown, otherwise = ''): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : otherwise;
}
