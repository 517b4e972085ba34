import type { AnyCheck, Reads } from '../core/check.ts';
import { judgeExample } from '../core/example.ts';

/** Everything there is to know of a check, as Markdown: the docs page, and what `launch-ready explain` prints. */
export function renderCheck(check: AnyCheck): string {
  const lines = [
    `# ${check.id}`,
    '',
    `**${check.failing}.**`,
    '',
    check.why,
    '',
    `| | |`,
    `|---|---|`,
    `| Passes when | ${check.title} |`,
    `| Severity | ${check.severity} |`,
    `| Hurts | ${check.hurts.join(', ')} |`,
    `| Looks at | each ${check.on}, through ${Object.values(check.reads as Reads)
      .map(readOf)
      .join(', ')} |`,
    `| Requirements | ${check.requirements.join(', ')} |`,
    `| Since | ${check.since} |`,
    '',
    '## Fix',
    '',
    ...fixOf(check),
    '',
    '## Examples',
    '',
    ...check.examples.map(
      (example) => `- ${example.name}: ${typeof example.gives === 'object' ? `fails as ${example.gives.fail}` : GIVES[example.gives]}`,
    ),
    '',
    '## Read more',
    '',
    ...check.learn.map((url) => `- <${url}>`),
    '',
  ];
  return lines.join('\n');
}

function readOf(read: Reads[string]): string {
  if ('ifAsked' in read) return `\`${read.ifAsked.id}\` where it was asked for`;
  if (!('probes' in read)) return `\`${read.id}\``;
  const ids = Object.values(read.probes as Readonly<Record<string, { id: string }>>).map(({ id }) => `\`${id}\``);
  return `${ids.join(' and ')} of every host`;
}

const GIVES = { pass: 'passes', fail: 'fails', skip: 'does not apply' } as const;

/** The fix of the first failing example, as the check itself proposes it. */
function fixOf(check: AnyCheck): string[] {
  const fix = check.examples.flatMap((example) => judgeExample(check, example)).find((verdict) => verdict.is === 'fail')?.fix;
  if (!fix) return ['See the finding: it carries the exact change.'];
  return [
    'Paste this into your AI builder, or do it by hand. The names are those of the first failing example:',
    '',
    ...fix.prompt.split('\n').map((line) => `> ${line}`),
    '',
    'Then verify:',
    '',
    '```sh',
    fix.verify,
    '```',
  ];
}
