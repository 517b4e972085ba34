// What npm start and npm test share: installs what is missing, and runs things with the bundled Node. Runs on any Node from 20 on.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const node = resolve(root, 'node_modules/node/bin/node');

/** Runs a command, showing its output; returns its exit code. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) process.stderr.write(`${command}: ${error.message}\n`);
  return status ?? 1;
}

/** Runs a command beside others; gives its exit code and what it said. */
export function runQuietly(command, args, options = {}) {
  return new Promise((done) => {
    let said = '';
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    child.once('error', (error) => done({ code: 1, said: `${said}${command}: ${error.message}\n` }));
    child.once('close', (code) => done({ code: code ?? 1, said }));
  });
}

/** npm packages, when they are missing or older than the lockfile. */
export function installPackages() {
  const marker = resolve(root, 'node_modules/.package-lock.json');
  const lock = resolve(root, 'package-lock.json');
  if (existsSync(node) && existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs) return;
  process.stderr.write('Installing npm packages …\n');
  // Not `npm ci`: it refuses a lockfile without the binaries of systems we do not run on, which some registries do not carry.
  const code = run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 2, 2] });
  if (code !== 0 || !existsSync(node)) {
    process.stderr.write('npm install failed; see above. A network connection to the npm registry is needed once.\n');
    process.exit(code || 1);
  }
}

/** The oldest Node we promise to run on, beside the bundled one, for the tests that compare the two. */
export function installNode22() {
  const home = resolve(root, 'node_modules/.cache/node22');
  if (existsSync(resolve(home, 'node_modules/node/bin/node'))) return;
  mkdirSync(home, { recursive: true });
  writeFileSync(resolve(home, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }\n');
  run('npm', ['install', 'node@22.19.0', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: home, stdio: ['ignore', 2, 2] });
}

/** Debian packages that tests talk to, by the program that shows they are there. Returns the ones still missing. */
export function installDebianPackages(wanted) {
  const missing = () => Object.entries(wanted).filter(([program]) => !onPath(program));
  if (missing().length === 0) return [];
  const debian =
    existsSync('/usr/bin/apt-get') && /debian|ubuntu/i.test(existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '');
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (debian && (asRoot.length === 0 || spawnSync('sudo', ['-n', 'true']).status === 0)) {
    const packages = [...new Set(missing().map(([, name]) => name))];
    process.stderr.write(`Installing Debian packages: ${packages.join(', ')} …\n`);
    const apt = (...args) => {
      const [command, ...rest] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
      return run(command, rest, { stdio: ['ignore', 'ignore', 2] });
    };
    if (apt('update', '-qq') === 0) apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
  }
  return missing().map(([, name]) => name);
}

function onPath(program) {
  return `${process.env.PATH}:/usr/sbin:/sbin`.split(':').some((folder) => existsSync(resolve(folder, program)));
}
