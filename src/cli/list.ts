import { auditList, readDomains } from '../app/audit-list.ts';
import type { audit } from '../app/audit.ts';
import { printable } from '../core/bundle.ts';
import { EXIT_CODES } from '../core/decide.ts';
import type { Io } from '../core/io.ts';
import { keepHeapSmall } from '../core/small-heap.ts';
import { redactText } from '../redact/redact.ts';

/** The worst first: a blocker that is there outweighs one that may be there. */
const WORST = [EXIT_CODES['no-go'], EXIT_CODES['cannot-tell'], EXIT_CODES.go];

/** Audits the list that `--from` named and prints each report on a line of its own as it ends; returns the worst exit code. */
export async function printList({ from, profile, only, active }: Parameters<typeof audit.run>[0], io: Io): Promise<number> {
  const { name, text } = from!; // !: refused before where there is none
  const codes = new Set<number>();
  const giveBack = keepHeapSmall();
  await auditList(readDomains(text, name), {
    io,
    input: { profile, only, active },
    tell(done) {
      giveBack();
      if ('report' in done) {
        codes.add(EXIT_CODES[done.report.decision]);
        process.stdout.write(`${printable(JSON.stringify(done.report))}\n`);
        return;
      }
      const { code, message, hint } = done.error;
      codes.add(EXIT_CODES['cannot-tell']);
      const error = { code, message: redactText(`${name}:${done.line}: ${message}`), hint: redactText(hint) };
      process.stdout.write(`${printable(JSON.stringify({ target: done.domain, error }))}\n`);
    },
  });
  return WORST.find((code) => codes.has(code)) ?? EXIT_CODES.go;
}
