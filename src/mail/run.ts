import { setTimeout as pause } from 'node:timers/promises';
import { ProbeError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { fixesFor } from './advice.ts';
import { type BulkRule, bulkRules } from './bulk.ts';
import { deliver, type Parcel, parcels } from './deliver.ts';
import { type Found, type Mailbox, openInbox } from './inbox.ts';
import { type Cell, isAligned, type Landing, landsWell, outcomeOf } from './matrix.ts';
import { recordsDigest, senderAddress } from './records.ts';
import { hider, type Inbox, type MailSettings } from './settings.ts';
import { judgeMessage, type Verdict } from './verdict.ts';

/** What a test of mail gives. Plain data, without secrets. */
export interface MailTest {
  /** ISO time at which it began. */
  at: string;
  /** The address the mail was sent as. */
  from: string;
  outcome: 'pass' | 'fail' | 'unknown';
  cells: Cell[];
  rules: BulkRule[];
  /** Digest of the records it stands on; null when DNS did not answer. */
  records: string | null;
  /** The selectors of From's own keys that were seen; they are part of the digest. */
  selectors: string[];
}

export interface MailTesting {
  /** Called for each step, in words for a person. */
  onStep?: (text: string) => void;
  /** Time for one IMAP command, ms. */
  commandMs?: number;
}

const FIRST_LOOK_MS = 200;
const LAST_LOOK_MS = 5_000;

/**
 * Sends real mail through the app's SMTP server (or lets the app send it), reads the seed inboxes until each has arrived or the time is
 * up, and judges what arrived. Mail is not sent to an inbox that cannot be read. Throws only cancellation and bugs.
 */
export async function runMailTest(
  io: Io,
  settings: MailSettings,
  { onStep = () => undefined, commandMs }: MailTesting = {},
): Promise<MailTest> {
  const at = io.now().toISOString();
  const hide = hider([settings.smtp, ...settings.inboxes.map(({ imap }) => imap)]);
  const all = parcels(io, settings);
  const unread = new Map<Inbox, string>();
  await Promise.all(
    settings.inboxes.map(async (inbox) => {
      const failure = await asFailure(prepare(io, { inbox, all, commandMs }));
      if (failure !== null) unread.set(inbox, failure);
    }),
  );
  const readable = all.filter(({ inbox }) => !unread.has(inbox));
  if (readable.length > 0) onStep(`${settings.smtp.host}: hand ${readable.length} mails in`);
  await deliver(io, settings, readable);

  const arrived = new Map<Parcel, { found: Found; ms: number }>();
  await Promise.all(
    settings.inboxes
      .filter((inbox) => !unread.has(inbox))
      .map(async (inbox) => {
        onStep(`${inbox.imap.host}: wait for them in ${inbox.name}`);
        const mine = readable.filter((parcel) => parcel.inbox === inbox && parcel.handed?.is === 'taken');
        const failure = await watch(io, { inbox, mine, arrived, waitMs: settings.waitMs, commandMs });
        if (failure !== null) unread.set(inbox, failure);
      }),
  );

  const cells: Cell[] = [];
  for (const parcel of all) {
    const seen = arrived.get(parcel);
    const verdict = seen ? await judgeMessage(io, seen.found.raw, parcel.inbox) : null;
    cells.push(cellOf(parcel, { found: seen?.found, ms: seen?.ms ?? null, verdict, unread: unread.get(parcel.inbox), hide }));
  }
  const verdicts = cells.flatMap(({ verdict }) => verdict ?? []);
  const addresses = [...new Set(verdicts.flatMap(({ ip }) => ip ?? []))];
  const senders = await Promise.all(addresses.map((ip) => senderAddress(io, ip)));
  const selectors = [
    ...new Set(verdicts.flatMap(({ dkim }) => dkim.filter((each) => each.aligned).map(({ selector }) => selector))),
  ].sort();
  return {
    at,
    from: settings.from.address,
    outcome: outcomeOf(cells),
    cells,
    rules: bulkRules(verdicts, senders),
    records: await recordsDigest(io, settings.from.domain, selectors),
    selectors,
  };
}

interface Looking {
  inbox: Inbox;
  commandMs: number | undefined;
}

/** Shows that a mailbox can be read, and notes what is in it where a trigger's mail is told by being new. */
async function prepare(io: Io, { inbox, all, commandMs }: Looking & { all: readonly Parcel[] }): Promise<void> {
  await using mailbox = await openInbox(io, inbox, commandMs);
  const marked = all.filter((parcel) => parcel.inbox === inbox && parcel.needsMark);
  const after = await mailbox.mark();
  for (const parcel of marked) parcel.wanted = { ...parcel.wanted, after };
}

/** Looks until every mail has arrived or the time is up. A connection that breaks is opened once more; why it stays broken is given back. */
async function watch(
  io: Io,
  {
    inbox,
    mine,
    arrived,
    waitMs,
    commandMs,
  }: Looking & { mine: readonly Parcel[]; arrived: Map<Parcel, { found: Found; ms: number }>; waitMs: number },
): Promise<string | null> {
  const until = performance.now() + waitMs;
  let failures = 0;
  for (;;) {
    const failure = await asFailure(
      (async () => {
        await using mailbox = await openInbox(io, inbox, commandMs);
        await lookUntil(io, { mailbox, mine, arrived, until });
      })(),
    );
    if (failure === null) return null;
    failures += 1;
    if (failures > 1 || performance.now() > until) return failure;
    await pause(FIRST_LOOK_MS, undefined, { signal: io.signal });
  }
}

async function lookUntil(
  io: Io,
  {
    mailbox,
    mine,
    arrived,
    until,
  }: { mailbox: Mailbox; mine: readonly Parcel[]; arrived: Map<Parcel, { found: Found; ms: number }>; until: number },
): Promise<void> {
  const look = async (everywhere: boolean): Promise<void> => {
    for (const parcel of mine) {
      if (arrived.has(parcel)) continue;
      const found = await mailbox.find({ ...parcel.wanted, everywhere });
      const handed = parcel.handed?.is === 'taken' ? parcel.handed.at : io.now();
      if (found) arrived.set(parcel, { found, ms: Math.max(0, io.now().getTime() - handed.getTime()) });
    }
  };
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(wait * 1.5, LAST_LOOK_MS)) {
    await look(false);
    if (mine.every((parcel) => arrived.has(parcel))) return;
    // Nothing is called lost before every folder was searched: filters archive mail and throw it away.
    if (performance.now() + wait > until) return look(true);
    await pause(wait, undefined, { signal: io.signal });
  }
}

interface Seen {
  found: Found | undefined;
  ms: number | null;
  verdict: Verdict | null;
  unread: string | undefined;
  hide: (text: string) => string;
}

function cellOf({ kind, inbox, handed }: Parcel, { found, ms, verdict, unread, hide }: Seen): Cell {
  const of = (landed: Landing, told: string, refusal: Cell['refusal'] = null): Cell => {
    const bare = { kind, inbox: inbox.name, landed, told: hide(told), refusal, ms, verdict };
    return { ...bare, good: landsWell(landed) && verdict !== null && isAligned(verdict), fixes: fixesFor(bare) };
  };
  if (found) return of(found.place, found.folder);
  if (handed?.is === 'refused' || handed?.is === 'later') return of('bounced', handed.text, { code: handed.code, status: handed.status });
  if (handed?.is === 'unsent') return of('unsent', handed.text);
  if (unread !== undefined) return of('unread', unread);
  return of('lost', 'it was taken and is in no folder');
}

/** Why the world did not let us; null when it did. */
async function asFailure(work: Promise<void>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof ProbeError) return error.message;
    throw error;
  }
}
