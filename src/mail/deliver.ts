import { setTimeout as pause } from 'node:timers/promises';
import type { MailKind } from '../core/config-mail.ts';
import { ProbeError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { compose, MARK } from './compose.ts';
import type { Wanted } from './inbox.ts';
import { type Handed, handIn } from './send.ts';
import type { Inbox, MailSettings, Message } from './settings.ts';
import { askedFor, pull } from './trigger.ts';

/** One mail of a test: what is sent, where, and how it is found again. */
export interface Parcel {
  kind: MailKind;
  message: Message;
  inbox: Inbox;
  token: string;
  wanted: Wanted;
  needsMark: boolean;
  handed?: Handed;
}

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 60_000;

/** Every message for every inbox, each with a token nobody else has. */
export function parcels(io: Io, settings: Pick<MailSettings, 'messages' | 'inboxes' | 'from'>): Parcel[] {
  return settings.inboxes.flatMap((inbox) =>
    settings.messages.map((message): Parcel => {
      const token = `lr-${[0, 1, 2, 3]
        .map(() =>
          Math.floor(io.random() * 0x1_0000)
            .toString(16)
            .padStart(4, '0'),
        )
        .join('')}`;
      const asked = message.trigger ? askedFor(message, tagged(inbox.address, token)) : { headers: { [MARK]: token }, needsMark: false };
      const headers = message.trigger ? { From: settings.from.domain, ...asked.headers } : asked.headers;
      return { kind: message.kind, message, inbox, token, wanted: { headers }, needsMark: asked.needsMark };
    }),
  );
}

/** Sends every parcel, slowly, and those that were put off again until the time is up. What became of each is written into it. */
export async function deliver(io: Io, settings: MailSettings, all: readonly Parcel[]): Promise<void> {
  const until = performance.now() + settings.waitMs;
  let waiting = [...all];
  for (let wait = Math.max(settings.pauseMs, FIRST_RETRY_MS); waiting.length > 0; wait = Math.min(wait * 2, LAST_RETRY_MS)) {
    for (const [i, parcel] of waiting.entries()) {
      if (i > 0) await pause(settings.pauseMs, undefined, { signal: io.signal });
      parcel.handed = await send(io, settings, parcel);
    }
    waiting = waiting.filter(({ handed }) => handed?.is === 'later');
    if (waiting.length === 0 || performance.now() + wait > until) return;
    await pause(wait, undefined, { signal: io.signal });
  }
}

async function send(io: Io, settings: MailSettings, { message, inbox, token }: Parcel): Promise<Handed> {
  if (!message.trigger) return handIn(io, settings, compose(message, inbox.address, { from: settings.from, token }));
  try {
    await pull(io, message, { address: inbox.address, tagged: tagged(inbox.address, token) });
    return { is: 'taken', at: io.now() };
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    return { is: 'unsent', code: error.code, text: error.message };
  }
}

function tagged(address: string, token: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}+${token}${address.slice(at)}`;
}
