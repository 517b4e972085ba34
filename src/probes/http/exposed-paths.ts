import type { Headers } from '../../parsers/headers.ts';
import { siteOf } from '../../parsers/site.ts';

/** What a path would prove to be, by the list that evidence keeps it in. */
export type Proven = 'dotenv' | 'git' | 'dumps' | 'admins' | 'listings' | 'rules' | 'apis' | 'projects' | 'debug';

/** One path to ask for. */
export interface Asked {
  path: string;
  is: Proven;
}

interface Row extends Asked {
  /** Asked on hosts beside the product too, such as docs and blog, which have no data of their own. */
  everywhere?: true;
  /** Asked where a host shows pages: an API answers what its code says, and seldom files of a folder. */
  besidePages?: true;
  /** Asked where the headers of the host let it be: a PHP or web server page does not exist on Vercel. */
  where?: (served: Headers) => boolean;
}

/** Asks a GraphQL server for its types (GraphQL specification October 2021 section 4; GraphQL over HTTP section 6.1). */
export const GRAPHQL = '/graphql?query=%7B__schema%7Btypes%7Bname%7D%7D%7D';

/** Platforms that run no PHP and no web server of the founder's; Cloudflare stands before anything. */
const PLATFORM =
  /^(?:x-vercel-id|x-nextjs-cache|x-nf-request-id): |^x-powered-by: (?:next\.js|express)|^server: (?:vercel|netlify|github\.com)/i;

const named = (served: Headers, pattern: RegExp): boolean => served.some(([name, value]) => pattern.test(`${name}: ${value}`));
const ownServer = (served: Headers): boolean => !named(served, PLATFORM);

/** In order: what costs most first, should the host put an end to it. */
const ROWS = [
  { path: '/.env', is: 'dotenv', everywhere: true },
  { path: '/.env.production', is: 'dotenv', everywhere: true },
  { path: '/.env.local', is: 'dotenv' },
  { path: '/.git/config', is: 'git', everywhere: true },
  { path: '/backup.sql', is: 'dumps', everywhere: true },
  { path: '/dump.sql', is: 'dumps' },
  { path: '/backup.zip', is: 'dumps', everywhere: true },
  { path: '/.env.bak', is: 'dotenv' },
  { path: '/admin', is: 'admins', besidePages: true },
  { path: '/.mcp.json', is: 'rules', besidePages: true },
  { path: '/.cursor/mcp.json', is: 'rules', besidePages: true },
  { path: '/.vscode/sftp.json', is: 'rules', besidePages: true, where: ownServer },
  { path: '/uploads/', is: 'listings', everywhere: true, besidePages: true },
  { path: '/phpinfo.php', is: 'debug', everywhere: true, where: ownServer },
  { path: '/server-status', is: 'debug', everywhere: true, where: (served) => named(served, /^server: apache/i) },
  { path: '/nginx_status', is: 'debug', everywhere: true, where: (served) => named(served, /^server: (?:nginx|openresty)/i) },
  { path: '/openapi.json', is: 'apis' },
  { path: '/swagger.json', is: 'apis' },
  { path: GRAPHQL, is: 'apis' },
  { path: '/package.json', is: 'projects' },
  { path: '/.DS_Store', is: 'listings', besidePages: true },
  { path: '/CLAUDE.md', is: 'rules', besidePages: true },
  { path: '/AGENTS.md', is: 'rules', besidePages: true },
] as const satisfies readonly Row[];

/** First labels of hosts that stand beside the product. */
const BESIDE = /^(?:docs?|help|support|blog|news|status|cdn|static|assets|img|images|media|mail|smtp|imap|mx|send)\./;

/** Files that a folder rule such as `location ~ /\.` does not reach unless it reaches the random one as well; the worst are asked all the same. */
const DOTS = /^\/\.(?!env$|git\/)/;

/** What is known of a host before it is asked. */
interface About {
  served: Headers;
  /** Folders that its home page names. */
  folders: readonly string[];
  /** Its home page is one. */
  showsPages: boolean;
  /** A name that begins with a dot and that nobody has is refused. */
  deniesDots: boolean;
}

/**
 * What a host is asked for, at most 26 paths, those without which most is lost first.
 */
export function pathsFor(host: string, about: About): Asked[] {
  const isBeside = BESIDE.test(host) && host !== siteOf(host);
  const rows: readonly Row[] = ROWS;
  const paths: Asked[] = rows
    .filter(({ everywhere }) => everywhere === true || !isBeside)
    .filter(({ besidePages }) => besidePages !== true || about.showsPages)
    .filter(({ where }) => where?.(about.served) ?? true)
    .filter(({ path }) => !about.deniesDots || !DOTS.test(path));
  // Hosters' panels name a dump after the domain.
  const dump: Asked[] = isBeside ? [] : [{ path: `/${siteOf(host).split('.')[0]}.sql`, is: 'dumps' }];
  const at = paths.findIndex(({ path }) => path === '/backup.zip');
  return [...paths.slice(0, at), ...dump, ...paths.slice(at), ...about.folders.map((path) => ({ path, is: 'listings' as const }))];
}
