import { escapeHtml, plain } from './text.ts';

/** HTML that is known to be safe, because `html` made it. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template: text and numbers are escaped, markup is taken as it is, nothing is nothing. */
export type Part = string | number | Markup | readonly Markup[] | undefined;

/** HTML from a template: every text put into it is made plain and escaped, in content and in quoted attributes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  // The indentation of templates would be a tenth of a page.
  const own = strings.map((text) => text.replace(/\s*\n\s*/g, '\n'));
  let markup = own[0] ?? '';
  parts.forEach((part, index) => {
    markup += written(part) + (own[index + 1] ?? '');
  });
  return { markup };
}

/** Markup made of a constant of ours, never of data. */
export function trusted(markup: string): Markup {
  return { markup };
}

/** A stranger's text for the content of an element, never for an attribute: quotes stay as they are, which JSON is full of. */
export function content(text: string): Markup {
  return { markup: plain(text).replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;' })[character] ?? '&gt;') };
}

/** What markup takes on the page, bytes. */
export function bytesOf({ markup }: Markup): number {
  return Buffer.byteLength(markup);
}

/** Nothing. */
export const NOTHING: Markup = { markup: '' };

function written(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  if ('markup' in part) return part.markup;
  return part.map((each) => each.markup).join('');
}
