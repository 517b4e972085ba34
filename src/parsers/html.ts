import { decodeEntities } from './html-entities.ts';
import { tagsIn } from './html-tokens.ts';

/** What a page says of itself. Addresses are as written, resolved against nothing. */
export interface Page {
  /** At most 300 characters on one line; null when the page has none. */
  title: string | null;
  /** The base address that others are relative to, when the page sets one. */
  base: string | null;
  /** Targets of a[href]. */
  links: string[];
  /** Targets of forms. */
  forms: string[];
  /** script[src]. */
  scripts: string[];
  /** link[href] of stylesheets and preloads. */
  styles: string[];
  /** Text of inline scripts. */
  inline: string[];
  /** Content of meta[name=generator]. */
  generators: string[];
  asksPassword: boolean;
  /** link[rel=canonical]. */
  canonicals: string[];
  /** Headers that meta tags stand in for: http-equiv=content-security-policy, name=referrer as referrer-policy, name=robots as x-robots-tag. */
  equivalents: [string, string][];
}

/** Entries kept of each list. */
const LIST = 2_000;

/** Reads a page; never throws, whatever the text is. */
export function readPage(html: string): Page {
  const page: Page = {
    title: null,
    base: null,
    links: [],
    forms: [],
    scripts: [],
    styles: [],
    inline: [],
    generators: [],
    asksPassword: false,
    canonicals: [],
    equivalents: [],
  };
  for (const { name, attributes, text } of tagsIn(html)) {
    const [href, src] = [attributes.get('href')?.trim(), attributes.get('src')?.trim()];
    if (name === 'title')
      page.title ??= decodeEntities(text ?? '')
        .replaceAll(/\s+/g, ' ')
        .trim()
        .slice(0, 300);
    else if (name === 'base') page.base ??= href ?? null;
    else if (name === 'a' || name === 'area') add(page.links, href);
    else if (name === 'form') add(page.forms, attributes.get('action')?.trim());
    else if (name === 'script' && src) add(page.scripts, src);
    else if (name === 'script') add(page.inline, text ?? undefined);
    else if (name === 'link' && /stylesheet|preload/i.test(attributes.get('rel') ?? '')) add(page.styles, href);
    else if (name === 'link' && /(?:^|\s)canonical(?:\s|$)/i.test(attributes.get('rel') ?? '')) add(page.canonicals, href);
    else if (name === 'meta') readMeta(page, attributes);
    else if (name === 'input' && attributes.get('type')?.trim().toLowerCase() === 'password') page.asksPassword = true;
  }
  return page;
}

function readMeta(page: Page, attributes: ReadonlyMap<string, string>): void {
  const [named, equivalent, content] = [
    attributes.get('name')?.toLowerCase(),
    attributes.get('http-equiv')?.toLowerCase(),
    attributes.get('content'),
  ];
  if (named === 'generator') add(page.generators, content);
  if (content === undefined || page.equivalents.length >= LIST) return;
  if (equivalent === 'content-security-policy') page.equivalents.push(['content-security-policy', content]);
  if (named === 'referrer') page.equivalents.push(['referrer-policy', content]);
  if (named === 'robots') page.equivalents.push(['x-robots-tag', content]);
  if (named === 'googlebot') page.equivalents.push(['x-robots-tag', `googlebot: ${content}`]);
}

function add(list: string[], entry: string | undefined): void {
  if (entry && list.length < LIST) list.push(entry);
}
