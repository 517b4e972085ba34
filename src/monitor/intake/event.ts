import { createHmac } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { jobOf } from './check-ins.ts';
import { group, type Grouped } from './group.ts';
import { type Json, object, text, time } from './read.ts';
import { scrub } from './scrub.ts';

/** An error event, ready to be stored. */
export interface Incoming extends Grouped {
  id: string;
  at: number;
  release: string | null;
  environment: string | null;
  /** The job that failed with it; null when it was none. */
  job: string | null;
  /** Who met it, as a hash under a key of this server, so that people can be counted; null when nobody is known. */
  who: string | null;
  /** The redacted event, deflated. */
  body: Uint8Array;
}

/** Reads an event: secrets and persons out, grouped, and made small. `id` of the envelope wins over the event's own. Pure but for zlib. */
export function incoming(event: Json, { id, now, salt }: { id: string | null; now: number; salt: string }): Incoming {
  const clean = scrub(event);
  const user = object(event['user']);
  const who = text(user['id']) ?? text(user['email']) ?? text(user['username']) ?? text(user['ip_address']);
  return {
    ...group(clean),
    id: (id ?? text(event['event_id']) ?? '')
      .toLowerCase()
      .replaceAll(/[^0-9a-f]/g, '')
      .slice(0, 32),
    at: time(event['timestamp'], now),
    release: text(clean['release'], 200),
    environment: text(clean['environment'], 64),
    job: jobOf(clean),
    who: who === null || who === '{{auto}}' ? null : createHmac('sha256', salt).update(who).digest('hex').slice(0, 12),
    body: deflateSync(JSON.stringify(clean), { level: 1 }),
  };
}
