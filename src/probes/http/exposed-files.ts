import { readPage } from '../../parsers/html.ts';
import { isStandIn } from '../../redact/find/stand-in.ts';
import { secretsIn } from '../../redact/find/secrets-in.ts';
import { type Given, isObject, jsonObject, word } from './exposed-proof.ts';

/** Names that evidence keeps of one file. */
const NAMES = 3;

/** The head of a zip (PKWARE APPNOTE 4.3.7): the names of its first files. The text is one character a byte. */
export function zipIn({ text }: Given): { tool: string; tables: string[]; rows: boolean } | null {
  if (!text.startsWith('PK\u0003\u0004')) return null;
  const bytes = Buffer.from(text, 'latin1');
  const names: string[] = [];
  for (let at = 0; at !== -1 && at + 30 < bytes.length && names.length < NAMES; at = bytes.indexOf('PK\u0003\u0004', at + 4, 'latin1')) {
    const name = bytes.toString('utf8', at + 30, at + 30 + bytes.readUInt16LE(at + 26));
    if (/^[\w./ @+()-]{1,200}$/.test(name)) names.push(word(name));
  }
  return names.length === 0 ? null : { tool: 'ZIP', tables: names, rows: true };
}

/** What the Finder notes of a file, behind the name (the format as read in 2026-11 from files of macOS 15). */
const NOTED = /(?:Iloc|bwsp|lsv[pCP]|vSrn|ic(?:vp|go|sp|vo)|mo[dD]D|l(?:og|g1)S|ph[1y]S|dilc|fwi0|cmmt|extn|dscl|info|vstl|ptb[LN])/g;

/** The names in a .DS_Store that lie beside it: each is its length, UTF-16 in network order, and a code of four letters. */
export function storeIn({ text }: Given): { entries: number; names: string[] } | null {
  if (!text.startsWith('\0\0\0\u0001Bud1')) return null;
  const bytes = Buffer.from(text, 'latin1');
  const names = new Set<string>();
  for (const { index } of text.matchAll(NOTED)) {
    for (let length = 1; length <= 120 && index - 2 * length - 4 >= 0; length += 1) {
      if (bytes.readUInt32BE(index - 2 * length - 4) !== length) continue;
      const name = Buffer.from(bytes.subarray(index - 2 * length, index))
        .swap16()
        .toString('utf16le');
      if (/^[^\p{C}/]+$/u.test(name) && name !== '.') names.add(word(name));
      break;
    }
  }
  return names.size === 0 ? null : { entries: names.size, names: [...names].slice(0, NAMES) };
}

/** Settings of a coding agent, the tools it may use and the kinds of secrets in them, or of an editor that uploads: where to, and with what. */
export function agentIn({ type, text }: Given, now: Date): { bytes: number; heading: string; grave: string[] } | null {
  const { mcpServers, host, remotePath, password, passphrase } = type === 'text/html' ? {} : (jsonObject(text) ?? {});
  if (typeof host === 'string' && typeof remotePath === 'string') {
    const isSecret = [password, passphrase].some((each) => typeof each === 'string' && each !== '' && !isStandIn(each));
    return { bytes: Buffer.byteLength(text), heading: word(`upload to ${host}`), grave: isSecret ? ['the password of a server'] : [] };
  }
  if (!isObject(mcpServers) || Object.keys(mcpServers).length === 0) return null;
  const grave = secretsIn(Buffer.from(JSON.stringify(mcpServers, null, 1)), now).map(({ kind }) => word(kind));
  return {
    bytes: Buffer.byteLength(text),
    heading: word(Object.keys(mcpServers).slice(0, NAMES).join(', ')),
    grave: [...new Set(grave)].slice(0, NAMES),
  };
}

/** The description of a Node project (package.json of npm): its name and how many packages it needs. */
export function projectIn({ type, text }: Given): { name: string; packages: number } | null {
  const { name, scripts, dependencies, devDependencies } = type === 'text/html' ? {} : (jsonObject(text) ?? {});
  const needed = [dependencies, devDependencies].filter(isObject);
  if (typeof name !== 'string' || needed.length === 0 || (!isObject(scripts) && needed.length < 2)) return null;
  return { name: word(name), packages: new Set(needed.flatMap((each) => Object.keys(each))).size };
}

/** The answer of a GraphQL server to a question for its types. */
export function graphqlIn({ type, text }: Given): { title: string; paths: number; names: string[] } | null {
  const { data } = type === 'text/html' ? {} : (jsonObject(text) ?? {});
  const schema = isObject(data) ? data['__schema'] : undefined;
  const types = isObject(schema) ? schema['types'] : undefined;
  if (!Array.isArray(types)) return null;
  const all = types.flatMap((each: unknown) => (isObject(each) && typeof each['name'] === 'string' ? [each['name']] : []));
  const own = all.filter((each) => !/^__|^(?:String|Int|Float|Boolean|ID)$/.test(each));
  return own.length === 0
    ? null
    : {
        title: 'GraphQL',
        paths: own.length,
        names: own
          .filter((each) => INTERNAL.test(each))
          .slice(0, NAMES)
          .map(word),
      };
}

const INTERNAL = /^(?:Admin|Internal|User|Impersonat|Payment|Invoice)/;

/** Words of a title by which a page says that it is for those who run the product. */
const FOR_ADMINS = /\b(?:admin(?:istration|istrator)?|back[ -]?office|user management|all users|customers)\b/i;

/** Addresses in cells of tables; those that templates of dashboards come with are nobody's (RFC 2606; shadcn/ui, 2026-11). */
const CELL = /<td\b[^>]{0,300}>(?:<[^>]{1,300}>|\s){0,6}([\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})\s*</gi;
const NOBODY = /@(?:.{1,64}\.)?(?:example(?:\.\w+)?|email\.com|test\.com|domain\.com|yourdomain\.com|acme\.(?:com|inc))$/i;

/** What is done to one record of many: `/admin/users/42/delete`. */
const DEED = /\b(?:href|action|formaction)="[^"\s]{0,200}\/([\w-]{1,64})\/(?:edit|delete|destroy|ban|impersonate|refund)"/gi;

/** Customers, or records with deeds, that make a page an admin's. */
const ENOUGH = 3;

/**
 * A page for admins that anybody sees with its content: a title that says so, no question for a password, and a table with addresses of
 * at least three people or deeds on three records. A login page, an app that loads its data later and a template show neither.
 */
export function adminIn({ type, text }: Given): { title: string; people: number; deeds: number } | null {
  if (type !== 'text/html') return null;
  const { title, asksPassword } = readPage(text);
  const [, heading = ''] = /<h1\b[^>]{0,300}>([^<]{1,200})/i.exec(text) ?? [];
  const says = [title ?? '', heading].find((each) => FOR_ADMINS.test(each));
  if (asksPassword || says === undefined) return null;
  const people = new Set([...text.matchAll(CELL)].map(([, address = '']) => address.toLowerCase()).filter((each) => !NOBODY.test(each)))
    .size;
  const deeds = new Set([...text.matchAll(DEED)].map(([, record]) => record)).size;
  return people < ENOUGH && deeds < ENOUGH ? null : { title: word(says.trim()), people, deeds };
}
