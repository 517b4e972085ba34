import type { Authority } from '../ca.ts';
import type { Listeners } from '../listeners.ts';
import type { Live } from '../live.ts';
import type { MailServer } from './data.ts';
import type { Scenario } from '../scenario.ts';
import { imapServer } from './imap.ts';
import { openExchanger } from './receive.ts';
import { type MailStore, makeStore } from './store.ts';
import { openSubmission } from './submit.ts';

/** Opens the mail exchangers (port 25), the submission server (587) and the IMAP servers (993) of a scenario. */
export async function openMail(
  scenario: Pick<Scenario, 'mail' | 'inboxes' | 'submission'>,
  { live, authority, listeners }: { live: Live; authority: Authority; listeners: Listeners },
): Promise<MailStore> {
  const { inboxes = [], submission } = scenario;
  const store = makeStore(inboxes);
  const around = { live, authority, listeners, store, ...(submission ? { submission } : {}) };
  const exchangers = new Map<string, MailServer>(
    [...(scenario.mail ?? []), ...inboxes.map(({ mx }) => mx)].map((each) => [each.address, each]),
  );
  const readers = Map.groupBy(inboxes, ({ imap }) => imap.address);
  await Promise.all([
    ...[...exchangers.values()].map((exchanger) => openExchanger(exchanger, around)),
    ...(submission ? [openSubmission(submission, around)] : []),
    ...[...readers].map(async ([address, held]) => {
      const pair = await authority.issue({ names: [held[0]?.imap.host ?? ''] });
      await listeners.tcp({ host: address, port: 993 }, imapServer(pair, { store, inboxes: held }));
    }),
  ]);
  return store;
}
