import { execFileSync } from 'node:child_process';
import { chmod, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { checkout } from '../../../test/secret-repository.ts';
import { alnum, hex, SAMPLES } from '../../../test/secret-samples.ts';
import { secretsScan } from './scan.ts';

const STRIPE = ['sk', 'live', `51${alnum(70)}`].join('_');
const RESEND = ['re', alnum(8, 5), alnum(24, 9)].join('_');
const GITHUB = ['gh', `p_${alnum(36, 4)}`].join('');
const REPLICATE = ['r', `8_${alnum(37, 11)}`].join('');
const GROQ = ['gs', `k_${alnum(52, 2)}`].join('');
const ANTHROPIC = ['sk', 'ant', `api03-${alnum(93)}`].join('-');

type Input = Partial<Parameters<typeof secretsScan.run>[0]>;
const scan = (repo: string, input: Input = {}, io = testIo()) =>
  secretsScan.run({ repo, tree: false, staged: false, history: false, build: false, ...input }, io, () => {});
const exitOf = async (repo: string, input: Input = {}) => secretsScan.exit?.(await scan(repo, input));

describe('the files of a checkout (SEC-1, SEC-2)', () => {
  test('our own hold no secret that is worth more than a look', async () => {
    const { found, looked } = await scan('.', { tree: true });
    expect(found.filter(({ severity }) => severity === 'blocker' || severity === 'high')).toEqual([]);
    expect(looked[0]?.files).toBeGreaterThan(1_000);
  });

  test('tracked secrets end with 1, ignored and untracked ones do not', async () => {
    await using repo = await checkout({ '.gitignore': '.env\n', '.env': `A=${STRIPE}\n`, 'a.ts': 'x' });
    repo.git('add', '--all');
    expect((await scan(repo.root)).found).toEqual([]);
    await repo.write({ 'notes.txt': `${RESEND}\n` });
    expect((await scan(repo.root)).found).toMatchObject([{ exposure: 'local', severity: 'low', provider: 'Resend' }]);
    expect(await exitOf(repo.root)).toBe(0);
    await repo.write({ 'src/b.ts': `const k = "${STRIPE}"\n` });
    repo.git('add', 'src/b.ts');
    expect((await scan(repo.root)).found[0]).toMatchObject({
      exposure: 'head',
      severity: 'blocker',
      places: [{ at: 'src/b.ts', line: 1 }],
    });
    expect(await exitOf(repo.root)).toBe(1);
  });

  test('UTF-16, gzip, one line of 20 MB and a file in several parts', async () => {
    const long = Buffer.concat([Buffer.alloc(20_000_000, 'ab '), Buffer.from(`"${GROQ}"`), Buffer.alloc(1_000, 'c ')]);
    await using repo = await checkout({
      'powershell.txt': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`KEY=${STRIPE}\r\n`, 'utf16le')]),
      'log.gz': gzipSync(`x ${RESEND} y`),
      'long.js': long,
      'many.csv': Buffer.concat([Buffer.alloc(9_000_000, 'a,b\n'), Buffer.from(`${GITHUB}\n`)]),
      'image.png': Buffer.from([0x89, 0x50, 0, 0, 1]),
    });
    repo.commit('files');
    const { found, looked } = await scan(repo.root);
    expect(found.flatMap(({ places }) => places.map(({ at, line }) => `${at}:${line}`)).toSorted()).toEqual([
      'log.gz:1',
      'long.js:1',
      'many.csv:2250001',
      'powershell.txt:1',
    ]);
    expect(looked[0]).toMatchObject({ files: 5, binary: 1, truncated: false });
  });

  test('a hostile tree: loops, FIFOs, unreadable files, control characters in names; nothing outside is read', async () => {
    await using outside = await checkout({ 'secret.txt': STRIPE }, { git: false });
    await using repo = await checkout({ 'ok.txt': 'fine', 'closed.txt': GITHUB, 'bad\u001b[31m\nname.txt': RESEND }, { git: false });
    await symlink('.', join(repo.root, 'loop'));
    await symlink(join(outside.root, 'secret.txt'), join(repo.root, 'linked.txt'));
    await symlink(outside.root, join(repo.root, 'linked'));
    execFileSync('mkfifo', [join(repo.root, 'pipe')]);
    await chmod(join(repo.root, 'closed.txt'), 0);
    const gave = await scan(repo.root);
    expect(gave.found.some(({ provider }) => provider === 'Stripe')).toBe(false);
    const text = secretsScan.shows(gave, { width: 80, colour: false }, {} as never);
    expect(text).toContain('Resend key');
    // oxlint-disable-next-line no-control-regex -- this is what must not reach a terminal
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    repo.git('init', '--quiet');
    repo.git('add', '--all', '--force', '--ignore-errors', 'ok.txt', 'loop', 'linked.txt', 'linked');
    expect((await scan(repo.root)).found.some(({ provider }) => provider === 'Stripe')).toBe(false);
  });
});

describe('what the next commit brings', () => {
  test('the index counts, not the file; also before the first commit', async () => {
    await using repo = await checkout({ 'a.ts': `"${STRIPE}"\n`, 'b.ts': `"${RESEND}"\n` });
    repo.git('add', 'a.ts');
    await repo.write({ 'a.ts': 'clean\n' });
    const { found } = await scan(repo.root, { staged: true });
    expect(found).toMatchObject([{ provider: 'Stripe', severity: 'blocker', places: [{ at: 'a.ts', line: 1 }] }]);
    repo.git('add', 'a.ts');
    expect((await scan(repo.root, { staged: true })).found).toEqual([]);
  });

  test('a hook of `git commit -a` sees the index that git made for it', async () => {
    await using repo = await checkout({ 'a.ts': 'clean\n' });
    repo.commit('begin');
    await repo.write({ 'a.ts': `"${STRIPE}"\n` });
    const hook = join(repo.root, '.git/hooks/pre-commit');
    const bin = join(process.cwd(), 'bin/launch-ready');
    await writeFile(hook, `#!/bin/sh\n"${process.execPath}" "${bin}" secrets scan --staged > hook.txt 2>&1\n`, { mode: 0o755 });
    expect(() => repo.git('-c', `core.hooksPath=${join(repo.root, '.git/hooks')}`, 'commit', '-a', '-m', 'leak')).toThrow();
    expect(await readFile(join(repo.root, 'hook.txt'), 'utf8')).toContain('Stripe secret key');
    expect(repo.git('log', '--oneline').trim().split('\n')).toHaveLength(1);
  });
});

describe('history (SEC-3)', () => {
  test('removed, amended away, in messages and stashes: each with who brought it, and whether HEAD still has it', async () => {
    await using repo = await checkout({ 'keep.ts': 'const a = 1;\n' });
    repo.commit('begin');
    await repo.write({ 'src/pay.ts': `const key = "${STRIPE}";\n`, 'keep.ts': `const a = "${GROQ}";\n` });
    repo.commit('pay');
    const leak = repo.git('rev-parse', 'HEAD').trim();
    await repo.write({ 'src/pay.ts': 'const key = process.env.KEY;\n' });
    repo.commit('remove');
    const remove = repo.git('rev-parse', 'HEAD').trim().slice(0, 10);
    await repo.write({ 'oops.ts': `"${RESEND}"\n` });
    repo.commit('oops');
    await repo.write({ 'oops.ts': 'fine\n' });
    repo.git('add', '--all');
    repo.git('commit', '--quiet', '--amend', '-m', 'oops');
    repo.git('tag', '-a', 'v1', '-m', `the token is ${GITHUB}`);
    repo.commit(`the key is ${ANTHROPIC}`);
    await repo.write({ 'keep.ts': `const a = "${GROQ}";\nconst b = "${REPLICATE}";\n` });
    repo.git('stash', '--quiet');
    repo.git('reflog', 'expire', '--expire=now', '--all');

    const { found } = await scan(repo.root, { history: true });
    const by = Object.fromEntries(found.map((each) => [each.provider, each]));
    expect(by['Stripe']).toMatchObject({
      severity: 'high',
      exposure: 'history',
      places: [{ at: 'src/pay.ts', line: 1, commit: leak.slice(0, 10), date: '2026-03-01T10:00:00.000Z', inHead: false }],
    });
    expect(by['Stripe']?.places[0]?.removed).toEqual({ commit: remove, date: '2026-03-01T10:00:00.000Z' });
    expect(by['Groq']).toMatchObject({
      severity: 'blocker',
      places: [
        { exposure: 'head', at: 'keep.ts', line: 1 },
        { exposure: 'history', at: 'keep.ts', commit: leak.slice(0, 10), inHead: true },
      ],
    });
    expect(by['Resend']?.places[0]?.at).toMatch(/^dangling object /);
    expect(by['GitHub']?.places[0]).toMatchObject({ at: 'message of tag v1', line: 1 });
    expect(by['Anthropic']?.places[0]?.at).toMatch(/^message of commit /);
    expect(by['Replicate']).toBeDefined();
    expect(await exitOf(repo.root, { history: true })).toBe(1);
  });

  test('a repository without commits has none, and a folder without git is wrong use', async () => {
    await using empty = await checkout({});
    expect((await scan(empty.root, { history: true })).found).toEqual([]);
    await using folder = await checkout({ 'a.txt': 'x' }, { git: false });
    await expect(scan(folder.root, { history: true })).rejects.toMatchObject({ name: 'UserError', code: 'no-git' });
  });

  test('the configuration of a strange repository runs nothing', async () => {
    await using repo = await checkout({ 'a.ts': `"${STRIPE}"\n` });
    repo.commit('a');
    const trap = join(repo.root, 'ran');
    await writeFile(join(repo.root, 'trap.sh'), `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 });
    for (const key of ['core.fsmonitor', 'diff.external', 'core.pager', 'core.sshCommand'])
      repo.git('config', key, join(repo.root, 'trap.sh'));
    await scan(repo.root, { history: true, staged: true, tree: true });
    await expect(readFile(trap)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('builds', () => {
  test('what visitors get is the bundle, what stays on the server is not, node_modules is none', async () => {
    await using repo = await checkout({
      'dist/assets/index.js': `k="${STRIPE}"`,
      'apps/web/.next/static/chunks/a.js': `k="${RESEND}"`,
      'apps/web/.next/server/b.js': `k="${GITHUB}"`,
      'node_modules/x/dist/c.js': `k="${GROQ}"`,
    });
    const { found } = await scan(repo.root, { build: true });
    expect(found.map(({ provider, exposure, severity }) => `${provider} ${exposure} ${severity}`)).toEqual([
      'Resend bundle blocker',
      'Stripe bundle blocker',
      'GitHub local low',
    ]);
  });
});

describe('the baseline', () => {
  const why = { accept: ['all'], reason: 'revoked on the same day', owner: 'Ada', until: '2027-01-31' };

  test('an accepted secret stays accepted when it moves, ends on its day, and its value is not in the file', async () => {
    await using repo = await checkout({ 'a.ts': `\n"${STRIPE}"\n` });
    repo.commit('a');
    expect(await scan(repo.root, why)).toMatchObject({ accepted: 1, found: [] });
    const file = await readFile(join(repo.root, '.launch-ready-secrets.json'), 'utf8');
    expect(file).not.toContain(STRIPE.slice(8, 20));
    await rename(join(repo.root, 'a.ts'), join(repo.root, 'moved.ts'));
    await repo.write({ 'moved.ts': `// line\n// line\n\n x("${STRIPE}")\n` });
    repo.commit('move');
    const gave = await scan(repo.root);
    expect(gave).toMatchObject({ found: [], suppressed: [{ owner: 'Ada', kind: 'Stripe secret key' }] });
    expect(secretsScan.shows(gave, { width: 80, colour: false }, {} as never)).toContain('1 accepted');
    const later = await scan(repo.root, {}, testIo({ now: () => new Date('2027-02-01T00:00:00Z') }));
    expect(later).toMatchObject({ found: [{ provider: 'Stripe' }], ended: [{ until: '2027-01-31' }] });
    // Another key of the same kind in the same place is not covered.
    await repo.write({ 'moved.ts': `x("${STRIPE.slice(0, -4)}Zz99")\n` });
    expect((await scan(repo.root)).found).toHaveLength(1);
  });

  test('an exception may stand in launch-ready.yaml, and ids are the same in every run with the file', async () => {
    await using repo = await checkout({ 'a.ts': `"${STRIPE}" "${RESEND}"\n` });
    repo.commit('a');
    const [first] = (await scan(repo.root)).found;
    await scan(repo.root, { ...why, accept: [first!.id] }).catch(() => null);
    await scan(repo.root, why);
    await repo.write({ 'b.ts': `"${GITHUB}"\n` });
    repo.commit('b');
    const [left] = (await scan(repo.root)).found;
    await repo.write({
      'launch-ready.yaml': `secrets:\n  ignore:\n    - { id: ${left!.id}, reason: agreed with Ada, owner: Ada, until: 2027-01-31 }\n`,
    });
    expect((await scan(repo.root)).found).toEqual([]);
  });

  test('wants reason, owner and end, and refuses a broken file', async () => {
    await using repo = await checkout({ 'a.ts': `"${STRIPE}"\n` });
    repo.commit('a');
    await expect(scan(repo.root, { accept: ['all'] })).rejects.toMatchObject({ code: 'exception-unexplained' });
    await expect(scan(repo.root, { ...why, accept: ['0'.repeat(24)] })).rejects.toMatchObject({ code: 'no-such-secret' });
    await repo.write({ '.launch-ready-secrets.json': '{"schema":1}' });
    await expect(scan(repo.root)).rejects.toMatchObject({ code: 'baseline-broken' });
  });
});

test('a look that is broken off gives no answer, least of all a clean one', async () => {
  const files = Array.from({ length: 2_000 }, (_, at) => [`a${at}.ts`, `const k${at} = "${alnum(2_000, at)}";\n`] as const);
  await using repo = await checkout({ ...Object.fromEntries(files), 'z.ts': `const k = "${STRIPE}";\n` });
  repo.git('add', '--all');
  repo.git('commit', '-m', 'a');
  const stop = new AbortController();
  const io = testIo({ signal: stop.signal });
  const broken = secretsScan.run({ repo: repo.root, tree: false, staged: false, history: true, build: false }, io, () => {
    setTimeout(() => stop.abort(), 100);
  });
  await expect(broken).rejects.toThrow(/abort/i);
});

test('no form of the answer holds any sample of any kind', async () => {
  const files = Object.fromEntries(SAMPLES.map(({ id, real }) => [`src/${id}.txt`, `${real}\n`]));
  await using repo = await checkout({ ...files, [`${GITHUB}.txt`]: `${hex(10)}\n`, 'in-name.txt': `${GITHUB}\n` });
  repo.commit(`key ${STRIPE}`);
  const gave = await scan(repo.root, { tree: true, history: true });
  const texts = [JSON.stringify(gave), secretsScan.shows(gave, { width: 100, colour: false }, {} as never)];
  const values = [STRIPE, GITHUB, ...SAMPLES.map(({ real }) => real.split(/[\s"'=:@/]+/).toSorted((a, b) => b.length - a.length)[0]!)];
  for (const text of texts)
    for (const value of values) for (let at = 8; at + 14 <= value.length - 4; at += 6) expect(text).not.toContain(value.slice(at, at + 14));
  expect(gave.found.length).toBeGreaterThan(80);
});
