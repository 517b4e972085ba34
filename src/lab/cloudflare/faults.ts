/** Trouble that a test orders: what happens to the next requests that fit. */
export interface Fault {
  /** Such as `POST`; every method where left out. */
  method?: string;
  /** A part of the path, such as `dns_records`. */
  path?: string;
  /** Fitting requests that go well before. */
  after?: number;
  /** How many requests it hits; one where left out. */
  times?: number;
  /**
   * `error` answers 500 and does nothing. `lost` does what was asked and closes the line before the answer. `busy` answers 429 with
   * `retry-after: 0`.
   */
  does: 'error' | 'lost' | 'busy';
}

/** What is ordered and not used up yet. */
export class Faults {
  #ordered: (Required<Pick<Fault, 'after' | 'times' | 'does'>> & Fault)[] = [];

  order(fault: Fault): void {
    this.#ordered.push({ ...fault, after: fault.after ?? 0, times: fault.times ?? 1 });
  }

  /** Everything goes well again. */
  mend(): void {
    this.#ordered = [];
  }

  /** What happens to this request. */
  take(method: string, path: string): Fault['does'] | undefined {
    const found = this.#ordered.find(
      (fault) => (fault.method === undefined || fault.method === method) && (fault.path === undefined || path.includes(fault.path)),
    );
    if (!found) return undefined;
    if (found.after > 0) {
      found.after -= 1;
      return undefined;
    }
    found.times -= 1;
    if (found.times === 0) this.#ordered = this.#ordered.filter((fault) => fault !== found);
    return found.does;
  }
}
