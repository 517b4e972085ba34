import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpHealth } from '../../probes/http/health.ts';
import { auditOf, byHand } from '../fix.ts';
import { HOST_FAILS, stakesOf, zoneOf } from '../host.ts';
import { plain } from '../plain.ts';
import { sampleHealth, sampleNoHealth } from '../sample-health.ts';

/** Words for "ill" and "half ill": Spring Actuator, draft-inadarei-api-health-check, ASP.NET, Rails and hand-written ones. */
const ILL =
  /^(error|errors|fail|failed|failing|failure|down|unhealthy|critical|not[ _-]?ok|unavailable|offline|out[ _-]of[ _-]service|disconnected)$/i;
const HALF_ILL = /^(degraded|warn|warning|partial|partially[ _-]degraded)$/i;
/** Words that a part of the answer may use; "error" is left out, being a log level too. */
const PART_ILL = /^(fail|failed|failing|down|unhealthy|unavailable|offline|disconnected)$/i;

const WORD_KEYS = new Set(['status', 'state', 'health', 'result', 'outcome']);
const FLAG_KEYS = new Set(['ok', 'healthy', 'success', 'alive', 'up']);

interface Mood {
  is: 'well' | 'part' | 'ill';
  says: string;
}

const WELL: Mood = { is: 'well', says: '' };

const api = { kind: 'host', host: 'api.acme.com', port: 443 } as const;

export default defineCheck({
  id: 'app/health-status',
  requirements: ['DEP-3', 'DEP-9'],
  title: 'The product says it is well',
  failing: 'Your product itself reports that it does not work',
  severity: 'blocker',
  hurts: ['login', 'signup', 'billing', 'data'],
  why: 'The health route says that a part customers need, mostly the database, is out of reach. Launching now means failing in public.',
  learn: [
    'https://learn.microsoft.com/en-us/azure/architecture/patterns/health-endpoint-monitoring',
    'https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4',
  ],
  on: 'host',
  reads: { health: httpHealth },
  causedBy: HOST_FAILS,
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'all is well', subject: api, saw: { health: sampleHealth('{"status":"ok","checks":{"db":{"status":"up"}}}') }, gives: 'pass' },
    { name: 'a word is enough', subject: api, saw: { health: sampleHealth('OK', { type: 'text/plain' }) }, gives: 'pass' },
    { name: 'it answers 503', subject: api, saw: { health: sampleHealth('{"ok":false}', { status: 503 }) }, gives: 'fail' },
    {
      name: 'it says error with status 200',
      subject: api,
      saw: { health: sampleHealth('{"status":"error","db":"timeout"}') },
      gives: 'fail',
    },
    {
      name: 'a long answer cut off by us',
      subject: api,
      saw: { health: sampleHealth('{"status":"DOWN","components":{"db":{"status":"DO') },
      gives: 'fail',
    },
    { name: 'one part is down', subject: api, saw: { health: sampleHealth('{"status":"ok","mail":"down"}') }, gives: { fail: 'high' } },
    {
      name: 'a staging host is ill',
      subject: { kind: 'host', host: 'staging.acme.com', port: 443 },
      saw: { health: sampleHealth('{"ok":false}', { status: 503 }) },
      gives: { fail: 'medium' },
    },
    {
      name: 'a log level is no illness',
      subject: api,
      saw: { health: sampleHealth('{"status":"ok","config":{"log":"error"}}') },
      gives: 'pass',
    },
    {
      name: 'a page about health',
      subject: api,
      saw: { health: sampleHealth('<script>{"success":false}</script>', { type: 'text/html' }) },
      gives: 'pass',
    },
    { name: 'no health route', subject: api, saw: { health: sampleNoHealth(404) }, gives: 'skip' },
  ],
  judge({ health: { found } }, { subject: { host }, config }) {
    if (!found) return { is: 'skip', because: `https://${host} has no health route.` };
    const mood = found.type === 'text/html' ? WELL : moodOf(found.says); // a page for people, such as Rails' /up, tells by its status alone
    if (found.status !== 503 && mood.is === 'well') return { is: 'pass', found: `https://${host}${found.path} answers ${found.status}.` };
    const url = `https://${host}${found.path}`;
    const says = mood.is === 'well' ? '' : ` and says ${mood.says}`;
    return {
      is: 'fail',
      found: `${url} answers ${found.status}${says}.`,
      ...stakesOf(host, config, found.status !== 503 && mood.is === 'part' ? 'high' : undefined),
      fix: byHand(
        [
          'Read the server log at the time of this audit: the health route fails for a reason that it logs.',
          'Check the database: running, reachable from the app, connection limit not used up, password current.',
          'Check that every environment variable of production is set.',
          ...(found.status === 503 ? [] : ['Answer 503 instead of 200 while ill, so that deploys and monitors notice.']),
        ],
        {
          prompt: {
            goal: `${url} answers 200 because the product works.`,
            change:
              'find out from the server log which part fails (database, cache, missing environment variable) and repair that part; let the route answer 503 whenever a part that customers need fails.',
            not: 'remove the failing part from the health check, or answer 200 whatever happens.',
            see: `curl -si ${url} shows 200 and a healthy status.`,
          },
          verify: `curl -si ${url}; ${auditOf(zoneOf(host, config), 'app')}`,
          minutes: 60,
        },
      ),
    };
  },
});

function moodOf(says: string): Mood {
  let json: unknown;
  try {
    json = JSON.parse(says);
  } catch {
    return moodOfText(says);
  }
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return moodOfText(typeof json === 'string' ? json : '');
  const entries = Object.entries(json);
  for (const [key, value] of entries) {
    const name = key.toLowerCase();
    if (FLAG_KEYS.has(name) && value === false) return { is: 'ill', says: `${key}: false` };
    if (!WORD_KEYS.has(name)) continue;
    if (typeof value === 'number' && value >= 500) return { is: 'ill', says: `${key}: ${value}` };
    if (typeof value === 'string' && ILL.test(value)) return { is: 'ill', says: `${key}: "${plain(value, 30)}"` };
    if (typeof value === 'string' && HALF_ILL.test(value)) return { is: 'part', says: `${key}: "${plain(value, 30)}"` };
  }
  return partOf(entries, 3) ?? WELL;
}

/** The first part of a JSON answer that says it is ill, `depth` levels deep. */
function partOf(entries: [string, unknown][], depth: number): Mood | undefined {
  for (const [key, value] of entries) {
    if (typeof value === 'string' && PART_ILL.test(value)) return { is: 'part', says: `${plain(key, 30)}: "${plain(value, 30)}"` };
    if (depth > 0 && value !== null && typeof value === 'object') {
      const inner = partOf(Object.entries(value), depth - 1);
      if (inner) return inner;
    }
  }
  return undefined;
}

/** Plain text, or JSON that was cut off: the first status it names counts. */
function moodOfText(says: string): Mood {
  const told = /"(?:status|state|health)"\s*:\s*"([^"]{1,40})"/i.exec(says)?.[1];
  const flag = /"(?:ok|healthy|success)"\s*:\s*false/i.test(says);
  const word = told ?? (says.length <= 40 ? says.trim() : '');
  if (ILL.test(word)) return { is: 'ill', says: `"${plain(word, 30)}"` };
  if (HALF_ILL.test(word)) return { is: 'part', says: `"${plain(word, 30)}"` };
  return flag ? { is: 'ill', says: 'false' } : WELL;
}
