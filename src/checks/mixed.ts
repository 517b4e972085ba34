import { parseCsp } from '../parsers/csp.ts';
import { all } from '../parsers/headers.ts';
import { isBlocked, type LoadKind } from '../parsers/page-loads.ts';
import { SEVERITIES, type Severity } from '../core/vocabulary.ts';
import type { Context } from '../core/check.ts';
import { elsewhere, notAnAnswer, type Page } from './page.ts';
import { count, list, shortUrl } from './plain.ts';

/** Something asked over http by a page or a stylesheet on https. */
export interface Insecure {
  address: string;
  as: LoadKind;
}

/** How people call it, and what is lost where browsers block it or find nothing over https. */
const KINDS = {
  script: ['script', 'high'],
  style: ['stylesheet', 'high'],
  frame: ['frame', 'high'],
  plugin: ['embedded object', 'high'],
  'image-set': ['picture', 'medium'],
  file: ['file', 'low'],
  font: ['font', 'low'],
  image: ['picture', 'low'],
  media: ['video or sound', 'low'],
  form: ['form', 'high'],
} as const satisfies Readonly<Record<LoadKind, readonly [string, Severity]>>;

/** Addresses that a sentence or a list of steps names. */
const NAMED = 6;

/** The gravest first; those of one kind as the page has them. */
export function gravestFirst<T extends Insecure>(found: readonly T[]): T[] {
  const grave = ({ as }: T): number => SEVERITIES.indexOf(KINDS[as][1]) * 2 + (isBlocked(as) ? 0 : 1);
  return found.toSorted((a, b) => grave(a) - grave(b));
}

/** How much is lost by the gravest. */
export function severityOf([gravest]: readonly Insecure[]): Severity {
  return gravest === undefined ? 'low' : KINDS[gravest.as][1];
}

/** What browsers do with these, in one or two sentences. */
export function saysInsecure(found: readonly Insecure[]): string {
  const named = (some: readonly Insecure[]): string =>
    list(
      some.map(({ address, as }) => `“${shortUrl(address)}” (${KINDS[as][0]})`),
      NAMED,
    );
  const blocked = found.filter(({ as }) => isBlocked(as));
  const upgraded = found.filter(({ as }) => !isBlocked(as));
  return [
    blocked.length === 0 ? '' : `Browsers block ${count(blocked.length, 'thing')} asked for over http: ${named(blocked)}.`,
    upgraded.length === 0
      ? ''
      : `They try ${count(upgraded.length, 'address')} over https instead, and show nothing where that fails: ${named(upgraded)}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** Each address with the one to put in its place. */
export function replaced(found: readonly Insecure[]): string[] {
  const addresses = [...new Set(found.map(({ address }) => shortUrl(address)))];
  const shown = addresses.slice(0, NAMED).map((address) => `“${address}” becomes “${address.replace(/^http:/, 'https:')}”`);
  return addresses.length > NAMED ? [...shown, `and ${addresses.length - NAMED} more in the same way`] : shown;
}

/** Why a page can mix nothing here, or null: it is none, is judged elsewhere, or is served over http as a whole. */
export function notMixing(page: Page, asked: Pick<Context<'url'>, 'subject' | 'config'>): string | null {
  const because = notAnAnswer(page, asked) ?? elsewhere(page, asked.subject);
  if (because !== null) return because;
  if (!page.url.startsWith('https:')) return 'The page itself is served over http.';
  if (asked.subject.url.startsWith('http:')) return 'It leads to the same address over https, and is judged there.';
  return /^(?:text\/html|application\/xhtml\+xml)$/.test(page.body.type) ? null : 'This is no HTML page.';
}

/**
 * What a page asks for over http, the gravest first, without what its policy has browsers ask over https (Upgrade Insecure Requests,
 * section 3). Chromium asks for embedded objects over http even so (156, 2026-11).
 */
export function insecureOf({ headers, body }: Page): Insecure[] {
  const policies = parseCsp(all([...headers, ...body.equivalents], 'content-security-policy'));
  const upgraded = policies.some(({ directives }) => directives.has('upgrade-insecure-requests'));
  return gravestFirst(body.insecure.filter(({ as }) => !upgraded || as === 'plugin'));
}
