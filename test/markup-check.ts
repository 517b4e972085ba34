/** Elements and attributes the HTML report uses; anything else came out of data. */
const ELEMENTS = new Set(
  'html head meta link title style body header main nav section footer article div p span b h1 h2 h3 h4 ul ol li a code pre dl dt dd details summary table thead tbody tr th td figure figcaption svg text line path rect time script'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  'lang charset http-equiv content name rel href class id aria-hidden aria-label role scope data-l data-what datetime viewBox x y x1 x2 y1 y2 d width height text-anchor tabindex'.split(
    ' ',
  ),
);

/** Everything in a page that it does not make itself: foreign elements, event handlers, addresses that are no https link or anchor. */
export function strangers(page: string): string[] {
  const body = page.replace(/<style>[^]*?<\/style>/, '').replace(/<script>[^]*?<\/script>\s*<\/body>/, '</body>');
  const found: string[] = [];
  let tags = 0;
  for (const [tag, name = '', attributes = ''] of body.matchAll(
    /<(?:!doctype html|\/?([A-Za-z0-9]+)((?:\s+[A-Za-z0-9:-]+(?:="[^"]*")?)*)\s*\/?)>/g,
  )) {
    tags += 1;
    if (name !== '' && !ELEMENTS.has(name)) found.push(tag);
    for (const [, attribute = '', value = ''] of attributes.matchAll(/([A-Za-z0-9:-]+)(?:="([^"]*)")?/g)) {
      if (!ATTRIBUTES.has(attribute)) found.push(`${attribute} in ${tag}`);
      if (attribute === 'href' && !/^(?:#[\w-]+|https:\/\/[^\s<>"']*|data:,)$/.test(value)) found.push(value);
    }
  }
  const open = body.split('<').length - 1;
  if (open !== tags) found.push(`${open - tags} stray <`);
  return found;
}

/** The first fault of an XML text as a sentence; nothing when it is well formed. Knows elements, attributes, text and entities. */
export function xmlFault(xml: string): string | undefined {
  const open: string[] = [];
  let at = 0;
  const token =
    /<\?xml [^?]*\?>|<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#\d+);[^"<&]*)*")*)(\/?)>|[^<&]+|&(?:amp|lt|gt|quot|#\d+);/gy;
  for (let match = token.exec(xml); match; match = token.exec(xml)) {
    at = token.lastIndex;
    const [, closes, opens, , empty] = match;
    if (closes !== undefined && open.pop() !== closes) return `</${closes}> closes nothing`;
    if (opens !== undefined && empty === '') open.push(opens);
  }
  if (at !== xml.length) return `what is this: ${xml.slice(at, at + 60)}`;
  // oxlint-disable-next-line no-control-regex -- XML 1.0 forbids them even as references
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(xml)) return 'a character that XML forbids';
  return open.length > 0 ? `<${open.at(-1)}> is never closed` : undefined;
}

// oxlint-disable no-control-regex -- these are the characters that are looked for

/** What no reader must ever get from data: controls, and characters that turn the direction of text. */
export const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** The only escapes we send. */
export const COLOURS = /\u001b\[(?:0|1|2|1;31|3[2356])m/g;

/** Markdown that comes alive outside code: a tag we do not write, a link, an image, a mention. */
export function alive(markdown: string): string[] {
  const prose = markdown.replace(/^(`{3,})[^]*?^\1$/gm, '').replace(/(?<![\\`])(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, '');
  return [...prose.matchAll(/(?<!\\)<(?!\/?(?:details|summary|sub)>|!-- -->)|(?<!\\)(?:\\\\)*\]\(|(?<!\\)!\[|@\w/g)].map((match) =>
    prose.slice(match.index, match.index + 40),
  );
}
