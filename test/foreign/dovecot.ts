import { spawn } from 'node:child_process';
import { chownSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { authority } from '../web.ts';
import { freePort } from '../free-port.ts';

/** A real Dovecot on a port of the system's choice, for one user. */
export interface Dovecot extends AsyncDisposable {
  port: number;
  /** Puts a message into a folder, as a delivery agent does. */
  deliver(folder: 'INBOX' | 'Junk Email' | 'Projects', raw: Buffer): void;
}

const STARTS_MS = 20_000;

/** The user Dovecot runs mail as: nobody for root, because it refuses root, and oneself otherwise. */
function mailUser(): { uid: number; gid: number; lines: string[] } {
  const own = userInfo();
  if (own.uid === 0) return { uid: 65_534, gid: 65_534, lines: [] };
  return {
    uid: own.uid,
    gid: own.gid,
    lines: [`default_internal_user = ${own.username}`, `default_login_user = ${own.username}`, `default_internal_group = ${own.gid}`],
  };
}

/** Starts Dovecot from a configuration of its own; nothing of the system's is read or written. */
export async function startDovecot({ host, user, password }: { host: string; user: string; password: string }): Promise<Dovecot> {
  const folder = mkdtempSync(join(tmpdir(), 'launch-ready-dovecot-'));
  chmodSync(folder, 0o755);
  const { uid, gid, lines } = mailUser();
  const home = join(folder, 'home');
  const pair = await (await authority()).issue({ names: [host] });
  const port = await freePort();
  for (const path of ['run', 'state', 'home']) mkdirSync(join(folder, path), { mode: 0o755 });
  chownSync(home, uid, gid);
  writeFileSync(join(folder, 'cert.pem'), pair.cert);
  writeFileSync(join(folder, 'key.pem'), pair.key, { mode: 0o600 });
  writeFileSync(join(folder, 'users'), `${user}:{PLAIN}${password}::::::\n`, { mode: 0o644 });
  const config = join(folder, 'dovecot.conf');
  writeFileSync(
    config,
    [
      ...lines,
      'protocols = imap',
      'listen = 127.0.0.1',
      `base_dir = ${join(folder, 'run')}`,
      `state_dir = ${join(folder, 'state')}`,
      `log_path = ${join(folder, 'log')}`,
      'ssl = required',
      `ssl_cert = <${join(folder, 'cert.pem')}`,
      `ssl_key = <${join(folder, 'key.pem')}`,
      'first_valid_uid = 1',
      `mail_location = maildir:${join(home, 'Maildir')}`,
      'service imap-login {\n  chroot =\n  inet_listener imap {\n    port = 0\n  }\n  inet_listener imaps {',
      `    port = ${port}\n    ssl = yes\n  }\n}`,
      'service anvil {\n  chroot =\n}',
      'service stats {\n  chroot =\n}',
      `passdb {\n  driver = passwd-file\n  args = ${join(folder, 'users')}\n}`,
      `userdb {\n  driver = static\n  args = uid=${uid} gid=${gid} home=${home}\n}`,
      'namespace inbox {\n  inbox = yes\n  separator = /',
      '  mailbox "Junk Email" {\n    special_use = \\Junk\n    auto = create\n  }',
      '  mailbox Sent {\n    special_use = \\Sent\n    auto = create\n  }',
      '  mailbox Projects {\n    auto = create\n  }\n}',
      '',
    ].join('\n'),
  );
  const child = spawn('dovecot', ['-F', '-c', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` },
  });
  let said = '';
  let failed: Error | undefined;
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  child.on('error', (error) => (failed = error));
  const until = Date.now() + STARTS_MS;
  while (!(await answers(port))) {
    if (failed || child.exitCode !== null || Date.now() > until)
      throw new Error(`dovecot did not start: ${failed?.message ?? said}${readLog(folder)}`);
  }
  let n = 0;
  return {
    port,
    deliver(to, raw) {
      const maildir = join(home, 'Maildir', to === 'INBOX' ? '' : `.${to}`);
      for (const path of [join(home, 'Maildir'), maildir, ...['cur', 'new', 'tmp'].map((name) => join(maildir, name))]) {
        mkdirSync(path, { recursive: true, mode: 0o700 });
        chownSync(path, uid, gid);
      }
      n += 1;
      const file = join(maildir, 'new', `${1_795_000_000 + n}.M${n}P1.test`);
      writeFileSync(file, raw, { mode: 0o600 });
      chownSync(file, uid, gid);
    },
    async [Symbol.asyncDispose]() {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function readLog(folder: string): string {
  try {
    return readFileSync(join(folder, 'log'), 'utf8');
  } catch {
    return '';
  }
}

/** True when somebody listens. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => setTimeout(() => resolve(false), 50));
  });
}
