import { UserError } from '../../core/errors.ts';
import type { MailSettings } from '../../mail/settings.ts';

/** How many mails a test would send. Throws a UserError where that is more than its budget. */
export function withinBudget({ messages, inboxes, budget }: Pick<MailSettings, 'messages' | 'inboxes' | 'budget'>): number {
  const count = messages.length * inboxes.length;
  if (count <= budget) return count;
  throw new UserError(
    'mail-budget',
    `This would send ${count} mails, and the budget is ${budget}.`,
    'Use --only for some kinds, or raise `mail.budget` in launch-ready.yaml.',
  );
}
