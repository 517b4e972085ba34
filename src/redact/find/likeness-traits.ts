/** Signs that the table tells apart: letters in whatever case, a digit, anything else. */
const SIGNS = 28;
const DIGIT = 26;
const OTHER = 27;

/** The class of a character, 0 to 27. */
function signOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 97;
  if (code >= 65 && code <= 90) return code - 65;
  return code >= 48 && code <= 57 ? DIGIT : OTHER;
}

/** Where three classes in a row stand in the table. */
export function slotsOf(text: string): number[] {
  const signs = [OTHER, OTHER, ...Array.from(text, (_, at) => signOf(text.charCodeAt(at))), OTHER];
  return signs.slice(2).map((sign, at) => (signs[at]! * SIGNS + signs[at + 1]!) * SIGNS + sign);
}

/** What the judgement rests on: surprise, how often letters and digits and the two cases take turns, and whether there is a digit. */
export function traitsOf(text: string, surprise: (slot: number) => number): number[] {
  const slots = slotsOf(text);
  const turns = (pattern: RegExp): number => (text.match(pattern)?.length ?? 0) / text.length;
  return [
    1,
    slots.reduce((sum, slot) => sum + surprise(slot), 0) / slots.length,
    turns(/[a-z](?=\d)|\d(?=[a-z])/gi),
    turns(/[a-z](?=[A-Z])|[A-Z](?=[A-Z][a-z])/g),
    /\d/.test(text) ? 1 : 0,
    /[a-z]{5}|[a-z]{4}[^a-zA-Z]/.test(text) ? 1 : 0,
  ];
}
