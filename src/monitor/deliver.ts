import type { Config } from '../core/config.ts';
import { ProbeError, UserError } from '../core/errors.ts';
import { freshRun, type Io } from '../core/io.ts';
import type { Channel, Sending } from './channels/channel.ts';
import { email } from './channels/email.ts';
import { slack } from './channels/slack.ts';
import { webhook } from './channels/webhook.ts';
import { claimMessages, type Delivery, type Retrying, settle } from './outbox.ts';
import type { Database } from './store/sql.ts';
import type { OutboxItem } from './types.ts';

const CHANNELS: Readonly<Record<OutboxItem['channel'], Channel>> = { email, slack, webhook };
/** Messages on their way at once. */
const AT_ONCE = 8;

/** Sends one message; a variable that is missing is a refusal like any other, told where somebody looks. */
export async function send(io: Io, channel: OutboxItem['channel'], sending: Sending): Promise<Delivery> {
  try {
    return await CHANNELS[channel].send(freshRun(io), sending);
  } catch (error) {
    io.signal.throwIfAborted();
    if (error instanceof UserError) return { ok: false, says: error.message };
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_INVALID_URL')
      return { ok: false, says: 'the receiver is no address' };
    if (error instanceof ProbeError) return { ok: false, says: error.message }; // the resolver is silent
    throw error;
  }
}

export interface Delivering {
  database: Database;
  io: Io;
  settings: Config['monitor'];
  worker: string;
  retrying: Retrying;
  onSettled: (item: OutboxItem) => void;
}

/**
 * Sends what is due and writes down how it went: delivered means that the receiver has said so, so a crash in between sends it again
 * under the same key (at least once). Gives how many were tried.
 */
export async function deliverDue({ database, io, settings, worker, retrying, onSettled }: Delivering): Promise<number> {
  const claimed = await database.tx((sql) => claimMessages(sql, { worker, now: io.now().getTime(), limit: AT_ONCE }));
  await Promise.all(
    claimed.map(async (item) => {
      const { message, to, key } = item;
      const delivery = await send(io, item.channel, { message, to, key, settings });
      const how = { worker, now: io.now().getTime(), delivery, retrying, random: io.random() };
      const settled = await database.tx((sql) => settle(sql, item, how));
      if (settled) onSettled(settled);
    }),
  );
  return claimed.length;
}

/** Whether anything is due, read without a write transaction. */
export async function isDue(database: Database, now: number): Promise<boolean> {
  return (
    (await database.get("SELECT id FROM outbox WHERE state = 'waiting' AND next_at <= ? AND leased_until <= ? LIMIT 1", now, now)) !==
    undefined
  );
}
