import { parseDotenv } from '../../parsers/dotenv.ts';
import { isPublicName, namesSecret } from '../../parsers/env-name.ts';
import { readPage } from '../../parsers/html.ts';
import { isStandIn } from '../../redact/find/stand-in.ts';
import { secretsIn } from '../../redact/find/secrets-in.ts';
import { redactText } from '../../redact/redact.ts';

/** A text that a host gave, with its media type. Each proof says what the text is by its content, or null: status 200 proves nothing. */
export interface Given {
  path: string;
  type: string;
  text: string;
}

/** Names that evidence keeps of one file. */
const NAMES = 12;

/** Longest word of a stranger's file that evidence repeats, characters. */
const WORD = 80;

/** Names of variables by what their values are; no value is kept. */
export interface DotenvProof {
  /** Variables with a secret in them, by name or by the shape of the value. */
  grave: string[];
  /** Variables with another value. */
  mild: string[];
  /** Empty variables and placeholders. */
  blank: number;
}

/** An environment file: its first line that is no comment assigns a name in capitals. */
export function dotenvIn({ type, text }: Given, now: Date): DotenvProof | null {
  if (isMarkup(type, text)) return null;
  const first = text.split(/\r?\n/).find((line) => /^[^#\s]/.test(line.trim()));
  if (first === undefined || !/^\s*(?:export\s+)?[A-Z][A-Z0-9_]{1,99}\s*=/.test(first)) return null;
  const lines = new Set(secretsIn(Buffer.from(text), now).map(({ line }) => line));
  const proof: DotenvProof = { grave: [], mild: [], blank: 0 };
  for (const { name, value, line } of parseDotenv(text)) {
    const isBlank = value === '' || isStandIn(value);
    if (lines.has(line) || (!isBlank && namesSecret(name))) proof.grave.push(word(name));
    else if (isBlank && !isPublicName(name)) proof.blank += 1;
    else proof.mild.push(word(name));
  }
  return { ...proof, grave: proof.grave.slice(0, NAMES), mild: proof.mild.slice(0, NAMES) };
}

/** The configuration of a git repository; `remote` without what stands before the @, `key` tells that a password stood there. */
export function gitIn({ type, text }: Given): { remote: string | null; key: boolean } | null {
  if (isMarkup(type, text) || !/^\s*\[core\]\s*$/m.test(text) || !/^\s*(repositoryformatversion|filemode|bare)\s*=/m.test(text))
    return null;
  const [, url = ''] = /^\s*url\s*=\s*(\S{1,500})\s*$/m.exec(text) ?? [];
  const address = URL.parse(url);
  if (address?.hostname) return { remote: word(`${address.hostname}${address.pathname}`), key: address.password !== '' };
  const [, host, path] = /^[\w.-]{1,60}@([\w.-]{1,200}):([\w./~-]{1,300})$/.exec(url) ?? [];
  return { remote: host === undefined ? null : word(`${host}/${path}`), key: false };
}

/** How the tools that write dumps begin them (their sources, 2026-11). */
const DUMPS = [
  ['PostgreSQL', /^-- PostgreSQL database (cluster )?dump/m],
  ['MariaDB', /^(?:\/\*M!999999|-- MariaDB dump)/m],
  ['MySQL', /^-- (?:MySQL dump|phpMyAdmin SQL Dump)/m],
  ['SQLite', /^PRAGMA foreign_keys\s*=\s*OFF;\s*^BEGIN TRANSACTION;/m],
] as const satisfies readonly (readonly [string, RegExp])[];

/** A statement that makes or fills a table, with the name of the table. */
const TABLE = String.raw`["\`[]?((?:[\w$]{1,80}["\`\]]?\.["\`[]?)?[\w$]{1,80})["\`\]]?`;
const STATEMENT = new RegExp(
  String.raw`^(?:CREATE TABLE(?: IF NOT EXISTS)? ${TABLE}\s*\(|(INSERT INTO) ${TABLE}\s*(?:\(|VALUES)|(COPY) ${TABLE}\s*(?:\([^)\n]{0,2000}\)\s*)?FROM stdin)`,
  'gim',
);

/** The head of a database dump: who wrote it, and the first tables. `rows` is true when customers' rows are in what was read. */
export function dumpIn({ type, text }: Given): { tool: string; tables: string[]; rows: boolean } | null {
  if (isMarkup(type, text)) return null;
  const statements = [...text.matchAll(STATEMENT)].map(([, made, insert, filled, copy, copied]) => ({
    table: made ?? filled ?? copied ?? '',
    rows: (insert ?? copy) !== undefined,
  }));
  const tool = DUMPS.find(([, begins]) => begins.test(text))?.[0];
  if (tool === undefined && statements.length === 0) return null;
  const tables = [...new Set(statements.map(({ table }) => word(table.replaceAll(/["`[\]]/g, ''))))];
  return { tool: tool ?? 'SQL', tables: tables.slice(0, 3), rows: statements.some(({ rows }) => rows) };
}

/** How servers head the list of a folder: nginx and Apache, Python, serve-index of Express, `serve`. */
const LISTING = /<(?:title|h1)>\s*(?:Index of|Directory listing for|listing directory|Files within)\s+\/?([^<]{0,200})/i;

/** The list of a folder: how many entries, and the first names. */
export function listingIn({ path, type, text }: Given): { entries: number; names: string[] } | null {
  const [, folder] = type === 'text/html' ? (LISTING.exec(text) ?? []) : [];
  const last = path.split('/').findLast((part) => part !== '');
  if (folder === undefined || last === undefined || !folder.replaceAll(/\s|<[^>]*>/g, '').includes(last)) return null;
  const links = readPage(text).links.map((href) => URL.parse(href, `https://host.invalid${path}`)?.pathname ?? '');
  const names = [...new Set(links.filter((each) => each.startsWith(path) && each !== path))].map((each) => word(each.slice(path.length)));
  return names.length === 0 ? null : { entries: names.length, names: names.slice(0, 3) };
}

/** Rules for a coding agent: a text with headings, lists or sentences, and no page. */
export function rulesIn({ type, text }: Given): { bytes: number; heading: string; grave: string[] } | null {
  if (isMarkup(type, text) || !/^(?:|text\/(?:plain|markdown|x-markdown)|application\/octet-stream)$/.test(type)) return null;
  const [, heading = ''] = /^(?:#{1,3}|[-*]|\d+\.)\s+(\S[^\r\n]{1,200})/m.exec(text) ?? /^(You are \S[^\r\n]{5,200})/m.exec(text) ?? [];
  return heading === '' || text.length < 20 ? null : { bytes: Buffer.byteLength(text), heading: word(heading), grave: [] };
}

/** Words of paths that are for the team alone. */
const INTERNAL = /\/(?:admin|internal|debug|private|users?|seed|impersonate|jobs?|metrics|env|config)(?:\/|$)/i;

/** A description of an API (OpenAPI 3, Swagger 2): its title, how many paths, and those that look internal first. */
export function apiIn({ type, text }: Given): { title: string; paths: number; names: string[] } | null {
  if (type === 'text/html') return null;
  const api = jsonObject(text);
  const { openapi, swagger, paths, info } = api ?? {};
  if (typeof (openapi ?? swagger) !== 'string' || !isObject(paths)) return null;
  const all = Object.keys(paths);
  const internal = all.filter((each) => INTERNAL.test(each));
  const title = isObject(info) && typeof info['title'] === 'string' ? info['title'] : '';
  return { title: word(title), paths: all.length, names: internal.slice(0, 3).map(word) };
}

/** What only development and debugging modes show, each as its own pages write it (their sources, 2026-11). */
const DEBUG = [
  ['phpinfo', /<title>(?:PHP [\d.]+\S* - )?phpinfo\(\)/i],
  ['Django with DEBUG = True', /because you have <code>DEBUG = True<\/code>/],
  ['the debugger of Werkzeug', /<title>[^<]{0,300}\/\/ Werkzeug Debugger<\/title>/],
  ['Rails in development mode', /<p><code>Rails\.root: [^<]{1,300}<\/code><\/p>/],
  ['the debug page of Laravel', /window\.ignite\s*=|class="Whoops container"/],
  ['the development server of Vite', /<script type="module"[^>]{0,100} src="\/@vite\/client"/],
  ['the status page of Apache', /<title>Apache Status<\/title>[^]{0,3000}Server uptime:/],
  [
    'Next.js in development mode',
    /src="\/_next\/static\/development\/|\/_next\/static\/chunks\/[^"]{0,200}(?:next-devtools|react-refresh)/,
  ],
] as const satisfies readonly (readonly [string, RegExp])[];

/** What ngx_http_stub_status_module writes, as plain text. */
const NGINX = /^Active connections: \d+\s*\nserver accepts handled requests\s*\n/;

/** What a page betrays of a debugging mode. */
export function debugIn({ type, text }: Given): string | null {
  if (type === 'text/plain' && NGINX.test(text)) return 'the status page of nginx';
  return type === 'text/html' ? (DEBUG.find(([, shows]) => shows.test(text))?.[0] ?? null) : null;
}

/** True for a page and for JSON: what a catch-all answers, and never a file of lines. */
function isMarkup(type: string, text: string): boolean {
  return /html|json|xml|javascript|^image\//.test(type) || /^\s*[<{[](?!core\])/.test(text.replace(/^\uFEFF/, '').slice(0, 200));
}

/** A stranger's word for evidence: short, without what redaction would take. */
export function word(text: string): string {
  return redactText(text).slice(0, WORD);
}

/** A text as a JSON object, or null. Never throws. */
export function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
