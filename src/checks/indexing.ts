import { all } from '../parsers/headers.ts';
import { hidesPage } from '../parsers/robots.ts';
import type { Page } from './page.ts';
import { plain } from './plain.ts';

/** How a page asks search engines not to show it, in words; null where it does not. */
export function hiddenBy(page: Page): string | null {
  for (const [where, headers] of [
    ['the header X-Robots-Tag', page.headers],
    ['a robots meta tag', page.body.equivalents],
  ] as const) {
    const told = all(headers, 'x-robots-tag').find((value) => hidesPage([value], 'Googlebot'));
    if (told !== undefined) return `${where} "${plain(told, 60)}"`;
  }
  return null;
}
