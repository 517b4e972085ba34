/** What is opened one after the other and closed in the opposite order. Node 22 has no AsyncDisposableStack. */
export interface Closing extends AsyncDisposable {
  /** Keeps something to be closed, and gives it back. */
  use<T extends AsyncDisposable | Disposable>(opened: T): T;
  defer(close: () => Promise<void> | void): void;
  /** Hands everything on to a new owner: this one closes nothing any more. */
  move(): AsyncDisposable;
}

/** Where several closings fail, the first failure is thrown once all were tried. */
export function startClosing(): Closing {
  let held: (() => Promise<void> | void)[] = [];
  return {
    use(opened) {
      held.push(() => (Symbol.asyncDispose in opened ? opened[Symbol.asyncDispose]() : opened[Symbol.dispose]()) as Promise<void> | void); // as: what either of them gives
      return opened;
    },
    defer: (close) => void held.push(close),
    move() {
      const moved = held;
      held = [];
      return { [Symbol.asyncDispose]: () => closeAll(moved) };
    },
    [Symbol.asyncDispose]: () => closeAll(held),
  };
}

async function closeAll(held: (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (let close = held.pop(); close !== undefined; close = held.pop()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
