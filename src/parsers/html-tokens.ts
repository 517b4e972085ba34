import { decodeEntities } from './html-entities.ts';

/** A start tag: name and attributes in lower case, values decoded, the first of equal attributes kept. `text` follows raw-text tags up to their end. */
export interface Tag {
  name: string;
  attributes: ReadonlyMap<string, string>;
  /** Text inside script, style, title, textarea and their like; null for other tags. */
  text: string | null;
  /** True inside a template or noscript: browsers that run scripts show and load none of it. */
  inert: boolean;
}

/** Limits that keep any page readable in a moment. */
const TAGS = 20_000;
const ATTRIBUTES = 64;
const VALUE = 8_192;
const DEPTH = 100;

/** Elements whose content is text and no markup (HTML Standard, 13.2.6.2 and 13.1.2). */
const RAW = ['script', 'style', 'title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes'] as const satisfies readonly string[];

const SPACE = /[\t\n\f\r ]/;

/**
 * The start tags of a page in order, read as tolerantly as browsers do (HTML Standard 13.2.5): unclosed tags, missing quotes, comments
 * and text of scripts never hide or forge a tag. Linear in the length of the page; stops after 20,000 tags. Never throws.
 */
export function* tagsIn(html: string): Generator<Tag> {
  const lower = lowerCase(html);
  let at = html.indexOf('<');
  // Of each open template whether its content is inert; that of a declarative shadow root is not.
  const templates: boolean[] = [];
  let unscripted = false;
  for (let count = 0; at >= 0 && count < TAGS; at = html.indexOf('<', at)) {
    if (html.startsWith('<!--', at)) {
      at = after(html, '-->', html.startsWith('<!-->', at) ? at + 2 : at + 4);
    } else if (/[!/?]/.test(html[at + 1] ?? '')) {
      if (endsTag(lower, 'template', at)) templates.pop();
      if (endsTag(lower, 'noscript', at)) unscripted = false;
      at = after(html, '>', at + 2);
    } else if (/[A-Za-z]/.test(html[at + 1] ?? '')) {
      const tag = readTag(html, at + 1);
      const raw = RAW.find((name) => name === tag.name);
      const close = raw === undefined ? -1 : endOf(lower, raw, tag.end);
      const inert = unscripted || templates.includes(true);
      yield { name: tag.name, attributes: tag.attributes, text: raw === undefined ? null : html.slice(tag.end, close), inert };
      if (tag.name === 'template' && templates.length < DEPTH) templates.push(!tag.attributes.has('shadowrootmode'));
      unscripted ||= tag.name === 'noscript';
      at = raw === undefined ? tag.end : close;
      count += 1;
    } else {
      at += 1;
    }
  }
}

/** A page in lower case with every character in its old place: `İ` alone becomes longer, and then the letters of HTML are changed and no others. */
function lowerCase(html: string): string {
  const lower = html.toLowerCase();
  return lower.length === html.length ? lower : html.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Where a raw-text element ends: its end tag, or the end of the page. */
function endOf(lower: string, name: string, from: number): number {
  for (let at = lower.indexOf(`</${name}`, from); at >= 0; at = lower.indexOf(`</${name}`, at + 1)) {
    if (endsTag(lower, name, at)) return at;
  }
  return lower.length;
}

/** True when the end tag of an element begins here. */
function endsTag(lower: string, name: string, at: number): boolean {
  return lower.startsWith(`</${name}`, at) && /[\t\n\f\r />]/.test(lower[at + name.length + 2] ?? '>');
}

function after(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at < 0 ? html.length : at + mark.length;
}

interface Read {
  name: string;
  attributes: Map<string, string>;
  end: number;
}

function readTag(html: string, start: number): Read {
  let at = until(html, start, /[\t\n\f\r />]/);
  const name = html.slice(start, at).toLowerCase().slice(0, 64);
  const attributes = new Map<string, string>();
  while (at < html.length && html[at] !== '>') {
    if (SPACE.test(html[at] ?? '') || html[at] === '/') {
      at += 1;
      continue;
    }
    const nameEnd = until(html, at + 1, /[\t\n\f\r />=]/);
    const key = html.slice(at, nameEnd).toLowerCase();
    const { value, end } = readValue(html, nameEnd);
    if (!attributes.has(key) && attributes.size < ATTRIBUTES) attributes.set(key.slice(0, 64), decodeEntities(value.slice(0, VALUE)));
    at = end;
  }
  return { name, attributes, end: Math.min(at + 1, html.length) };
}

/** The value behind an attribute's name, empty where there is none. An open quote runs to the end of the page. */
function readValue(html: string, from: number): { value: string; end: number } {
  const equals = until(html, from, /[^\t\n\f\r ]/);
  if (html[equals] !== '=') return { value: '', end: from };
  const start = until(html, equals + 1, /[^\t\n\f\r ]/);
  const quote = html[start];
  if (quote === '>') return { value: '', end: start };
  if (quote !== '"' && quote !== "'") {
    const end = until(html, start, /[\t\n\f\r >]/);
    return { value: html.slice(start, end), end };
  }
  const close = html.indexOf(quote, start + 1);
  return close < 0
    ? { value: html.slice(start + 1, start + 1 + VALUE), end: html.length }
    : { value: html.slice(start + 1, close), end: close + 1 };
}

/** The first place from `from` on whose character fits, or the end. */
function until(html: string, from: number, wanted: RegExp): number {
  let at = from;
  while (at < html.length && !wanted.test(html[at] ?? '')) at += 1;
  return Math.min(at, html.length);
}
