import { readDirectives } from './directives.ts';

/** A Strict-Transport-Security header as browsers read it. */
export interface Hsts {
  /** Seconds; 0 tells browsers to forget; null when browsers must ignore the header (RFC 6797 §6.1 rule 4, §6.1.1). */
  maxAge: number | null;
  includeSubDomains: boolean;
  /** Not in the RFC: consent to the browsers' built-in list (hstspreload.org). */
  preload: boolean;
  /** Why browsers ignore the header or a part of it, in plain words; empty when it is sound. */
  problems: string[];
}

/**
 * Reads one Strict-Transport-Security value (RFC 6797 §6.1). Quoted values are legal and names ignore case. A directive that comes twice,
 * breaks the grammar, or a max-age that is not digits makes browsers ignore the whole header. Only a response's first header counts (§8.1).
 */
export function parseHsts(value: string): Hsts {
  const directives = readDirectives(value, ';');
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const { name, problem } of directives) {
    if (problem !== undefined) problems.push(problem);
    else if (seen.has(name)) problems.push(`${name} appears more than once`);
    seen.add(name);
  }
  const told = directives.find(({ name, problem }) => name === 'max-age' && problem === undefined);
  if (!seen.has('max-age')) problems.push('max-age is missing');
  else if (told && !/^[0-9]+$/.test(told.value ?? ''))
    problems.push(told.value === null ? 'max-age has no value' : 'max-age is not a whole number of seconds');
  const wide = directives.find(({ name }) => name === 'includesubdomains');
  if (wide && wide.value !== null) problems.push('includeSubDomains takes no value');
  const ignored = problems.length > 0;

  const preload = directives.find(({ name, problem }) => name === 'preload' && problem === undefined);
  if (preload && preload.value !== null) problems.push('preload takes no value');
  return {
    maxAge: ignored ? null : Math.min(Number(told?.value), Number.MAX_SAFE_INTEGER),
    includeSubDomains: !ignored && wide !== undefined,
    preload: !ignored && preload?.value === null,
    problems,
  };
}
