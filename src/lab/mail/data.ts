/** A mail exchanger on port 25. */
export interface MailServer {
  host: string;
  address: string;
  starttls: boolean;
}

/** What a receiver does with a message; the first rule that fits decides. Without one it goes to the inbox. */
export interface MailRule {
  /** Part of the subject. */
  subject?: string;
  /** Whether a DKIM signature of the From domain has its key in DNS at that moment. */
  aligned?: boolean;
  /** `greylist` turns the first try away; `lose` takes the message and shows it to nobody; `unauthenticated` and `unknown` refuse it. */
  does: 'inbox' | 'junk' | 'promotions' | 'greylist' | 'lose' | 'unauthenticated' | 'unknown';
}

/** A mailbox that somebody reads over IMAP (port 993, TLS). Mail for it comes in at `mx`. */
export interface SeedInbox {
  address: string;
  /** Password for LOGIN; without it only `token` opens the mailbox, as at providers that ended passwords. */
  password?: string;
  /** OAuth access token for AUTHENTICATE XOAUTH2. */
  token?: string;
  imap: { host: string; address: string };
  mx: MailServer;
  /** The folder for junk as this provider calls it; found by \Junk, not by name. */
  junk?: string;
  /** Gmail's way: promotions are a category of the inbox, not a folder. */
  gmail?: boolean;
  rules?: readonly MailRule[];
}

/** A server that takes mail from an app (port 587, STARTTLS, AUTH) and passes it on to the exchanger of each recipient. */
export interface Submission {
  host: string;
  address: string;
  user: string;
  password: string;
  /** How it signs; not at all where left out. `key` is a private key as PEM. */
  sign?: { domain: string; selector: string; key: string };
  /** The domain it puts into the envelope sender, as providers do that watch bounces themselves. */
  returnPath?: string;
}
