import type { UrlKind } from '../../core/subject.ts';

/** Words of a path, whole segments only, that tell what a page is for; the first kind that fits counts. */
const PAGE_WORDS = [
  ['login', ['login', 'log-in', 'signin', 'sign-in', 'sign_in']],
  ['signup', ['signup', 'sign-up', 'sign_up', 'register', 'registration', 'join', 'get-started']],
  ['checkout', ['checkout', 'cart', 'basket', 'subscribe', 'upgrade', 'buy', 'order']],
  ['dashboard', ['dashboard', 'account', 'console', 'admin', 'my']],
] as const satisfies readonly (readonly [UrlKind, readonly string[]])[];

/** Pages whose content is one visitor's own. */
export const PERSONAL: ReadonlySet<UrlKind> = new Set(['dashboard', 'checkout']);
/** Forms that carry a token of one visitor but show nothing of them. */
export const FORMS: ReadonlySet<UrlKind> = new Set(['login', 'signup']);

/** The order in which pages are kept when there are too many. */
export const PAGE_ORDER = ['login', 'signup', 'dashboard', 'checkout', 'home', 'page'] as const satisfies readonly UrlKind[];

/** Words of paths that a GET might change something at, or that speak to machines; they are never asked. */
const NEVER =
  /(^|[/_-])(log-?out|sign-?out|delete|remove|destroy|unsubscribe|confirm|verify|reset|revoke|cancel|cron|jobs?|webhooks?|hooks?|seed|migrate|send|trigger|callback|invite|impersonate|purge|flush)([/_-]|$)/i;

/** What a page is for, by its path. The root of a host is its home. */
export function pageKind(path: string): UrlKind {
  if (path === '/') return 'home';
  const segments = path.toLowerCase().split('/');
  return PAGE_WORDS.find(([, words]) => words.some((word) => segments.includes(word)))?.[0] ?? 'page';
}

/** True when a URL may be asked with GET without anything happening, as far as its path tells. */
export function mayAsk(path: string): boolean {
  return !NEVER.test(path);
}

/** True for a path that names a file other than a page. */
export function isFile(path: string): boolean {
  return /\.(?!html?$|php$|aspx?$)[a-z0-9]{1,8}$/i.test(path);
}

/**
 * True for a file whose name holds a hash of its content, as bundlers write it: hexadecimal (`main.8f3a2b1c.css`) or eight letters and
 * digits (`index-BXc1d2Ef.js`).
 */
export function hasHash(path: string): boolean {
  const [, hash = ''] = /[/._-]([0-9a-f]{8,64}|[\w-]{8})(?:\.chunk|\.min|\.module)?\.(?:m?js|css|woff2?)$/.exec(path) ?? [];
  return (/\d/.test(hash) && /[a-z]/i.test(hash)) || /[a-z][A-Z]/.test(hash);
}
