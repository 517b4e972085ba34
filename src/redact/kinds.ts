/**
 * A shape a secret has. `token`: the match is the secret, together with the word characters after it. `value`: the match is a label,
 * and what follows it is the secret.
 */
export interface Kind {
  kind: string;
  find: 'token' | 'value';
  /** Where it begins. Bounded on every side, so that a failed attempt costs a constant: the whole scan stays linear. */
  begins: string;
  /** What follows a label; only for `value`. */
  value?: Value;
}

/** How far a labelled value reaches: to the next delimiter, to the closing quote, or over one word that does not read as prose. */
export type Value = 'assigned' | 'quoted' | 'credential' | 'header';

/**
 * Words that name a secret in assignments, headers and query parameters. A few characters may follow, as in `SECRET_KEY_BASE`,
 * and a quote, as in JSON.
 */
const LABEL = String.raw`(?:passw(?:or)?d|pwd|passphrase|token|secret|credential|signature|(?:api|access|private|auth|service|encryption|signing|master)[_-]?key)[\w-]{0,24}\\{0,3}["'\x60]?`;

/**
 * Every kind that is masked. Public by design, and so absent: Google `AIza`, Stripe `pk_`, Supabase `sb_publishable_`, PostHog `phc_`,
 * Sentry DSNs. Where the prefix is unmistakable six characters are enough: names and excerpts cut tokens short, and put them in lower
 * case. Elsewhere lengths are the shortest a provider issues. Sources: the providers' own pages and gitleaks' rules, 2026-11.
 */
export const KINDS = [
  { kind: 'Stripe key', find: 'token', begins: String.raw`[sr]k_(?:live|test|prod)_[A-Za-z0-9]{6}` },
  { kind: 'Webhook signing secret', find: 'token', begins: String.raw`whsec_[A-Za-z0-9+/]{6}[A-Za-z0-9+/=]*` },
  { kind: 'Anthropic key', find: 'token', begins: String.raw`(?:sk-ant-[A-Za-z0-9_-]{16}|(?<![A-Za-z])sk-ant-[A-Za-z0-9]{5})` },
  {
    kind: 'OpenAI key',
    find: 'token',
    begins: String.raw`(?:sk-(?:(?:proj|svcacct|admin|or-v1)-[A-Za-z0-9_-]{16}|[A-Za-z0-9]{32})|(?<![A-Za-z])sk-(?:proj|svcacct)-[A-Za-z0-9]{6})`,
  },
  { kind: 'Resend key', find: 'token', begins: String.raw`re_(?=[a-z_]{0,30}[A-Z0-9])[A-Za-z0-9]{6,12}_[A-Za-z0-9]{16}` },
  { kind: 'GitHub token', find: 'token', begins: String.raw`(?:gh[pousr]|github_pat)_[A-Za-z0-9]{6}` },
  { kind: 'GitLab token', find: 'token', begins: String.raw`glpat-[A-Za-z0-9]{6}` },
  { kind: 'npm token', find: 'token', begins: String.raw`npm_[A-Za-z0-9]{36}` },
  { kind: 'AWS key id', find: 'token', begins: String.raw`A[KS]IA(?:[0-9A-Z]{16}|(?=[A-Z]{0,8}[2-7])[A-Z2-7]{8})` },
  // Names of DNS, certificates and headers come in lower case.
  { kind: 'AWS key id in lower case', find: 'token', begins: String.raw`(?<![a-z])akia(?=[a-z]{0,8}[2-7])[a-z2-7]{8}` },
  { kind: 'Supabase secret key', find: 'token', begins: String.raw`(?:sb_secret_[A-Za-z0-9_-]{6}|sbp_[A-Za-z0-9]{6})` },
  { kind: 'Slack token', find: 'token', begins: String.raw`(?:xox[a-z]-|xapp-)[A-Za-z0-9-]{10}` },
  { kind: 'Slack webhook', find: 'token', begins: String.raw`hooks\.slack\.com/services/T[A-Z0-9]{6,12}/B[A-Z0-9]{6,12}/[A-Za-z0-9]{16}` },
  { kind: 'SendGrid key', find: 'token', begins: String.raw`SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16}` },
  { kind: 'Hugging Face token', find: 'token', begins: String.raw`hf_[A-Za-z0-9]{30}` },
  { kind: 'Groq key', find: 'token', begins: String.raw`gsk_[A-Za-z0-9]{32}` },
  { kind: 'Shopify token', find: 'token', begins: String.raw`shp(?:at|ca|pa|ss)_[a-fA-F0-9]{6}` },
  { kind: 'DigitalOcean token', find: 'token', begins: String.raw`do[opr]_v1_[a-f0-9]{6}` },
  { kind: 'Cloudflare token', find: 'token', begins: String.raw`cf(?:k|ut|at)_[A-Za-z0-9]{6}` },
  { kind: 'Telegram bot token', find: 'token', begins: String.raw`[0-9]{8,10}:AA[A-Za-z0-9_-]{33}` },
  { kind: 'assignment or query parameter', find: 'value', begins: String.raw`${LABEL}\s{0,8}(?:=|%3[dD])>?\s{0,8}`, value: 'assigned' },
  { kind: 'labelled text', find: 'value', begins: String.raw`${LABEL}\s{0,8}:\s{0,8}`, value: 'quoted' },
  { kind: 'Bearer or Basic value', find: 'value', begins: String.raw`(?:bearer|basic)(?:\s|%(?:25)?20){1,8}`, value: 'credential' },
  { kind: 'Authorization header', find: 'value', begins: String.raw`authorization\\{0,3}["']?\s{0,8}[:=]\s{0,8}`, value: 'header' },
] as const satisfies readonly Kind[];

/** Object keys whose text is a secret whatever it looks like. */
export const SECRET_KEY = /(?:passw(?:or)?d|pwd|passphrase|token|secret|authorization|(?:api|access|private|secret|auth)[_-]?key)$/i;

/** Values that stand for a secret without being one: empty, a variable, a blank to fill in, or already masked. */
export const PLACEHOLDER =
  /^(?:=*|…\S{0,4}|\*+|[xX]+|\.{3}|\$\{?\w+\}?|\{\{\s*\w+\s*\}\}|(?:process|import\.meta)\.env\.\w+|true|false|null|undefined|none)$/;

/** Keys that are meant to be seen by every visitor. */
export const PUBLIC = /^(?:pk_(?:live|test)_\w+|sb_publishable_[\w-]+|AIza[\w-]+|phc_\w+)$/;
