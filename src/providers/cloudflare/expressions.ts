/** Builders of rule expressions. Every text is quoted here and nowhere else, so that a host or a path can never become a rule. */

export function text(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

/** One of these texts; a set with one member is an equation. */
export function oneOf(field: string, values: readonly string[]): string {
  const [only = '', ...more] = values;
  return more.length === 0 ? `${field} eq ${text(only)}` : `${field} in {${values.map(text).join(' ')}}`;
}

export function startsWith(field: string, value: string): string {
  return `starts_with(${field}, ${text(value)})`;
}

/** Addresses and networks go in as they are: the configuration holds nothing else there. */
export function notFrom(networks: readonly string[]): string {
  return `not ip.src in {${networks.join(' ')}}`;
}

export function all(...parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' and ')})`;
}

export function any(...parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' or ')})`;
}

export const HOST = 'http.host';
export const PATH = 'http.request.uri.path';
