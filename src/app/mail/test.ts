import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../core/config.ts';
import { parseConfig } from '../../core/config-file.ts';
import { EXIT_CODES } from '../../core/decide.ts';
import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { defineVerb } from '../../core/verb.ts';
import { type LastTest, nextMailTest } from '../../mail/due.ts';
import { recall, remember } from '../../mail/record.ts';
import { runMailTest } from '../../mail/run.ts';
import { mailSettings, type MailSettings } from '../../mail/settings.ts';
import { openWorkspace, repoInput } from '../workspace.ts';
import { withinBudget } from './budget.ts';
import { type MailTested, showMailTest } from './show-test.ts';

const takes = z.strictObject({
  repo: repoInput,
  config: z.strictObject({ name: z.string(), text: z.string() }).optional().describe('Use this launch-ready.yaml').meta({ file: 'read' }),
  only: z
    .array(z.enum(['welcome', 'verify', 'reset', 'invite', 'receipt']))
    .optional()
    .describe('Send these kinds alone'),
  yes: z.boolean().default(false).describe('Send without asking'),
});

/** `launch-ready mail test`: does the mail your customers wait for really land, and does it prove to be yours? */
export const mailTest = defineVerb<z.output<typeof takes>, MailTested>({
  name: 'mail test',
  does: 'Send real mail to your seed inboxes and show where it lands: inbox, spam, bounced or lost',
  stage: 'ship',
  touches: 'production',
  takes,
  gives: z.custom<MailTested>(),
  examples: ['launch-ready mail test', 'launch-ready mail test --only reset,receipt', 'launch-ready mail test --lab healthy --yes'],
  async run({ repo, config, only, yes }, io, tell) {
    const workspace = openWorkspace(repo);
    const told: Config = config ? parseConfig(config.text, config.name) : workspace.config;
    const settings = narrowed(mailSettings(told, io.env), only);
    await mayStart(settings, yes, io);
    const test = await runMailTest(io, settings, { onStep: (text) => tell({ is: 'asking', text }) });
    tell({ is: 'done', text: `${test.cells.length} mails to ${settings.inboxes.length} inboxes: ${test.outcome}` });
    const { at, outcome, selectors, records } = test;
    const last: LastTest = { at, outcome, records: records ?? '', domain: settings.from.domain, selectors };
    if (!only) remember(join(workspace.state, FILE), last);
    const { due, because } = nextMailTest(last, io.now());
    return { ...test, next: { due: due.toISOString(), because } };
  },
  shows: showMailTest,
  exit: ({ outcome }) => ({ pass: EXIT_CODES.go, fail: EXIT_CODES['no-go'], unknown: EXIT_CODES['cannot-tell'] })[outcome],
});

const FILE = 'mail.json';

/** The last test that a `.launch-ready` folder remembers. */
export function lastMailTest(state: string): LastTest | undefined {
  return recall(
    join(state, FILE),
    (value): value is LastTest => typeof value === 'object' && value !== null && 'at' in value && 'selectors' in value,
  );
}

function narrowed(settings: MailSettings, only: z.output<typeof takes>['only']): MailSettings {
  if (!only) return settings;
  const named = settings.messages.filter(({ kind }) => only.includes(kind));
  const rest = only.filter((kind) => !named.some((message) => message.kind === kind)).map((kind) => ({ kind }));
  return { ...settings, messages: [...named, ...rest] };
}

/** Holds the test against its budget, and asks before anything is sent. */
async function mayStart(settings: MailSettings, yes: boolean, io: Io): Promise<void> {
  const count = withinBudget(settings);
  if (yes) return;
  const names = settings.inboxes.map(({ name }) => name).join(', ');
  const kinds = settings.messages.map(({ kind }) => kind).join(', ');
  const answer = await io.ask({
    text: `This sends ${count} real mails (${kinds}) from ${settings.from.address} through ${settings.smtp.host} to ${names}. Type yes to send them:`,
    hint: 'Add --yes to send without being asked.',
  });
  if (answer !== 'yes') throw new UserError('not-confirmed', 'Nothing was sent.', 'Type yes, or add --yes.');
}
