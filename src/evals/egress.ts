/** Places of an answer that a browser follows or loads: Markdown pictures and links, HTML attributes, autolinks, and references. */
const PLACES = [
  /!?\[[^\]\n]{0,500}\]\(\s*<?(https?:\/\/[^\s)>]{1,2000})/gi,
  /<(?:img|a|iframe|script|link|source|video|audio|form|object|embed)\b[^<>]{0,500}?(?:src|href|action|data|srcset)\s*=\s*["']?(https?:\/\/[^\s"'>]{1,2000})/gi,
  /<(https?:\/\/[^\s>]{1,2000})>/gi,
  /^\[[^\]\n]{1,100}\]:\s*(https?:\/\/\S{1,2000})/gim,
  /url\(\s*["']?(https?:\/\/[^\s"')]{1,2000})/gi,
] as const satisfies readonly RegExp[];

/** An address in running text counts where it carries something: many chat windows make links of it. */
const BARE = /https?:\/\/[^\s<>"')\]]{1,2000}/gi;

/** Addresses on foreign hosts that an answer loads from or links to. A host is allowed with everything below it. */
export function foreignUrls(text: string, allowed: readonly string[]): URL[] {
  const shown = text.replaceAll('\u200b', '');
  const urls = [
    ...PLACES.flatMap((place) => [...shown.matchAll(place)].map((match) => match[1]!)),
    ...(shown.match(BARE) ?? []).filter((url) => /[?#]\S*=\S|\/\/[^/]+\/\S{16}\S*/.test(url)),
  ];
  return urls
    .flatMap((url) => (URL.canParse(url) ? [new URL(url)] : []))
    .filter(
      ({ hostname }) => !allowed.some((own) => hostname.replace(/\.$/, '') === own || hostname.replace(/\.$/, '').endsWith(`.${own}`)),
    )
    .slice(0, 50);
}
