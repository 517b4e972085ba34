import type { DnsRecord, FixStep } from '../core/fix.ts';

/** What to do, as lines of text that can be followed exactly; `short` shows of a patch only what is added and removed. */
export function fixLines(fix: FixStep, form: 'whole' | 'short' = 'whole'): string[] {
  switch (fix.by) {
    case 'dns':
      return [
        ...(fix.remove ?? []).map((record) => `Delete ${recordLine(record)}`),
        ...(fix.add ?? []).map((record) => `Add ${recordLine(record)}`),
      ];
    case 'edge':
      return [`Set ${fix.setting} to ${fix.value}`, ...fix.steps];
    case 'file':
      return [`Change ${fix.path}:`, ...patchLines(fix.patch, form)];
    case 'command':
      return [`Run ${shellLine(fix.argv)}`];
    case 'hand':
      return fix.steps;
    default:
      return fix satisfies never;
  }
}

function patchLines(patch: string, form: 'whole' | 'short'): string[] {
  const lines = patch.replace(/\n$/, '').split('\n');
  const changed = lines.filter((each) => /^[+-](?![+-]{2} )/.test(each));
  return form === 'short' && changed.length > 0 ? changed : lines;
}

/** A record as `TXT acme.com "v=spf1 -all"`. */
export function recordLine({ name, type, data }: DnsRecord): string {
  return `${type} ${name} ${type === 'TXT' ? `"${data.replace(/^"|"$/g, '')}"` : data}`;
}

/** An argument list as a POSIX shell reads it back. */
export function shellLine(argv: readonly string[]): string {
  return argv.map((argument) => (/^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`)).join(' ');
}
