import type { MailKind } from '../core/config-mail.ts';
import type { MailSettings, Message } from './settings.ts';

/** The header a test mail is found by; Message-IDs are rewritten by several relays. */
export const MARK = 'X-Launch-Ready-Test';

/** A mail as it is handed in. */
export interface Letter {
  to: string;
  subject: string;
  text: string;
  html: string;
  messageId: string;
  headers: Readonly<Record<string, string>>;
}

/**
 * What founders' apps send, in a few plain sentences: filters judge a mail that says "test" as a test. No link shorteners, no bare
 * addresses, one link to the sender's own domain.
 */
const TEXTS = {
  welcome: ['Welcome to {app}', 'Your account is ready. You can sign in and set up your first project at {link}.'],
  verify: ['Confirm your email address', 'Please confirm this address so that you can sign in. The link works for 24 hours: {link}'],
  reset: [
    'Reset your password',
    'You asked for a new password. Choose one within the next hour: {link}\n\nIf it was not you, nothing changes.',
  ],
  invite: ['You are invited to {app}', 'A colleague invited you to work together in {app}. Accept the invitation here: {link}'],
  receipt: ['Your receipt from {app}', 'Thank you for your payment of 19.00. Your receipt and invoice are at {link}'],
} as const satisfies Record<MailKind, readonly [string, string]>;

const PATHS = { welcome: 'start', verify: 'verify', reset: 'reset', invite: 'invite', receipt: 'billing' } as const satisfies Record<
  MailKind,
  string
>;

/** The mail of a kind for one inbox. The token stands in a header and nowhere a reader sees it. */
export function compose(message: Message, to: string, { from, token }: Pick<MailSettings, 'from'> & { token: string }): Letter {
  const app = /^\s*"?([^"<]{2,60}?)"?\s*</.exec(from.field)?.[1] ?? from.domain;
  const link = `https://${from.domain}/${PATHS[message.kind]}`;
  const [subject, body] = TEXTS[message.kind];
  const fillIn = (text: string): string => text.replaceAll('{app}', app).replaceAll('{link}', link);
  const text = `Hello,\n\n${message.text ?? fillIn(body)}\n\n${app}\n`;
  return {
    to,
    subject: message.subject ?? fillIn(subject),
    text,
    html: `<!doctype html><html><body>${text
      .trim()
      .split(/\n{2,}/)
      .map((part) => `<p>${escape(part).replace(/https:\/\/\S+/g, (url) => `<a href="${url}">${url}</a>`)}</p>`)
      .join('')}</body></html>`,
    messageId: `<${token}@${from.domain}>`,
    headers: { [MARK]: token, 'Auto-Submitted': 'auto-generated' },
  };
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
