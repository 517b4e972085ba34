import { z } from 'zod';
import type { Bundle } from '../../src/core/bundle.ts';
import type { Report } from '../../src/core/finding.ts';
import { walkSchema } from '../../src/probes/http/hop.ts';
import type { Walked } from './http-view.ts';

/** What inside.ts brings out of a private network: our audit with its evidence, and the same evidence as foreign tools give it. */
export interface Looked {
  audit: { code: number | null; report: Report };
  bundle: Bundle;
  foreign: Readonly<Record<string, unknown>>;
}

/** curl's exit codes (curl(1)) for our own words. We do not ask private addresses, and nobody listens there for curl. */
const EXITS: Readonly<Record<string, number>> = { 'no-address': 6, 'private-address': 7, ECONNREFUSED: 7 };

/** Headers that differ between two answers: a nonce changes the compressed length, and each client says other things of the connection. */
const MOMENTARY: ReadonlySet<string> = new Set(['date', 'connection', 'keep-alive', 'content-length']);

const entrySchema = z.object({ http: walkSchema, https: walkSchema, headers: z.array(z.tuple([z.string(), z.string()])) });
const canonicalSchema = z.object({ www: z.boolean(), home: z.array(walkSchema), deep: z.array(walkSchema) });

/** What a probe saw, times left out; the code of its error where it could not look. */
export function told(bundle: Bundle, key: string): unknown {
  const evidence = bundle.evidence[key];
  if (!evidence) throw new Error(`there is no evidence ${key}`);
  return evidence.ok ? without(evidence.saw, 'ms') : { unknown: evidence.code };
}

/** A value without the keys of these names, at any depth. */
export function without(value: unknown, ...names: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each) => without(each, ...names));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !names.includes(name))
      .map(([name, held]) => [name, without(held, ...names)]),
  );
}

/** Our http/entry in the words of `entryView`. */
export function entryOf(bundle: Bundle, host: string): unknown {
  const { http, https, headers } = entrySchema.parse(saw(bundle, `http/entry host ${host}`));
  return { http: walkedOf(http), https: walkedOf(https), headers: settled(headers) };
}

/** Our http/canonical in the words of `canonicalView`. */
export function canonicalOf(bundle: Bundle, domain: string): unknown {
  const { www, home, deep } = canonicalSchema.parse(saw(bundle, `http/canonical site ${domain}`));
  return { www, home: home.map(walkedOf), deep: deep.map(walkedOf) };
}

/** Headers without what differs between two answers: moments, nonces, and the cookie values that evidence never holds. */
export function settled(headers: readonly (readonly [string, string])[]): string[] {
  return headers
    .filter(([name]) => !MOMENTARY.has(name))
    .map(([name, value]) => `${name}: ${value.replace(/'nonce-[^']+'/, 'a nonce')}`.replace(/^(set-cookie: [^=]+=)[^;]*/, '$1…'));
}

function saw(bundle: Bundle, key: string): unknown {
  const evidence = bundle.evidence[key];
  if (!evidence?.ok) throw new Error(`there is no evidence ${key}: ${evidence?.message ?? 'not asked'}`);
  return evidence.saw;
}

function walkedOf({ start, hops, ends, final, status }: z.output<typeof walkSchema>): Walked {
  const steps = hops.map(({ url, status, location, error }) => ({
    url,
    status,
    location,
    exit: error ? (EXITS[error.code] ?? Number.NaN) : 0,
  }));
  return { start, hops: steps, ends, final, status };
}
