/** Response headers as evidence holds them: names in lower case, in order, duplicates kept. */
export type Headers = readonly (readonly [string, string])[];

/** The value of the first header of that name, or null. The name's case does not matter. */
export function first(headers: Headers, name: string): string | null {
  return all(headers, name)[0] ?? null;
}

/** The values of all headers of that name, in order. */
export function all(headers: Headers, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([each]) => each.toLowerCase() === wanted).map(([, value]) => value);
}

/** All values of a list-valued header joined as RFC 9110 §5.3 allows, or null where there is none. Never for Set-Cookie. */
export function joined(headers: Headers, name: string): string | null {
  const values = all(headers, name);
  return values.length === 0 ? null : values.join(', ');
}

/** The comma-separated members of a header of plain words, trimmed, lower case, empty ones left out ("get, decode, and split", Fetch §2.2.2). */
export function words(headers: Headers, name: string): string[] {
  return (joined(headers, name) ?? '')
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
}
