/** What a registry says of a domain (RFC 9083 section 5.3). Null and empty are what it does not say. */
export interface RdapDomain {
  registrar: { name: string | null; ianaId: string | null };
  /** In words of RFC 8056, lower case: `client transfer prohibited`, `redemption period`. */
  status: string[];
  /** ISO times. */
  registered: string | null;
  expires: string | null;
  changed: string | null;
  nameServers: string[];
  /** Whether the parent zone holds DS records. */
  signed: boolean | null;
}

/** What is kept of lists and texts that nobody means to be read. */
const LIST = 30;
const TEXT = 200;
/** Entities and services looked at, and years that a registration may plausibly lie in. */
const MOST = 5_000;
const YEARS = { from: Date.UTC(1980, 0), to: Date.UTC(2200, 0) } as const;

/** The states of domains in IANA's registry of RDAP values, read 2026-11-25; EPP's `ok` is `active` (RFC 8056 section 2). */
const STATES = new Map<string, string>([
  ['ok', 'active'],
  ...[
    'active|inactive|locked|reserved|administrative|client hold|server hold|pending create|pending renew|pending transfer|pending update',
    'pending delete|pending restore|redemption period|add period|auto renew period|renew period|transfer period',
    ...['', 'client ', 'server '].map((who) =>
      ['delete', 'renew', 'transfer', 'update'].map((what) => `${who}${what} prohibited`).join('|'),
    ),
  ].flatMap((states) => states.split('|').map((state): [string, string] => [state.replaceAll(' ', ''), state])),
]);

/**
 * The https base address of the RDAP service of an ending, out of IANA's bootstrap file (RFC 9224 section 4): the longest entry that fits.
 * Null where none does; a text says what is wrong with the file. Never throws.
 */
export function rdapBaseFor(text: string, domain: string): { base: string | null } | string {
  const { services } = object(parseJson(text));
  if (!Array.isArray(services)) return 'it is no bootstrap file';
  const labels = domain.toLowerCase().replace(/\.$/, '').split('.');
  const endings = new Set(labels.map((_, i) => labels.slice(i).join('.')));
  let best: { ending: string; base: string } | undefined;
  for (const service of services.slice(0, MOST)) {
    const [names, urls] = [list(list(service)[0]), list(list(service)[1])];
    const base = urls.map(baseOf).find((url) => url !== null);
    if (!base) continue;
    for (const name of names.slice(0, MOST)) {
      if (typeof name !== 'string' || !endings.has(name.toLowerCase())) continue;
      if (name.length > (best?.ending.length ?? 0)) best = { ending: name, base };
    }
  }
  return { base: best?.base ?? null };
}

/** Reads the answer to a domain query; a text says what is wrong with it. Never throws. */
export function parseRdapDomain(text: string): RdapDomain | string {
  const root = object(parseJson(text));
  if (root['objectClassName'] !== 'domain') return 'it describes no domain';
  const registrar = list(root['entities'])
    .slice(0, LIST)
    .map(object)
    .find((entity) => list(entity['roles']).includes('registrar'));
  return {
    registrar: { name: registrar ? nameOf(registrar) : null, ianaId: registrar ? ianaIdOf(registrar) : null },
    status: words(root['status']).flatMap(statusOf),
    registered: eventOf(root, 'registration'),
    expires: eventOf(root, 'expiration') ?? eventOf(root, 'registrar expiration'),
    changed: eventOf(root, 'last changed'),
    nameServers: words(list(root['nameservers']).map((each) => object(each)['ldhName'])).map((name) =>
      name.toLowerCase().replace(/\.$/, ''),
    ),
    signed: boolean(object(root['secureDNS'])['delegationSigned']),
  };
}

/** True when a status says that nobody else can take the domain to another registrar. */
export function isTransferLocked(status: readonly string[]): boolean {
  return status.some((each) => each.endsWith('transfer prohibited') || each === 'locked');
}

/** An https address with a final slash; queries are appended to it (RFC 9224 section 3). */
function baseOf(url: unknown): string | null {
  const parsed = typeof url === 'string' && url.length <= TEXT ? URL.parse(url) : null;
  if (parsed?.protocol !== 'https:' || parsed.username !== '' || parsed.search !== '') return null;
  return parsed.href.endsWith('/') ? parsed.href : `${parsed.href}/`;
}

/** `fn` of a jCard (RFC 7095 section 3.3): name, parameters, type, value; else the organisation. */
function nameOf(entity: Record<string, unknown>): string | null {
  const properties = list(list(entity['vcardArray'])[1]).slice(0, 100).map(list);
  const valueOf = (name: string): string | null => word(properties.find((each) => each[0] === name)?.[3]);
  return valueOf('fn') ?? valueOf('org');
}

function ianaIdOf(entity: Record<string, unknown>): string | null {
  const ids = list(entity['publicIds']).slice(0, LIST).map(object);
  const id = word(ids.find((each) => /^iana registrar id$/i.test(word(each['type']) ?? ''))?.['identifier']);
  return id !== null && /^\d{1,8}$/.test(id) ? id : null;
}

function eventOf(root: Record<string, unknown>, action: string): string | null {
  const events = list(root['events']).slice(0, MOST).map(object);
  const date = events.find((each) => word(each['eventAction'])?.toLowerCase() === action)?.['eventDate'];
  // A date alone would be read in the time zone of nobody: RFC 9083 section 4.5 asks for RFC 3339.
  if (typeof date !== 'string' || !/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d/.test(date)) return null;
  const ms = Date.parse(date);
  return ms >= YEARS.from && ms < YEARS.to ? new Date(ms).toISOString() : null;
}

/** A state in RFC 8056's words, whether written so or as EPP does (`clientTransferProhibited`); a word that is no state is left out. */
function statusOf(status: string): string[] {
  const said = STATES.get(status.toLowerCase().replaceAll(' ', ''));
  return said === undefined ? [] : [said];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}; // as: just tested
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function words(value: unknown): string[] {
  return list(value)
    .slice(0, LIST)
    .flatMap((each) => word(each) ?? []);
}

function word(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const plain = value
    .slice(0, 10 * TEXT)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, TEXT);
  return plain === '' ? null : plain;
}

function boolean(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}
