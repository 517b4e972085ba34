const QUAD = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** True for an IPv4 address in dotted form (qnum of RFC 7208 section 12: no leading zeros). */
export function isIp4(text: string): boolean {
  return QUAD.test(text);
}

/** True for an IPv6 address (RFC 4291 section 2.2), without zone and prefix. */
export function isIp6(text: string): boolean {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0 || text.length > 45) return false;
  const groups = [...(head === '' ? [] : head.split(':')), ...(tail === undefined || tail === '' ? [] : tail.split(':'))];
  const last = groups.at(-1) ?? '';
  const dotted = isIp4(last);
  if (dotted && !text.endsWith(last)) return false; // a dotted tail may only stand at the very end
  if (!groups.every((group, i) => /^[0-9a-f]{1,4}$/i.test(group) || (dotted && i === groups.length - 1))) return false;
  const count = groups.length + (dotted ? 1 : 0);
  return tail === undefined ? count === 8 : count < 8;
}
