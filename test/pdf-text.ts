import { inflateSync } from 'node:zlib';

/** Glyphs of one font to what they mean. */
type Font = ReadonlyMap<number, string>;

/**
 * The text of a PDF as Chromium prints it (ISO 32000-1): compressed streams, fonts with two bytes per glyph and a ToUnicode map, no
 * encryption. Glyphs without a meaning are left out, and so are the spaces between places; titles and addresses of links come first.
 */
export function pdfText(pdf: Buffer): string {
  const objects = objectsOf(pdf);
  const fonts = new Map<string, Font>();
  for (const { head } of objects.values())
    for (const [, name = '', id = ''] of head.matchAll(/\/(F\d+)\s+(\d+) 0 R/g)) {
      const map = /\/ToUnicode\s+(\d+) 0 R/.exec(objects.get(Number(id))?.head ?? '')?.[1];
      if (map !== undefined) fonts.set(name, fontOf(objects.get(Number(map))?.stream ?? ''));
    }
  const heads = [...objects.values()].map(({ head }) => head.replaceAll(/<FEFF([0-9A-F]+)>/g, (_, hex: string) => meant(hex)));
  return [...heads, ...[...objects.values()].map(({ stream }) => (/\bTf\b/.test(stream) ? shownIn(stream, fonts) : ''))].join('\n');
}

function objectsOf(pdf: Buffer): Map<number, { head: string; stream: string }> {
  const text = pdf.toString('latin1');
  const objects = new Map<number, { head: string; stream: string }>();
  for (const { 0: opening, 1: id, index } of text.matchAll(/(?<=\n|^)(\d+) 0 obj\b/g)) {
    const end = text.indexOf('endobj', index);
    const begins = text.indexOf('stream', index);
    const head = text.slice(index + opening.length, begins >= 0 && begins < end ? begins : end);
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
    const from = begins + (text[begins + 6] === '\r' ? 8 : 7);
    const bytes = begins >= 0 && begins < end ? pdf.subarray(from, from + length) : Buffer.alloc(0);
    objects.set(Number(id), { head, stream: head.includes('/FlateDecode') ? inflated(bytes) : bytes.toString('latin1') });
  }
  return objects;
}

function inflated(bytes: Buffer): string {
  return bytes.length === 0 ? '' : inflateSync(bytes).toString('latin1');
}

function meant(hex: string): string {
  return Buffer.from(hex, 'hex').swap16().toString('utf16le');
}

/** A ToUnicode map (ISO 32000-1, 9.10.3): single glyphs, and runs of them. */
function fontOf(map: string): Font {
  const font = new Map<number, string>();
  for (const [, body = ''] of map.matchAll(/beginbfchar([^]*?)endbfchar/g))
    for (const [, glyph = '', to = ''] of body.matchAll(/<([0-9a-f]{4})>\s*<([0-9a-f]+)>/gi)) font.set(parseInt(glyph, 16), meant(to));
  for (const [, body = ''] of map.matchAll(/beginbfrange([^]*?)endbfrange/g))
    for (const [, from = '', until = '', to = ''] of body.matchAll(/<([0-9a-f]{4})>\s*<([0-9a-f]{4})>\s*<([0-9a-f]{4})>/gi))
      for (let n = 0; n <= parseInt(until, 16) - parseInt(from, 16); n += 1)
        font.set(parseInt(from, 16) + n, String.fromCharCode(parseInt(to, 16) + n));
  return font;
}

function shownIn(stream: string, fonts: ReadonlyMap<string, Font>): string {
  let out = '';
  let font: Font = new Map();
  for (const [, name, hex = ''] of stream.matchAll(/\/(F\d+)\s+\S+\s+Tf|<([0-9A-Fa-f]+)>/g)) {
    if (name !== undefined) font = fonts.get(name) ?? new Map<number, string>();
    out += (hex.match(/.{4}/g) ?? []).map((glyph) => font.get(parseInt(glyph, 16)) ?? '').join('');
  }
  return out;
}
