/** Addresses of a host that are looked at. */
const ADDRESSES = 4;

/** The addresses to look at: both families where there are both. */
export function spread(addresses: readonly string[]): string[] {
  const six = addresses.filter((address) => address.includes(':'));
  const four = addresses.filter((address) => !address.includes(':'));
  const sixes = Math.min(six.length, Math.max(2, ADDRESSES - four.length));
  return [...four.slice(0, ADDRESSES - sixes), ...six.slice(0, sixes)];
}
