/** True when a number is in a sequence set such as `1,3:5,7:*` (RFC 3501 section 9). */
export function inSet(uid: number, set: string, last: number): boolean {
  return set.split(',').some((range) => {
    const [a = 0, b = a] = range.split(':').map((end) => (end === '*' ? Math.max(last, 1) : Number(end)));
    return uid >= Math.min(a, b) && uid <= Math.max(a, b);
  });
}
