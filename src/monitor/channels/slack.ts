import { request } from '../../probes/net/http-client.ts';
import { withSecrets } from '../environment.ts';
import type { AlertMessage } from '../types.ts';
import { type Channel, deliveryOf, SEND_MS } from './channel.ts';

const SIGNS = { critical: ':red_circle:', warning: ':large_yellow_circle:', info: ':information_source:' } as const;

/** Slack's incoming webhooks (api.slack.com/messaging/webhooks). The URL is the secret. */
export const slack: Channel = {
  async send(io, { to, message }) {
    const answer = await request(io, {
      url: withSecrets(to, io.env),
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(slackText(message)),
      trusted: true,
      limits: { ms: SEND_MS, bodyBytes: 1024 },
    });
    if (answer.is === 'silence') return { ok: false, says: answer.message };
    return deliveryOf(answer.status, answer.headers);
  },
};

/** The message as Slack's mrkdwn; names that come from outside cannot ping anybody or make links. Pure. */
export function slackText(message: AlertMessage): { text: string } {
  const sign = message.kind === 'RESOLVED' ? ':large_green_circle:' : SIGNS[message.severity];
  const link = message.url === null ? [] : [`<${message.url}|Incident ${message.incident}>`];
  return { text: [`${sign} *${escaped(message.title)}*`, ...message.lines.map(escaped), ...link].join('\n') };
}

/** Slack's three control characters (api.slack.com/reference/surfaces/formatting#escaping). */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
