// `npm test`: installs what is missing, then type check, lint, format and every test. The last line counts them.
import { resolve } from 'node:path';
import { installDebianPackages, installNode22, installPackages, node, root, run, runQuietly } from './setup.mjs';

/** Programs the tests talk to, and the Debian package each comes from. */
const PROGRAMS = {
  dig: 'bind9-dnsutils',
  named: 'bind9',
  'named-checkzone': 'bind9-utils',
  nsd: 'nsd',
  unbound: 'unbound',
  kdig: 'knot-dnsutils',
  curl: 'curl',
  openssl: 'openssl',
  unshare: 'util-linux',
  ip: 'iproute2',
  chromium: 'chromium',
  git: 'git',
  dovecot: 'dovecot-imapd',
  pg_lsclusters: 'postgresql',
  nginx: 'nginx',
  sslscan: 'sslscan',
  'gnutls-serv': 'gnutls-bin',
  nmap: 'nmap',
  ssh: 'openssh-client',
  sshd: 'openssh-server',
  psql: 'postgresql',
  python3: 'python3',
  ruby: 'ruby',
  php: 'php-cli',
};

installPackages();

const only = process.argv.slice(2);
const bin = (name) => resolve(root, 'node_modules/.bin', name);
const env = { ...process.env, PATH: `${resolve(node, '..')}:${process.env.PATH}:/usr/sbin:/sbin` };
// They need nothing but the packages, and run while the rest is installed.
const looks = [
  ['type check', bin('tsc'), '--noEmit', '-p', 'tsconfig.json'],
  ['lint', bin('oxlint'), '--type-aware', '--deny-warnings'],
  ['format', bin('oxfmt'), '--check', '.'],
  ['unused code', bin('knip'), '--no-progress'],
]
  .filter(() => only.length === 0)
  .map(([title, command, ...args]) => ({ title, ends: runQuietly(command, args, { env }) }));

installNode22();
const missing = installDebianPackages(PROGRAMS);
if (missing.length > 0)
  process.stderr.write(
    `These Debian packages are missing and could not be installed: ${missing.join(', ')}. The suites that need them will fail and say so.\n`,
  );

let failed = 0;
for (const { title, ends } of looks) {
  const { code, said } = await ends;
  process.stdout.write(`== ${title}\n${said}`);
  if (code !== 0) {
    process.stdout.write(`== ${title} failed\n`);
    failed += 1;
  }
}
process.stdout.write('== tests\n');
const code = run(node, [resolve(root, 'node_modules/vitest/vitest.mjs'), 'run', ...only], {
  env: { ...env, LAUNCH_READY_STEPS_FAILED: String(failed) },
});
process.exit(failed > 0 ? 1 : code);
