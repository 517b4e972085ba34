/** What a cookie's value looks like. */
export type CookieShape = 'empty' | 'flag' | 'word' | 'token' | 'jwt' | 'json';

interface Rule {
  framework: string;
  name: RegExp;
  /** What the value must look like, so that a name alone proves nothing. */
  value: RegExp;
  source: string;
}

const JWT = /^ey[A-Za-z0-9_-]+\.e[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$/;
/** An encrypted JWT (RFC 7516 compact form) has five parts. */
const JWT_OR_JWE = /^ey[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)?$/;
const OPAQUE = /^[^\s]{16,}$/;

/** Session cookies of frameworks and sign-in services by name and shape; read 2026-11-22 at the sources given. The first that fits counts. */
const RULES = [
  { framework: 'iron-session', name: /./, value: /^Fe26\.2\*/, source: 'https://github.com/brc-dd/iron-webcrypto' },
  {
    framework: 'Express',
    name: /^connect\.sid$/,
    value: /^s(:|%3A).{10,}/i,
    source: 'https://expressjs.com/en/resources/middleware/session.html',
  },
  {
    framework: 'Supabase',
    name: /^sb-.+-auth-token(\.\d+)?$/,
    value: /./,
    source: 'https://supabase.com/docs/guides/auth/server-side/advanced-guide',
  },
  { framework: 'Supabase', name: /^sb-(access|refresh)-token$/, value: OPAQUE, source: 'https://supabase.com/docs/guides/auth/sessions' },
  { framework: 'Clerk', name: /^__client(_[\w-]+)?$/, value: JWT, source: 'https://clerk.com/docs/guides/how-clerk-works/cookies' },
  {
    framework: 'Clerk',
    name: /^__clerk_db_jwt(_[\w-]+)?$/,
    value: /^(dvb_|ey)/,
    source: 'https://clerk.com/docs/guides/how-clerk-works/cookies',
  },
  {
    framework: 'NextAuth',
    name: /^(__Secure-|__Host-)?next-auth\.session-token(\.\d+)?$/,
    value: OPAQUE,
    source: 'https://next-auth.js.org/configuration/options#cookies',
  },
  {
    framework: 'Auth.js',
    name: /^(__Secure-|__Host-)?authjs\.session-token(\.\d+)?$/,
    value: OPAQUE,
    source: 'https://authjs.dev/reference/core#cookies',
  },
  {
    framework: 'Better Auth',
    name: /^(__Secure-|__Host-)?[\w-]+\.session_(token|data)(\.\d+)?$/,
    value: OPAQUE,
    source: 'https://www.better-auth.com/docs/concepts/cookies',
  },
  { framework: 'Lucia', name: /^auth_session$/, value: /^[A-Za-z0-9]{16,}$/, source: 'https://v3.lucia-auth.com/basics/sessions' },
  {
    framework: 'PHP',
    name: /^(PHPSESSID|[\w-]*SESS[0-9a-f]{32})$/,
    value: /^[A-Za-z0-9,-]{22,256}$/,
    source: 'https://www.php.net/manual/en/session.configuration.php',
  },
  {
    framework: 'Django',
    name: /^sessionid$/,
    value: /^([a-z0-9]{32}|[^:\s]+:[\w-]+:[\w-]+)$/,
    source: 'https://docs.djangoproject.com/en/5.2/topics/http/sessions/',
  },
  { framework: 'Laravel', name: /^[\w-]+[_-]session$/, value: /^eyJpdiI6/, source: 'https://laravel.com/docs/session' },
  {
    framework: 'Rails',
    name: /^_[\w-]+_session$/,
    value: /^([\w%+/=-]+--[\w%+/=-]+|[0-9a-f]{32})$/,
    source: 'https://guides.rubyonrails.org/security.html#sessions',
  },
  {
    framework: 'Flask',
    name: /^session$/,
    value: /^\.?e[\w-]+\.[\w-]{6,}\.[\w-]{27}$/,
    source: 'https://flask.palletsprojects.com/en/stable/quickstart/#sessions',
  },
  {
    framework: 'ASP.NET',
    name: /^(\.AspNetCore\.(Cookies|Identity\.Application|Session)(C\d+)?|ASP\.NET_SessionId|\.ASPXAUTH)$/,
    value: OPAQUE,
    source: 'https://learn.microsoft.com/aspnet/core/security/authentication/cookie',
  },
  { framework: 'Java', name: /^JSESSIONID$/, value: /^[\w.!:-]{16,}$/, source: 'https://jakarta.ee/specifications/servlet/6.0/' },
  {
    framework: 'WordPress',
    name: /^wordpress_(logged_in|sec)_[0-9a-f]{32}$/,
    value: OPAQUE,
    source: 'https://developer.wordpress.org/advanced-administration/wordpress/cookies/',
  },
  { framework: 'Appwrite', name: /^a_session_[\w-]+$/, value: OPAQUE, source: 'https://appwrite.io/docs/products/auth' },
  { framework: 'WorkOS', name: /^wos-session$/, value: OPAQUE, source: 'https://workos.com/docs/authkit' },
  { framework: 'Stytch', name: /^stytch_session(_jwt)?$/, value: OPAQUE, source: 'https://stytch.com/docs/guides/sessions/using-sessions' },
  { framework: 'Auth0', name: /^appSession(\.\d+)?$/, value: JWT_OR_JWE, source: 'https://github.com/auth0/express-openid-connect' },
  {
    framework: 'Ory',
    name: /^ory_(kratos_session|session_\w+)$/,
    value: OPAQUE,
    source: 'https://www.ory.sh/docs/kratos/session-management/overview',
  },
] as const satisfies readonly Rule[];

/** Names with these words hold no proof of identity, whatever their value: forgery tokens, login steps, analytics and payment telemetry. */
const NOT_A_SESSION =
  /csrf|xsrf|nonce|pkce|verifier|callback|challenge|visid|^_ga|^_hj|^_gcl|^__stripe_|^ai_session$|_dd_s|^ph_|intercom|author(?!iz)|client_uat/i;

/** Words of a session in a name: `sess`, `auth`, `token`, `jwt` anywhere, `sid` as a word of its own. */
const SESSION_WORD = /sess|auth|token|jwt|(^|[^a-z])sid([^a-z]|$)/i;

/** What a cookie's value looks like; a token is 16 or more characters without spaces that mix kinds or are all hexadecimal. */
export function shapeOfCookie(value: string): CookieShape {
  const text = decoded(value);
  if (text === '' || text === '""') return 'empty';
  if (/^(true|false|yes|no|on|off|[0-9]{1,4}|deleted|null|undefined)$/i.test(text)) return 'flag';
  if (JWT.test(text)) return 'jwt';
  if (/^["[{]/.test(text) && /["\]}]$/.test(text) && text.length > 2) return 'json';
  if (/^\S{16,}$/.test(text) && isMixed(text)) return 'token';
  return 'word';
}

/** The framework whose session this cookie holds, `session` for one that looks like it by name and value, null for others. Never throws. */
export function sessionOfCookie(name: string, value: string): string | null {
  if (NOT_A_SESSION.test(name)) return null;
  const shape = shapeOfCookie(value);
  if (shape === 'empty' || shape === 'flag') return null;
  if (/^__session(_[\w-]+)?$/.test(name)) return ownerOfSession(value, shape);
  const rule = RULES.find((each) => each.name.test(name) && each.value.test(value));
  if (rule) return rule.framework;
  return SESSION_WORD.test(name) && (shape === 'token' || shape === 'jwt') ? 'session' : null;
}

/** `__session` is Firebase's (its issuer says so), Clerk's (another JWT), Auth0's (encrypted) or Remix's (signed base64). */
function ownerOfSession(value: string, shape: CookieShape): string | null {
  if (shape === 'jwt') return issuerOf(value).startsWith('https://session.firebase.google.com/') ? 'Firebase' : 'Clerk';
  if (JWT_OR_JWE.test(value)) return 'Auth0';
  return shape === 'token' ? 'Remix' : null;
}

function issuerOf(jwt: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return claims !== null && typeof claims === 'object' && 'iss' in claims && typeof claims.iss === 'string' ? claims.iss : '';
  } catch {
    return '';
  }
}

function isMixed(text: string): boolean {
  return /^[0-9a-f-]+$/i.test(text) || [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(text)).length >= 2;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value).trim();
  } catch {
    return value.trim();
  }
}
