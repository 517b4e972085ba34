/** Whether a crawler may ask for a path, and the line that decides; null where none does. */
export interface Crawl {
  allowed: boolean;
  rule: string | null;
}

/** RFC 9309 §2.5: crawlers read at least 500 KiB. */
const LIMIT = 512 * 1024;
const LONGEST = 500;
const WILDCARDS = 20;

interface Group {
  agents: string[];
  rules: { allow: boolean; path: string }[];
}

/**
 * What a robots.txt tells a crawler of a path (RFC 9309): the groups that name the crawler count, else those for `*`; the longest rule that
 * fits wins, and of two as long the one that allows. Never throws; lines it cannot read say nothing.
 */
export function crawlOf(text: string, { agent, path }: { agent: string; path: string }): Crawl {
  const groups = groupsIn(text);
  const own = groups.filter(({ agents }) => agents.includes(agent.toLowerCase()));
  const rules = (own.length > 0 ? own : groups.filter(({ agents }) => agents.includes('*'))).flatMap((group) => group.rules);
  const [best] = rules
    .filter((rule) => rule.path !== '' && fits(rule.path, path))
    .toSorted((a, b) => b.path.length - a.path.length || Number(b.allow) - Number(a.allow));
  return best ? { allowed: best.allow, rule: `${best.allow ? 'Allow' : 'Disallow'}: ${best.path}` } : { allowed: true, rule: null };
}

/** True where X-Robots-Tag values, or the robots meta tags that stand for them, keep a crawler from showing the page. */
export function hidesPage(values: readonly string[], agent: string): boolean {
  return values.some((value) => {
    const [, named, directives] = /^\s*(?:([\w-]+)\s*:)?(.*)$/s.exec(value.toLowerCase()) ?? [];
    // `unavailable_after: date` has a colon of its own and names nobody.
    if (named !== undefined && named !== agent.toLowerCase() && named !== 'unavailable_after') return false;
    return (directives ?? '').split(/[\s,]+/).some((word) => word === 'noindex' || word === 'none');
  });
}

function groupsIn(text: string): Group[] {
  const groups: Group[] = [];
  let open: Group | undefined;
  for (const line of text
    .slice(0, LIMIT)
    .replace(/^\uFEFF/, '')
    .split(/\r\n|[\r\n]/)) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const key = line.slice(0, colon).trim().toLowerCase();
    const value = line
      .slice(colon + 1)
      .split('#', 1)[0]!
      .trim();
    if (key === 'user-agent') {
      if (!open || open.rules.length > 0) groups.push((open = { agents: [], rules: [] }));
      open.agents.push(value.toLowerCase());
    } else if ((key === 'allow' || key === 'disallow') && open) {
      open.rules.push({ allow: key === 'allow', path: value.slice(0, LONGEST) });
    }
  }
  return groups;
}

/** RFC 9309 §2.2.3: `*` is any text, a final `$` the end; else the rule is a beginning. */
function fits(rule: string, path: string): boolean {
  const ends = rule.endsWith('$');
  const parts = (ends ? rule.slice(0, -1) : rule).split('*');
  if (parts.length > WILDCARDS) return false;
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    const found = index === 0 ? (path.startsWith(part) ? 0 : -1) : last && ends ? path.lastIndexOf(part) : path.indexOf(part, at);
    if (found < at) return false;
    at = found + part.length;
  }
  return !ends || at === path.length;
}
