const WINDOW_MS = 300_000;

/** The request limit of a token: so many in five minutes, and everything is refused until the oldest of them are forgotten. */
export class Quota {
  readonly limit: number;
  #times: number[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Counts one request. Whether it may go on, and the headers that Cloudflare sends since September 2025. */
  take(nowMs: number): { allowed: boolean; headers: Record<string, string> } {
    this.#times = this.#times.filter((time) => time > nowMs - WINDOW_MS);
    const allowed = this.#times.length < this.limit;
    if (allowed) this.#times.push(nowMs);
    const resets = Math.max(1, Math.ceil(((this.#times[0] ?? nowMs) + WINDOW_MS - nowMs) / 1_000));
    return {
      allowed,
      headers: {
        Ratelimit: `"default";r=${this.limit - this.#times.length};t=${resets}`,
        'Ratelimit-Policy': `"default";q=${this.limit};w=300`,
        ...(allowed ? {} : { 'Retry-After': String(resets) }),
      },
    };
  }
}
