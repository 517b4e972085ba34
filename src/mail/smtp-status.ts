/** What a refusal means for a founder, and what mends it. */
interface Meaning {
  /** Status code (RFC 3463), whole or up to a point; providers' own are longer than three parts never. */
  status: string;
  means: string;
  fix: string;
}

/** Sources, read 2026-11: Google "Gmail SMTP errors and codes"; Microsoft "550 5.7.515" and NDR pages; RFC 3463; Yahoo Sender Hub. */
const MEANINGS = [
  {
    status: '5.7.26',
    means: 'the receiver refuses mail that neither SPF nor DKIM proves to be yours',
    fix: 'Let your mail provider sign with your own domain (DKIM), publish the key it shows, and let DMARC pass; then send again.',
  },
  {
    status: '5.7.27',
    means: 'SPF does not name the server that sent it',
    fix: 'Add the SPF term of your mail provider to the domain of the return path.',
  },
  {
    status: '5.7.30',
    means: 'the mail has no valid DKIM signature',
    fix: 'Turn DKIM on at your mail provider and publish the key it shows.',
  },
  {
    status: '5.7.25',
    means: 'the sending address has no name that leads back to it (PTR)',
    fix: 'Ask whoever runs the sending server for a PTR record and a name that leads back, or send through a mail provider.',
  },
  {
    status: '5.7.28',
    means: 'too much of your mail is marked as spam',
    fix: 'Stop sending in bulk, drop addresses that never asked, and watch Google Postmaster Tools.',
  },
  { status: '5.7.29', means: 'the mail was not sent over TLS', fix: 'Send through a server that speaks TLS.' },
  {
    status: '5.7.515',
    means: 'Microsoft wants SPF, DKIM and DMARC from senders like you',
    fix: 'Let SPF and DKIM both pass, publish a DMARC record, and let one of them carry your own domain.',
  },
  {
    status: '5.7.606',
    means: 'Microsoft has banned the sending address',
    fix: 'Ask for its removal at sender.office.com, or send from another address.',
  },
  {
    status: '5.7.1',
    means: 'the receiver refuses it by its own rules',
    fix: 'Read the text of the refusal; it mostly names a block list or a policy to satisfy.',
  },
  { status: '5.1.1', means: 'there is no such mailbox', fix: 'Check the address of the inbox in launch-ready.yaml.' },
  { status: '5.1.2', means: 'the domain of the address takes no mail', fix: 'Check the address of the inbox in launch-ready.yaml.' },
  { status: '5.2.1', means: 'the mailbox is switched off', fix: 'Sign in to the mailbox once, or use another.' },
  { status: '5.2.2', means: 'the mailbox is full', fix: 'Make room in the mailbox, or use another.' },
  { status: '5.3.4', means: 'the mail is too large', fix: 'Send less, or link to what is large.' },
  { status: '4.7', means: 'the receiver slows you down', fix: 'Wait and send less at once; new domains have to earn their rate.' },
  { status: '4.2', means: 'the mailbox cannot take it at the moment', fix: 'Try again later.' },
  { status: '4.4', means: 'the receiver could not be reached', fix: 'Try again later.' },
] as const satisfies readonly Meaning[];

/** The meaning of a refusal, by its status code and else by its three digits. */
export function meaningOf(code: number, status: string | null): { means: string; fix: string } {
  const known = MEANINGS.find((each) => status !== null && (status === each.status || status.startsWith(`${each.status}.`)));
  if (known) return { means: known.means, fix: known.fix };
  if (status !== null && /^5\.7\.6\d\d$/.test(status)) return meaningOf(code, '5.7.606');
  return code >= 500
    ? { means: 'the receiver refuses it for good', fix: 'Read the text of the refusal; your mail provider knows what it means.' }
    : { means: 'the receiver wants it later', fix: 'Try again later.' };
}
