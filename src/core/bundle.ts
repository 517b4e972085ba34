import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Config, configSchema } from './config.ts';
import { UserError } from './errors.ts';
import type { Evidence, Probe } from './probe.ts';
import { type Subject, subjectKey, URL_KINDS } from './subject.ts';

const subjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('site'), domain: z.string() }),
  z.strictObject({
    kind: z.literal('host'),
    host: z.string(),
    port: z.int().min(1).max(65_535),
    servers: z.array(z.string()).optional(),
  }),
  z.strictObject({ kind: z.literal('url'), url: z.url({ protocol: /^https?$/ }), for: z.enum(URL_KINDS) }),
  z.strictObject({ kind: z.literal('repo'), root: z.string(), replay: z.string().optional() }),
  z.strictObject({ kind: z.literal('zone'), id: z.string() }),
  z.strictObject({ kind: z.literal('database'), url: z.string() }),
  z.strictObject({ kind: z.literal('release'), id: z.string() }),
  z.strictObject({ kind: z.literal('log'), name: z.string(), root: z.string(), path: z.string() }),
  z.strictObject({ kind: z.literal('tracker'), org: z.string(), project: z.string() }),
]);

const evidenceSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), saw: z.unknown(), ms: z.number(), from: z.string() }),
  z.strictObject({ ok: z.literal(false), code: z.string(), message: z.string(), ms: z.number() }),
]);

const bundleSchema = z.strictObject({
  schema: z.literal(1),
  /** ISO time the collection began; the `now` of every judgement. */
  taken: z.iso.datetime(),
  target: z.string(),
  config: configSchema,
  subjects: z.array(subjectSchema),
  evidence: z.record(z.string(), evidenceSchema),
});

/** Everything one run saw: plain JSON, redacted, saveable, and enough to judge again offline under another profile. */
export interface Bundle {
  schema: 1;
  taken: string;
  target: string;
  config: Config;
  subjects: Subject[];
  evidence: Record<string, Evidence>;
}

/** SHA-256 of a bundle's canonical JSON, hex. */
export type Digest = string;

/** Limit of a bundle file, bytes. */
const BUNDLE_LIMIT = 64 * 1024 * 1024;
const DEEPEST = 100;

/** The key of one piece of evidence: probe id and subject. */
export function evidenceKey(probe: Pick<Probe, 'id'>, subject: Subject): string {
  return `${probe.id} ${subjectKey(subject)}`;
}

/** Characters that JSON lets through and that steer a terminal or the direction of text. */
const STEERING = /[\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** The same JSON with every character escaped that steers where it is printed. */
export function printable(json: string): string {
  return json.replace(STEERING, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** JSON with keys in code-unit order at every depth, so that equal values are equal bytes, and `printable`. */
export function canonicalJson(value: unknown, indent?: number): string {
  const sorted = (_key: string, held: unknown): unknown =>
    held !== null && typeof held === 'object' && !Array.isArray(held)
      ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : held;
  return printable(JSON.stringify(value, sorted, indent));
}

/** The digest that names a bundle in reports. */
export function digestBundle(bundle: Bundle): Digest {
  return createHash('sha256').update(canonicalJson(bundle)).digest('hex');
}

/** A bundle as the bytes of a file. */
export function saveBundle(bundle: Bundle): string {
  return `${canonicalJson(bundle, 1)}\n`;
}

/** Reads a saved bundle; throws a UserError naming the place when it is not one. */
export function loadBundle(text: string, from: string): Bundle {
  if (text.length > BUNDLE_LIMIT)
    throw new UserError('bundle-too-large', `${from} is larger than 64 MiB.`, 'Save the bundle again with a smaller audit.');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(
      'bundle-not-json',
      `${from} is not JSON: ${(error as Error).message}`,
      'Make one with `launch-ready audit <domain> --save bundle.json`. For a list of domains add --jsonl.',
    );
  }
  const parsed = bundleSchema.safeParse(json);
  if (parsed.success && isFlat(json)) return parsed.data;
  const issue = parsed.error?.issues[0];
  throw new UserError(
    'bundle-invalid',
    `${from} is not an evidence bundle: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'it is nested too deep'}`,
    'Make one with `launch-ready audit <domain> --save bundle.json`.',
  );
}

/** False for JSON nested so deep that writing it again would end the stack; no probe goes beyond a few levels. */
function isFlat(json: unknown): boolean {
  const open = [{ held: json, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { held, depth } = next;
    if (held === null || typeof held !== 'object') continue;
    if (depth > DEEPEST) return false;
    for (const inner of Object.values(held)) open.push({ held: inner, depth: depth + 1 });
  }
  return true;
}

/** What changed between two bundles, by evidence key, times left out. */
export function diffBundles(before: Bundle, after: Bundle): { key: string; change: 'added' | 'removed' | 'changed' }[] {
  const keys = [...new Set([...Object.keys(before.evidence), ...Object.keys(after.evidence)])].sort();
  return keys.flatMap((key): { key: string; change: 'added' | 'removed' | 'changed' }[] => {
    const [a, b] = [before.evidence[key], after.evidence[key]];
    if (!a) return [{ key, change: 'added' }];
    if (!b) return [{ key, change: 'removed' }];
    return canonicalJson({ ...a, ms: 0 }) === canonicalJson({ ...b, ms: 0 }) ? [] : [{ key, change: 'changed' }];
  });
}
