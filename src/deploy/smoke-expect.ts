import type { Expectation } from '../core/config-smoke.ts';
import { redactText } from '../redact/redact.ts';
import { pointed } from './pointer.ts';
import type { Reached } from './session.ts';

/** What of an answer is not as expected, in a sentence; nothing when all is well. Without an expectation any 2xx will do. */
export function unmet(reached: Reached, expect: Expectation = {}): string | undefined {
  if (reached.is === 'silence') return `no answer (${reached.code})`;
  const { status, text, url } = reached;
  if (expect.status === undefined ? status < 200 || status >= 300 : status !== expect.status)
    return `answers ${status}, expected ${expect.status ?? '2xx'}`;
  if (expect.ends_at !== undefined && withoutQuery(url) !== withoutQuery(expect.ends_at))
    return `ends at ${shown(url)}, expected ${expect.ends_at}`;
  if (expect.text !== undefined && !text.includes(expect.text)) return `does not show "${expect.text}"`;
  for (const [pointer, wanted] of Object.entries(expect.json ?? {})) {
    const found = pointed(text, pointer);
    if (found !== wanted) return `has ${shown(JSON.stringify(found) ?? 'nothing')} at ${pointer}, expected ${JSON.stringify(wanted)}`;
  }
  return undefined;
}

/** An address or value as it may be shown: no query, no secrets, not long. */
export function shown(text: string): string {
  return redactText(text.split('?')[0]!).slice(0, 120);
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** A value out of an answer: `json:/pointer`, `input:name` of a form, `header:Name`; undefined where it is not there. */
export function taken(reached: Reached, from: string): string | undefined {
  if (reached.is === 'silence') return undefined;
  const [kind, where] = [from.slice(0, from.indexOf(':')), from.slice(from.indexOf(':') + 1)];
  if (kind === 'header') return reached.headers.find(([name]) => name === where.toLowerCase())?.[1];
  if (kind === 'input') return inputValue(reached.text, where);
  const found = pointed(reached.text, where);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? String(found) : undefined;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&#x2F;': '/',
  '&#x3D;': '=',
};

/** The value of the first input (or meta, as Rails and Laravel write tokens) of that name. */
function inputValue(html: string, name: string): string | undefined {
  for (const [tag] of html.slice(0, 500_000).matchAll(/<(?:input|meta)\b[^>]{0,2000}>/gi)) {
    if (attribute(tag, 'name') !== name) continue;
    return (attribute(tag, 'value') ?? attribute(tag, 'content'))?.replaceAll(/&[#\w]+;/g, (entity) => ENTITIES[entity] ?? entity);
  }
  return undefined;
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>"']+))`, 'i').exec(tag);
  return found?.[1] ?? found?.[2] ?? found?.[3];
}
