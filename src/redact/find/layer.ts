/** A text that was written inside another one, and where its characters came from. */
export interface Layer {
  coded: string;
  bytes: Buffer;
  /** The byte of the outer text that the byte at `at` came from. */
  origin(at: number): number;
  /** True where undoing changed something between two bytes of this text: what it left as it was is found in the outer one. */
  changed(from: number, to: number): boolean;
}

/** What may still be undone, in bytes: keeps the whole look linear in the text. */
export interface Budget {
  left: number;
}
