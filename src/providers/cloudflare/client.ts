import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { type Answer, request, type Silence } from '../../probes/net/http-client.ts';
import { masker } from '../../redact/known.ts';

const BASE = 'https://api.cloudflare.com/client/v4';
/** Attempts of one call, and the longest wait between two, ms. A window of the API is 300 s; whoever is told to wait longer is told so. */
const ATTEMPTS = 4;
const LONGEST_WAIT_MS = 30_000;
const LIMITS = { ms: 20_000, bodyBytes: 16 * 1024 * 1024 } as const;

/** What the API refused, and why. */
export class CloudflareError extends Error {
  override readonly name = 'CloudflareError';
  readonly status: number;
  /** Cloudflare's own code, such as 81058; 0 where it gave none. */
  readonly code: number;
  /** True when it may have been done all the same: the answer was lost, or was a 5xx. */
  readonly unsure: boolean;

  constructor(message: string, at: { status: number; code: number; unsure: boolean }) {
    super(message);
    this.status = at.status;
    this.code = at.code;
    this.unsure = at.unsure;
  }
}

/** A successful answer. */
export interface Given {
  result: unknown;
  totalPages: number;
}

export interface Client {
  /** Calls sent so far, repeats included. */
  calls(): number;
  /**
   * One call. A 429 is waited out as `retry-after` says; a read is sent again after a 5xx or a lost answer, a write never is: its
   * CloudflareError is `unsure`, and the caller looks before it sends again.
   */
  call(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Given>;
}

/** A client with the token of `CLOUDFLARE_API_TOKEN`; throws a UserError `no-token` where there is none. The token is never shown. */
export function openClient(io: Io): Client {
  const token = io.env['CLOUDFLARE_API_TOKEN'];
  if (token === undefined || token === '')
    throw new UserError(
      'no-token',
      'There is no Cloudflare token, so the edge can be neither read nor changed.',
      'Create one at dash.cloudflare.com/profile/api-tokens and set CLOUDFLARE_API_TOKEN.',
    );
  let sent = 0;
  return {
    calls: () => sent,
    async call(method, path, body) {
      for (let attempt = 1; ; attempt += 1) {
        sent += 1;
        const answer = await request(io, {
          url: `${BASE}${path}`,
          method,
          trusted: true,
          limits: LIMITS,
          headers: {
            Authorization: `Bearer ${token}`,
            Accept: 'application/json',
            ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const read = readAnswer(answer, token);
        if (!(read instanceof CloudflareError)) return read;
        const mayRepeat = read.status === 429 || (read.unsure && method === 'GET');
        const waitMs = answer.is === 'answer' && read.status === 429 ? waitOf(answer) : 200 * attempt;
        if (!mayRepeat || attempt === ATTEMPTS || waitMs > LONGEST_WAIT_MS) throw read;
        await wait(io, waitMs);
      }
    },
  };
}

/** What `retry-after`, or else the `Ratelimit` header of 2025-09, asks for, ms. */
function waitOf(answer: Answer): number {
  const header = (name: string): string => answer.headers.find(([held]) => held === name)?.[1] ?? '';
  const seconds = /^\d+$/.exec(header('retry-after'))?.[0] ?? /;t=(\d+)/.exec(header('ratelimit'))?.[1] ?? '1';
  return Number(seconds) * 1_000;
}

async function wait(io: Io, ms: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = (): void => reject(io.signal.reason);
  const timer = setTimeout(resolve, ms);
  io.signal.addEventListener('abort', stop, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    io.signal.removeEventListener('abort', stop);
  }
}

function readAnswer(answer: Answer | Silence, token: string): Given | CloudflareError {
  if (answer.is === 'silence')
    return new CloudflareError(`api.cloudflare.com: ${answer.message}`, { status: 0, code: 0, unsure: answer.code !== 'untrusted' });
  const body = envelopeOf(answer);
  const unsure = answer.status >= 500 || body === undefined;
  if (body?.success === true && answer.status < 300) return { result: body.result, totalPages: body.result_info?.total_pages ?? 1 };
  const first = body?.errors?.[0];
  const said = masker([token])(first?.message ?? `the answer had status ${answer.status}`);
  return new CloudflareError(`Cloudflare: ${said.slice(0, 300)}${first?.code === undefined ? '' : ` (${first.code})`}`, {
    status: answer.status,
    code: first?.code ?? 0,
    unsure,
  });
}

interface Envelope {
  success?: boolean;
  result?: unknown;
  errors?: { code?: number; message?: string }[];
  result_info?: { total_pages?: number };
}

function envelopeOf(answer: Answer): Envelope | undefined {
  try {
    const json: unknown = JSON.parse(answer.body.bytes.toString('utf8'));
    return json !== null && typeof json === 'object' ? json : undefined;
  } catch {
    return undefined;
  }
}
