import type { Io } from '../../core/io.ts';
import type { Config } from '../../core/config.ts';
import type { Delivery } from '../outbox.ts';
import type { AlertMessage } from '../types.ts';

/** One message on its way. */
export interface Sending {
  message: AlertMessage;
  /** As the config names it: an address, or `${NAME}`. */
  to: string;
  /** The receiver may see a message twice and know it by this. */
  key: string;
  settings: Config['monitor'];
}

/** A way to reach somebody. Whatever the world does is a Delivery; secrets are filled in here and appear nowhere else. */
export interface Channel {
  send(io: Io, sending: Sending): Promise<Delivery>;
}

/** How long one try may take, ms. */
export const SEND_MS = 10_000;

/** What an HTTP receiver's answer means: 2xx is delivered, and Retry-After is kept to. */
export function deliveryOf(status: number, headers: readonly (readonly [string, string])[]): Delivery {
  if (status >= 200 && status < 300) return { ok: true };
  const after = Number(headers.find(([name]) => name === 'retry-after')?.[1]);
  const retryAfterMs = Number.isFinite(after) && after > 0 ? Math.min(after, 3600) * 1000 : undefined;
  return { ok: false, says: `the receiver answers ${status}`, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
