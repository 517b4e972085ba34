import type { Config } from '../core/config.ts';
import type { MailKind } from '../core/config-mail.ts';
import { UserError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { loginForms, masker } from '../redact/known.ts';

/** A server that is logged in to over TLS. */
export interface Login {
  host: string;
  port: number;
  user: string;
  password?: string;
  token?: string;
  /** False begins in the clear and demands STARTTLS before anything secret is said. */
  implicit: boolean;
}

export interface Inbox {
  name: string;
  provider: 'gmail' | 'outlook' | 'other';
  address: string;
  imap: Login;
  authservId?: string;
}

type Mail = Config['mail'];
export type Message = Omit<NonNullable<Mail['messages']>[number], 'kind'> & { kind: MailKind };

/** Everything a test of mail needs, secrets filled in. */
export interface MailSettings {
  /** The From field and the bare address in it. */
  from: { field: string; address: string; domain: string };
  smtp: Login;
  messages: readonly Message[];
  inboxes: readonly Inbox[];
  waitMs: number;
  pauseMs: number;
  budget: number;
}

/** What is tested where the config names no messages. MAIL-7 names these four. */
const KINDS = ['verify', 'reset', 'invite', 'receipt'] as const satisfies readonly MailKind[];

/** The settings of a config. Throws a UserError that says which key or environment variable is missing. */
export function mailSettings(config: Pick<Config, 'mail'>, env: Io['env']): MailSettings {
  const { mail } = config;
  if (!mail.smtp) throw missing('smtp', 'how your app sends: host, user and password');
  if (mail.from === undefined) throw missing('from', 'who your app writes as, such as `Acme <hello@acme.com>`');
  if (!mail.inboxes || mail.inboxes.length === 0) throw missing('inboxes', 'a mailbox of yours to send to and read from');
  const from = readFrom(mail.from);
  const { smtp } = mail;
  return {
    from,
    smtp: {
      host: smtp.host,
      port: smtp.port,
      user: fill(smtp.user, env),
      password: fill(smtp.password, env),
      implicit: smtp.tls === undefined ? smtp.port === 465 : smtp.tls === 'implicit',
    },
    messages: mail.messages?.length ? mail.messages : KINDS.map((kind) => ({ kind })),
    inboxes: mail.inboxes.map((inbox) => readInbox(inbox, env)),
    waitMs: (mail.wait_s ?? 180) * 1_000,
    pauseMs: mail.pause_ms ?? 1_500,
    budget: mail.budget ?? 20,
  };
}

/** One inbox of a config with its secrets. */
export function readInbox(inbox: NonNullable<Mail['inboxes']>[number], env: Io['env']): Inbox {
  const { imap, authserv_id: authservId } = inbox;
  if (imap.password === undefined && imap.token === undefined)
    throw new UserError(
      'mail-not-set-up',
      `The inbox ${inbox.name} has neither a password nor a token.`,
      'Write `password: ${NAME}` for an app password, or `token: ${NAME}` for OAuth, below its `imap`.',
    );
  return {
    name: inbox.name,
    provider: inbox.provider,
    address: inbox.address,
    imap: {
      host: imap.host,
      port: imap.port,
      user: imap.user === undefined ? inbox.address : fill(imap.user, env),
      ...(imap.password === undefined ? {} : { password: fill(imap.password, env) }),
      ...(imap.token === undefined ? {} : { token: fill(imap.token, env) }),
      implicit: imap.tls === undefined ? imap.port === 993 : imap.tls === 'implicit',
    },
    ...(authservId === undefined ? {} : { authservId }),
  };
}

/** A text with `${NAME}` filled in from the environment. Throws a UserError for a variable that is not there. */
export function fill(text: string, env: Io['env']): string {
  return text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const value = env[name];
    if (value) return value;
    throw new UserError(
      'mail-secret-missing',
      `The environment variable ${name} is empty, and launch-ready.yaml names it.`,
      `Run it as \`${name}=… launch-ready mail test\`, or leave that part out of the config.`,
    );
  });
}

/** What strangers say of a session, without the secrets of it, as they are and in each form in which they are told. */
export function hider(logins: readonly Login[]): (text: string) => string {
  return masker(logins.flatMap(({ user, password, token }) => [password, token].flatMap((each) => (each ? loginForms(user, each) : []))));
}

function readFrom(field: string): MailSettings['from'] {
  const address = /<([^<>\s]+@[^<>\s]+)>\s*$/.exec(field)?.[1] ?? /^\s*([^<>\s]+@[^<>\s]+)\s*$/.exec(field)?.[1];
  // oxlint-disable-next-line no-control-regex -- a line break in a header field would begin another
  if (address === undefined || /[\u0000-\u001f]/.test(field))
    throw new UserError('mail-not-set-up', '`mail.from` is not an address.', 'Write it as `Acme <hello@acme.com>`.');
  return { field, address, domain: address.slice(address.lastIndexOf('@') + 1).toLowerCase() };
}

function missing(key: string, what: string): UserError {
  return new UserError(
    'mail-not-set-up',
    `launch-ready.yaml does not say \`mail.${key}\`: ${what}.`,
    'docs/guide/mail.md shows a section to copy.',
  );
}
