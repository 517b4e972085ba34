import { jsonOf, masked } from './people.ts';
import { type Json, list, object } from './read.ts';

/** Headers that tell how a program asks, not who. Of all others the name is kept. */
const HEADERS =
  /^(?:accept(?:-(?:encoding|language|charset|ranges))?|access-control-request-(?:method|headers)|cache-control|connection|content-(?:encoding|language|length|type)|dnt|expect|host|if-(?:match|none-match|modified-since|unmodified-since|range)|origin|pragma|priority|range|referer|sec-(?:ch-ua[a-z-]*|fetch-[a-z]+|gpc|purpose)|te|traceparent|tracestate|sentry-trace|transfer-encoding|upgrade(?:-insecure-requests)?|user-agent|via|x-(?:request|correlation|amzn-trace)-id|x-requested-with)$/i;
/** Parts of a request that hold what people typed, or who they are. */
const REQUEST = ['cookies', 'data', 'env'] as const;
const GONE = '…';

/**
 * An event without what must not reach the disk. Who the person was, cookies, bodies and credentials are gone. Everywhere else, be it a
 * message, a breadcrumb, extra, a tag, a context, an address or a variable of a frame, every known secret is masked, and so are e-mail
 * and internet addresses, cards, accounts, telephone numbers, and whatever stands under a key that names it as personal (LOG-1). Pure.
 */
export function scrub(event: Json): Json {
  return Object.fromEntries(Object.entries(event).flatMap(([key, value]) => Object.entries(part(key, value))));
}

function part(key: string, value: unknown): Json {
  if (key === 'exception') return { exception: withFrames(value) };
  const kept = masked({ [key]: bare(key, value) });
  return typeof kept === 'string' ? { [key]: kept } : object(kept);
}

function bare(key: string, value: unknown): unknown {
  switch (key) {
    case 'user':
      return only(object(value), (name) => name === 'id');
    case 'request':
      return requestOf(object(value));
    case 'contexts':
      return contextsOf(object(value));
    default:
      return value;
  }
}

/** A device is called after who owns it: "Ada's phone". */
function contextsOf(contexts: Json): Json {
  const { device } = contexts;
  return device === undefined ? contexts : { ...contexts, device: only(object(device), (name) => name !== 'name') };
}

/** The values under the names that may be kept. */
function only(from: Json, may: (name: string) => boolean): Json {
  return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, may(name) || value === null ? value : GONE]));
}

function requestOf(request: Json): Json {
  const kept = only(request, (name) => !REQUEST.some((part) => part === name));
  const { headers } = request;
  if (headers === undefined || headers === null) return kept;
  if (!Array.isArray(headers)) return { ...kept, headers: only(object(headers), (name) => HEADERS.test(name)) };
  const pairs = headers.map((pair: unknown) => {
    const [name] = list(pair); // some SDKs send pairs
    if (typeof name !== 'string') return GONE;
    return HEADERS.test(name) ? pair : [name, GONE];
  });
  return { ...kept, headers: pairs };
}

/** Frames without anything to mask, as JSON, and how many are remembered. */
const clean = new Set<string>();
const REMEMBERED = 5_000;
const LONGEST = 4_096;

/**
 * Looking for secrets is most of what an event costs, and the events of a product share most of their frames: those that were found
 * clean before are known by their whole text. What holds anything to mask is never remembered.
 */
function withFrames(exception: unknown): unknown {
  const values = object(exception)['values'] ?? exception; // older SDKs send the list alone
  if (!Array.isArray(values)) return masked(exception);
  const kept = values.map((value: unknown) => {
    const { stacktrace } = object(value);
    const { frames } = object(stacktrace);
    if (!Array.isArray(frames)) return masked(value);
    const rest = object(masked({ ...object(value), stacktrace: { ...object(stacktrace), frames: [] } }));
    return { ...rest, stacktrace: { ...object(rest['stacktrace']), frames: frames.map(frameOf) } };
  });
  return values === exception ? kept : { ...object(masked({ ...object(exception), values: [] })), values: kept };
}

function frameOf(frame: unknown): unknown {
  const text = jsonOf(frame);
  if (text !== undefined && clean.has(text)) return frame;
  const kept = masked(frame, text);
  if (text === undefined || text.length > LONGEST || JSON.stringify(kept) !== text) return kept;
  if (clean.size >= REMEMBERED) clean.clear();
  clean.add(text);
  return frame;
}
