/** macro-expand of RFC 7208 section 7.1, without the letters c, r and t that are for explanations alone. */
const MACRO = /%\{([slodiphv])(\d*)(r?)([.\-+,/_=]*)\}|%%|%_|%-/gi;
const TOP_LABEL = /^(?=.*[a-z-])[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

/**
 * What is wrong with a domain-spec (`domain: true`) or a macro-string; null when nothing is (RFC 7208 section 7.1). A domain-spec ends
 * in a macro or in a dot and a top label that is not all digits.
 */
export function domainSpecProblem(value: string, { domain }: { domain: boolean }): string | null {
  if (/[^\x21-\x7e]/.test(value)) return 'it holds a character that is not plain ASCII';
  let zero = false;
  const rest = value.replace(MACRO, (macro, _letter, digits: string | undefined) => {
    if (digits && Number(digits) === 0) zero = true;
    return macro.startsWith('%{') ? '\0' : '_';
  });
  if (zero) return 'a macro keeps 0 labels';
  if (rest.includes('%')) return 'a macro is written wrongly';
  if (!domain || rest.endsWith('\0') || /%[%_-]$/.test(value)) return null;
  if (value === '') return 'the domain is missing';
  const labels = rest.replace(/\.$/, '').split('.');
  if (labels.length < 2 || !TOP_LABEL.test(labels.at(-1) ?? '')) return 'the domain is not a full name';
  if (!value.includes('%') && labels.some((label) => label === '' || label.length > 63)) return 'the domain has an empty or overlong label';
  return null;
}
