import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deployed } from '../../src/deploy/run.ts';
import type { Ran } from '../launch.ts';
import { runWarm } from '../warm.ts';
import { checkout } from './stage.ts';

export const APP = (ms: number): string => `
const { createServer } = require('node:http');
createServer((request, response) => {
  if (request.url === '/moved') return response.writeHead(302, { Location: '/' }).end();
  const body = JSON.stringify({ status: 'ok', release: process.env.LAUNCH_READY_RELEASE, host: request.headers.host });
  setTimeout(() => response.end(body), request.url === '/feed' ? ${ms} : 0);
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

export interface Shop extends AsyncDisposable {
  root: string;
  /** The folder of releases on the machine. */
  site: string;
  /** The release that customers meet. */
  serves(): Promise<string | null>;
  /** Runs a command of launch-ready on the checkout. */
  run(command: string, ...flags: string[]): Promise<Ran>;
  /** Commits files. */
  commit(files: Readonly<Record<string, string>>): void;
  /** Commits the app with a feed so slow, and deploys it as a person would. */
  deploy(ms: number, ...flags: string[]): Promise<{ code: number | null; gave: Deployed; stderr: string }>;
  /** Commits another way to judge speed. */
  judge(yaml: string): void;
  /** Releases that have answered customers. */
  met: Set<string>;
}

/** A product in a process behind a small proxy that follows the file `port`, as nginx would follow its own. */
export async function shop(): Promise<Shop> {
  const met = new Set<string>();
  const site = mkdtempSync(join(tmpdir(), 'launch-ready-site-'));
  const proxy = createServer((incoming, response) => {
    if (!existsSync(join(site, 'port'))) {
      response.writeHead(502).end();
      return;
    }
    const port = Number(readFileSync(join(site, 'port'), 'utf8'));
    const onward = request(
      { host: '127.0.0.1', port, path: incoming.url, headers: incoming.headers, method: incoming.method },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () => {
          const release = /"release":"([^"]+)"/.exec(text)?.[1];
          if (release !== undefined) met.add(release);
          response.writeHead(answer.statusCode ?? 502, answer.headers).end(text);
        });
      },
    );
    onward.on('error', () => response.writeHead(502).end());
    incoming.pipe(onward);
  });
  proxy.on('error', () => undefined).listen(0, '127.0.0.1');
  await new Promise((done) => proxy.once('listening', done));
  const at = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const low = 20_000 + Math.floor(Math.random() * 10_000);
  const config = (perf: string): string => `routes:
  - { name: home, url: '${at}/', kind: home }
  - { name: health, url: '${at}/health', kind: health }
  - { name: feed, url: '${at}/feed', kind: api }
  - { name: moved, url: '${at}/moved', kind: page }
deploy:
  adapter: process
  artifact: dist
  process: { folder: '${site}', start: '${process.execPath} app.js', ports: [${low}, ${low + 200}], health: /health, drain_seconds: 0 }
  health: { url: '${at}/health', interval_ms: 20, deadline_seconds: 10 }
${perf}smoke: { passes: 1 }
`;
  const repo = checkout({ 'package-lock.json': '{}\n' });
  let yaml = config('');
  repo.commit({ 'launch-ready.yaml': yaml, 'dist/app.js': APP(0) });
  const run = (command: string, ...flags: string[]): Promise<Ran> =>
    runWarm([...command.split(' '), '--repo', repo.root, '--allow-private', '--quiet', ...flags]);
  return {
    root: repo.root,
    site,
    met,
    run,
    commit: (files) => repo.commit(files),
    serves: async () => ((await (await fetch(`${at}/health`)).json()) as { release?: string }).release ?? null,
    judge: (perf) => (yaml = config(perf)),
    async deploy(ms, ...flags) {
      repo.commit({ 'launch-ready.yaml': yaml, 'dist/app.js': APP(ms) });
      const { code, stdout, stderr } = await run('deploy run', '--yes', '--anyway', '--json', ...flags);
      return { code, gave: JSON.parse(stdout || '{}') as Deployed, stderr };
    },
    async [Symbol.asyncDispose]() {
      spawnSync('sh', ['-c', `for f in ${site}/run/*.pid; do kill -s KILL -- -$(cat $f); done; true`], { stdio: 'ignore' });
      await new Promise((done) => {
        proxy.close(done);
        proxy.closeAllConnections();
      });
      repo[Symbol.dispose]();
      rmSync(site, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
