import { audit, type Audited } from '../app/audit.ts';
import { UserError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { Io } from '../core/io.ts';
import { verbInput } from './input.ts';

/** What one agent works on: the audit that findings, fixes and verifications speak of. */
export interface Session {
  /** Audits, and remembers it. */
  audit(given: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Audited>;
  /** The remembered audit, or that of a saved bundle, which is remembered in its place. */
  last(from?: string): Promise<Audited>;
  /** A finding of the last audit, by its id. */
  finding(id: string): Promise<Finding>;
  /** The same audit again, of one area alone; it is not remembered. */
  again(area: string, signal: AbortSignal): Promise<Audited>;
}

export interface SessionOptions {
  io: Io;
  /** The folder whose files an agent may name. */
  folder: string;
  /** What is audited where nothing is named: the lab's domain. */
  target?: string;
}

export function openSession({ io, folder, target }: SessionOptions): Session {
  let last: { audited: Audited; given: Readonly<Record<string, unknown>> } | undefined;
  const run = async (given: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Audited> => {
    const whole = given['target'] === undefined && given['from'] === undefined && target !== undefined ? { ...given, target } : given;
    const input = audit.takes.parse(verbInput(audit.takes, whole, folder));
    return audit.run(input, { ...io, signal: AbortSignal.any([io.signal, signal]) }, () => {});
  };
  const session: Session = {
    async audit(given, signal) {
      const audited = await run(given, signal);
      last = { audited, given };
      return audited;
    },
    async last(from) {
      if (from !== undefined) return session.audit({ from }, new AbortController().signal);
      if (last) return last.audited;
      throw new UserError('no-audit', 'Nothing was audited yet.', 'Call the tool `audit` first, or name a saved bundle in `from`.');
    },
    async finding(id) {
      const { report } = await session.last();
      const found = report.findings.find((each) => each.id === id);
      if (found) return found;
      throw new UserError('no-such-finding', 'The last audit has no finding with that id.', 'The tool `findings` lists the ids.');
    },
    async again(area, signal) {
      const given = last?.given ?? {};
      if (given['from'] !== undefined)
        throw new UserError(
          'saved-evidence',
          'A saved bundle cannot be looked at again.',
          'Call the tool `audit` with the domain, then verify.',
        );
      return run({ ...given, only: [area] }, signal);
    },
  };
  return session;
}
