import { redactLine } from '../../redact/line.ts';
import { redact } from '../../redact/redact.ts';
import { type Json, list, object } from './read.ts';

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
  return redactEvent(withoutPeople(kept));
}

/** The sentences of an event without who they are about: messages quote what people typed. Only sentences are read so, for it costs. */
function withoutPeople(event: Json): Json {
  const exception = object(event['exception']);
  const values = list(exception['values']);
  return {
    ...event,
    ...(typeof event['message'] === 'string' ? { message: redactLine(event['message']) } : {}),
    ...(values.length === 0 ? {} : { exception: { ...exception, values: values.map(valueWithoutPeople) } }),
  };
}

function valueWithoutPeople(value: unknown): unknown {
  const said = object(value)['value'];
  return typeof said === 'string' ? { ...object(value), value: redactLine(said) } : value;
}

/** Frames without a secret in them, as JSON, and how many are remembered. */
const clean = new Set<string>();
const REMEMBERED = 5_000;
const LONGEST = 4_096;

/**
 * Masks every known secret of an event. Looking for secrets is most of what an event costs, and the events of a product share most of
 * their frames: those that were found clean before are known by their whole text. What holds a secret is never remembered.
 */
function redactEvent(event: Json): Json {
  const exception = object(event['exception']);
  const values = list(exception['values']);
  if (values.length === 0) return redact(event) as Json; // as: redacting keeps the shape
  const frames = values.map((value) => list(object(object(value)['stacktrace'])['frames']).map(redactFrame));
  const bare = values.map((value, i) =>
    frames[i]?.length ? { ...object(value), stacktrace: { ...object(object(value)['stacktrace']), frames: [] } } : value,
  );
  const { exception: rest, ...others } = redact({ ...event, exception: { ...exception, values: bare } }) as Json; // as: the same
  const whole = list(object(rest)['values']).map((value, i) =>
    frames[i]?.length ? { ...object(value), stacktrace: { ...object(object(value)['stacktrace']), frames: frames[i] } } : value,
  );
  return { ...others, exception: { ...object(rest), values: whole } };
}

function redactFrame(frame: unknown): unknown {
  const text = JSON.stringify(frame);
  if (clean.has(text)) return frame;
  const kept = redact(frame);
  if (text.length > LONGEST || JSON.stringify(kept) !== text) return kept;
  if (clean.size >= REMEMBERED) clean.clear();
  clean.add(text);
  return kept;
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
