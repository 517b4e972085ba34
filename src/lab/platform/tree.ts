import { z } from 'zod';
import type { Route, Site } from '../scenario.ts';

/** What one upload may hold, so that a lab in a pull request of strangers stays small. */
const LIMITS = { files: 2_000, bytes: 8 * 1024 * 1024, sites: 20, routes: 200, seconds: 30 } as const;

const headers = z.record(
  z.string().regex(/^[A-Za-z0-9-]{1,80}$/),
  z
    .string()
    .max(4_000)
    .regex(/^[^\r\n]*$/),
);
const cors = z.strictObject({
  origins: z.union([z.enum(['any', 'reflect', 'null', 'prefix', 'suffix', 'http']), z.array(z.string().max(200)).max(50)]),
  credentials: z.boolean().optional(),
  vary: z.literal(false).optional(),
});
const answer = z.strictObject({
  status: z.int().min(200).max(599).optional(),
  headers: headers.optional(),
  body: z.string().optional(),
  json: z.unknown().optional(),
  redirect: z
    .strictObject({
      to: z.url({ protocol: /^https?$/ }),
      status: z.literal([301, 302, 303, 307, 308]).optional(),
      keepPath: z.boolean().optional(),
      keepQuery: z.boolean().optional(),
    })
    .optional(),
  cookies: z
    .array(
      z
        .string()
        .max(4_000)
        .regex(/^[^\r\n]*$/),
    )
    .max(20)
    .optional(),
  cors: cors.optional(),
  delayMs: z
    .int()
    .min(0)
    .max(LIMITS.seconds * 1_000)
    .optional(),
  oneAtATime: z.literal(true).optional(),
  limit: z.strictObject({ requests: z.int().positive(), seconds: z.number().positive() }).optional(),
});
const route = answer.extend({
  path: z.string().regex(/^(\*|\/.{0,500})$/),
  method: z
    .string()
    .regex(/^[A-Z]{3,10}$/)
    .optional(),
  requires: z.strictObject({ cookie: z.string().max(200), otherwise: answer }).optional(),
});
const routes = z.array(route).max(LIMITS.routes);
const site = z.strictObject({
  hosts: z.array(z.string().max(253)).min(1).max(10),
  addresses: z.array(z.string().max(45)).min(1).max(10),
  http: routes.optional(),
  https: routes.optional(),
  headers: headers.optional(),
  certificate: z
    .strictObject({
      names: z.array(z.string().max(253)).min(1).max(20),
      from: z.number().optional(),
      until: z.number().optional(),
      issuer: z.enum(['intermediate', 'missing-intermediate', 'self-signed', 'private-root']).optional(),
      key: z.enum(['ec', 'rsa2048', 'rsa1024']).optional(),
    })
    .optional(),
  tls: z
    .union([
      z.literal('none'),
      z.strictObject({ min: z.enum(['TLSv1.2', 'TLSv1.3']).optional(), max: z.enum(['TLSv1.1', 'TLSv1.2']).optional() }),
    ])
    .optional(),
  compress: z.literal(false).optional(),
  delayMs: z.int().min(0).max(30_000).optional(),
});
const manifest = z.strictObject({
  sites: z.array(site).min(1).max(LIMITS.sites),
  /** Names that must be set in the project, or the release does not start. */
  env: z
    .array(z.string().regex(/^[A-Z_][A-Z0-9_]{0,80}$/))
    .max(100)
    .optional(),
});

/** What a deployment serves: read from the `shipyard.json` of its tree. */
export interface Built {
  sites: readonly Site[];
  env: readonly string[];
}

/** Builds an uploaded tree: its `shipyard.json`, held against the shape of a site and against what the project owns. */
export function buildTree(
  files: Readonly<Record<string, string>>,
  owned: { hosts: readonly string[]; addresses: readonly string[] },
): { ok: true; built: Built } | { ok: false; says: string } {
  const no = (says: string): { ok: false; says: string } => ({ ok: false, says });
  const bytes = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (Object.keys(files).length > LIMITS.files || bytes > LIMITS.bytes) return no('The upload is too large.');
  const text = files['shipyard.json'];
  if (text === undefined) return no('There is no shipyard.json at the root of the upload.');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return no(`shipyard.json is not JSON: ${(error as Error).message}`); // as: JSON.parse throws errors alone
  }
  const read = manifest.safeParse(json);
  if (!read.success) return no(`shipyard.json: ${read.error.issues[0]?.path.join('.') ?? ''}: ${read.error.issues[0]?.message ?? ''}`);
  const { sites, env = [] } = read.data;
  const hosts = sites.flatMap((each) => each.hosts);
  const foreign = hosts.find((host) => !owned.hosts.includes(host));
  if (foreign !== undefined) return no(`shipyard.json: ${foreign} does not belong to this project.`);
  if (new Set(hosts).size !== hosts.length) return no('shipyard.json: a host is served by two sites.');
  const elsewhere = sites.flatMap((each) => each.addresses).find((address) => !owned.addresses.includes(address));
  if (elsewhere !== undefined) return no(`shipyard.json: ${elsewhere} is not an address of this project.`);
  return { ok: true, built: { sites: sites as Site[], env } }; // as: the schema is the shape of Site, optional keys aside
}

const HEALTH = /\/(health|healthz|up|ready|readyz|livez)$/;

/** The sites of a release with its id on every health answer: the header X-Release, and the field `release` of JSON objects. */
export function stamped(sites: readonly Site[], release: string): Site[] {
  const stamp = (each: Route): Route =>
    HEALTH.test(each.path)
      ? {
          ...each,
          headers: { ...each.headers, 'X-Release': release },
          ...(isObject(each.json) ? { json: { ...each.json, release } } : {}),
        }
      : each;
  return sites.map((each) => ({
    ...each,
    ...(each.http ? { http: each.http.map(stamp) } : {}),
    ...(each.https ? { https: each.https.map(stamp) } : {}),
  }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
