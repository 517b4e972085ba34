import type { Authority } from './ca.ts';
import type { Listeners } from './listeners.ts';
import type { MailServer } from './scenario.ts';

/** Opens the mail exchangers on port 25. They take every message and throw it away. */
export async function openMail(servers: readonly MailServer[], authority: Authority, listeners: Listeners): Promise<void> {
  if (servers.length === 0) return;
  const { SMTPServer } = await import('smtp-server');
  await Promise.all(
    servers.map(async ({ host, address, starttls }) => {
      const smtp = new SMTPServer({
        ...(await authority.issue({ names: [host] })),
        name: host,
        disabledCommands: starttls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
        disableReverseLookup: true,
        logger: false,
        onData(stream, _session, done) {
          stream.on('end', () => done()).resume();
        },
      });
      smtp.on('error', () => undefined); // a client that hangs up is no error of ours
      await listeners.tcp({ host: address, port: 25 }, smtp.server);
    }),
  );
}
