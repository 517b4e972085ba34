import type { PlatformUse } from './env-use.ts';

const PAIR = /(?:^|\s)([A-Za-z_]\w{0,199})(?:(=)("(?:[^"\\]|\\.){0,2000}"|'[^']{0,2000}'|[^\s"']{0,2000}))?/g;

/** Arguments a Dockerfile is built with, secrets it mounts, and variables it sets; lines that go on are one. Never throws. */
export function dockerfileUses(text: string): PlatformUse[] {
  const uses: PlatformUse[] = [];
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = at + 1;
    let whole = lines[at]!;
    if (/^\s*#/.test(whole)) continue;
    while (/\\\s*$/.test(whole) && at + 1 < lines.length && whole.length < 20_000) {
      at += 1;
      // A comment may stand between lines that belong together.
      if (!/^\s*#/.test(lines[at]!)) whole = whole.replace(/\\\s*$/, ' ') + lines[at]!;
    }
    uses.push(...instruction(whole.slice(0, 20_000)).map((use) => ({ ...use, line })));
    const here = /<<-?["']?(\w{1,60})["']?\s*$/.exec(whole)?.[1];
    if (here !== undefined && /^\s*(?:RUN|COPY)\b/i.test(whole)) {
      const end = lines.findIndex((each, next) => next > at && each.trim() === here);
      if (end !== -1) at = end;
    }
  }
  return uses;
}

function instruction(line: string): Omit<PlatformUse, 'line'>[] {
  const [, word = '', rest = ''] = /^\s*(ARG|ENV|RUN)\s+(.*)$/is.exec(line) ?? [];
  const kind = word.toUpperCase();
  const build = (name: string, optional: boolean) => ({ name, is: 'read', optional, for: 'pipeline', environment: null }) as const;
  if (kind === 'RUN')
    return [...rest.matchAll(/--mount=type=secret,\S{0,200}?(?:id|env)=([A-Za-z_]\w{0,199})/g)].map(([, name = '']) => build(name, true));
  const pairs = [...rest.matchAll(PAIR)];
  if (kind === 'ARG') return pairs.map(([, name = '', sign]) => build(name, sign === '='));
  const set = (name: string) => ({ name, is: 'set', optional: false, for: 'app', environment: null }) as const;
  const given = pairs.filter(([, , sign]) => sign === '=');
  if (given.length === 0) return kind === 'ENV' && /\S\s+\S/.test(rest.trim()) ? pairs.slice(0, 1).map(([, name = '']) => set(name)) : [];
  // `ENV A=` gives nothing, `ENV A=$A` what the build was given.
  return given.flatMap(([, name = '', , value = '']) => (/^(?:""|''|)$/.test(value) ? [] : [set(name)]));
}
