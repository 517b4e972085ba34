import { cssLoads } from './css-loads.ts';
import { type Tag, tagsIn } from './html-tokens.ts';
import { siteOf } from './site.ts';

/** For what a page asks an address. `image-set` is a picture by srcset or in a picture element, `form` is where a form sends what was typed. */
export const LOAD_KINDS = ['script', 'style', 'font', 'frame', 'plugin', 'file', 'image-set', 'image', 'media', 'form'] as const;
export type LoadKind = (typeof LOAD_KINDS)[number];

/** A whole address that a page asks for. */
export interface Load {
  url: URL;
  as: LoadKind;
}

/** A script that a page loads. */
export interface PageScript {
  url: URL;
  /** The page shows nothing before it has come and run. */
  blocking: boolean;
  /** The page says by a hash which file it accepts. */
  pinned: boolean;
}

export interface PageLoads {
  loads: Load[];
  scripts: PageScript[];
}

/** Entries kept of each list. */
const LIST = 2_000;

/** Elements that may stand in a head; any other ends it (HTML Standard 13.2.6.4.4). */
const IN_HEAD: ReadonlySet<string> = new Set(
  'html head title base basefont bgsound link meta style script noscript noframes template'.split(' '),
);

/** Types of scripts that browsers run: none, module, and those of JavaScript (WHATWG MIME Sniffing 4.6). */
const RUNS = /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma)script|text\/(?:javascript1\.[0-5]|jscript|livescript))$/i;

/** Kinds by what link[rel=preload] says it is for; everything else is a file. */
const PRELOADS: Readonly<Record<string, LoadKind>> = { script: 'script', style: 'style', font: 'font', image: 'image' };

/** What browsers fetch by themselves over https when it is asked over http (Mixed Content Level 2, section 3.1); they block everything else. */
const UPGRADED: ReadonlySet<LoadKind> = new Set(['image', 'media']);

/** True when browsers refuse to load this over http on an https page; the rest they try over https. */
export function isBlocked(as: LoadKind): boolean {
  return !UPGRADED.has(as);
}

/** True for an address that sends in the clear: http, and not to this very machine, which browsers trust (Secure Contexts 3.1). */
export function isInsecure({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !/^(?:(?:.*\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Everything a page asks for by itself, and where its forms send to, with addresses resolved as browsers do. Never throws. */
export function readLoads(html: string, at: string): PageLoads {
  const tags = [...tagsIn(html)].filter(({ inert }) => !inert);
  const told = tags.find(({ name, attributes }) => name === 'base' && attributes.has('href'))?.attributes.get('href');
  const base = URL.parse(told ?? '', at)?.href ?? at;
  const [loads, scripts]: [Load[], PageScript[]] = [[], []];
  let [inHead, inPicture] = [true, false];
  for (const tag of tags) {
    inHead &&= IN_HEAD.has(tag.name);
    if (tag.name === 'picture') inPicture = true;
    for (const [address, as] of loadsOf(tag, inPicture)) {
      const url = URL.parse(address, base);
      if (url === null || address.trim() === '' || loads.length >= LIST) continue;
      loads.push({ url, as });
      if (tag.name === 'script') scripts.push({ url, blocking: isBlocking(tag, inHead), pinned: tag.attributes.has('integrity') });
    }
    if (tag.name === 'img') inPicture = false;
  }
  return { loads, scripts };
}

/** True when a script is of another owner than the page. */
export function isForeign(url: URL, at: string): boolean {
  return /^https?:$/.test(url.protocol) && siteOf(url.hostname) !== siteOf(new URL(at).hostname);
}

function isBlocking({ attributes }: Tag, inHead: boolean): boolean {
  if (!inHead) return false;
  if (/(?:^|\s)render(?:\s|$)/i.test(attributes.get('blocking') ?? '')) return true;
  return !['async', 'defer'].some((name) => attributes.has(name)) && attributes.get('type')?.trim().toLowerCase() !== 'module';
}

function loadsOf({ name, attributes, text }: Tag, inPicture: boolean): [address: string, as: LoadKind][] {
  const of = (attribute: string, as: LoadKind): [string, LoadKind][] => {
    const address = attributes.get(attribute);
    return address === undefined ? [] : [[address, as]];
  };
  const css = (text: string): [string, LoadKind][] => cssLoads(text).map(({ address, as }) => [address, as]);
  const own = css(attributes.get('style') ?? '');
  switch (name) {
    case 'script':
      return RUNS.test(attributes.get('type')?.trim() ?? '') && !attributes.has('nomodule') ? of('src', 'script') : [];
    case 'style':
      return css(text ?? '');
    case 'link':
      return linkLoads(attributes);
    case 'img': {
      const as = inPicture || attributes.has('srcset') ? 'image-set' : 'image';
      return [...own, ...of('src', as), ...srcset(attributes)];
    }
    case 'source':
      return inPicture ? srcset(attributes) : of('src', 'media');
    case 'audio':
    case 'video':
      return [...own, ...of('src', 'media'), ...of('poster', 'image')];
    case 'track':
      return of('src', 'file');
    case 'iframe':
    case 'frame':
      return [...own, ...of('src', 'frame')];
    case 'embed':
      return of('src', 'plugin');
    case 'object':
      return of('data', 'plugin');
    case 'body':
      return [...own, ...of('background', 'image')];
    case 'image':
      return [...own, ...of('href', 'image'), ...of('xlink:href', 'image')];
    case 'form':
      return [...own, ...(attributes.get('method')?.trim().toLowerCase() === 'dialog' ? [] : of('action', 'form'))];
    case 'button':
    case 'input':
      return [...own, ...of('formaction', 'form'), ...(attributes.get('type')?.trim().toLowerCase() === 'image' ? of('src', 'image') : [])];
    default:
      return own;
  }
}

function linkLoads(attributes: Tag['attributes']): [string, LoadKind][] {
  const href = attributes.get('href') ?? '';
  const rel = new Set((attributes.get('rel') ?? '').toLowerCase().split(/[\t\n\f\r ]+/));
  if (rel.has('stylesheet')) return attributes.has('disabled') ? [] : [[href, 'style']];
  if (rel.has('modulepreload')) return [[href, 'script']];
  if (rel.has('preload')) return [[href, PRELOADS[attributes.get('as')?.trim().toLowerCase() ?? ''] ?? 'file']];
  // An icon is a picture to the standard, yet Chromium blocks it (156, 2026-11).
  return rel.has('icon') || rel.has('manifest') ? [[href, 'file']] : [];
}

/** Addresses of a srcset: parted by commas behind white space or a descriptor; commas inside an address belong to it (HTML Standard 4.8.4.2.2). */
function srcset(attributes: Tag['attributes']): [string, LoadKind][] {
  const found: [string, LoadKind][] = [];
  for (const [, address = ''] of (attributes.get('srcset') ?? '').matchAll(
    /([^\t\n\f\r ,][^\t\n\f\r ]*?)(?:,*$|,+[\t\n\f\r ]|[\t\n\f\r ][^,]*)/g,
  )) {
    found.push([address, 'image-set']);
  }
  return found;
}
