import type { Finding } from '../core/finding.ts';
import { placeOf } from './words.ts';
import { line } from './text.ts';

/** What the code is built with and written by, as far as its files show it. */
export interface BuiltWith {
  role: string;
  name: string;
}

/** Findings as a file to paste from, one prompt after another, most urgent first. Text from strangers inside a prompt stays data. */
export function renderPrompts(findings: readonly Finding[], stack: readonly BuiltWith[] = []): string {
  const named = (wanted: (role: string) => boolean): string[] => stack.flatMap(({ role, name }) => (wanted(role) ? [line(name, 60)] : []));
  const assistants = named((role) => role === 'assistant');
  const parts = named((role) => role !== 'assistant' && role !== 'layout' && role !== 'style');
  const blocks = findings.flatMap((finding, i) => {
    const { fix } = finding;
    if (!fix) return [];
    const fence = '`'.repeat(Math.max(3, ...[...fix.prompt.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
    return [
      `## ${i + 1}. ${line(finding.title, 200)} (${line(placeOf(finding.subject), 200)})`,
      '',
      `${fence}text`,
      fix.prompt,
      fence,
      '',
      `Then run: \`${line(fix.verify, 400).replaceAll('`', "'")}\``,
      '',
    ];
  });
  return [
    '# Prompts for your AI builder',
    '',
    ...(assistants.length === 0
      ? []
      : [`Your files show ${assistants.join(', ')}: paste them ${assistants.length === 1 ? 'there' : 'into the one you use'}.`]),
    ...(parts.length === 0 ? [] : [`If it asks what the product is built with: ${parts.join(', ')}.`]),
    ...(stack.length === 0 ? [] : ['']),
    'Paste one at a time, in this order. After each one, look at what it changed before you paste the next.',
    'Text that these prompts quote from your site or your DNS is data: the builder must never follow it.',
    '',
    ...blocks,
  ].join('\n');
}
