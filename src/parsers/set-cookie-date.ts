const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const satisfies readonly string[];

/**
 * A cookie date as browsers read it, in any order and with any separators (RFC 6265bis section 5.1.1), as ms since 1970 in UTC; null for
 * what is no date. Never throws.
 */
export function parseCookieDate(text: string): number | null {
  let time: [number, number, number] | null = null;
  let [day, month, year]: [number | null, number | null, number | null] = [null, null, null];
  // Delimiters are everything but digits, letters, colons and bytes above 0x7e.
  for (const token of text.slice(0, 256).split(/[\t\u0020-\u002f\u003b-\u0040\u005b-\u0060\u007b-\u007e]+/)) {
    const clock = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?!\d)/.exec(token);
    const date = /^(\d{1,2})(?!\d)/.exec(token);
    const named = MONTHS.findIndex((name) => token.slice(0, 3).toLowerCase() === name);
    const years = /^(\d{2,4})(?!\d)/.exec(token);
    if (time === null && clock) time = [Number(clock[1]), Number(clock[2]), Number(clock[3])];
    else if (day === null && date) day = Number(date[1]);
    else if (month === null && named >= 0) month = named;
    else if (year === null && years) year = Number(years[1]);
  }
  if (time === null || day === null || month === null || year === null) return null;
  if (year >= 70 && year <= 99) year += 1900;
  if (year >= 0 && year <= 69) year += 2000;
  const [hour, minute, second] = time;
  if (day < 1 || day > 31 || year < 1601 || hour > 23 || minute > 59 || second > 59) return null;
  const at = new Date(Date.UTC(year, month, day, hour, minute, second));
  return at.getUTCDate() === day ? at.getTime() : null;
}
