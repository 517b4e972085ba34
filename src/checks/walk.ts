import type { Hop, Walk } from '../probes/http/hop.ts';
import { shortUrl } from './plain.ts';

/** One redirect of a walk. */
export interface Leap {
  from: URL;
  to: URL;
  status: number;
}

/** A walk as one line: `http://acme.com → 302 http://www.acme.com → 301 https://www.acme.com (200)`. */
export function chainOf(walk: Walk): string {
  const steps = walk.hops.flatMap((hop) => (hop.location === null ? [] : [` → ${hop.status ?? '?'} ${shortUrl(hop.location)}`]));
  return `${shortUrl(walk.start)}${steps.join('')}${endOf(walk)}`;
}

function endOf(walk: Walk): string {
  switch (walk.ends) {
    case 'answered':
      return walk.status === null ? '' : ` (${walk.status})`;
    case 'loop':
      return ' → and round again';
    case 'too-many':
      return ' → and on';
    case 'left':
      return ' (another domain)';
    case 'error':
      return ` (${walk.hops.at(-1)?.error?.message ?? 'no answer'})`;
    default:
      return walk.ends satisfies never;
  }
}

/** The redirects of a walk, in order. */
export function leapsOf(walk: Walk): Leap[] {
  return walk.hops.flatMap((hop) => {
    const [from, to] = [parsed(hop.url), hop.location === null ? null : parsed(hop.location)];
    return from && to && hop.status !== null ? [{ from, to, status: hop.status }] : [];
  });
}

/** A redirect as text: `http://acme.com → 302 https://acme.com`. */
export function leapText({ from, to, status }: Leap): string {
  return `${shortUrl(from.href)} → ${status} ${shortUrl(to.href)}`;
}

/** True when a redirect changes scheme or host: a site rule, not a decision of the app behind it. */
export function crosses({ from, to }: Leap): boolean {
  return from.protocol !== to.protocol || from.host !== to.host;
}

/** True when a walk ended with an answer or at another owner's door: its redirects work. */
export function arrives(walk: Walk): boolean {
  return walk.ends === 'answered' || walk.ends === 'left';
}

/** The first request of a walk; undefined when nothing was asked. */
export function firstHop(walk: Walk): Hop | undefined {
  return walk.hops[0];
}

function parsed(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

/** True when an address still carries a piece of text, be it as path, query, or packed into a `next=` parameter. */
export function carries(url: URL, piece: string): boolean {
  return piece === '' || unpacked(url.href).includes(unpacked(piece));
}

/** True when a redirect drops a piece of text that it was asked with. */
export function drops({ from, to }: Leap, piece: string): boolean {
  return carries(from, piece) && !carries(to, piece);
}

function unpacked(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % is legal in a URL and no reason to fail
  }
}
