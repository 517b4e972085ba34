import type { Leap } from './walk.ts';

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
