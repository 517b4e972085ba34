import type { Blame } from './types.ts';

/** Characters that are read of one text. */
const MOST = 16 * 1024;

/**
 * What says that a database failed. Drivers and their words: pg and Prisma (P1000–P1017, P2024), mysql2, mongodb, ioredis, SQLite;
 * SQLSTATE classes 08, 53 and 57P (postgresql.org/docs/current/errcodes-appendix.html); ports 5432, 6432, 3306, 27017, 6379.
 */
const DATABASES: readonly (readonly [who: string, words: RegExp])[] = [
  ['PostgreSQL', /\b(?:ECONNREFUSED|ETIMEDOUT|ECONNRESET|EHOSTUNREACH|ENOTFOUND)\b[^\n]{0,80}:(?:5432|6432)\b/],
  ['PostgreSQL', /too many clients already|remaining connection slots|the database system is (?:starting up|shutting down|in recovery)/i],
  [
    'PostgreSQL',
    /terminating connection due to (?:administrator command|conflict)|password authentication failed for user|sorry, too many clients/i,
  ],
  [
    'PostgreSQL',
    /timeout exceeded when trying to connect|Connection terminated (?:unexpectedly|due to connection timeout)|MaxClientsInSessionMode/i,
  ],
  ['MySQL', /\b(?:ECONNREFUSED|ETIMEDOUT)\b[^\n]{0,80}:3306\b|ER_CON_COUNT_ERROR|PROTOCOL_CONNECTION_LOST|MySQL server has gone away/i],
  ['MongoDB', /\b(?:ECONNREFUSED|ETIMEDOUT)\b[^\n]{0,80}:27017\b|Mongo(?:ServerSelection|Network)(?:Timeout)?Error/],
  ['Redis', /\b(?:ECONNREFUSED|ETIMEDOUT)\b[^\n]{0,80}:6379\b|MaxRetriesPerRequestError/],
  ['SQLite', /SQLITE_(?:BUSY|CANTOPEN|CORRUPT|FULL|IOERR)\b/],
  ['the database', /PrismaClient(?:Initialization|RustPanic)Error|\bP(?:10(?:0[0-9]|1[0-7])|2024)\b: |Can't reach database server/],
  ['the database', /\bSequelize(?:Connection\w*|HostNotFound)Error\b|KnexTimeoutError|remaining pool|QueuePool limit/],
];

/** A health route that names its database: `{"database":"down"}`, `{"checks":{"db":{"status":"error"}}}`, `db: error`. */
const STORES = String.raw`(?:database|data_?base_?connection|db|postgres(?:ql)?|pg|mysql|mongo(?:db)?|redis|prisma|supabase_?db)`;
const BROKEN = String.raw`(?:down|error(?:ed)?|fail(?:ed|ing|ure)?|unhealthy|unavailable|disconnected|unreachable|timeout|timed ?out|critical|false|not ok|ko)`;
const HEALTH = new RegExp(
  String.raw`(?:^|[^\w])["']?${STORES}["']?\s*[:=]\s*(?:\{[^{}]{0,120}?["']?(?:status|state|healthy|ok|up)["']?\s*[:=]\s*)?["']?${BROKEN}\b`,
  'im',
);

/** Services that an app of a founder leans on, by host, with the class name of their SDK's errors. */
const SERVICES: readonly (readonly [who: string, host: RegExp, errors?: RegExp])[] = [
  ['Stripe', /\bapi\.stripe\.com\b/i, /\bStripe(?:Connection|API|RateLimit|Authentication)Error\b/],
  ['OpenAI', /\bapi\.openai\.com\b/i, /\bOpenAI(?:Error|APIError)\b/],
  ['Anthropic', /\bapi\.anthropic\.com\b/i, /\bAnthropicError\b/],
  ['Google AI', /\bgenerativelanguage\.googleapis\.com\b/i, /\bGoogleGenerativeAI\w*Error\b/],
  ['Resend', /\bapi\.resend\.com\b/i],
  ['SendGrid', /\bapi\.sendgrid\.com\b/i],
  ['Postmark', /\bapi\.postmarkapp\.com\b/i],
  ['Mailgun', /\bapi\.(?:eu\.)?mailgun\.net\b/i],
  ['Twilio', /\bapi\.twilio\.com\b/i],
  ['Clerk', /\bapi\.clerk\.(?:com|dev)\b|\bclerk\.accounts\.dev\b/i],
  ['Auth0', /\b[\w-]+(?:\.\w+)?\.auth0\.com\b/i],
  ['Supabase', /\b[a-z0-9]{20}\.supabase\.co\b/i],
  ['GitHub', /\bapi\.github\.com\b/i],
  ['Google sign-in', /\b(?:oauth2|www|accounts)\.googleapis\.com\b|\baccounts\.google\.com\b/i],
  ['Cal.com', /\bapi\.cal\.com\b/i],
  ['PayPal', /\bapi-?m?\.paypal\.com\b/i],
  ['Amazon S3', /\bs3[.-][\w.-]*amazonaws\.com\b/i],
];

/** A host alone is where somebody went; with one of these beside it, it is where somebody failed. */
const FAILING =
  /ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|UND_ERR|fetch failed|socket hang up|time(?:d)? ?-?out|\b(?:5\d\d|429)\b|unavailable|overloaded|failed|error|down\b/i;
/** A health route that names a service: `"stripe":"down"`. */
const NAMED = [
  'stripe',
  'openai',
  'anthropic',
  'resend',
  'sendgrid',
  'postmark',
  'mailgun',
  'twilio',
  'clerk',
  'auth0',
  'supabase',
  'paypal',
] as const;

/**
 * What a text says is broken behind an app: the body of a health route, or the message and stack of an error. The database wins where
 * both are named, as services are named in passing. Null where it says nothing of the kind. Pure, linear in at most 16,384 characters.
 */
export function blameOf(text: string): Blame | null {
  const read = text.slice(0, MOST);
  const database = DATABASES.find(([, words]) => words.test(read));
  if (database) return { part: 'database', who: database[0] };
  if (HEALTH.test(read)) return { part: 'database', who: 'the database' };
  const service = SERVICES.find(([, host, errors]) => (host.test(read) && FAILING.test(read)) || errors?.test(read) === true);
  if (service) return { part: 'third-party', who: service[0] };
  const named = NAMED.find((name) =>
    new RegExp(
      String.raw`["']?${name}["']?\s*[:=]\s*(?:\{[^{}]{0,120}?["']?(?:status|ok|state)["']?\s*[:=]\s*)?["']?${BROKEN}\b`,
      'i',
    ).test(read),
  );
  if (named === undefined) return null;
  return { part: 'third-party', who: SERVICES.find(([who]) => who.toLowerCase() === named)?.[0] ?? named };
}

/** What most of the texts blame; null where nothing is blamed, and `torn` where two are blamed alike. */
export function mostBlamed(texts: readonly string[]): Blame | 'torn' | null {
  const counts = new Map<string, { blame: Blame; n: number }>();
  for (const text of texts) {
    const blame = blameOf(text);
    if (blame === null) continue;
    const key = `${blame.part} ${blame.who}`;
    counts.set(key, { blame, n: (counts.get(key)?.n ?? 0) + 1 });
  }
  const [first, second] = [...counts.values()].toSorted((a, b) => b.n - a.n);
  if (!first) return null;
  return second && second.n === first.n ? 'torn' : first.blame;
}
