import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../core/config.ts';
import { parseConfig } from '../../core/config-file.ts';
import { EXIT_CODES } from '../../core/decide.ts';
import { ProbeError, UserError } from '../../core/errors.ts';
import { defineVerb } from '../../core/verb.ts';
import { recall, remember } from '../../mail/record.ts';
import { makeReading, readPath } from '../../mail/reports/collect.ts';
import { readInboxReports } from '../../mail/reports/from-inbox.ts';
import { emptyLedger, isLedger, type Ledger } from '../../mail/reports/ledger.ts';
import { networksOf } from '../../mail/reports/networks.ts';
import { senderOf } from '../../mail/reports/senders.ts';
import { summarize } from '../../mail/reports/summary.ts';
import { readInbox } from '../../mail/settings.ts';
import { openWorkspace, repoInput } from '../workspace.ts';
import { type MailReported, showMailReports } from './show-reports.ts';

const takes = z.strictObject({
  path: z.string().optional().describe('A report, or a folder of reports: xml, gz, zip, json or mail').meta({ positional: true }),
  imap: z.string().optional().describe('Read the reports in this inbox of launch-ready.yaml, by its name'),
  repo: repoInput,
  config: z.strictObject({ name: z.string(), text: z.string() }).optional().describe('Use this launch-ready.yaml').meta({ file: 'read' }),
});

const LEDGER = 'dmarc.json';

/** `launch-ready mail reports`: who sends mail as you, and may the DMARC policy be raised? */
export const mailReports = defineVerb<z.output<typeof takes>, MailReported>({
  name: 'mail reports',
  does: 'Read DMARC and TLS reports: who sends as you, what fails, and whether to raise the policy',
  stage: 'watch',
  touches: 'network',
  takes,
  gives: z.custom<MailReported>(),
  examples: ['launch-ready mail reports ~/Downloads/dmarc', 'launch-ready mail reports --imap Gmail', 'launch-ready mail reports'],
  async run({ path, imap, repo, config }, io, tell) {
    const workspace = openWorkspace(repo);
    const told: Config = config ? parseConfig(config.text, config.name) : workspace.config;
    const file = join(workspace.state, LEDGER);
    const ledger = recall(file, isLedger) ?? emptyLedger();
    const networks = told.domain === undefined || (path === undefined && imap === undefined) ? [] : await networksOf(io, told.domain);
    const folder = join(workspace.state, 'quarantine');
    const reading = makeReading({ ledger, folder, nameOf: (record) => senderOf(record, networks) });
    if (path !== undefined) {
      tell({ is: 'asking', text: `${path}: reports` });
      await readPath(reading, resolve(path), io.signal);
    }
    if (imap !== undefined) await fromInbox(imap);
    if (path !== undefined || imap !== undefined) remember(file, { ...ledger, read: io.now().toISOString() } satisfies Ledger);
    return {
      counts: reading.counts,
      quarantine: reading.quarantined.length > 0 ? folder : null,
      quarantined: reading.quarantined,
      forgiven: reading.forgiven,
      domains: summarize(ledger, told.mail.senders, io.now()),
      tls: reading.tls,
      next: nextReading(path === undefined && imap === undefined ? ledger.read : io.now().toISOString(), io.now()).toISOString(),
    };

    async function fromInbox(name: string): Promise<void> {
      const inbox = told.mail.inboxes?.find((each) => each.name.toLowerCase() === name.toLowerCase());
      if (!inbox)
        throw new UserError(
          'no-such-inbox',
          `launch-ready.yaml names no inbox ${name}.`,
          'Name one of `mail.inboxes`, as in --imap Gmail.',
        );
      tell({ is: 'asking', text: `${inbox.imap.host}: reports in ${inbox.name}` });
      try {
        await readInboxReports(io, readInbox(inbox, io.env), reading);
      } catch (error) {
        if (!(error instanceof ProbeError)) throw error;
        throw new UserError(
          'inbox-unread',
          `The inbox ${name} cannot be read: ${error.message}.`,
          'Check its `imap` part in launch-ready.yaml.',
        );
      }
    }
  },
  shows: showMailReports,
  // What is put aside could hold anything; a stricter policy must wait for it.
  exit: ({ counts, domains }) =>
    counts.quarantined > 0 || domains.some(({ next }) => next.is === 'mend') ? EXIT_CODES['no-go'] : EXIT_CODES.go,
});

const WEEK = 7 * 86_400_000;

/** When reports are to be read again (MAIL-4): a week after the last time, and now when that never was. */
export function nextReading(read: string | null, now: Date): Date {
  return read === null ? now : new Date(new Date(read).getTime() + WEEK);
}
