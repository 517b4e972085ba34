import type { Page } from '../core/verb.ts';
import { wrap } from './columns.ts';
import { renderVerified } from './secrets-verified.ts';
import { line } from './text.ts';

interface Shown {
  name: string;
  provider: string | null;
  was: string;
  state: string;
  by: string | null;
  open: string | null;
  steps: readonly string[];
  verified: Parameters<typeof renderVerified>[0];
}

/** What became of each key that leaked, and what is left to do. */
export function renderRotated(rotated: readonly Shown[], page: Page): string {
  if (rotated.length === 0) return 'No key waits to be replaced.\n';
  const width = Math.max(40, page.width);
  const out = rotated.flatMap(({ name, provider, was, state, by, open, steps, verified }) => [
    ...renderVerified(verified, page).split('\n').slice(0, -1),
    ...wrap(`${line(name)} (${line(provider ?? 'provider UNKNOWN')}): ${step(was, state)}${proof(state, by)}.`, width),
    ...[...(open === null ? [] : [line(open, 300)]), ...steps.map((each, at) => `${at + 1}. ${line(each, 300)}`)].flatMap((each) =>
      wrap(each, width - 2).map((text) => `  ${text}`),
    ),
  ]);
  const left = rotated.filter(({ state }) => state === 'leaked' || state === 'rotated').length;
  const last =
    left === 0
      ? 'Every old key is refused.'
      : `${left} of ${rotated.length} ${left === 1 ? 'is' : 'are'} not done. Run \`launch-ready secrets rotate\` again.`;
  return `${[...out, '', last].join('\n')}\n`;
}

function step(was: string, state: string): string {
  return was === state ? line(state) : `${line(was)} → ${line(state)}`;
}

function proof(state: string, by: string | null): string {
  if (state !== 'rotated' && state !== 'verified') return '';
  return by === 'seen' ? ', as was seen' : ', as you say';
}
