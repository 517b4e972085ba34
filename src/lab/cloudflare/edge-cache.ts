import type { Origin } from './origin.ts';

/** Extensions and what they may contain; armor keeps out what says one and is the other. */
const TYPES: Readonly<Record<string, RegExp>> = {
  css: /css/,
  js: /javascript/,
  mjs: /javascript/,
  png: /image/,
  jpg: /image/,
  svg: /image/,
  webp: /image/,
  woff2: /font/,
};

/** What one data centre keeps: only what a cache rule makes eligible. */
export class EdgeCache {
  readonly #held = new Map<string, { origin: Origin; untilMs: number }>();

  get(key: string, nowMs: number): Origin | undefined {
    const held = this.#held.get(key);
    return held && nowMs < held.untilMs ? held.origin : undefined;
  }

  /** Keeps an answer when the rule and the answer allow it. An override keeps even what sets cookies, without them. */
  offer(key: string, origin: Origin, at: { settings: Record<string, unknown>; path: string; nowMs: number }): boolean {
    const edge = (at.settings['edge_ttl'] ?? { mode: 'respect_origin' }) as { mode: string; default?: number }; // as: rules.ts has held it
    const armor = (at.settings['cache_key'] as { cache_deception_armor?: boolean } | undefined)?.cache_deception_armor === true; // as: read only
    const header = (name: string): string => origin.headers.find(([held]) => held === name)?.[1].join(', ') ?? '';
    const extension = /\.([^./]+)$/.exec(at.path)?.[1]?.toLowerCase() ?? '';
    if (origin.status !== 200 || (armor && !(TYPES[extension]?.test(header('content-type')) ?? false))) return false;
    const override = edge.mode === 'override_origin';
    const control = header('cache-control');
    if (!override && (header('set-cookie') !== '' || /private|no-store|no-cache/.test(control))) return false;
    const seconds = override
      ? Number(edge.default)
      : Number(/s-maxage=(\d+)/.exec(control)?.[1] ?? /max-age=(\d+)/.exec(control)?.[1] ?? 0);
    if (seconds <= 0) return false;
    const kept = { ...origin, headers: origin.headers.filter(([name]) => name !== 'set-cookie') };
    this.#held.set(key, { origin: kept, untilMs: at.nowMs + seconds * 1_000 });
    return true;
  }
}
