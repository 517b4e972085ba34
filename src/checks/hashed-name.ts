/** Folders in which build tools put only files named by content or build (Next.js, SvelteKit, Nuxt, Astro; their docs, 2026-11). */
const BUILD_FOLDERS = /\/(?:_next\/static|_app\/immutable|_nuxt|_astro)\//;
const CODE = /\.(?:js|mjs|css)$/;
/** What a hash may be: hexadecimal everywhere, base32 or base64url in the names of code. Dates have no letters, words no digits. */
const HEX = /^(?=.*\d)(?=.*[a-f])[0-9a-f]{8,64}$/i;
const BASE64 = /^(?=.*\d)(?=.*[a-z])[a-z0-9_]{8,64}$/i;

/** True when a file's name changes with its content, so that a copy can be kept for ever. */
export function isHashed(url: string): boolean {
  const path = URL.parse(url)?.pathname ?? '';
  if (BUILD_FOLDERS.test(path)) return true;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return false;
  const code = CODE.test(name);
  const stem = name.slice(0, dot).replace(/\.(?:min|module|chunk|bundle)$/, '');
  if (path.includes('/assets/') && viteHash(stem, code)) return true;
  const [, ...parts] = stem.split(/[.~-]/);
  return parts.some((part) => HEX.test(part) || (code && BASE64.test(part)));
}

/** Vite and Rollup end the stem with "-" and 8 characters of base64url; in code these may hold no digit, or a "-" of their own. */
function viteHash(stem: string, code: boolean): boolean {
  const hash = stem.slice(-8);
  return stem.at(-9) === '-' && /^[\w-]{8}$/.test(hash) && /[A-Z]/.test(hash.slice(1)) && (code || /\d/.test(hash));
}
