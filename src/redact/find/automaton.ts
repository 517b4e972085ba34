/** Finds many literals at once, ASCII letters in whatever case, in one pass over bytes or text (Aho and Corasick, 1975). */
export interface Automaton {
  /** Calls `hit` with the literal's number and where it starts, in the order in which literals end. */
  scan(input: Uint8Array | string, hit: (literal: number, start: number) => void): void;
  /** True where a literal stands between two places. */
  some(input: Uint8Array, from: number, to: number): boolean;
}

/**
 * Builds the automaton of literals in lower-case ASCII. Rows of its table are a power of two wide, and the states in which a literal ends
 * come last: a byte costs one look-up and one comparison.
 */
export function automaton(literals: readonly string[]): Automaton {
  const classes = new Uint8Array(256);
  let used = 1;
  for (const literal of literals) {
    for (const char of literal) {
      const code = char.charCodeAt(0);
      if (classes[code] === 0) classes[code] = used++;
    }
  }
  for (let code = 65; code <= 90; code += 1) classes[code] = classes[code + 32]!;
  const bits = Math.ceil(Math.log2(used));
  const { table, ends, quiet } = build(literals, classes, bits);

  const report = (state: number, last: number, hit: (literal: number, start: number) => void): void => {
    for (const literal of ends[state - quiet]!) hit(literal, last + 1 - literals[literal]!.length);
  };

  return {
    scan(input, hit) {
      let state = 0;
      if (typeof input === 'string') {
        for (let at = 0; at < input.length; at += 1) {
          const code = input.charCodeAt(at);
          state = code < 256 ? table[(state << bits) | classes[code]!]! : 0;
          if (state >= quiet) report(state, at, hit);
        }
        return;
      }
      for (let at = 0; at < input.length; at += 1) {
        state = table[(state << bits) | classes[input[at]!]!]!;
        if (state >= quiet) report(state, at, hit);
      }
    },
    some(input, from, to) {
      let state = 0;
      for (let at = from; at < to; at += 1) {
        state = table[(state << bits) | classes[input[at]!]!]!;
        if (state >= quiet) return true;
      }
      return false;
    },
  };
}

/** The next state for a state and a class of characters. States from `quiet` on end the literals in `ends`. */
function build(
  literals: readonly string[],
  classes: Uint8Array,
  bits: number,
): { table: Uint16Array | Uint32Array; ends: (readonly number[])[]; quiet: number } {
  // Flat from the start: it is built anew by every run, and a git hook waits for it.
  const most = literals.reduce((sum, { length }) => sum + length, 1);
  const next = new Uint32Array(most << bits);
  const own: (readonly number[])[] = [NONE];
  literals.forEach((literal, number) => {
    let node = 0;
    for (let at = 0; at < literal.length; at += 1) {
      const step = (node << bits) | classes[literal.charCodeAt(at)]!;
      node = next[step]! || (next[step] = own.push(NONE) - 1);
    }
    own[node] = [...own[node]!, number];
  });

  const states = own.length;
  const fail = new Uint32Array(states);
  const order = new Uint32Array(states);
  for (let done = 0, known = 1; done < known; done += 1) {
    const node = order[done]!;
    const [row, back] = [node << bits, fail[node]! << bits];
    if (own[fail[node]!]!.length > 0 && node > 0) own[node] = [...own[node]!, ...own[fail[node]!]!];
    for (let step = 0; step < 1 << bits; step += 1) {
      const child = next[row | step]!;
      if (child === 0) {
        next[row | step] = node === 0 ? 0 : next[back | step]!;
        continue;
      }
      fail[child] = node === 0 ? 0 : next[back | step]!;
      order[known++] = child;
    }
  }

  const ending = order.filter((node) => own[node]!.length > 0);
  const quiet = states - ending.length;
  const numbered = new Uint32Array(states);
  order.filter((node) => own[node]!.length === 0).forEach((node, number) => (numbered[node] = number));
  ending.forEach((node, number) => (numbered[node] = quiet + number));
  const table = states <= 65_536 ? new Uint16Array(states << bits) : new Uint32Array(states << bits);
  for (let node = 0; node < states; node += 1) {
    const [from, to] = [node << bits, numbered[node]! << bits];
    for (let step = 0; step < 1 << bits; step += 1) table[to | step] = numbered[next[from | step]!]!;
  }
  return { table, ends: Array.from(ending, (node) => own[node]!), quiet };
}

const NONE: readonly number[] = [];
