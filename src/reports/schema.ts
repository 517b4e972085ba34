import { z } from 'zod';
import type { Report } from '../core/finding.ts';
import { AREAS, HURTS, SEVERITIES } from '../core/vocabulary.ts';

const severity = z.enum(SEVERITIES);
const requirement = z.templateLiteral([
  z.enum(['AUD', 'DNS', 'TLS', 'EDG', 'MAIL', 'SEC', 'DEP', 'PERF', 'CACHE', 'OBS', 'LOG', 'INC', 'AI', 'HND', 'SCOPE']),
  '-',
  z.int().nonnegative(),
]);
const url = z.templateLiteral(['https://', z.string()]);
const count = z.int().nonnegative();
const minutes = z.number().nonnegative();

const record = z.strictObject({
  name: z.string().describe('As a panel takes it: relative to the zone, or absolute'),
  type: z.string(),
  data: z.string(),
});

const host = z.string();
const zone = z.string();
const at = z.string().describe('An address; it may end in * and then stands for all that begin so');
const wanted = z.discriminatedUnion('is', [
  z.strictObject({
    is: z.literal('header'),
    at,
    name: z.string(),
    value: z.string().nullable().describe('null is its absence'),
    directive: z.string().exactOptional().describe('Only this directive of it'),
  }),
  z.strictObject({ is: z.literal('cookie'), at, name: z.string(), has: z.array(z.string()), lacks: z.array(z.string()) }),
  z.strictObject({ is: z.literal('redirect'), at, to: z.string(), status: z.literal(301) }),
  z.strictObject({ is: z.literal('cors'), at, origins: z.array(z.string()) }),
  z.strictObject({ is: z.literal('answer'), at, status: z.int(), json: z.record(z.string(), z.unknown()) }),
  z.strictObject({ is: z.literal('compression'), host }),
  z.strictObject({ is: z.literal('certificate'), host }),
  z.strictObject({ is: z.literal('tls'), host, min: z.literal('1.2') }),
  z.strictObject({ is: z.literal('name-servers'), zone, servers: z.array(z.string()) }),
  z.strictObject({ is: z.literal('soa'), zone, field: z.enum(['minimum', 'expire']), value: count }),
]);

const proposal = {
  prompt: z.string().describe('Paste this into an AI app builder'),
  verify: z.string().describe('The command that shows the fault is gone'),
  minutes: minutes.describe("A careful person's time"),
  wants: z.array(wanted).exactOptional().describe('What is true once it is made, as data, where that can be said'),
};

const fix = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('dns'),
    zone,
    remove: z.array(record).exactOptional(),
    add: z.array(record).exactOptional(),
    ...proposal,
  }),
  z.strictObject({ by: z.literal('edge'), setting: z.string(), value: z.string(), steps: z.array(z.string()), ...proposal }),
  z.strictObject({ by: z.literal('file'), path: z.string(), patch: z.string(), ...proposal }),
  z.strictObject({ by: z.literal('command'), argv: z.array(z.string()), ...proposal }),
  z.strictObject({ by: z.literal('hand'), steps: z.array(z.string()), ...proposal }),
]);

const finding = z.strictObject({
  id: z.string().describe('The same in every run: a hash of check, subject and place'),
  check: z.templateLiteral([z.enum(AREAS), '/', z.string()]),
  subject: z.string().describe('What was looked at, such as `host app.acme.com`'),
  severity,
  state: z.enum(['pass', 'skip', 'fail', 'unknown']).describe('`unknown` could not be checked and is never a pass'),
  title: z.string().describe('The headline, consequence first'),
  found: z.string().describe('The proof, or why it could not be checked or does not apply'),
  why: z.string(),
  hurts: z.array(z.enum(HURTS)).readonly(),
  requirements: z.array(requirement).readonly(),
  learn: z.array(url).readonly(),
  at: z.array(z.strictObject({ at: z.string(), line: z.int().exactOptional() })).exactOptional(),
  evidence: z.array(z.string()).describe('Keys into `evidence`'),
  fix: fix.exactOptional(),
  cause: z.string().exactOptional().describe('The finding that explains this one'),
  ignored: z
    .strictObject({ reason: z.string(), until: z.string() })
    .exactOptional()
    .describe('An accepted risk, and the day the exception ends'),
});

const map = z.strictObject({
  domain: z.string(),
  registration: z
    .strictObject({
      registry: z.string().describe('Who answered'),
      registrar: z.string().exactOptional(),
      since: z.string().exactOptional(),
      until: z.string().exactOptional(),
      locked: z.boolean().exactOptional().describe('Whether nobody can move it to another registrar'),
    })
    .exactOptional(),
  production: z.string().exactOptional().describe('The address customers end on'),
  code: z.string().exactOptional().describe('Where the code lives'),
  questions: z
    .array(
      z.strictObject({
        about: z.enum(['registrar', 'renewal', 'dns', 'hosting', 'mail', 'code']),
        asks: z.string(),
        answer: z.string().exactOptional(),
      }),
    )
    .exactOptional()
    .describe('What only a person can say, with the answer of launch-ready.yaml'),
  dns: z.string().exactOptional(),
  mail: z.string().exactOptional(),
  hosts: z.array(
    z.strictObject({
      host: z.string(),
      role: z.string(),
      addresses: z.array(z.string()),
      provider: z.string().exactOptional(),
      edge: z
        .strictObject({
          name: z.string(),
          stands: z.enum(['proxy', 'platform']),
          by: z.enum(['alias', 'address', 'headers']),
          asOf: z.string().describe('When the table of edges was compiled'),
        })
        .exactOptional()
        .describe('What answers visitors: a proxy before a server, or a platform that is its own edge'),
      certificateUntil: z.string().exactOptional(),
      state: z.enum(['serves', 'redirects', 'mail', 'dead', 'unknown']),
    }),
  ),
  redirects: z.array(z.strictObject({ from: z.string(), to: z.string(), status: z.int() })),
});

const evidence = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), saw: z.unknown(), ms: z.number(), from: z.string() }),
  z.strictObject({ ok: z.literal(false), code: z.string(), message: z.string(), ms: z.number() }),
]);

/** The shape of `launch-ready audit --format json`, schema 1. Published as schema/report.json. */
export const reportSchema: z.ZodType<Report> = z
  .strictObject({
    schema: z.literal(1),
    target: z.string(),
    taken: z.iso.datetime().describe('When the evidence was taken'),
    profile: z.string(),
    bundle: z.string().describe('SHA-256 of the evidence bundle, hex'),
    decision: z.enum(['go', 'no-go', 'cannot-tell']),
    because: z.string(),
    counts: z.strictObject({
      blocker: count,
      high: count,
      medium: count,
      low: count,
      passed: count,
      unknown: count,
      skipped: count,
      ignored: count,
    }),
    estimate: z.strictObject({
      risk: z.number().min(0).max(100).describe('For trends, never for the decision'),
      minutesToShip: minutes,
      minutesForAll: minutes,
      advice: z.enum(['nothing-urgent', 'do-it-yourself', 'get-help']),
    }),
    findings: z.array(finding).describe('Ranked: failures first, then unknowns, then the rest'),
    map: map.exactOptional(),
    evidence: z.record(z.string(), evidence),
  })
  .describe('A Launch Ready report');
