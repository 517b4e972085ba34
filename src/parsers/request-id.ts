/**
 * Names that loggers, platforms and proxies give to the id of a request, in lower case without `-`, `_` and dots. The first in this order
 * wins, so that two services that write several agree on one: the id of the request, then of the trace, then of the platform.
 */
const NAMES = [
  'xrequestid', // nginx, Envoy, Heroku, Rails, pino-http's copy of the headers
  'requestid', // winston, Vercel, AWS Lambda, Rails
  'reqid', // Fastify, bunyan
  'httprequestid', // Elastic Common Schema
  'correlationid',
  'xcorrelationid',
  'traceid', // OpenTelemetry, Elastic Common Schema
  'ddtraceid', // Datadog
  'logginggoogleapiscom/trace', // Google Cloud
  'traceparent', // W3C
  'xamzntraceid',
  'rayid', // Cloudflare
  'cfray',
  'vercelid',
  'xvercelid',
] as const;
const RANK: ReadonlyMap<string, number> = new Map(NAMES.map((name, at) => [name, at]));
/** Objects of a line in which an id may stand, in the same spelling. */
const INSIDE = /^(req|request|http|proxy|headers|trace|dd|context|ctx|meta|metadata|extra|event|attributes|res|response)$/;
/** What `id` alone means in an object. */
const OWN: ReadonlyMap<string, string> = new Map([
  ['req', 'requestid'],
  ['request', 'requestid'],
  ['trace', 'traceid'],
]);
const DEPTH = 4;
const ENTRIES = 100;

/** An id by its name in a line of text: `request_id=…`, `requestId: …`, `"x-request-id":"…"`, AWS Lambda's `RequestId: …`. */
const NAMED =
  /\b(?:x[-_]?)?(?:request|req|trace|correlation)[_-]?id["']?\s{0,2}[=:]\s{0,2}["']?([\w.:/+=@-]{8,128})|\bcf-?ray["']?\s{0,2}[=:]\s{0,2}["']?([\w-]{8,128})/i;
/** An id without a name: `[uuid]` as Rails tags lines, and 32 hexadecimal digits at the end, where nginx's `$request_id` is put behind what is quoted. */
const BARE =
  /\[([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\]|" "?([0-9a-f]{32})"?\s{0,4}$|\b00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}\b/i;
/** The part that stays the same from service to service: of W3C's traceparent, AWS's X-Amzn-Trace-Id, and Google Cloud's trace. */
const WITHIN = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}|\bRoot=([\w-]{8,64})|^projects\/[^/]{1,63}\/traces\/(\w{8,64})$/;
const WELL_FORMED = /^[\w.:/+=@;-]{8,128}$/;
/** A number that counts up begins again in every process, so it names no request: pino-http's 1, Fastify's req-1. */
const COUNTED = /^\d{1,12}$|^req-[0-9a-z]{1,8}$|^0+$/;

/** The id of the request that a line of JSON is about; undefined where it has none that tells one request from all others. Never throws. */
export function requestIdIn(json: Readonly<Record<string, unknown>>): string | undefined {
  let best: { rank: number; id: string } | undefined;
  const look = (held: object, own: string | undefined, depth: number): void => {
    for (const [key, value] of Object.entries(held).slice(0, ENTRIES)) {
      const name = key.toLowerCase().replaceAll(/[-_.]/g, '');
      const rank = RANK.get(name === 'id' ? (own ?? name) : name);
      const id = rank === undefined ? undefined : idOf(Array.isArray(value) ? value[0] : value);
      if (rank !== undefined && id !== undefined && (!best || rank < best.rank)) best = { rank, id };
      if (depth < DEPTH && typeof value === 'object' && value !== null && INSIDE.test(name)) look(value, OWN.get(name), depth + 1);
    }
  };
  look(json, undefined, 1);
  return best?.id;
}

/** The same of a line of text. */
export function requestIdInText(line: string): string | undefined {
  const found = NAMED.exec(line) ?? BARE.exec(line);
  return idOf(found?.[1] ?? found?.[2] ?? found?.[3]);
}

function idOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !WELL_FORMED.test(value)) return undefined;
  const [, w3c, aws, google] = WITHIN.exec(value) ?? [];
  const id = w3c ?? aws ?? google ?? value;
  return COUNTED.test(id) ? undefined : id;
}
