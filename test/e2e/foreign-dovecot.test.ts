import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Io } from '../../src/core/io.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import { openInbox } from '../../src/mail/inbox.ts';
import type { Inbox } from '../../src/mail/settings.ts';
import { type Dovecot, startDovecot } from '../foreign/dovecot.ts';
import { testIo } from '../io.ts';
import { ioIn, mailScenario } from '../mail-lab.ts';
import { authority } from '../web.ts';

const PASSWORD = ['Pa"ss', 'wo\\rd', '4 Dovecot'].join('');
const HOST = 'imap.seed.test';

const mail = (token: string, subject: string): Buffer =>
  Buffer.from(
    `From: Acme <hello@acme.test>\r\nTo: seed@seed.test\r\nSubject: ${subject}\r\nX-Launch-Ready-Test: ${token}\r\n\r\nHello,\r\nhere it is.\r\n`,
  );

const MAILS = { inbox: mail('lr-in', 'Reset'), spam: mail('lr-spam', 'Invoice'), elsewhere: mail('lr-filed', 'Plan') };

let dovecot: Dovecot;
let lab: Lab;
let mailboxes: Record<'lab' | 'dovecot', { io: Io; inbox: Inbox; deliver: (place: keyof typeof MAILS, raw: Buffer) => void }>;

beforeAll(async () => {
  const seed = {
    address: 'seed@seed.test',
    password: PASSWORD,
    imap: { host: HOST, address: '198.51.100.93' },
    mx: { host: 'mx.seed.test', address: '198.51.100.25', starttls: true },
    junk: 'Junk Email',
  };
  const base = mailScenario({});
  const zone = { name: 'seed.test', servers: [{ name: 'ns1.seed.test', address: '198.51.100.53' }], records: ['imap A 198.51.100.93'] };
  [dovecot, lab] = await Promise.all([
    startDovecot({ host: HOST, user: 'seed@seed.test', password: PASSWORD }),
    startLab({ ...base, zones: [...base.zones, zone], inboxes: [seed] }),
  ]);
  const inbox: Inbox = {
    name: 'Seed',
    provider: 'other',
    address: 'seed@seed.test',
    imap: { host: HOST, port: 993, user: 'seed@seed.test', password: PASSWORD, implicit: true },
  };
  const inLab = ioIn(lab);
  mailboxes = {
    lab: {
      io: inLab,
      inbox,
      deliver: (place, raw) => lab.mail.keep(seed, raw, place === 'spam' ? 'junk' : place === 'inbox' ? 'inbox' : 'promotions'),
    },
    dovecot: {
      io: testIo({
        now: () => new Date(),
        resolver: lab.resolver,
        roots: lab.roots,
        ca: [(await authority()).root],
        route: (host, port) =>
          host === '198.51.100.93' && port === 993 ? { host: '127.0.0.1', port: dovecot.port } : lab.route(host, port),
      }),
      inbox,
      deliver: (place, raw) => dovecot.deliver(place === 'spam' ? 'Junk Email' : place === 'inbox' ? 'INBOX' : 'Projects', raw),
    },
  };
}, 60_000);

afterAll(async () => {
  await dovecot?.[Symbol.asyncDispose]();
  await lab?.close();
});

describe.each(['lab', 'dovecot'] as const)('our reader of mailboxes, before the IMAP server of %s (MAIL-7)', (which) => {
  const find = async (token: string, after?: Record<string, number>): Promise<{ place: string; raw: string } | null> => {
    const { io, inbox } = mailboxes[which];
    await using mailbox = await openInbox(io, inbox);
    const found = await mailbox.find({ headers: { 'X-Launch-Ready-Test': token }, everywhere: true, ...(after ? { after } : {}) });
    return found && { place: found.place, raw: found.raw.toString() };
  };

  test('finds mail by its header, in the inbox, in junk whatever its name, and elsewhere', async () => {
    const { io, inbox, deliver } = mailboxes[which];
    expect(await find('lr-in')).toBeNull();
    for (const [place, raw] of Object.entries(MAILS)) deliver(place as keyof typeof MAILS, raw); // as: its own keys
    expect(await find('lr-in')).toEqual({ place: 'inbox', raw: MAILS.inbox.toString() });
    expect(await find('lr-spam')).toEqual({ place: 'spam', raw: MAILS.spam.toString() });
    expect((await find('lr-filed'))?.raw).toBe(MAILS.elsewhere.toString());
    expect(await find('lr-nobody')).toBeNull();
    await using mailbox = await openInbox(io, inbox);
    const mark = await mailbox.mark();
    expect(mark).toMatchObject({ INBOX: 2, 'Junk Email': 2 });
    expect(await find('lr-in', mark)).toBeNull();
    deliver('inbox', mail('lr-in', 'A newer one'));
    expect((await find('lr-in', mark))?.raw).toContain('A newer one');
  });

  test('reads every message of the inbox, whole', async () => {
    const { io, inbox } = mailboxes[which];
    await using mailbox = await openInbox(io, inbox);
    const all: string[] = [];
    await mailbox.each(async (raw) => void all.push(raw.toString()));
    expect(all).toEqual([MAILS.inbox.toString(), mail('lr-in', 'A newer one').toString()]);
  });

  test('says that the password is wrong, and does not say it', async () => {
    const { io, inbox } = mailboxes[which];
    const wrong = openInbox(io, { ...inbox, imap: { ...inbox.imap, password: `${PASSWORD}!` } });
    await expect(wrong).rejects.toMatchObject({ code: 'login', message: `${HOST} does not take the user name and password` });
  });
});
