import type { FixStep } from '../core/fix.ts';
import { cell, fence } from './markdown.ts';
import type { CacheAdvice, Caching } from './result.ts';

/** The caching part of the performance report: what to send where, what people must decide, and what was not seen. Pure. */
export function renderCaching(caching: Caching | undefined): string[] {
  const lines = ['## Caching', ''];
  if (caching === undefined) return [...lines, 'Not measured: name a domain, or routes in launch-ready.yaml.', ''];
  const { advice, skipped, nobodyIn } = caching;
  const of = (is: CacheAdvice['is']): CacheAdvice[] => advice.filter((each) => each.is === is);
  const [set, decide, keep] = [of('set'), of('decide'), of('keep')];
  for (const group of alike(set)) lines.push(...renderGroup(group));
  for (const { url, value, because } of decide)
    lines.push(`- Decide: ${cell(url)}. ${cell(because)} If it is the same for everybody, send \`Cache-Control: ${value ?? ''}\`.`, '');
  if (set.length + decide.length === 0)
    lines.push(advice.length === 0 ? 'Not measured: no address answered.' : `Nothing to change at ${counted(advice.length)}.`, '');
  else if (keep.length > 0) lines.push(`Nothing to change at ${counted(keep.length)} more.`, '');
  if (skipped.length > 0) lines.push(`Not seen: ${skipped.map(({ url, why }) => `${cell(url)} (${cell(why)})`).join(', ')}.`, '');
  if (nobodyIn !== undefined)
    lines.push(`No customer was logged in (${cell(nobodyIn)}), so no page and no API answer is advised to be kept for everybody.`, '');
  return lines;
}

function counted(count: number): string {
  return count === 1 ? '1 address' : `${count} addresses`;
}

/** Advice that differs in the address alone, together. */
function alike(advice: readonly CacheAdvice[]): CacheAdvice[][] {
  const groups = Map.groupBy(advice, ({ value, because, steps }) => JSON.stringify([value, because, steps]));
  return [...groups.values()];
}

function renderGroup(group: readonly CacheAdvice[]): string[] {
  const { value = '', because, steps } = group[0]!; // !: groups are never empty
  return [
    `### ${group.map(({ url }) => cell(url.replace(/^https?:\/\//, ''))).join(', ')}`,
    '',
    `${cell(because)} Send \`Cache-Control: ${value}\`.`,
    '',
    ...steps.flatMap(renderStep),
  ];
}

function renderStep(step: FixStep): string[] {
  switch (step.by) {
    case 'file':
      return [`In \`${step.path}\`:`, '', ...fence(step.patch), ''];
    case 'edge':
      return [`Cloudflare, ${step.setting}:`, '', ...fence(step.value), '', ...listed(step.steps), ''];
    case 'hand':
      return [...listed(step.steps), ''];
    case 'dns':
    case 'command':
      return []; // caching is set in code, at hosts and at edges
    default:
      return step satisfies never;
  }
}

function listed(steps: readonly string[]): string[] {
  return steps.map((each) => `- ${cell(each)}`);
}
