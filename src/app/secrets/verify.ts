import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { FoundSecret } from '../../core/secret.ts';
import type { Tell } from '../../core/verb.ts';
import { type Answer, request, type Silence } from '../../probes/net/http-client.ts';
import { claimsOf } from '../../redact/find/token.ts';
import { masker } from '../../redact/known.ts';
import type { Call } from './call.ts';
import { CALLS } from './calls.ts';

/** What a provider said of a secret. `unchecked` is never counted as refused: somebody may still use it. */
export interface Verified {
  id: string;
  kind: string;
  masked: string;
  is: 'live' | 'refused' | 'unchecked';
  because: string;
  /** The call that was made, without the secret; null where none was. */
  call: { method: 'GET' | 'POST'; url: string; status: number | null } | null;
}

/** Secrets that are asked about in one run. */
const MOST = 200;
const LIMITS = { ms: 10_000, bodyBytes: 64 * 1024 } as const;

/** A secret with the question that will be asked of it, or why none is. */
type Planned = { secret: FoundSecret } & ({ call: Call; url: string; value: string } | { call: null; because: string });

/**
 * Asks each provider once per secret, at its own host alone, by a call that reads; says all of them before the first is sent. The secret
 * is sent over a trusted connection, no redirect is followed, and it is in nothing that is given back. Never throws for what the world does.
 */
export async function verifySecrets(
  found: readonly FoundSecret[],
  valueOf: (id: string) => string | undefined,
  { io, tell }: { io: Io; tell: Tell },
): Promise<Verified[]> {
  const plan = found.map((secret, at) => planned(secret, at < MOST ? valueOf(secret.id) : undefined));
  const asked = plan.filter((each) => each.call !== null);
  tell({ is: 'done', text: `${asked.length} of ${plan.length} secrets will be shown to their own provider, by one reading call each:` });
  for (const { secret, call, url } of asked)
    tell({ is: 'done', text: `  ${call.method ?? 'GET'} ${url} with ${secret.kind} ${secret.masked}` });
  return Promise.all(
    plan.map(async (each) => {
      const { id, kind, masked } = each.secret;
      return {
        id,
        kind,
        masked,
        ...(each.call === null ? { is: 'unchecked' as const, because: each.because, call: null } : await answerTo(each, io)),
      };
    }),
  );
}

/** The question for one secret. A shape that several providers share, and a part of a host that does not fit, ask nothing. */
export function planned(secret: FoundSecret, value: string | undefined): Planned {
  if (value === undefined) return { secret, call: null, because: `more than ${MOST} secrets are not asked about in one run` };
  const call = CALLS.find(
    (each) => each.rules.includes(secret.rule) && each.provider === secret.provider && each.not?.test(value) !== true,
  );
  if (!call) return { secret, call: null, because: `there is no question to ${secret.provider || 'its provider'} that only reads` };
  if (!call.host) return { secret, call, value, url: call.url };
  const host = call.host.from === 'supabase-ref' ? claimsOf(value)?.ref : value.slice(value.lastIndexOf('-') + 1);
  if (host === null || host === undefined || !call.host.is.test(host))
    return { secret, call: null, because: 'it does not say which host it is for' };
  return { secret, call, value, url: call.url.replace('{host}', host) };
}

async function answerTo({ call, url, value }: Planned & { call: Call }, io: Io): Promise<Omit<Verified, 'id' | 'kind' | 'masked'>> {
  const method = call.method ?? 'GET';
  const mask = masker([value]);
  const headers = {
    Accept: 'application/json',
    ...call.headers,
    ...(call.shown === 'basic'
      ? { Authorization: `Basic ${Buffer.from(`api:${value}`, 'latin1').toString('base64')}` }
      : Object.fromEntries(call.shown.map(({ header, before = '' }) => [header, `${before}${value}`]))),
  };
  const reply = await ask(io, { url, method, headers, ...(method === 'POST' && { body: '' }) });
  const { is, because } = judgeReply(call, reply);
  return { is, because: mask(because), call: { method, url, status: reply.is === 'answer' ? reply.status : null } };
}

/** A resolver that does not answer ends an audit; here it only leaves a secret unchecked. */
async function ask(io: Io, asked: { url: string; method: 'GET' | 'POST'; headers: Record<string, string> }): Promise<Answer | Silence> {
  try {
    return await request(io, { ...asked, trusted: true, limits: LIMITS });
  } catch (error) {
    if (error instanceof ProbeError) return { is: 'silence', ms: 0, code: error.code, message: error.message };
    throw error;
  }
}

/** What an answer means. Pure. Only what the provider documents counts; a wall, a limit and a redirect say nothing of the secret. */
export function judgeReply(call: Call, reply: Answer | Silence): Pick<Verified, 'is' | 'because'> {
  if (reply.is === 'silence') return { is: 'unchecked', because: reply.message };
  const { status } = reply;
  const body = reply.body.bytes.toString('utf8');
  const says = `${call.provider} answers with status ${status}`;
  if (status >= 500 || status === 429 || (status >= 300 && status < 400))
    return { is: 'unchecked', because: `${says}, which says nothing of the secret` };
  if (call.liveBody?.test(body) === true) return { is: 'live', because: `${call.provider} takes it` };
  const isRefused = call.refusedBody?.test(body) === true || call.refused.includes(status);
  if (isRefused && call.elsewhere !== undefined)
    return { is: 'unchecked', because: `${call.provider} refuses it here; it may be for ${call.elsewhere}` };
  if (isRefused) return { is: 'refused', because: `${call.provider} refuses it` };
  if (status === 200 && call.onlyBodies !== true && /^\s{0,20}[{[]/.test(body)) return { is: 'live', because: `${call.provider} takes it` };
  return { is: 'unchecked', because: `${says}, which says nothing of the secret` };
}
