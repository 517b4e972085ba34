import type { Fix, FixStep } from '../core/fix.ts';
import type { Headers } from '../parsers/headers.ts';
import { promptOf } from './fix.ts';
import { platformOf, showHeader, wantedAt } from './header-fix.ts';
import type { Page } from './page.ts';

/** For files whose names change with their content. */
export const FOREVER = 'public, max-age=31536000, immutable';

/** The fix that lets browsers keep hashed files for a year, where this site can set it: for their folder alone, never for pages. */
export function assetFix(page: Pick<Page, 'headers'>, url: string): Fix {
  const folder = folderOf(url);
  return {
    ...assetStep(page.headers, url),
    prompt: promptOf({
      goal: 'Let browsers keep our hashed build files, so that returning visitors start faster.',
      change: `Send Cache-Control: ${FOREVER} for files under ${folder} whose names carry a hash.`,
      not: 'send it with HTML pages, API answers, a service worker or files without a hash: visitors would keep the old version for a year.',
      see: 'the build files carry the header, the HTML page does not, and a new deploy shows up after one reload.',
    }),
    verify: showHeader(url, 'cache-control|expires'),
    minutes: 15,
    wants: [wantedAt(url, { name: 'Cache-Control', value: FOREVER, path: `${folder}*` })],
  };
}

function folderOf(url: string): string {
  return new URL(url).pathname.replace(/[^/]*$/, '');
}

/** The change that lets browsers keep the hashed files of this address's folder for a year. */
export function assetStep(headers: Headers, url: string): FixStep {
  const folder = folderOf(url);
  const platform = platformOf(headers);
  switch (platform) {
    case 'vercel': {
      const rule = { headers: [{ source: `${folder}(.*)`, headers: [{ key: 'Cache-Control', value: FOREVER }] }] };
      return { by: 'file', path: 'vercel.json', patch: `${JSON.stringify(rule, null, 2)}\n` };
    }
    case 'netlify':
      return { by: 'file', path: 'public/_headers', patch: `${folder}*\n  Cache-Control: ${FOREVER}\n` };
    case 'express':
      return {
        by: 'file',
        path: 'server.js',
        patch: `app.use(${JSON.stringify(folder)}, express.static(${JSON.stringify(`dist${folder}`)}, { maxAge: '1y', immutable: true }));\n`,
      };
    case 'next':
    case 'cloudflare':
    case 'unknown':
      return {
        by: 'hand',
        steps: [
          `Make answers for files under ${folder} carry: Cache-Control: ${FOREVER}`,
          `nginx: location ${folder} { add_header Cache-Control "${FOREVER}"; } Cloudflare: Caching, Cache Rules, Browser TTL one year for that path.`,
          'Leave pages and API answers as they are, and deploy.',
        ],
      };
    default:
      return platform satisfies never;
  }
}
