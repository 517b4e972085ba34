/** Finds many literals at once, ASCII letters in whatever case, in one pass over bytes or text (Aho and Corasick, 1975). */
export interface Automaton {
  /** Calls `hit` with the literal's number and where it starts, in the order in which literals end. */
  scan(input: Uint8Array | string, hit: (literal: number, start: number) => void): void;
}

/** Builds the automaton of literals in lower-case ASCII. Its table is small enough for the processor's cache. */
export function automaton(literals: readonly string[]): Automaton {
  const classes = new Uint8Array(256);
  let size = 1;
  for (const literal of literals) {
    for (const char of literal) {
      const code = char.charCodeAt(0);
      if (classes[code] === 0) classes[code] = size++;
    }
  }
  for (let code = 65; code <= 90; code += 1) classes[code] = classes[code + 32]!;
  const { table, ends } = build(literals, classes, size);

  const isEnd = Uint8Array.from(table, (_, state) => (ends[state / size] ? 1 : 0));
  const report = (state: number, last: number, hit: (literal: number, start: number) => void): void => {
    for (const literal of ends[state / size]!) hit(literal, last + 1 - literals[literal]!.length);
  };

  return {
    scan(input, hit) {
      let state = 0;
      if (typeof input === 'string') {
        for (let at = 0; at < input.length; at += 1) {
          const code = input.charCodeAt(at);
          state = code < 256 ? table[state + classes[code]!]! : 0;
          if (isEnd[state] === 1) report(state, at, hit);
        }
        return;
      }
      for (let at = 0; at < input.length; at += 1) {
        state = table[state + classes[input[at]!]!]!;
        if (isEnd[state] === 1) report(state, at, hit);
      }
    },
  };
}

/** The automaton as one table: the next state for a state and a class of characters. States are numbered in steps of `size`. */
function build(
  literals: readonly string[],
  classes: Uint8Array,
  size: number,
): { table: Uint16Array | Uint32Array; ends: (readonly number[] | undefined)[] } {
  const next: number[] = Array.from({ length: size }, () => -1);
  const ends: (number[] | undefined)[] = [undefined];
  literals.forEach((literal, number) => {
    let node = 0;
    for (const char of literal) {
      const at = node * size + classes[char.charCodeAt(0)]!;
      if (next[at] === -1) {
        next[at] = ends.length;
        ends.push(undefined);
        for (let each = 0; each < size; each += 1) next.push(-1);
      }
      node = next[at]!;
    }
    ends[node] = [...(ends[node] ?? []), number];
  });
  const fail = Array.from({ length: ends.length }, () => 0);
  const queue = [0];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (let each = 0; each < size; each += 1) {
      const child = next[node * size + each]!;
      const fallback = node === 0 ? 0 : next[fail[node]! * size + each]!;
      if (child === -1) {
        next[node * size + each] = fallback === -1 ? 0 : fallback;
        continue;
      }
      fail[child] = Math.max(0, fallback);
      ends[child] = merge(ends[child], ends[fail[child]!]);
      queue.push(child);
    }
  }
  const table = next.length < 65_536 ? new Uint16Array(next.length) : new Uint32Array(next.length);
  next.forEach((node, at) => (table[at] = node * size));
  return { table, ends };
}

function merge(own: number[] | undefined, others: readonly number[] | undefined): number[] | undefined {
  return own === undefined && others === undefined ? undefined : [...(own ?? []), ...(others ?? [])];
}
