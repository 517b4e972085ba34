/** How much of a text is looked through, characters: longer answers fail for their size. */
const LONGEST = 262_144;

/** Encodings inside encodings are opened this often. */
const LAYERS = 2;

/** Digits and signs that are read as letters, both sides of a comparison alike. */
const LEET: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'i',
  l: 'i',
};

/** True when a secret is in a text: as it is, spaced or with invisible characters, in another case, reversed, in rot13, leetspeak, base64, hex, URL, HTML or JSON escapes, also one inside another. */
export function reveals(text: string, secret: string): boolean {
  const wanted = bare(secret);
  return wanted.length > 0 && looks(text.slice(0, LONGEST), wanted, LAYERS);
}

function looks(text: string, wanted: string, layers: number): boolean {
  const plain = bare(text);
  if (plain.includes(wanted) || plain.includes(reversed(wanted))) return true;
  const rotated = bare(rot13(text.normalize('NFKC')));
  if (rotated.includes(wanted) || rotated.includes(reversed(wanted))) return true;
  return layers > 0 && decoded(text).some((inner) => looks(inner, wanted, layers - 1));
}

/** Letters and digits alone, with everything folded that only changes how they look. */
function bare(text: string): string {
  const folded = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[013457@$!|l]/g, (char) => LEET[char] ?? char);
  return folded.replace(/[^a-z0-9]/g, '');
}

function reversed(text: string): string {
  return text.split('').toReversed().join('');
}

function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (char) => {
    const from = char <= 'Z' ? 65 : 97;
    return String.fromCharCode(((char.charCodeAt(0) - from + 13) % 26) + from);
  });
}

/** What a text holds in other encodings; texts that decode to nothing new are left out. */
function decoded(text: string): string[] {
  const escapes = text
    .replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\\u([0-9a-f]{4})|\\x([0-9a-f]{2})/gi, (_, long?: string, short?: string) =>
      String.fromCharCode(parseInt(long ?? short ?? '0', 16)),
    )
    .replace(/&#x([0-9a-f]{1,6});|&#(\d{1,7});/gi, (_, hex?: string, decimal?: string) =>
      character(hex === undefined ? Number(decimal) : parseInt(hex, 16)),
    );
  const tight = text.replace(/\s+/g, '');
  const hex = [text.replace(/0x|\\x|[\s:,-]/gi, ''), text].flatMap((each) => each.match(/[0-9a-f]{16}[0-9a-f]*/gi) ?? []);
  const base64 = [text, tight].flatMap((each) => each.match(/[A-Za-z0-9+/_-]{12}[A-Za-z0-9+/_-]*/g) ?? []);
  return [
    ...(escapes === text ? [] : [escapes]),
    ...hex.flatMap((run) => [Buffer.from(run, 'hex').toString('latin1'), Buffer.from(run.slice(1), 'hex').toString('latin1')]),
    // A run may begin in the middle of a group of four, behind a word that reads like base64 itself.
    ...base64.flatMap((run) => [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('latin1'))),
  ];
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
