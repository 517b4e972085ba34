import { follow, type Telling } from './raise.ts';
import type { Store } from './store/store.ts';

/** How often it is asked whether the mail is to be tested again, ms: a changed record is seen within this time. */
export const MAIL_EVERY = 60 * 60_000;

/** What a test of the domain's mail gave. */
export interface MailLook {
  domain: string;
  outcome: 'pass' | 'fail' | 'unknown';
  /** What does not pass, or keeps the test from being made, in sentences; empty where all passes, and where only DNS was silent. */
  says: string;
  /** Given to the next look. */
  remember: unknown;
}

/** Tests the mail where that is due; null where it is not. Injected, because judging lives above this layer. */
export type LookAtMail = (before: unknown) => Promise<MailLook | null>;

export interface MailDuty {
  store: Pick<Store, 'record' | 'putRecord'>;
  look: LookAtMail;
  told: <T>(work: (telling: Telling) => Promise<T>) => Promise<T>;
  owner: string | null;
  trouble: (error: unknown, doing: string) => void;
}

/** Mail that does not pass opens an incident, and mail that does ends it (MAIL-8); an unknown outcome does neither. */
export async function watchMail({ store, look, told, owner, trouble }: MailDuty): Promise<void> {
  const found = await look(await store.record('mail', 'last'));
  if (found === null) return;
  const { domain, outcome, says } = found;
  if (outcome === 'unknown' && says !== '') trouble(says, `testing the mail of ${domain}`);
  if (outcome !== 'unknown') {
    const opening = {
      rule: 'mail',
      subject: `mail of ${domain}`,
      title: `Mail of ${domain} may not reach customers`,
      severity: 'critical',
      owner,
      cause: { kind: 'mail', scope: 'host', says: `Mail: ${says}` },
    } as const;
    await told((telling) => follow(telling, opening, outcome === 'fail'));
  }
  await store.putRecord('mail', 'last', found.remember);
}
