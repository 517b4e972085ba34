import { execFileSync } from 'node:child_process';
import { readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { type Checkout, checkout } from '../../../test/secret-repository.ts';
import { alnum } from '../../../test/secret-samples.ts';
import { secretsScan } from './scan.ts';

const GITHUB = ['gh', `p_${alnum(36, 4)}`].join('');
const STRIPE = ['sk', 'live', `51${alnum(70)}`].join('_');
const RESEND = ['re', alnum(8, 5), alnum(24, 9)].join('_');
const GROQ = ['gs', `k_${alnum(52, 2)}`].join('');

type Input = Partial<Parameters<typeof secretsScan.run>[0]>;
const scan = async (repo: string, input: Input = { history: true }) =>
  secretsScan.run({ repo, tree: false, staged: false, history: false, build: false, ...input }, testIo(), () => {});
const placesOf = async (repo: Checkout) =>
  (await scan(repo.root)).found.flatMap(({ provider, places }) => places.map(({ at }) => `${provider} ${at}`));
const object = (id: string): string => join('.git/objects', id.slice(0, 2), id.slice(2));

test('notes, names of branches, the index, a stash, and a force-push in the reflog', async () => {
  await using repo = await checkout({ 'a.ts': 'fine\n' });
  repo.commit('begin');
  repo.git('notes', 'add', '-m', `for the deploy: ${GITHUB}`);
  repo.git('branch', `try/${RESEND}`);
  await repo.write({ 'staged.ts': `"${STRIPE}"\n` });
  repo.git('add', 'staged.ts');
  const head = repo.git('rev-parse', 'HEAD').trim().slice(0, 10);
  await repo.write({ 'b.ts': `"${GROQ}"\n` });
  repo.git('add', 'b.ts');
  repo.git('commit', '--quiet', '-m', 'leak', '--', 'b.ts');
  repo.git('reset', '--quiet', '--soft', 'HEAD~1');
  repo.git('rm', '--quiet', '--cached', 'b.ts');
  expect((await placesOf(repo)).toSorted()).toEqual([
    'GitHub note on commit ' + head,
    'Groq b.ts',
    'Resend names of branches and tags',
    'Stripe staged.ts (staged)',
  ]);
});

test('a second look reads what is new alone, says the same, and believes no memory that came with the repository', async () => {
  await using repo = await checkout({ 'a.ts': 'const a = 1;\n', 'b.ts': `"${STRIPE}"\n` });
  repo.commit('begin');
  await repo.write({ 'b.ts': 'gone\n' });
  repo.commit('remove');
  const first = await scan(repo.root);
  const second = await scan(repo.root);
  expect(second.found).toEqual(first.found);
  expect(second.found[0]?.places[0]).toMatchObject({ at: 'b.ts', date: '2026-03-01T10:00:00.000Z', removed: { date: expect.any(String) } });
  expect([first.looked[0]?.files, second.looked[0]?.files]).toEqual([6, 2]);
  const text = await readFile(join(repo.root, '.git/launch-ready/scanned-objects.txt'), 'utf8');
  expect(text).not.toContain(STRIPE.slice(8, 20));
  // An attacker who knows the rules lists the object with the key as read, in a file beside the code.
  await repo.write({ '.launch-ready/scanned-objects.txt': `${text}${repo.git('rev-parse', 'HEAD~1:b.ts').trim()}\n` });
  expect((await scan(repo.root)).found).toHaveLength(1);
  repo.git('add', '--force', '.launch-ready/scanned-objects.txt');
  expect((await scan(repo.root)).found).toHaveLength(1);
});

test('a value that stays while its file changes is one place, since its first commit', async () => {
  const lines = Array.from({ length: 400 }, (_, at) => `const line${at} = await read(${at});`);
  await using repo = await checkout({ 'a.ts': lines.join('\n') });
  repo.commit('1');
  for (const [at, text] of [
    [200, `const key = "${STRIPE}";`],
    [10, '// new'],
    [390, '// more'],
  ] as const) {
    lines[at] = text;
    await repo.write({ 'a.ts': lines.join('\n') });
    repo.commit(text.slice(0, 9));
  }
  const since = repo.git('rev-parse', 'HEAD~2').trim().slice(0, 10);
  expect((await scan(repo.root)).found).toMatchObject([
    {
      severity: 'blocker',
      places: [
        { exposure: 'head', at: 'a.ts', line: 201 },
        { exposure: 'history', line: 201, commit: since, inHead: true },
      ],
    },
  ]);
});

test('a damaged, shallow or borrowing repository is read as far as it goes, and says what is missing', async () => {
  await using repo = await checkout({ 'src/a.ts': `"${STRIPE}"\n`, 'b.ts': `"${RESEND}"\n` });
  repo.commit('begin');
  await repo.write({ 'b.ts': 'clean\n' });
  repo.commit('clean');

  await using shallow = await checkout({}, { git: false });
  execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${repo.root}`, join(shallow.root, 'c')]);
  expect((await scan(join(shallow.root, 'c'))).found).toHaveLength(1);

  // What the lender holds and nothing here leads to is the lender's.
  await using lender = await checkout({ 'secret.txt': `${GITHUB}\n` });
  lender.commit('lent');
  await writeFile(join(repo.root, '.git/objects/info/alternates'), `${join(lender.root, '.git/objects')}\n`);
  const borrowing = await scan(repo.root);
  expect(borrowing.found.map(({ provider }) => provider).toSorted()).toEqual(['Resend', 'Stripe']);
  expect(borrowing.looked[0]?.unreached).toEqual([expect.stringContaining('borrows objects')]);
  await rm(join(repo.root, '.git/objects/info/alternates'));

  await rm(join(repo.root, object(repo.git('rev-parse', 'HEAD:src').trim())), { force: true });
  await rm(join(repo.root, '.git/launch-ready'), { recursive: true });
  const damaged = await scan(repo.root);
  expect(damaged.found.map(({ provider }) => provider).toSorted()).toEqual(['Resend', 'Stripe']);
  expect(secretsScan.shows(damaged, { width: 100, colour: false }, {} as never)).toContain(
    'not reached: 1 objects that this clone does not have',
  );

  await writeFile(join(repo.root, '.git/objects/info/alternates'), `${join(lender.root, '.git/objects')}\n`);
  const both = await scan(repo.root);
  expect(both.looked[0]?.unreached).toEqual(
    expect.arrayContaining([
      expect.stringContaining('1 objects that this clone does not have'),
      expect.stringContaining('borrows objects'),
    ]),
  );
});

test('nothing of a strange repository is run or asked for over the network, and nothing huge is read', async () => {
  await using repo = await checkout({ 'a.ts': `"${STRIPE}"\n`, '.gitattributes': '* diff=trap filter=trap\n' });
  repo.commit('begin');
  await repo.write({ 'a.ts': 'clean\n' });
  repo.commit('clean');
  const trap = join(repo.root, 'ran');
  await writeFile(join(repo.root, 'trap.sh'), `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 });
  const program = join(repo.root, 'trap.sh');
  for (const key of [
    'gpg.program',
    'diff.trap.textconv',
    'filter.trap.clean',
    'filter.trap.smudge',
    'core.sshCommand',
    'core.alternateRefsCommand',
  ])
    repo.git('config', key, program);
  repo.git('config', 'log.showSignature', 'true');
  // A partial clone, whose server would be asked for what is missing.
  repo.git('remote', 'add', 'origin', 'ssh://trap.test/x');
  for (const [key, value] of [
    ['remote.origin.promisor', 'true'],
    ['remote.origin.partialclonefilter', 'blob:none'],
    ['core.repositoryFormatVersion', '1'],
    ['extensions.partialClone', 'origin'],
  ] as const)
    repo.git('config', key, value);
  await rm(join(repo.root, object(repo.git('rev-parse', 'HEAD:.gitattributes').trim())), { force: true });
  await symlink('.', join(repo.root, 'loop'));
  await writeFile(join(repo.root, 'huge.log'), '');
  await truncate(join(repo.root, 'huge.log'), 2 * 1024 ** 3);
  const gave = await scan(repo.root, { history: true, tree: true, staged: true });
  expect(gave.found).toMatchObject([{ provider: 'Stripe', places: [{ removed: { commit: expect.any(String) } }] }]);
  expect(gave.looked.find(({ source }) => source === 'tree')).toMatchObject({ skipped: 2 });
  await expect(readFile(trap)).rejects.toMatchObject({ code: 'ENOENT' });
});
