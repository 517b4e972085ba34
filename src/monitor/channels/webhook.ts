import { createHmac } from 'node:crypto';
import { request } from '../../probes/net/http-client.ts';
import { withSecrets } from '../environment.ts';
import { type Channel, deliveryOf, SEND_MS } from './channel.ts';

/**
 * A POST of the message as JSON, signed as Standard Webhooks says (github.com/standard-webhooks, version 1): HMAC-SHA256 over
 * `id.timestamp.body`. Receivers refuse timestamps more than five minutes off, and ids they have seen.
 */
export const webhook: Channel = {
  async send(io, { to, message, key, settings }) {
    const url = withSecrets(to, io.env);
    const body = JSON.stringify({
      type: `incident.${message.kind.toLowerCase()}`,
      timestamp: new Date(message.at).toISOString(),
      data: message,
    });
    const at = Math.floor(io.now().getTime() / 1000);
    const secret = settings.webhook_secret === undefined ? undefined : withSecrets(settings.webhook_secret, io.env);
    const answer = await request(io, {
      url,
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Webhook-Id': key,
        'Webhook-Timestamp': String(at),
        ...(secret === undefined ? {} : { 'Webhook-Signature': signatureOf({ secret, id: key, at, body }) }),
      },
      body,
      // Inside a network of one's own there is often no https; elsewhere nothing is said to whom cannot prove who they are.
      trusted: !(io.allowPrivate && url.startsWith('http:')),
      limits: { ms: SEND_MS, bodyBytes: 1024 },
    });
    if (answer.is === 'silence') return { ok: false, says: answer.message };
    return deliveryOf(answer.status, answer.headers);
  },
};

/** `v1,` and the signature in base64. A secret that begins with `whsec_` is base64, any other is taken as it is. */
export function signatureOf({ secret, id, at, body }: { secret: string; id: string; at: number; body: string }): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
  return `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`;
}
