import { decodeEntities } from '../../parsers/html-entities.ts';
import { redactText } from '../../redact/redact.ts';

/** Characters of a page that are searched. */
const SEARCHED = 200_000;

/** Frames of a stack trace, one line each; two are needed, because one could be prose. Sources: the runtimes' own output. */
const FRAMES = [
  /^\s*at (?:async )?(?:[\w$.<>[\] ]{1,120} \()?(?:file:\/\/|node:|webpack-internal:|[A-Za-z]:\\|\/)[^\s()]{1,300}:\d+:\d+\)?/, // Node
  /^\s*File "[^"]{1,300}", line \d+(?:, in \S{1,120})?/, // Python
  /^\s*#\d+ [^\s(]{1,300}\.php\(\d+\): /, // PHP
  /^\s*(?:from )?[\w./-]{1,300}\.rb:\d+:in [`'][^'`]{1,120}'/, // Ruby
  /^\s*at [\w$.]{1,200}\.[\w$<>]{1,120}\((?:[\w$]{1,120}\.(?:java|kt|scala)(?::\d+)?|Native Method|Unknown Source)\)/, // Java
  /^\s*at [\w.<>`[\], ]{1,200}\([^)]{0,300}\) in [^\s]{1,300}:line \d+/, // .NET
  /^\s*[\w./-]{1,200}\.go:\d+ \+0x[0-9a-f]+/, // Go
] as const satisfies readonly RegExp[];

/** Lines that alone prove an error shown by the runtime. */
const ALONE = [
  /^\s*(?:PHP )?(?:Fatal error|Parse error|Warning|Notice|Deprecated): .{1,300} in \/?[^\s]{1,300}\.php(?:\(\d+\) : [^\s]+)? on line \d+/,
  /^\s*Traceback \(most recent call last\):/,
] as const satisfies readonly RegExp[];

/**
 * The first line of a stack trace that visitors see, at most 200 characters; null when there is none. On pages that are no errors only
 * what a runtime prints by itself counts (PHP warnings, a `stack` in JSON): articles about programming quote traces too.
 */
export function traceIn(body: string, { status, type }: { status: number; type: string }): string | null {
  const json = type.endsWith('json');
  const plain = json
    ? body
        .slice(0, SEARCHED)
        .replaceAll(String.raw`\n`, '\n')
        .replaceAll(String.raw`\"`, '"')
    : textOf(body.slice(0, SEARCHED), type);
  const lines = plain.split(/\r?\n/).map((line) => line.slice(0, 1_000));
  const trusted = status >= 400 || json;
  const alone = lines.find((line) => (trusted ? ALONE : ALONE.slice(0, 1)).some((pattern) => pattern.test(line)));
  const frames = trusted ? lines.filter((line) => FRAMES.some((pattern) => pattern.test(line))) : [];
  const shown = alone ?? (frames.length >= 2 ? frames[0] : undefined);
  return shown === undefined ? null : redactText(shown.trim()).slice(0, 200);
}

/** Text of a page with one line per line that a visitor sees. */
function textOf(body: string, type: string): string {
  if (type !== 'text/html' && type !== 'application/xhtml+xml') return body;
  return decodeEntities(body.replaceAll(/<(?:br|p|div|li|tr|h\d|pre|code)\b[^>]{0,300}>/gi, '\n').replaceAll(/<[^>]{0,300}>/g, ''));
}
