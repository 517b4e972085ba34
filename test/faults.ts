import type { Circumstances } from '../src/monitor/cause.ts';
import type { Cause, DeployMarker, IncidentCause, Sample } from '../src/monitor/types.ts';

/** One way to break, what can be seen of it, and what broke. */
export interface Fault {
  name: string;
  sees: Cause;
  status?: number;
  /** The body of the answer. */
  body?: string;
  errors?: readonly string[];
  /** Minutes since the last deploy. */
  deployed?: number;
  around?: Partial<Pick<Circumstances, 'wellHere' | 'badHere' | 'badHosts'>>;
  is: IncidentCause['kind'];
  scope?: IncidentCause['scope'];
}

const PG = 'Error: connect ECONNREFUSED 10.0.3.7:5432\n    at TCPConnectWrap.afterConnect';
const STRIPE = 'StripeConnectionError: An error occurred with our connection to Stripe. Request was retried 2 times.';

/** The fault matrix (OBS-8): messages as drivers, SDKs and health routes write them. */
export const FAULTS: readonly Fault[] = [
  // The way to the app.
  { name: 'the name is gone', sees: 'dns', is: 'dns' },
  { name: 'the name is gone just after a deploy', sees: 'dns', deployed: 2, is: 'dns' },
  { name: 'the name is gone, and errors of an hour of load name the database', sees: 'dns', errors: [PG], is: 'dns' },
  { name: 'the certificate has ended', sees: 'tls', is: 'tls' },
  { name: 'the certificate is of another host just after a deploy', sees: 'tls', deployed: 1, is: 'tls' },
  { name: 'the CDN does not trust the origin', sees: 'status', status: 526, is: 'tls' },
  { name: 'the CDN cannot look the origin up', sees: 'status', status: 530, is: 'dns' },
  { name: 'the CDN finds no server', sees: 'status', status: 521, is: 'connect' },
  { name: 'the CDN waits for the server', sees: 'status', status: 524, is: 'timeout' },
  { name: 'nobody listens', sees: 'connect', is: 'connect' },
  { name: 'nobody listens, and the hosts beside it are gone too', sees: 'connect', around: { badHosts: 2 }, is: 'connect', scope: 'many' },
  { name: 'no answer comes', sees: 'timeout', is: 'timeout' },
  { name: 'the domain is parked', sees: 'redirect', status: 302, is: 'redirect' },
  // A deploy.
  { name: 'the app answers 500 three minutes after a deploy', sees: 'status', status: 500, deployed: 3, is: 'deploy' },
  { name: 'the app does not come up after a deploy', sees: 'connect', deployed: 1, is: 'deploy' },
  { name: 'a page has lost its text in a deploy', sees: 'content', status: 200, deployed: 5, is: 'deploy' },
  {
    name: 'one page fails after a deploy',
    sees: 'status',
    status: 500,
    deployed: 4,
    around: { wellHere: 5 },
    is: 'deploy',
    scope: 'route',
  },
  { name: 'the app is slow after a deploy', sees: 'slow', status: 200, deployed: 9, is: 'deploy' },
  { name: 'the app answers 500 an hour after a deploy', sees: 'status', status: 500, deployed: 60, is: 'http' },
  {
    name: 'a new release throws a TypeError',
    sees: 'status',
    status: 500,
    deployed: 2,
    errors: ['TypeError: cart is undefined'],
    is: 'deploy',
  },
  // The database.
  { name: 'a health route names the database', sees: 'status', status: 503, body: '{"status":"error","database":"down"}', is: 'database' },
  { name: 'a health route of text', sees: 'status', status: 503, body: 'app: ok\ndb: error\n', is: 'database' },
  {
    name: 'a health route of nested checks',
    sees: 'status',
    status: 503,
    body: '{"checks":{"postgres":{"status":"unhealthy","ms":5000}}}',
    is: 'database',
  },
  { name: 'pg is refused', sees: 'status', status: 500, errors: [PG, PG, 'TypeError: x'], is: 'database' },
  { name: 'PostgreSQL has no slot left', sees: 'status', status: 500, errors: ['error: sorry, too many clients already'], is: 'database' },
  { name: 'the pool of pg is empty', sees: 'timeout', errors: ['Error: timeout exceeded when trying to connect'], is: 'database' },
  {
    name: 'Prisma cannot reach its server',
    sees: 'status',
    status: 500,
    errors: ["PrismaClientInitializationError: Can't reach database server at db:5432"],
    is: 'database',
  },
  {
    name: 'MongoDB elects nobody',
    sees: 'status',
    status: 500,
    errors: ['MongoServerSelectionError: connection timed out'],
    is: 'database',
  },
  { name: 'the database is refused just after a deploy', sees: 'status', status: 500, deployed: 2, errors: [PG], is: 'database' },
  {
    name: 'one route needs the database',
    sees: 'status',
    status: 500,
    errors: [PG],
    around: { wellHere: 4 },
    is: 'database',
    scope: 'route',
  },
  // Somebody else.
  { name: 'Stripe is away', sees: 'status', status: 502, errors: [STRIPE, STRIPE], is: 'third-party' },
  {
    name: 'OpenAI is overloaded',
    sees: 'status',
    status: 500,
    errors: ['Error: 503 from https://api.openai.com/v1/chat/completions: overloaded'],
    is: 'third-party',
  },
  {
    name: 'a name of Anthropic cannot be looked up',
    sees: 'timeout',
    errors: ['FetchError: getaddrinfo ENOTFOUND api.anthropic.com'],
    is: 'third-party',
  },
  {
    name: 'a health route names its service',
    sees: 'status',
    status: 503,
    body: '{"database":"ok","stripe":{"status":"down"}}',
    is: 'third-party',
  },
  {
    name: 'sign-in with Auth0 fails on one route',
    sees: 'status',
    status: 500,
    errors: ['Error: fetch failed https://acme.eu.auth0.com/oauth/token'],
    around: { wellHere: 3 },
    is: 'third-party',
    scope: 'route',
  },
  {
    name: 'Stripe fails, with the database named once',
    sees: 'status',
    status: 500,
    errors: [STRIPE, STRIPE, STRIPE, PG],
    is: 'third-party',
  },
  // Nothing to go by.
  { name: 'database and Stripe are named alike', sees: 'status', status: 500, errors: [PG, STRIPE], is: 'cannot-tell' },
  { name: 'nobody knows', sees: 'own-delay', is: 'cannot-tell' },
  // What only looks like it.
  { name: 'a healthy database is named', sees: 'status', status: 503, body: '{"database":"ok","queue":"full"}', is: 'http' },
  {
    name: 'an error page that speaks of databases',
    sees: 'status',
    status: 500,
    body: '<h1>Error</h1> Our team maintains databases.',
    is: 'http',
  },
  { name: 'a user error that names Stripe', sees: 'status', status: 500, errors: ['TypeError: stripe is not defined'], is: 'http' },
  {
    name: 'a host that is somewhere in a message',
    sees: 'status',
    status: 500,
    errors: ['Warning: loaded https://api.stripe.com/v1'],
    is: 'http',
  },
  { name: 'half of the routes are down', sees: 'status', status: 500, around: { wellHere: 3, badHere: 3 }, is: 'http', scope: 'host' },
];

export const AT = 1_000_000_000;

const PHASES = { dnsMs: null, tcpMs: null, tlsMs: null, ttfbMs: null, totalMs: 1 } as const;

export function sampleOf(cause: Cause, more: Partial<Sample> = {}): Sample {
  const base = { monitor: 'm', at: AT, outcome: 'fail', slow: false, status: null, cause, code: null, says: 'it fails' } as const;
  return { ...base, ...PHASES, address: null, certDays: null, ...more };
}

export function deployBefore(minutes: number): DeployMarker {
  const at = AT - minutes * 60_000;
  return { id: 1, at, release: '1.4.0', environment: 'production', by: null, url: null, source: 'deploy' };
}
