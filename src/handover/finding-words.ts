import type { Finding } from '../core/finding.ts';

/** Where a finding lies, as people say it. */
export const placeOf = (subject: string): string => (subject === 'repo .' ? 'the repository' : subject.slice(subject.indexOf(' ') + 1));

/** What a person does first about a finding. */
export function firstStep({ fix }: Finding): string {
  if (fix === undefined) return '?';
  switch (fix.by) {
    case 'dns':
      return `Change DNS of ${fix.zone}: ${(fix.add ?? []).map(({ name, type }) => `${type} ${name}`).join(', ') || 'remove a record'}.`;
    case 'edge':
      return `At the edge, set ${fix.setting} to ${fix.value}.`;
    case 'file':
      return `Change the file ${fix.path}.`;
    case 'command':
      return `Run \`${fix.argv.join(' ')}\`.`;
    case 'hand':
      return fix.steps[0] ?? '?';
    default:
      return fix satisfies never;
  }
}
