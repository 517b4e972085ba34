import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { VERBS } from '../../src/cli/grammar.ts';
import type { Report } from '../../src/core/finding.ts';
import { reportSchema } from '../../src/reports/schema.ts';
import { launch } from '../launch.ts';
import { runWarm } from '../warm.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Types one line of arguments after another in one process, a form feed before each; ends well where all do. */
const EACH = `
  const { main } = await import('./src/cli/main.ts');
  for (const line of JSON.parse(process.argv[1])) {
    process.stdout.write('\\f');
    process.exitCode ||= await main(line);
  }`;

describe('the command line', () => {
  test('audit --jsonl prints one report a line, as --json has it, and ends with the worst', async () => {
    writeFileSync(join(folder, 'domains.txt'), '# ours\nacme.test\n\ngone.test # sold\n');
    const { code, stdout } = await runWarm(['audit', '--from', 'domains.txt', '--jsonl', '--lab', 'healthy', '--only', 'dns'], {
      cwd: folder,
    });
    const reports = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Report); // as: schema/report.json
    expect(reports.map(({ target, decision }) => `${target} ${decision}`).toSorted()).toEqual(['acme.test go', 'gone.test no-go']);
    for (const report of reports) reportSchema.parse(report);
    expect(code).toBe(1);
  });

  test('answers with help when it is called alone', async () => {
    const { code, stdout } = await launch([]);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: launch-ready <command>');
    for (const verb of VERBS) expect(stdout).toContain(verb.name);
  });

  test('--help of every verb shows options and examples within 80 columns', () => {
    const typed = JSON.stringify(VERBS.map(({ name }) => [...name.split(' '), '--help']));
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', EACH, typed], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [, ...told] = stdout.split('\f');
    expect(told).toHaveLength(VERBS.length);
    for (const [i, { name, does }] of VERBS.entries()) {
      const wide = told[i]!.split('\n').filter((line) => line.length > 80);
      const about = told[i]!.includes(does.slice(0, 20)) && told[i]!.includes(`launch-ready ${name}`);
      expect({ name, about, examples: told[i]!.includes('Examples'), wide }).toEqual({ name, about: true, examples: true, wide: [] });
    }
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
    [['audit', 'acme.com', '--connect-to', 'x'], 'address:port:address:port'],
    [['explain', 'dns/ca'], 'Did you mean dns/caa?'],
    [['audit', 'acme.com', '--connect-to', 'acme.com:443:127.0.0.1:8443'], 'begins with a name'],
    [['audit', 'acme.com', '--connect-to', '192.0.2.1:443:127.0.0.1:84430'], 'address:port:address:port'],
    [['audit', 'acme.com', '--resolver', 'dns.google'], 'is not an address'],
    [['audit', 'acme.com', '--resolver', '1.1.1.1:0'], 'is not an address'],
    [['audit', 'acme.com', '--ca', '/dev/null'], 'BEGIN CERTIFICATE'],
    [['audit', 'acme.com', '-o', '/no/such/folder/report.html'], 'there is no folder /no/such/folder'],
    [['audit', 'acme.com', '--save', '/tmp'], 'is a folder'],
    [['audit', 'acme.com', '--from', '/dev/null'], '"acme.com" has no meaning beside it'],
    [['audit', '--config', '/dev/null', '--from', '/dev/null'], '--config has no meaning beside it'],
    [['audit', '--from', '/dev/null', '--jsonl'], '/dev/null names no domain'],
    [['audit', 'acme.com', '--jsonl'], '--jsonl needs a list of domains'],
    [['audit', 'acme.com', '--from', '/dev/null', '--jsonl'], 'so acme.com has no meaning beside it'],
    [['audit', '--from', '/dev/null', '--jsonl', '--repo', '.'], 'so --repo has no meaning beside it'],
    [['explain', 'caa'], 'Did you mean dns/caa?'],
    [['explain', 'emial'], 'Did you mean email?'],
    [['completion'], 'Say which shell'],
    [['completion', 'tcsh'], 'Completion is for bash, zsh, fish'],
  ])('%j is wrong use: exit 2, what happened and what to do', async (args, says) => {
    const { code, stdout, stderr } = await runWarm(args, { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('    at ');
  });

  test('help of a verb is the same by both ways', async () => {
    expect((await runWarm(['help', 'audit'])).stdout).toBe((await runWarm(['audit', '--help'])).stdout);
  });

  test('an area explains as the list of its checks', async () => {
    const { code, stdout } = await runWarm(['explain', 'dns']);
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .every((line) => line.startsWith('dns/')),
    ).toBe(true);
  });

  test('--json is one JSON object on stdout, whatever the verb and however it ends', async () => {
    const bare = join(folder, 'bare');
    mkdirSync(bare);
    for (const args of [
      ['audit', '--lab', 'first-site'],
      ['audit', './no-such-folder'],
      ['audit', 'acme.com', '--format', 'html'],
      ['init', '--print'],
      ['map', '--lab', 'first-site'],
      ['map'],
      ['explain', 'dns/caa'],
      ['profiles'],
      ['coverage'],
      ['lab'],
      ['lab', 'nope'],
      ['completion', 'fish'],
    ]) {
      const { stdout } = await runWarm([...args, '--json', '--quiet'], { cwd: bare });
      expect({ args, gave: typeof JSON.parse(stdout) }).toEqual({ args, gave: 'object' });
    }
    const lab = await launch(['lab', 'healthy', '--json'], { onStdout: (said, kill) => said.endsWith('}\n') && kill('SIGINT') });
    expect(JSON.parse(lab.stdout)).toMatchObject({ scenario: 'healthy', domain: 'acme.test' });
  });

  test('init tells on stderr which file it wrote', async () => {
    const home = join(folder, 'home');
    mkdirSync(home);
    const { code, stderr } = await runWarm(['init'], { cwd: home });
    expect({ code, stderr }).toEqual({ code: 0, stderr: `Wrote ${join(realpathSync(home), 'launch-ready.yaml')}\n` });
  });

  test('says so where the folder that it runs in was removed', () => {
    const gone = mkdtempSync(join(tmpdir(), 'launch-ready-gone-'));
    const program = `cd "${gone}" && rmdir "${gone}" && "${process.execPath}" "${resolve('bin/launch-ready')}" audit .`;
    const { status, stderr } = spawnSync('bash', ['-c', program], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'launch-ready: The folder you are in has been removed.\nChange to another one, and run it again.\n',
    });
  });

  test('a reader that leaves early (| head) does not turn a no-go into a go', async () => {
    const program = `${process.execPath} bin/launch-ready audit --lab ai-built-mess --json --quiet | head -c 1; echo " \${PIPESTATUS[0]}"`;
    const { stdout } = spawnSync('bash', ['-c', program], { encoding: 'utf8' });
    expect(stdout).toBe('{ 1\n');
  });

  test('says that a file with --from is not a bundle', async () => {
    const file = join(folder, 'not-a-bundle.json');
    writeFileSync(file, '{"schema":1}');
    const { code, stderr } = await runWarm(['audit', '--from', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('is not an evidence bundle');
  });

  test('ends at Ctrl-C with exit 130 and no stack', async () => {
    const { code, stdout, stderr } = await launch(['lab', 'healthy'], {
      onStdout: (said, kill) => said.includes('Ctrl-C') && kill('SIGINT'),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('nothing leaves it');
    const audit = await launch(['audit', '--lab', 'resolver-timeout'], { interruptAfter: 2_500 });
    expect(audit.code).toBe(130);
    expect(audit.stderr).toContain('Stopped.');
    expect(audit.stderr).not.toContain('    at ');
  });

  test.each(['bash', 'zsh', 'fish'])('prints a completion script for %s that names every verb', async (shell) => {
    const { code, stdout } = await runWarm(['completion', shell]);
    expect(code).toBe(0);
    for (const word of VERBS.flatMap((verb) => verb.name.split(' '))) expect(stdout).toContain(word);
  });

  test('the version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect((await launch(['--version'])).stdout).toBe(`${version}\n`);
  });
});
