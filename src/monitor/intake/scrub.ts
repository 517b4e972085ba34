import { redact } from '../../redact/redact.ts';
import { type Json, object } from './read.ts';

/** Keys of a person that are not kept: who it was does not help to mend it, and a hash tells how many. */
const PERSON = ['ip_address', 'email', 'username', 'name', 'geo'] as const;
/** Parts of a request that hold what people typed, or who they are. */
const REQUEST = ['cookies', 'data', 'env'] as const;
const HEADERS =
  /^(authorization|cookie|set-cookie|proxy-authorization|x-forwarded-for|x-real-ip|x-api-key|x-csrf-token|forwarded|cf-connecting-ip|true-client-ip)$/i;
const GONE = '[not kept]';

/** An event without what must not reach the disk: who the person was, cookies, bodies, credentials, and every known secret (LOG-1). Pure. */
export function scrub(event: Json): Json {
  const user = without(object(event['user']), PERSON);
  const request = object(event['request']);
  const headers = headersOf(request['headers']);
  const kept = {
    ...event,
    ...(event['user'] === undefined ? {} : { user }),
    ...(event['request'] === undefined ? {} : { request: { ...without(request, REQUEST), ...(headers === undefined ? {} : { headers }) } }),
  };
  return redact(kept) as Json; // as: redacting keeps the shape
}

function without(from: Json, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(from).map(([key, value]) => [key, keys.includes(key) && value !== null ? GONE : value]));
}

/** SDKs send headers as an object or as pairs. */
function headersOf(headers: unknown): unknown {
  if (Array.isArray(headers))
    return headers.map((pair: unknown) =>
      Array.isArray(pair) && typeof pair[0] === 'string' && HEADERS.test(pair[0]) ? [pair[0], GONE] : pair,
    );
  if (typeof headers !== 'object' || headers === null) return undefined;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, HEADERS.test(name) ? GONE : value]));
}
