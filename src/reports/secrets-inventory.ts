import type { Page } from '../core/verb.ts';
import { wrap } from './columns.ts';
import { line } from './text.ts';

interface Entry {
  name: string;
  provider: string | null;
  owner: string | null;
  livesIn: readonly string[];
  exposed: string | null;
  state: string;
  on: string | null;
  by: string | null;
  opens: string;
  console: string;
  breaks: string;
  steps: readonly string[];
}

/** Every secret of a product, those that leaked first, each with what is left to do. */
export function renderInventory(secrets: readonly Entry[], { width }: Page): string {
  if (secrets.length === 0) return 'The code names no secret, and none was found.\n';
  const order = ['leaked', 'rotated', 'fine', 'verified', 'purged'];
  const sorted = secrets.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const leaked = secrets.filter(({ state }) => state === 'leaked').length;
  const last =
    leaked > 0
      ? `${leaked} of ${secrets.length} secrets leaked and must be replaced.`
      : `${secrets.length} secrets, none that others have seen in use.`;
  return `${[...sorted.flatMap((each) => [...entryText(each, width), '']), last].join('\n')}\n`;
}

function entryText(
  { name, provider, owner, livesIn, exposed, state, on, by, opens, console, breaks, steps }: Entry,
  width: number,
): string[] {
  const seen =
    exposed === null ? 'not seen by others' : `seen in ${{ head: 'the code', history: 'the history' }[exposed] ?? `the ${exposed}`}`;
  const head = `${line(name)}: ${state}${on === null ? '' : ` on ${line(on)}`}${by === 'told' ? ', as you say' : ''}, ${seen}. ${line(provider ?? 'Provider UNKNOWN')}, owner ${line(owner ?? 'UNKNOWN')}.`;
  const lives = livesIn.length === 0 ? 'Nobody told where it lives.' : `Lives in ${livesIn.map((each) => line(each, 80)).join(', ')}.`;
  const todo =
    steps.length === 0
      ? []
      : [
          `It opens ${line(opens)}. ${line(console)}`,
          ...(state === 'leaked' ? [`What breaks meanwhile: ${line(breaks, 240)}`] : []),
          ...steps.map((step, at) => `${at + 1}. ${line(step)}`),
        ];
  const inside = Math.max(40, width - 2);
  return [...wrap(head, Math.max(40, width)), ...[lives, ...todo].flatMap((each) => wrap(each, inside).map((text) => `  ${text}`))];
}
