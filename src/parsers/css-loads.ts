/** An address that a stylesheet asks for, as written. */
export interface CssLoad {
  address: string;
  as: 'style' | 'font' | 'image';
}

/** Addresses kept of one stylesheet. */
const LOADS = 2_000;

/** What tells addresses apart from everything else: comments, strings, url(…), the rules that matter, and where blocks and statements end. */
const TOKEN =
  /\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|url\(\s*(?:"((?:[^"\\\n]|\\[\s\S])*)"|'((?:[^'\\\n]|\\[\s\S])*)'|((?:\\[0-9a-f]{1,6}\s?|\\[^\n]|[^)"'(\s\\])*))|@[a-z-]+|[{};]/gi;

/**
 * What a stylesheet loads: imports, fonts, and everything else by url(…) as pictures (CSS Syntax 3, CSS Cascade 5 section 2). Comments,
 * strings and namespaces are no addresses, and an import behind the first block is ignored, as browsers do. Never throws.
 */
export function cssLoads(css: string): CssLoad[] {
  const loads: CssLoad[] = [];
  let rule = '';
  let blocks = false;
  for (const match of css.matchAll(TOKEN)) {
    const [token, double, single, bare] = match;
    if (loads.length >= LOADS) break;
    if (token.startsWith('/*')) continue;
    if (token.startsWith('@')) {
      rule = token.toLowerCase();
    } else if (token === '{' || token === ';' || token === '}') {
      blocks ||= token === '{';
      if (token === '}' || (token === ';' && rule !== '@font-face')) rule = '';
    } else {
      const quoted = token.startsWith('"') || token.startsWith("'");
      const address = unescaped(quoted ? token.replaceAll(/^["']|["']$/g, '') : (double ?? single ?? bare ?? '')).trim();
      const as = rule === '@import' ? 'style' : rule === '@font-face' ? 'font' : 'image';
      if (address === '' || rule === '@namespace' || (quoted && as !== 'style') || (as === 'style' && blocks)) continue;
      loads.push({ address, as });
      // The conditions behind an import are no addresses.
      if (as === 'style') rule = '@namespace';
    }
  }
  return loads;
}

/** Escapes of CSS Syntax 3 section 4.3.7. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(?:([0-9a-f]{1,6})\s?|(\n)|([\s\S]))/gi, (_, hex?: string, fold?: string, char?: string) => {
    if (hex === undefined) return fold === undefined ? (char ?? '') : '';
    const code = Number.parseInt(hex, 16);
    return code === 0 || code > 0x10_ff_ff ? '\ufffd' : String.fromCodePoint(code);
  });
}
