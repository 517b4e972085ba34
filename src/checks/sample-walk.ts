import type { Handed } from '../probes/http/handed.ts';
import type { Walk } from '../probes/http/hop.ts';

/**
 * A walk for examples, one `url status` per request: `['http://acme.com/ 301', 'https://acme.com/ 200']`. A word instead of a status
 * is an error code; a last URL without status was not asked.
 */
export function sampleWalk(steps: readonly string[], ends: Walk['ends'] = 'answered'): Walk {
  const parts = steps.map((step) => step.split(' '));
  const asked = parts.filter((part) => part.length === 2);
  const hops = asked.map(([url = '', told = ''], index): Walk['hops'][number] => {
    const status = /^\d+$/.test(told) ? Number(told) : null;
    return {
      url,
      status,
      location: status !== null && status >= 300 && status < 400 ? (parts[index + 1]?.[0] ?? null) : null,
      ms: 20,
      error: status === null ? { code: told, message: `no answer: ${told}` } : null,
    };
  });
  return {
    start: parts[0]?.[0] ?? '',
    hops,
    ends,
    final: parts.at(-1)?.[0] ?? '',
    status: ends === 'answered' ? (hops.at(-1)?.status ?? null) : null,
  };
}

/** The evidence of `http/canonical` for examples: walks of `/`, of the deep path where an example is about it, and sessions handed out on the way. */
export function sampleCanonical(home: readonly Walk[], deep: readonly Walk[] = [], handed: readonly Handed[] = []) {
  const www = [...home, ...deep].some((walk) => new URL(walk.start).hostname.startsWith('www.'));
  return {
    www,
    home: [...home],
    deep: [...deep],
    front: null,
    handed: [...handed],
    deepPath: '/launch-ready-check/deep',
    deepQuery: 'utm_source=launch-ready&keep=1',
  };
}
