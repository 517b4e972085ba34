import type { Io } from '../../core/io.ts';
import { openInbox } from '../inbox.ts';
import { isAligned } from '../matrix.ts';
import type { Inbox } from '../settings.ts';
import { judgeMessage } from '../verdict.ts';
import { putAside, readBytes, type Reading } from './collect.ts';

/**
 * Reads the reports in a mailbox. Anybody can mail a report: one whose mail does not prove its sender is put aside, so that it cannot
 * talk anybody into a policy. Throws ProbeError when the mailbox cannot be read.
 */
export async function readInboxReports(io: Io, inbox: Inbox, reading: Reading): Promise<void> {
  await using mailbox = await openInbox(io, inbox);
  let n = 0;
  await mailbox.each(async (raw) => {
    n += 1;
    const name = `${inbox.name}-${n}.eml`;
    const verdict = await judgeMessage(io, raw, inbox);
    if (isAligned(verdict)) {
      await readBytes(reading, raw, name);
      return;
    }
    reading.counts.files += 1;
    reading.counts.reports += 1;
    putAside(reading, { name, reason: 'the mail that brings it does not prove its sender', bytes: raw });
  });
}
