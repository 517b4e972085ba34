/** One request as the server got it. */
export interface IntakeRequest {
  method: string;
  /** Without query, such as `/api/1/envelope/`. */
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** As it came over the wire, still compressed. Limits are enforced while it is read. */
  body: AsyncIterable<Uint8Array> | Uint8Array;
  /** True when the server has checked a token of its own; needed for markers, releases and logs. */
  authorized?: boolean;
  /** The address of the client, for sessions that ask for it; never stored. */
  from?: string;
}

/** What to answer. CORS headers are among `headers`, as browsers send errors across origins. */
export interface IntakeAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** JSON text; empty for 204. */
  body: string;
}
