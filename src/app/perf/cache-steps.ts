import type { Config } from '../../core/config.ts';
import type { FixStep } from '../../core/fix.ts';
import type { UrlKind } from '../../core/subject.ts';
import { assetStep, FOREVER } from '../../checks/asset-fix.ts';
import { sharedBy } from '../../parsers/cache-life.ts';
import { edgesOf } from '../../checks/edge.ts';
import { headerStep, platformOf } from '../../checks/header-fix.ts';
import type { Headers } from '../../parsers/headers.ts';
import { all, HOST, oneOf, PATH } from '../../providers/cloudflare/expressions.ts';
import { PUBLIC } from './cache-rule.ts';

interface Wanted {
  url: string;
  kind: UrlKind;
  value: string;
  headers: Headers;
  config: { edge: Pick<Config['edge'], 'provider'> };
  now: Date;
}

/** Where this site sets the Cache-Control of an address: in its framework or host where that is known, and at Cloudflare where it stands in front. */
export function cacheSteps(wanted: Wanted): FixStep[] {
  const { url, value, headers, config, now } = wanted;
  if (value === FOREVER) return [assetStep(headers, url)];
  const shared = sharedBy(headers, now);
  const forEdges = shared === null ? '' : (/^[\w-]+/.exec(shared.header)?.[0] ?? '');
  const also: FixStep[] =
    forEdges !== '' && forEdges !== 'cache-control' && forEdges !== 'expires'
      ? [{ by: 'hand', steps: [`Take the header ${forEdges} away there: edges go by it and ignore Cache-Control.`] }]
      : [];
  return [inCode(wanted), ...also, ...(edgesOf(config, headers).includes('cloudflare') ? [atCloudflare(url, value)] : [])];
}

function inCode({ url, kind, value, headers }: Wanted): FixStep {
  const path = new URL(url).pathname;
  const platform = platformOf(headers);
  // Next.js overwrites the Cache-Control of pages it renders; a segment says it itself (nextjs.org/docs, route segment config, 2026-11).
  if (platform === 'next' && value === PUBLIC)
    return {
      by: 'hand',
      steps: [`In the ${kind === 'api' ? 'route.ts' : 'page.tsx'} that answers ${path}, write: export const revalidate = 60;`],
    };
  // A header that Cloudflare adds to an answer comes too late for its own cache.
  return headerStep(platform === 'cloudflare' ? [] : headers, { name: 'Cache-Control', value, path });
}

/** Cloudflare keeps pages and JSON only where a cache rule makes them eligible (developers.cloudflare.com/cache, 2026-11). */
function atCloudflare(url: string, value: string): FixStep {
  const { host, pathname } = new URL(url);
  const keeps = value === PUBLIC;
  return {
    by: 'edge',
    setting: 'Caching › Cache Rules',
    value: all(oneOf(HOST, [host]), oneOf(PATH, [pathname])),
    steps: [
      'Create a cache rule with a custom filter expression: the one above.',
      keeps
        ? 'Cache eligibility: Eligible for cache. Edge TTL: Use cache-control header if present, bypass cache if not.'
        : 'Cache eligibility: Bypass cache.',
      'Deploy the rule.',
    ],
  };
}
