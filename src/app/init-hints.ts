import { parse } from 'tldts';
import { URL_KINDS } from '../core/subject.ts';
import type { Sign } from '../probes/repo/stack.ts';

/** Something a file or the network suggests, and where it was seen. */
export interface Hint {
  value: string;
  from: string;
}

/** A page that the file tree suggests. */
export interface RouteHint {
  name: string;
  path: string;
  kind: (typeof URL_KINDS)[number];
}

/** Domains that are in every repository and are nobody's product. */
const NOT_PRODUCTS: ReadonlySet<string> = new Set([
  'github.com',
  'gitlab.com',
  'bitbucket.org',
  'npmjs.com',
  'shields.io',
  'example.com',
  'example.org',
  'vercel.com',
  'nextjs.org',
  'netlify.com',
  'cloudflare.com',
  'supabase.com',
  'lovable.dev',
  'bolt.new',
  'v0.dev',
  'replit.com',
  'openai.com',
  'stripe.com',
  'reactjs.org',
  'react.dev',
  'vitejs.dev',
  'vite.dev',
  'tailwindcss.com',
  'typescriptlang.org',
  'nodejs.org',
  'opensource.org',
  'mozilla.org',
  'google.com',
  'youtube.com',
  'discord.gg',
  'discord.com',
  'twitter.com',
  'x.com',
]);

/** The host of a URL or a bare host name, when it may be a product's own: a registered name, not a platform's subdomain. */
export function ownHost(text: string): string | undefined {
  const host = URL.parse(text.includes('://') ? text : `https://${text}`)
    ?.hostname.replace(/^\*\.?/, '')
    .replace(/\.$/, '');
  if (host === undefined || host.length > 253 || !/^([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}$/.test(host))
    return undefined;
  const { domain, isPrivate, isIp } = parse(host, { allowPrivateDomains: true });
  return domain === null || isPrivate === true || isIp === true || NOT_PRODUCTS.has(domain) ? undefined : host;
}

/** The hosts that configuration files name as their own, the surest first. `texts` maps file names to their text. */
export function hostsIn(texts: ReadonlyMap<string, string>): Hint[] {
  return [...texts].flatMap(([file, text]) =>
    [...new Set(namedIn(file, text).flatMap((each) => ownHost(each) ?? []))].map((value) => ({ value, from: file })),
  );
}

function namedIn(file: string, text: string): string[] {
  const all = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? '');
  if (file.endsWith('CNAME')) return [text.trim()];
  if (file.startsWith('wrangler.'))
    return all(/\b(?:pattern|route|zone_name)"?[ \t]*[=:][ \t]*"([^"\n]{1,300})"/g).map((route) => route.split('/')[0] ?? '');
  if (file.endsWith('config.toml')) {
    const lists = all(/^[ \t]*additional_redirect_urls[ \t]*=[ \t]*\[([^\]]{0,5000})\]/gm);
    return [
      ...all(/^[ \t]*site_url[ \t]*=[ \t]*"([^"\n]{1,300})"/gm),
      ...lists.flatMap((list) => list.match(/https?:\/\/[^"'\s]+/g) ?? []),
    ];
  }
  return file === 'package.json' ? all(/^[ \t]*"homepage"[ \t]*:[ \t]*"([^"\n]{1,300})"/gm) : [];
}

/** Hosts that a README links to: a guess at best, since it links to other people's sites too. */
export function hostsLinked(readme: string): string[] {
  return [...new Set([...readme.matchAll(/https:\/\/[a-z0-9.-]+/gi)].flatMap(([url]) => ownHost(url.toLowerCase()) ?? []))];
}

/** Mail services as `launch-ready.yaml` calls them: their part of the stack, and the variable that holds their key (providers' guides, 2026-11). */
const SENDERS = [
  ['resend', 'Resend', /^RESEND_/],
  ['postmark', 'Postmark', /^POSTMARK_/],
  ['sendgrid', 'SendGrid', /^SENDGRID_/],
  ['mailgun', 'Mailgun', /^MAILGUN_/],
  ['ses', 'Amazon SES', /^(AWS_)?SES_/],
  ['brevo', 'Brevo', /^BREVO_/],
  ['loops', 'Loops', /^LOOPS_/],
  ['mailersend', 'MailerSend', /^MAILERSEND_/],
  ['mailchimp', 'Mailchimp', /^(MAILCHIMP|MANDRILL)_/],
] as const satisfies readonly (readonly [string, string, RegExp])[];

/** The mail services an app speaks to, by its stack and the names (never values) in its example environment. */
export function sendersIn(signs: readonly Sign[], names: readonly string[]): Hint[] {
  return SENDERS.flatMap(([value, name, variable]) => {
    const sign = signs.find((each) => each.role === 'mail' && each.name === name);
    if (sign) return [{ value, from: sign.from }];
    return names.some((each) => variable.test(each)) ? [{ value, from: 'the names in the example environment' }] : [];
  });
}

/** Names of variables in an example environment file. */
export function variableNames(text: string): string[] {
  return [...text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Z][A-Z0-9_]{1,80})[ \t]*=/gm)].map((match) => match[1] ?? '');
}

const EDGES: ReadonlyMap<string, string> = new Map([
  ['Vercel', 'vercel'],
  ['Netlify', 'netlify'],
  ['Fly', 'fly'],
  ['Cloudflare Workers', 'cloudflare'],
]);

/** The platform that a deployment file of the root, or of an app, belongs to: it is also the edge in front of the app. */
export function platformIn(signs: readonly Sign[]): Hint | undefined {
  const found = signs.flatMap(({ name, from }) => {
    const value = EDGES.get(name);
    return value !== undefined && /^(?:apps\/[^/]{1,100}\/)?[^/:]{1,100}$/.test(from) ? [{ value, from }] : [];
  });
  // Two platforms in one repository: nobody can say from here which one serves.
  return found.length === 1 ? found[0] : undefined;
}

const PAGES = [
  ['login page', /^(login|log-in|signin|sign-in)$/, 'login'],
  ['signup page', /^(signup|sign-up|register)$/, 'signup'],
  ['dashboard', /^dashboard$/, 'dashboard'],
  ['checkout', /^checkout$/, 'checkout'],
  ['health route', /^(health|healthz|api\/health|api\/healthz)$/, 'health'],
] as const satisfies readonly (readonly [string, RegExp, RouteHint['kind']])[];

/** Pages that a file-based router serves (Next.js `app` and `pages`, SvelteKit and Remix `routes`); groups such as `(auth)` are no path. */
export function routesIn(files: readonly string[]): RouteHint[] {
  const paths = files.flatMap((file) => {
    const [, inner] = /^(?:src\/)?(?:app|pages|routes|app\/routes)\/(.+?)\.[cm]?[jt]sx?$/.exec(file) ?? [];
    if (inner === undefined) return [];
    return [
      inner
        .split('/')
        .filter((part) => !/^\(.*\)$/.test(part) && !/^(page|route|index|\+page|\+server)$/.test(part))
        .join('/')
        .replace(/^routes\//, ''),
    ];
  });
  return PAGES.flatMap(([name, pattern, kind]) => {
    const path = paths.find((each) => pattern.test(each));
    return path === undefined ? [] : [{ name, path: `/${path}`, kind }];
  });
}
