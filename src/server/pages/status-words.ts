import type { Mark } from '../../reports/words.ts';
import { counted } from '../../reports/words.ts';
import type { Watched } from '../../monitor/types.ts';

/** The status in one word, and why. */
export interface Overall {
  word: string;
  mark: Mark;
  because: string;
}

/**
 * ALL UP, how many are DOWN, or UNKNOWN. Nothing is up that was not looked at: monitors that are late, new, or seen through a network
 * of ours that fails make it unknown, never up. Pure.
 */
export function overall(
  watched: readonly Watched[],
  { late, network }: { late: readonly string[]; network: 'ok' | 'failing' | 'untested' },
): Overall {
  const by = (...shown: Watched['shown'][]): Watched[] => watched.filter((each) => shown.includes(each.shown));
  const names = (some: readonly Watched[]): string =>
    some
      .slice(0, 3)
      .map((each) => each.monitor.name)
      .join(', ') + (some.length > 3 ? ` and ${some.length - 3} more` : '');
  const down = by('down');
  if (down.length > 0) return { word: `${down.length} DOWN`, mark: 'blocker', because: `Customers cannot reach ${names(down)}.` };
  if (watched.length === 0)
    return { word: 'UNKNOWN', mark: 'unknown', because: 'Nothing is watched yet. Name your domain and routes in launch-ready.yaml.' };
  if (network === 'failing')
    return { word: 'UNKNOWN', mark: 'unknown', because: 'The network of this server fails, so nobody can say how your product is.' };
  const behind = watched.filter((each) => late.includes(each.monitor.id) && each.shown !== 'maintenance');
  if (behind.length > 0)
    return { word: 'UNKNOWN', mark: 'unknown', because: `Nobody has looked at ${names(behind)} for more than two intervals.` };
  const unsure = by('unknown', 'new');
  if (unsure.length > 0) return { word: 'UNKNOWN', mark: 'unknown', because: `No answer about ${names(unsure)} yet.` };
  const suspect = by('suspect');
  const slow = by('degraded');
  const apart = by('maintenance');
  const rest = [
    ...(suspect.length > 0 ? [`${names(suspect)} failed once and is looked at again`] : []),
    ...(slow.length > 0 ? [`${names(slow)} ${slow.length === 1 ? 'is' : 'are'} slow`] : []),
    ...(apart.length > 0 ? [`${names(apart)} ${apart.length === 1 ? 'is' : 'are'} in maintenance`] : []),
  ];
  const all = `${counted(watched.length - apart.length, 'address').replace('addresss', 'addresses')} ${watched.length - apart.length === 1 ? 'answers' : 'answer'}.`;
  return {
    word: 'ALL UP',
    mark: suspect.length > 0 ? 'high' : slow.length > 0 ? 'medium' : 'pass',
    because: [all, ...rest.map((each) => `${each}.`)].join(' '),
  };
}
