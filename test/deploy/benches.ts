import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { deployConfig, type DeployConfig } from '../../src/core/config-deploy.ts';
import type { Io } from '../../src/core/io.ts';
import { coachly, labIo } from './stage.ts';
import { testIo } from '../io.ts';
import type { Adapter } from '../../src/deploy/adapter.ts';
import { openAdapter } from '../../src/deploy/adapters.ts';
import { readArtifact } from '../../src/deploy/artifact.ts';
import { servingRelease } from '../../src/deploy/gate.ts';
import { freePort } from '../free-port.ts';

/** An adapter on something real, and how the world sees which release serves. */
export interface Bench extends AsyncDisposable {
  adapter: Adapter;
  said: string[];
  artifact(text: string): Promise<{ folder: string; files: string[] }>;
  serves(): Promise<string | null>;
  /** The machine's sshd, where there is one: its connections cut, and itself stopped and started again. */
  sshd?: { cut(): void; stop(): Promise<void>; start(): Promise<void> };
  /** The folder of the releases on the machine, where there is one. */
  site?: string;
  /** What it was opened with. */
  config: DeployConfig;
  io: Io;
  /** An artifact that cannot become a release. */
  broken(): Promise<{ folder: string; files: string[] }>;
}

export const SECRET = ['hush', 'do', 'not', 'tell', '4711'].join('-');
const APP = (text: string): string => `
const { createServer } = require('node:http');
console.log('starting with', Object.keys(process.env).length, 'variables');
createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ status: 'ok', release: process.env.LAUNCH_READY_RELEASE, text: ${JSON.stringify(text)}, key: process.env.API_KEY ? 'set' : 'unset' }));
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'launch-ready-adapter-'));
}

async function written(root: string, name: string, files: Record<string, string>): Promise<{ folder: string; files: string[] }> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, name, path, '..'), { recursive: true });
    writeFileSync(join(root, name, path), text);
  }
  const { folder: at, manifest } = await readArtifact(testIo(), root, name);
  return { folder: at, files: Object.keys(manifest) };
}

function realIo(env: Record<string, string> = {}): Io {
  return testIo({
    now: () => new Date(),
    allowPrivate: true,
    env: { PATH: `${process.env['PATH']}:/usr/sbin`, HOME: process.env['HOME'], ...env },
  });
}

function opened(config: DeployConfig, root: string, io: Io): Pick<Bench, 'adapter' | 'said' | 'serves' | 'config' | 'io'> {
  const said: string[] = [];
  return {
    said,
    config,
    io,
    adapter: openAdapter({ config, root, io, say: (text) => void said.push(text) }),
    serves: async () => (await servingRelease(io, config.health!)).release,
  };
}

/** Plain commands: a folder of releases and a file that says which one a small server shows. */
export async function commandsBench(): Promise<Bench> {
  const root = folder();
  mkdirSync(join(root, 'live'));
  const server = createServer((_request, response) => {
    const release = spawnSync('cat', [join(root, 'live/now')], { encoding: 'utf8' }).stdout.trim();
    response.end(JSON.stringify({ release }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const config = deployConfig.parse({
    adapter: 'commands',
    commands: {
      release: `test -f "$LAUNCH_READY_ARTIFACT/app.js" || { echo "no app.js, and DEPLOY_KEY is $DEPLOY_KEY"; exit 3; }; echo "using $DEPLOY_KEY"; echo "$LAUNCH_READY_RELEASE" >> live/all; echo "$LAUNCH_READY_RELEASE" > live/now`,
      rollback: 'grep -qx "$LAUNCH_READY_TO" live/all || exit 4; echo "$LAUNCH_READY_TO" > live/now',
      current: 'cat live/now',
      logs: 'echo started; echo "key $DEPLOY_KEY"',
      env: 'echo DATABASE_URL; echo API_KEY',
      pass: ['DEPLOY_KEY'],
    },
    health: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` },
  });
  return {
    ...opened(config, root, realIo({ DEPLOY_KEY: SECRET, OTHER_KEY: 'must not be passed' })),
    artifact: (text) => written(root, `dist-${text}`, { 'app.js': APP(text) }),
    broken: () => written(root, 'dist-broken', { 'index.html': 'nothing' }),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A process behind nginx; with `ssh` the machine is reached through a real sshd on loopback. */
export async function processBench(over: 'local' | 'ssh'): Promise<Bench> {
  const root = folder();
  // Below the ports that the system hands out to connections.
  const [front, low] = [await freePort(), 20_000 + Math.floor(Math.random() * 10_000)];
  const site = join(root, 'site');
  mkdirSync(join(site, 'shared'), { recursive: true });
  writeFileSync(join(site, 'shared/.env'), `API_KEY=${SECRET}\nEMPTY=\nexport DATABASE_URL=postgres://x\n`);
  const upstream = join(root, 'app.conf');
  writeFileSync(upstream, 'upstream app { server 127.0.0.1:1; }\n');
  writeFileSync(
    join(root, 'nginx.conf'),
    `pid ${root}/nginx.pid; error_log ${root}/error.log; daemon off; worker_processes 1; events {} http { access_log off; client_body_temp_path ${root}/b; proxy_temp_path ${root}/p; fastcgi_temp_path ${root}/f; uwsgi_temp_path ${root}/u; scgi_temp_path ${root}/s; include ${upstream}; server { listen 127.0.0.1:${front}; location / { proxy_pass http://app; } } }`,
  );
  const children: ChildProcess[] = [
    spawn('nginx', ['-c', join(root, 'nginx.conf')], { stdio: 'ignore', env: { PATH: `${process.env['PATH']}:/usr/sbin` } }),
  ];
  let path = `${process.env['PATH']}:/usr/sbin`;
  let sshd: ReturnType<typeof opensshd> | undefined;
  if (over === 'ssh') {
    const port = await freePort();
    const key = (name: string): void => void spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(root, name)]);
    key('host');
    key('user');
    const publicKey = readFileSync(join(root, 'user.pub'), 'utf8');
    writeFileSync(join(root, 'authorized'), publicKey, { mode: 0o600 });
    writeFileSync(join(root, 'known'), `[127.0.0.1]:${port} ${readFileSync(join(root, 'host.pub'), 'utf8')}`);
    writeFileSync(
      join(root, 'sshd.conf'),
      // A shell that is not the first one reads nothing of the account's own start-up files, which may take seconds.
      `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${root}/host\nAuthorizedKeysFile ${root}/authorized\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPidFile ${root}/sshd.pid\nPermitRootLogin yes\nSetEnv SHLVL=1\n`,
    );
    writeFileSync(
      join(root, 'ssh.conf'),
      `Host machine\n HostName 127.0.0.1\n Port ${port}\n User ${userInfo().username}\n IdentityFile ${root}/user\n IdentitiesOnly yes\n UserKnownHostsFile ${root}/known\n`,
    );
    // The system's own ssh, told where the test keeps its keys.
    mkdirSync(join(root, 'bin'));
    writeFileSync(join(root, 'bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${root}/ssh.conf "$@"\n`);
    chmodSync(join(root, 'bin/ssh'), 0o755);
    mkdirSync('/run/sshd', { recursive: true });
    sshd = opensshd(root);
    await sshd.start();
    await listening(port);
    path = `${join(root, 'bin')}:${path}`;
  }
  await listening(front);
  const config = deployConfig.parse({
    adapter: 'process',
    keep: 2,
    process: {
      folder: site,
      ...(over === 'ssh' ? { ssh: 'machine' } : {}),
      start: `${process.execPath} app.js`,
      ports: [low, low + 400],
      upstream,
      reload: `nginx -c ${root}/nginx.conf -s reload`,
      drain_seconds: 0,
    },
    health: { url: `http://127.0.0.1:${front}/`, deadline_seconds: 15 },
  });
  const bench = opened(config, root, realIo({ PATH: path }));
  return {
    ...bench,
    artifact: (text) => written(root, `dist-${text}`, { 'app.js': APP(text), 'public/a file with spaces.txt': text }),
    broken: () => written(root, 'dist-broken', { 'app.js': `console.error('cannot start, key ' + process.env.API_KEY); process.exit(1);` }),
    ...(sshd ? { sshd } : {}),
    site,
    async [Symbol.asyncDispose]() {
      await sshd?.stop();
      spawnSync('sh', ['-c', `for f in ${site}/run/*.pid; do kill -s KILL -- -$(cat $f); done; true`], { stdio: 'ignore' });
      await Promise.all(
        children.map((child) => {
          const closed = child.exitCode === null ? new Promise((resolve) => child.once('close', resolve)) : Promise.resolve();
          child.kill('SIGTERM');
          return closed;
        }),
      );
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A real sshd of the test's own. */
function opensshd(root: string): NonNullable<Bench['sshd']> {
  let child: ChildProcess | undefined;
  const sessions = (): number[] =>
    spawnSync('ps', ['-o', 'pid=', '--ppid', String(child?.pid)], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter(Boolean)
      .map(Number);
  const cut = (): void => {
    for (const pid of sessions()) process.kill(pid, 'SIGKILL');
  };
  return {
    cut,
    async start() {
      child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(root, 'sshd.conf')], { stdio: 'ignore' });
      await listening(Number(/^Port (\d+)/.exec(readFileSync(join(root, 'sshd.conf'), 'utf8'))?.[1]));
    },
    async stop() {
      const gone = child?.exitCode === null ? new Promise((resolve) => child!.once('close', resolve)) : Promise.resolve(); // !: just seen
      cut();
      child?.kill('SIGTERM');
      await gone;
    },
  };
}

/** Waits until the world has seen this release five times in a row: a proxy that reloads lets old workers answer for a moment. */
export async function serving(bench: Bench, id: string): Promise<void> {
  let row = 0;
  for (const until = Date.now() + 15_000; row < 5;) {
    const serves = await bench.serves();
    row = serves === id ? row + 1 : 0;
    if (Date.now() > until) throw new Error(`${serves ?? 'nobody'} serves, not ${id}`);
  }
}

async function listening(port: number): Promise<void> {
  for (const until = Date.now() + 15_000; ;) {
    const there = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true))).on('error', () => resolve(false));
    });
    if (there) return;
    if (Date.now() > until) throw new Error(`nothing listens on port ${port}`);
  }
}

export async function platformBench(): Promise<Bench> {
  const root = folder();
  const { lab, files } = await coachly('repaired');
  const config = deployConfig.parse({
    adapter: 'platform',
    platform: { api: 'https://api.shipyard.test', project: 'coachly', token: '${SHIPYARD_TOKEN}' },
    health: { url: 'https://api.coachly.test/api/health' },
  });
  return {
    ...opened(config, root, labIo(lab)),
    artifact: (text) => written(root, `dist-${text}`, { 'shipyard.json': files['shipyard.json']!, 'note.txt': text }),
    broken: () =>
      written(root, 'dist-broken', {
        'shipyard.json': '{"sites":[{"hosts":["somebody-else.test"],"addresses":["192.0.2.1"],"https":[]}]}',
      }),
    async [Symbol.asyncDispose]() {
      await lab.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
