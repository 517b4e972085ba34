import type { Saw } from '../core/check.ts';
import type { httpHealth } from '../probes/http/health.ts';

type Health = Saw<{ health: typeof httpHealth }>['health'];

/** Evidence of a health route at /api/health for examples: its body, its status and its type. */
export function sampleHealth(says: string, { status = 200, type = 'application/json' } = {}): Health {
  let json: unknown;
  try {
    json = JSON.parse(says);
  } catch {
    json = null;
  }
  return {
    fallback: { status: 404, sha256: '00'.repeat(32) },
    tried: [{ path: '/api/health', status, type, ms: 20, isFallback: false }],
    found: { path: '/api/health', status, type, says, keys: json !== null && typeof json === 'object' ? Object.keys(json) : [] },
  };
}

/** Evidence of a host without a health route, for examples: what every path answers. */
export function sampleNoHealth(status: number, type = 'text/html'): Health {
  return {
    fallback: { status, sha256: '00'.repeat(32) },
    tried: ['/api/health', '/health', '/healthz'].map((path) => ({ path, status, type, ms: 20, isFallback: true })),
    found: null,
  };
}
