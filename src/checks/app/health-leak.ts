import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpHealth } from '../../probes/http/health.ts';
import { auditOf, byHand } from '../fix.ts';
import { HOST_FAILS, zoneOf } from '../host.ts';
import { list } from '../plain.ts';
import { sampleHealth, sampleNoHealth } from '../sample-health.ts';

const DIGITS = String.raw`\d+\.\d+(?![\d.]*\s*m?s\b)`; // 12.3 ms is a time, not a version

/**
 * What a health answer must not tell strangers, by its look. The product's own `version` or commit is no leak: it is how a deploy is
 * recognised. Order: worst first.
 */
const LEAKS = [
  { what: 'a connection string', like: /\b(postgres(ql)?|mysql|mariadb|mongodb(\+srv)?|rediss?|amqps?|mssql|sqlserver):\/\//i },
  {
    what: 'names of secret environment variables',
    like: /\b(NODE_ENV|[A-Z][A-Z0-9]*(_[A-Z0-9]+)*_(URL|URI|KEY|SECRET|TOKEN|PASSWORD|PASS|DSN))\b/,
  },
  { what: 'a private address', like: /(?<![\d.])(10|127|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)(\.\d{1,3}){2,3}(?![\d.])/ },
  {
    what: 'an internal host name',
    like: /\b[\w-]+\.(internal|local|lan|svc|rds\.amazonaws\.com|cache\.amazonaws\.com)\b|\bip-\d+-\d+-\d+-\d+\b/i,
  },
  { what: 'a stack trace', like: /\n?\s+at \S+ \(\S+:\d+:\d+\)|Traceback \(most recent call last\)/ },
  {
    what: 'the version of a database or runtime',
    like: new RegExp(
      String.raw`"(node|node_?version|python(_?version)?|postgres(ql)?(_?version)?|pg_?version|mysql|redis(_?version)?|nginx|php|ruby|java|runtime|os|kernel|openssl)"\s*:\s*"[^"]{0,40}?${DIGITS}`,
      'i',
    ),
  },
  {
    what: 'the version of a database or runtime',
    like: new RegExp(
      String.raw`\b(PostgreSQL|Node\.js|nginx|Express|Python|Redis|Ubuntu|Debian|OpenSSL|PHP|MySQL|Linux)[ /]v?${DIGITS}`,
      'i',
    ),
  },
] as const satisfies readonly { what: string; like: RegExp }[];

/** Keys whose value is the name of a machine, whatever it looks like. */
const MACHINE_KEY = /^(hostname|host_?name|pod|pod_?name|server_?name|container_?id)$/i;

const api = { kind: 'host', host: 'api.acme.com', port: 443 } as const;
const password = ['p', 'w'].join('');

export default defineCheck({
  id: 'app/health-leak',
  requirements: ['DEP-3', 'LOG-1', 'EDG-9'],
  title: 'The health route keeps internals to itself',
  failing: 'Your health route tells attackers how you are built',
  severity: 'medium',
  hurts: ['data', 'trust'],
  why: 'Anybody can open the health route. Connection strings, host names and versions there show an attacker where to begin.',
  learn: [
    'https://cwe.mitre.org/data/definitions/497.html',
    'https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html',
  ],
  on: 'host',
  reads: { health: httpHealth },
  causedBy: HOST_FAILS,
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'a plain yes', subject: api, saw: { health: sampleHealth('{"ok":true}') }, gives: 'pass' },
    {
      name: "the product's own version and response times",
      subject: api,
      saw: { health: sampleHealth('{"status":"ok","version":"1.4.2","commit":"9f1c2aa","redis":"1.2ms","postgres":"12.34 ms"}') },
      gives: 'pass',
    },
    {
      name: 'a connection string, masked or not',
      subject: api,
      saw: { health: sampleHealth(`{"ok":true,"db":"postgres://app:${password}@db.acme.com/app"}`) },
      gives: 'fail',
    },
    {
      name: 'names of variables that are set',
      subject: api,
      saw: { health: sampleHealth('{"ok":true,"env":["DATABASE_URL","STRIPE_SECRET_KEY"]}') },
      gives: 'fail',
    },
    {
      name: 'the error of a lost database',
      subject: api,
      saw: { health: sampleHealth('{"ok":false,"error":"connect ECONNREFUSED 10.0.4.12:5432"}', { status: 503 }) },
      gives: 'fail',
    },
    { name: 'a runtime version', subject: api, saw: { health: sampleHealth('{"status":"ok","node":"v20.11.1"}') }, gives: 'fail' },
    { name: 'the name of a machine', subject: api, saw: { health: sampleHealth('{"status":"ok","hostname":"web-7f9c"}') }, gives: 'fail' },
    {
      name: 'a page about health',
      subject: api,
      saw: { health: sampleHealth('<h1>Your health</h1>', { type: 'text/html' }) },
      gives: 'skip',
    },
    { name: 'no health route', subject: api, saw: { health: sampleNoHealth(404) }, gives: 'skip' },
  ],
  judge({ health: { found } }, { subject: { host }, config }) {
    if (!found) return { is: 'skip', because: `https://${host} has no health route.` };
    if (found.type === 'text/html') return { is: 'skip', because: `https://${host}${found.path} is a page for people.` };
    const machine = found.keys.some((key) => MACHINE_KEY.test(key.split('.').at(-1) ?? '')) ? ['the name of a machine'] : [];
    const leaks = [...new Set([...LEAKS.filter(({ like }) => like.test(found.says)).map(({ what }) => what), ...machine])];
    if (leaks.length === 0) return { is: 'pass' };
    const url = `https://${host}${found.path}`;
    return {
      is: 'fail',
      found: `${url} shows ${list(leaks)}.`,
      fix: byHand(
        [
          'Answer with {"ok":true} or {"ok":false} alone; write details to the log.',
          'Show details, if you need them, only to requests that carry a secret header.',
          ...(leaks.includes('a connection string') ? ['Change the database password if it was ever shown in full.'] : []),
        ],
        {
          prompt: {
            goal: `${url} says whether the product works, and nothing else.`,
            change: `answer {"ok":true} with 200 or {"ok":false} with 503; remove ${list(leaks)} from the answer and log it on the server instead.`,
            not: 'remove the health route, or log passwords and tokens.',
            see: `curl -s ${url} prints {"ok":true}.`,
          },
          verify: `curl -s ${url}; ${auditOf(zoneOf(host, config), 'app')}`,
          minutes: 20,
          wants: [{ is: 'answer', at: url, status: 200, json: { ok: true } }],
        },
      ),
    };
  },
});
