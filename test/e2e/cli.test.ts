import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { VERBS } from '../../src/cli/grammar.ts';
import { launch } from '../launch.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line', () => {
  test('answers with help when it is called alone', async () => {
    const { code, stdout } = await launch([]);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: launch-ready <command>');
    for (const verb of VERBS) expect(stdout).toContain(verb.name);
  });

  test.each(VERBS.map((verb) => verb.name))('%s --help shows options and examples within 80 columns', async (name) => {
    const { code, stdout } = await launch([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Examples');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test.each([
    [['audot', 'acme.com'], 'Did you mean `launch-ready audit`?'],
    [['acme.com'], 'Did you mean `launch-ready audit acme.com`?'],
    [['audit', 'acme.com', '--profil', 'x'], 'Did you mean --profile?'],
    [['audit', 'acme.com', '--only', 'dsn'], 'Did you mean dns?'],
    [['audit', 'acme.com', '--format', 'htm'], 'Did you mean html?'],
    [['audit', 'acme.com', 'b.com'], 'does not take "b.com"'],
    [['audit', 'acme.com', '--profile'], '--profile needs a value'],
    [['audit', '--lab', 'helthy'], 'Did you mean healthy?'],
    [['audit', '--lab', 'healthy', '--profile', 'nope'], 'There is no profile named "nope"'],
    [['audit', '127.0.0.1'], 'is an address'],
    [['audit', 'ftp://acme.com'], 'is not an http or https address'],
    [['audit', './no-such-folder'], 'There is no folder'],
    [['audit', '--from', '/no/such/bundle.json'], 'cannot be read'],
    [['audit', 'acme.com', '--connect-to', 'x'], 'host:port:address:port'],
    [['explain', 'dns/ca'], 'Did you mean dns/caa?'],
    [['completion', 'tcsh'], 'Completion is for bash, zsh, fish'],
  ])('%j is wrong use: exit 2, what happened and what to do', async (args, says) => {
    const { code, stdout, stderr } = await launch(args, { cwd: folder, node: process.execPath });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('    at ');
  });

  test('says that a file with --from is not a bundle', async () => {
    const file = join(folder, 'not-a-bundle.json');
    writeFileSync(file, '{"schema":1}');
    const { code, stderr } = await launch(['audit', '--from', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('is not an evidence bundle');
  });

  test('ends at Ctrl-C with exit 130 and no stack', async () => {
    const { code, stdout, stderr } = await launch(['lab', 'healthy'], {
      onStdout: (said, kill) => said.includes('Ctrl-C') && kill('SIGINT'),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('nothing leaves it');
    const audit = await launch(['audit', '--lab', 'resolver-timeout'], { interruptAfter: 700 });
    expect(audit.code).toBe(130);
    expect(audit.stderr).toContain('Stopped.');
    expect(audit.stderr).not.toContain('    at ');
  });

  test.each(['bash', 'zsh', 'fish'])('prints a completion script for %s that names every verb', async (shell) => {
    const { code, stdout } = await launch(['completion', shell]);
    expect(code).toBe(0);
    for (const verb of VERBS) expect(stdout).toContain(verb.name);
  });

  test('the version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect((await launch(['--version'])).stdout).toBe(`${version}\n`);
  });
});
