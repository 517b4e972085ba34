import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const READY_MS = 10_000;

/** One nginx of Debian with this inside its `http` block, once it listens on the ports. What it writes lies in the folder. */
export async function startNginx(folder: string, config: string, ports: readonly number[]): Promise<AsyncDisposable> {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder}/${each};`);
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${paths.join(' ')} ${config} }\n`,
  );
  const child = spawn('nginx', ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const failed = Promise.withResolvers<never>();
  child.on('error', (error) => failed.reject(new Error(`The program \`nginx\` is needed for this test: ${error.message}`)));
  child.on('close', () => failed.reject(new Error(`nginx ended:\n${log}`)));
  failed.promise.catch(() => undefined); // ending it ourselves is no failure
  await Promise.race([Promise.all(ports.map(listening)), failed.promise]);
  return {
    async [Symbol.asyncDispose]() {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = held.map((server) => (server.address() as AddressInfo).port); // as: a TCP server has no path
  await Promise.all(held.map((server) => once(server.close(), 'close')));
  return ports;
}

async function listening(port: number): Promise<void> {
  for (const until = Date.now() + READY_MS; ;) {
    const socket = connect(port, '127.0.0.1');
    const open = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'close').then(() => false)]).catch(() => false);
    socket.destroy();
    if (open) return;
    if (Date.now() > until) throw new Error(`nginx does not listen on port ${port}`);
    await wait(20);
  }
}
