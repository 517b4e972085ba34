import type { Tell } from '../core/verb.ts';
import { renderFound } from '../reports/terminal.ts';
import { plain } from '../reports/text.ts';

/** What is said on stderr while a verb works: findings worth a line as they are judged, and on a terminal what is being asked. */
export function talk({ quiet }: { quiet: boolean }): Disposable & { tell: Tell; end(): void } {
  const { stderr } = process;
  const live = stderr.isTTY && process.env['CI'] === undefined;
  const colour = useColour(stderr);
  let asked = 0;
  let over = false;
  const clear = (): void => {
    if (live && asked > 0) stderr.write('\r\u001b[K');
  };
  const end = (): void => {
    if (!over) clear();
    over = true;
  };
  const tell: Tell = (event) => {
    if (quiet || over) return;
    if (event.is === 'found') {
      if (event.finding.state !== 'fail' || (event.finding.severity !== 'blocker' && event.finding.severity !== 'high')) return;
      clear();
      stderr.write(`${renderFound(event.finding, { colour, width: width(stderr) })}\n`);
      return;
    }
    if (event.is === 'done') {
      clear();
      stderr.write(`${plain(event.text)}\n`);
      return;
    }
    asked += 1;
    if (live) stderr.write(`\r\u001b[K${plain(`${asked} asked · ${event.text}`).slice(0, width(stderr) - 1)}`);
  };
  return { tell, end, [Symbol.dispose]: end };
}

/** Colour only on a terminal, and NO_COLOR and FORCE_COLOR are honoured (no-color.org). */
export function useColour(stream: NodeJS.WriteStream): boolean {
  if (process.env['NO_COLOR']) return false;
  if (process.env['FORCE_COLOR'] && process.env['FORCE_COLOR'] !== '0') return true;
  return stream.isTTY && process.env['TERM'] !== 'dumb';
}

/** Columns of a terminal, at most 100; 80 elsewhere. */
export function width(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? Math.min(100, Math.max(40, stream.columns)) : 80;
}
