import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { type Checkout, checkout } from '../../../test/secret-repository.ts';
import { alnum } from '../../../test/secret-samples.ts';
import { authority, https, openWeb } from '../../../test/web.ts';
import type { Io } from '../../core/io.ts';
import { secretsRotate } from './rotate.ts';

const OLD = ['sk', 'live', `51${alnum(70)}`].join('_');
const NEW = ['sk', 'live', `51${alnum(70, 9)}`].join('_');

/** A checkout whose key leaked in its first commit and was taken out in the second. */
async function leaked(): Promise<Checkout> {
  const repo = await checkout({ '.env': `STRIPE_SECRET_KEY=${OLD}\n`, 'a.ts': 'process.env.STRIPE_SECRET_KEY;\n' });
  repo.git('add', '--all', '--force');
  repo.commit('a');
  await rotate(repo, testIo());
  repo.git('rm', '--quiet', '--cached', '.env');
  await repo.write({ '.gitignore': '.env\n' });
  repo.git('add', '.gitignore');
  repo.git('commit', '--quiet', '-m', 'b');
  return repo;
}
const rotate = (repo: Checkout, io: Io, verify = false) => secretsRotate.run({ repo: repo.root, verify }, io, () => undefined);
const memory = (repo: Checkout): Promise<string> => readFile(join(repo.root, '.launch-ready/secrets.json'), 'utf8');

test('a key is rotated only once another value is seen, and the old one is refused; each word is held against the files (SEC-3, SEC-8)', async () => {
  await using repo = await leaked();
  const asked: string[] = [];
  const saying = (...answers: string[]): Io =>
    testIo({
      ask({ text }) {
        asked.push(text);
        return Promise.resolve(answers.shift() ?? 'later');
      },
    });
  // Deleted from the line, and "done" is said: the file that the app starts with still holds the value.
  const lied = await rotate(repo, saying('done'));
  expect(lied.rotated).toMatchObject([
    { state: 'leaked', open: expect.stringContaining('.env still holds the value that leaked') as string },
  ]);
  expect(asked[0]).toContain('The old one opens refunds, payouts');
  expect(asked[0]).toContain('What breaks meanwhile: Nothing, if the new key is live');
  // Silence is no yes.
  expect((await rotate(repo, saying(''))).rotated).toMatchObject([{ state: 'leaked', open: 'It waits for its new key.' }]);
  await repo.write({ '.env': `STRIPE_SECRET_KEY=${NEW}\n` });
  const half = await rotate(repo, saying('done', 'later'));
  expect(half.rotated).toMatchObject([{ was: 'leaked', state: 'rotated', by: 'seen', open: 'Nobody has seen the old key refused.' }]);
  expect(secretsRotate.exit?.(half)).toBe(1);
  expect((await rotate(repo, saying('done'))).rotated).toMatchObject([{ was: 'rotated', state: 'verified', by: 'told' }]);
  // The copy in history is dead; once it is gone, that is seen.
  repo.git('checkout', '--quiet', '--orphan', 'clean');
  repo.git('commit', '--quiet', '-m', 'c');
  for (const branch of repo.git('for-each-ref', '--format=%(refname)', 'refs/heads').split('\n'))
    if (branch !== '' && branch !== 'refs/heads/clean') repo.git('update-ref', '-d', branch);
  repo.git('reflog', 'expire', '--expire=now', '--all');
  repo.git('gc', '--quiet', '--prune=now');
  const { rotated } = await secretsRotate.run({ name: 'STRIPE_SECRET_KEY', repo: repo.root, verify: false }, saying(), () => undefined);
  expect(rotated).toMatchObject([{ state: 'purged', by: 'seen', steps: [] }]);
  expect((await rotate(repo, saying())).rotated).toEqual([]);
  const texts = [
    await memory(repo),
    JSON.stringify([lied, half]),
    secretsRotate.shows(half, { width: 80, colour: false }, {} as never),
    asked.join(''),
  ];
  for (const text of texts) for (const value of [OLD, NEW]) expect(text).not.toContain(value.slice(10, 26));
});

test('with --verify the provider itself says whether the old key is refused, and a key that works is not done', async () => {
  await using repo = await leaked();
  await repo.write({ '.env': `STRIPE_SECRET_KEY=${NEW}\n` });
  let revoked = false;
  const seen: string[] = [];
  const stripe = await https(['api.stripe.com'], ({ headers }, response) => {
    seen.push(headers.authorization === `Bearer ${OLD}` ? 'old' : 'other');
    response.writeHead(revoked ? 401 : 200, { 'content-type': 'application/json' }).end('{"object":"balance"}');
  });
  await using web = await openWeb({ '192.0.2.1:443': stripe }, ['api.stripe.com A 192.0.2.1'], {
    ca: [(await authority()).root],
    ask: ({ text }) => Promise.resolve(text.startsWith('New key') ? 'done' : 'later'),
  });
  const live = await rotate(repo, web.io, true);
  expect(live.rotated).toMatchObject([
    { state: 'rotated', by: 'seen', open: expect.stringContaining('The old key still works') as string },
  ]);
  revoked = true;
  expect((await rotate(repo, web.io, true)).rotated).toMatchObject([{ was: 'rotated', state: 'verified', by: 'seen', open: null }]);
  expect(seen).toEqual(['old', 'old']);
});

test('where nobody can be asked, nothing is marked, and the exit code says so', async () => {
  await using repo = await leaked();
  const before = await memory(repo);
  const gave = await rotate(repo, testIo());
  expect(gave.rotated).toMatchObject([{ state: 'leaked', steps: expect.arrayContaining(['Expire the old key.']) as string[] }]);
  expect(secretsRotate.exit?.(gave)).toBe(1);
  expect(await memory(repo)).toBe(before);
  await expect(secretsRotate.run({ name: 'NOPE', repo: repo.root, verify: false }, testIo(), () => undefined)).rejects.toMatchObject({
    code: 'no-such-secret',
  });
});
