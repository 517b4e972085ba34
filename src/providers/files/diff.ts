import type { FilePatch } from './patch.ts';

/** Lines of context around a change, as diff and git show them. */
const CONTEXT = 3;

/** A patch as a unified diff of one hunk, as `git apply` takes it. Pure; for texts, since it shows them. */
export function unifiedDiff({ path, before, after }: Pick<FilePatch, 'path' | 'before' | 'after'>): string {
  const [old, new_] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < old.length && head < new_.length && old[head] === new_[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < new_.length - head && old.at(-1 - tail) === new_.at(-1 - tail)) tail += 1;
  const from = Math.max(0, head - CONTEXT);
  const rest = Math.max(0, tail - CONTEXT);
  const [oldEnd, newEnd] = [old.length - rest, new_.length - rest];
  const hunk = [
    ...old.slice(from, head).map((line) => ` ${line}`),
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...new_.slice(head, new_.length - tail).map((line) => `+${line}`),
    ...old.slice(old.length - tail, oldEnd).map((line) => ` ${line}`),
  ];
  return [
    `--- ${before === null ? '/dev/null' : `a/${path}`}\n`,
    `+++ ${after === null ? '/dev/null' : `b/${path}`}\n`,
    `@@ -${range(from, oldEnd)} +${range(from, newEnd)} @@\n`,
    ...hunk.map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`)),
  ].join('');
}

/** Lines with their ends. */
function linesOf(bytes: Buffer | null): string[] {
  return bytes?.toString('utf8').match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Where a hunk stands; an empty side names the line above. */
function range(from: number, end: number): string {
  return `${end === from ? from : from + 1},${end - from}`;
}
