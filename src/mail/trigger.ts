import { ProbeError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { request } from '../probes/net/http-client.ts';
import { fill, type Message } from './settings.ts';

/** What the app was asked for, and how its mail is found then. */
export interface Asked {
  headers: Readonly<Record<string, string>>;
  /** Its mail may only be what came afterwards. */
  needsMark: boolean;
}

/** How the mail of a trigger is found: by a +tag of its own when the trigger names `{{tagged}}`, else by its subject among what is new. */
export function askedFor(message: Message, tagged: string): Asked {
  const { trigger, subject } = message;
  const usesTag = [trigger?.url, trigger?.body, ...Object.values(trigger?.headers ?? {})].some((text) => text?.includes('{{tagged}}'));
  if (usesTag) return { headers: { To: tagged }, needsMark: false };
  return { headers: subject === undefined ? {} : { Subject: subject }, needsMark: true };
}

/** Asks the app to send its own mail. Throws ProbeError `trigger` when it does not answer, or refuses. */
export async function pull(io: Io, message: Message, to: { address: string; tagged: string }): Promise<void> {
  const { trigger } = message;
  if (!trigger) return;
  const put = (text: string, encode: (value: string) => string = String): string =>
    fill(text, io.env).replaceAll('{{to}}', encode(to.address)).replaceAll('{{tagged}}', encode(to.tagged));
  const url = put(trigger.url, encodeURIComponent);
  const answer = await request(io, {
    url,
    method: trigger.method,
    headers: Object.fromEntries(Object.entries(trigger.headers).map(([name, value]) => [name, put(value)])),
    ...(trigger.body === undefined ? {} : { body: put(trigger.body) }),
    trusted: true,
    limits: { bodyBytes: 0, ms: 30_000 },
  });
  const host = new URL(url).hostname;
  if (answer.is === 'silence') throw new ProbeError('trigger', `${host}: ${answer.message}`);
  if (answer.status >= 400) throw new ProbeError('trigger', `${host} answers ${answer.status} to the trigger`);
}
