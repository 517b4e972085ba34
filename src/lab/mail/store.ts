import type { MailRule, SeedInbox } from './data.ts';

/** A kept message. */
export interface Kept {
  uid: number;
  raw: Buffer;
  promotion: boolean;
}

/** A folder of a mailbox. */
export interface Folder {
  name: string;
  /** Its SPECIAL-USE attribute (RFC 6154). */
  use?: string;
  messages: Kept[];
  nextUid: number;
}

/** The mailboxes of a lab and what is in them. */
export interface MailStore {
  folders(inbox: SeedInbox): Folder[];
  /** The mailbox with this address; what follows `+` in the local part is ignored. */
  find(address: string): SeedInbox | undefined;
  /** True for a domain in which somebody has a mailbox. */
  serves(domain: string): boolean;
  /** Files a message as a rule says. */
  keep(inbox: SeedInbox, raw: Buffer, does: MailRule['does']): void;
  /** Everything that is in a mailbox, by folder name. */
  read(address: string): { folder: string; raw: string }[];
}

export function makeStore(inboxes: readonly SeedInbox[]): MailStore {
  const held = new Map(inboxes.map((inbox) => [inbox, foldersOf(inbox)]));
  const find = (address: string): SeedInbox | undefined => {
    const bare = address.toLowerCase().replace(/\+[^@]*@/, '@');
    return inboxes.find((inbox) => inbox.address.toLowerCase() === bare);
  };
  return {
    folders: (inbox) => held.get(inbox) ?? [],
    find,
    serves: (domain) => inboxes.some((inbox) => inbox.address.toLowerCase().endsWith(`@${domain.toLowerCase()}`)),
    keep(inbox, raw, does) {
      const folders = held.get(inbox) ?? [];
      const wanted = does === 'junk' ? '\\Junk' : undefined;
      const folder = folders.find((each) =>
        wanted ? each.use === wanted : each.name === (does === 'promotions' && !inbox.gmail ? 'Promotions' : 'INBOX'),
      );
      if (!folder) throw new Error(`the mailbox ${inbox.address} has no folder for ${does}`);
      folder.messages.push({ uid: folder.nextUid, raw, promotion: does === 'promotions' });
      folder.nextUid += 1;
    },
    read(address) {
      const inbox = find(address);
      return (inbox ? (held.get(inbox) ?? []) : []).flatMap(({ name, messages }) =>
        messages.map(({ raw }) => ({ folder: name, raw: raw.toString('latin1') })),
      );
    },
  };
}

function foldersOf(inbox: SeedInbox): Folder[] {
  const folder = (name: string, use?: string): Folder => ({ name, ...(use ? { use } : {}), messages: [], nextUid: 1 });
  return [
    folder('INBOX'),
    folder(inbox.junk ?? 'Junk', '\\Junk'),
    folder('Sent', '\\Sent'),
    folder('Trash', '\\Trash'),
    ...(inbox.gmail ? [] : [folder('Promotions')]),
  ];
}
