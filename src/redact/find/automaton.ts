/** Finds many literals at once, ASCII letters in whatever case, in one pass over bytes or text (Aho and Corasick, 1975). */
export interface Automaton {
  /** Calls `hit` with the literal's number and where it starts, in the order in which literals end. */
  scan(input: Uint8Array | string, hit: (literal: number, start: number) => void): void;
  /** True where a literal stands between two places. */
  some(input: Uint8Array, from: number, to: number): boolean;
}

/**
 * The automaton of literals in lower-case ASCII, built at its first use. Rows of its table are a power of two wide, and the states in which
 * a literal ends come last: a byte costs one look-up and one comparison.
 */
export function automaton(literals: readonly string[]): Automaton {
  let built: States | undefined;

  return {
    scan(input, hit) {
      const { table, classes, bits, ends, quiet } = (built ??= build(literals));
      const report = (end: number, last: number): void => {
        for (const literal of ends[end - quiet]!) hit(literal, last + 1 - literals[literal]!.length);
      };
      let state = 0;
      if (typeof input === 'string') {
        for (let at = 0; at < input.length; at += 1) {
          const code = input.charCodeAt(at);
          state = code < 256 ? table[(state << bits) | classes[code]!]! : 0;
          if (state >= quiet) report(state, at);
        }
        return;
      }
      for (let at = 0; at < input.length; at += 1) {
        state = table[(state << bits) | classes[input[at]!]!]!;
        if (state >= quiet) report(state, at);
      }
    },
    some(input, from, to) {
      const { table, classes, bits, quiet } = (built ??= build(literals));
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
interface States {
  table: Uint16Array | Uint32Array;
  /** The class of each byte; a row has two to the power of `bits` of them. */
  classes: Uint8Array;
  bits: number;
  ends: (readonly number[])[];
  quiet: number;
}

function build(literals: readonly string[]): States {
  const classes = new Uint8Array(256);
  let used = 1;

  // It is built anew by every run, and a git hook waits for it: a state knows its children, and rows are copied whole.
  const eldest = [0];
  const sibling = [0];
  const steps = [0];
  const own: (readonly number[])[] = [NONE];
  const childOf = (node: number, step: number): number => {
    let child = eldest[node]!;
    while (child !== 0 && steps[child] !== step) child = sibling[child]!;
    return child;
  };
  literals.forEach((literal, number) => {
    let node = 0;
    for (let at = 0; at < literal.length; at += 1) {
      const step = (classes[literal.charCodeAt(at)] ||= used++);
      let child = childOf(node, step);
      if (child === 0) {
        child = own.push(NONE) - 1;
        steps.push(step);
        eldest.push(0);
        sibling.push(eldest[node]!);
        eldest[node] = child;
      }
      node = child;
    }
    own[node] = [...own[node]!, number];
  });
  for (let code = 65; code <= 90; code += 1) classes[code] = classes[code + 32]!;
  const bits = Math.ceil(Math.log2(used));

  // Shorter ones first, so that what a state falls back on is known before it.
  const order = [0];
  const fail = [0];
  for (const node of order) {
    for (let child = eldest[node]!; child !== 0; child = sibling[child]!) {
      order.push(child);
      const step = steps[child]!;
      let back = node;
      let next = 0;
      while (back !== 0 && next === 0) {
        back = fail[back]!;
        next = childOf(back, step);
      }
      fail[child] = next;
      const shorter = own[next]!;
      if (shorter.length > 0) own[child] = [...own[child]!, ...shorter];
    }
  }

  const numbered = new Uint32Array(own.length);
  const silent = order.filter((node) => own[node]!.length === 0);
  const ending = order.filter((node) => own[node]!.length > 0);
  [...silent, ...ending].forEach((node, number) => (numbered[node] = number));
  const table = own.length <= 65_536 ? new Uint16Array(own.length << bits) : new Uint32Array(own.length << bits);
  for (const node of order) {
    const row = numbered[node]! << bits;
    const back = numbered[fail[node]!]! << bits;
    if (node !== 0) table.copyWithin(row, back, back + (1 << bits));
    for (let child = eldest[node]!; child !== 0; child = sibling[child]!) table[row | steps[child]!] = numbered[child]!;
  }
  return { table, classes, bits, ends: ending.map((node) => own[node]!), quiet: silent.length };
}

const NONE: readonly number[] = [];
