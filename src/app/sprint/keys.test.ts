import { expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { checkout } from '../../../test/secret-repository.ts';
import { alnum } from '../../../test/secret-samples.ts';
import { UserError } from '../../core/errors.ts';
import type { Question } from '../../core/io.ts';
import { openJournal } from '../journal.ts';
import { secretsInventory } from '../secrets/inventory.ts';
import { openWorkspace } from '../workspace.ts';
import { keys } from './keys.ts';
import type { Became } from './stage.ts';

const STRIPE = ['sk', 'live', `51${alnum(70)}`].join('_');
const RESEND = ['re', alnum(8, 5), alnum(24, 9)].join('_');

/** The stage in a checkout, with a founder who answers by the name of the key. */
async function walk(root: string, answer: (name: string) => string): Promise<{ became: Became; asked: Question[] }> {
  const asked: Question[] = [];
  const workspace = openWorkspace(root);
  const io = testIo({
    now: () => new Date(),
    ask(question) {
      asked.push(question);
      return Promise.resolve(answer(question.task?.is === 'rotate' ? question.task.name : ''));
    },
  });
  const journal = openJournal(workspace.state);
  const target = { name: 'acme.test', domain: 'acme.test', hosts: [], urls: [], config: workspace.config };
  const became = await keys.run({ workspace, target, profile: undefined, yes: true, io, tell: () => undefined, journal });
  return { became, asked };
}

async function leaky(): ReturnType<typeof checkout> {
  const repo = await checkout({ '.env': `RESEND_API_KEY=${RESEND}\nSTRIPE_SECRET_KEY=${STRIPE}\n` });
  repo.git('add', '--all', '--force');
  repo.commit('a');
  return repo;
}
const inventory = async (repo: string): Promise<string[]> =>
  (await secretsInventory.run({ repo, history: true }, testIo({ now: () => new Date() }), () => undefined)).secrets.map(
    ({ name, state }) => `${name} ${state}`,
  );
const rotations = (root: string): unknown[] =>
  openJournal(openWorkspace(root).state).lines.map(({ entry }) =>
    entry.is === 'stage' ? [entry['id'], entry.state, entry['became']] : null,
  );

test('each key that leaked is asked for alone, with its steps; what was put off stays open, and is asked again (SEC-3, SEC-8)', async () => {
  await using repo = await leaky();
  await inventory(repo.root);
  repo.git('rm', '--quiet', '.env');
  repo.commit('b');
  const { became, asked } = await walk(repo.root, (name) => (name === 'RESEND_API_KEY' ? 'done' : 'later'));
  expect(asked.map(({ task }) => task?.is === 'rotate' && [task.name, task.provider])).toEqual([
    ['RESEND_API_KEY', 'Resend'],
    ['STRIPE_SECRET_KEY', 'Stripe'],
  ]);
  expect(asked[1]?.text).toContain(`New key 2 of 2: STRIPE_SECRET_KEY (Stripe, …${STRIPE.slice(-4)}). The old one opens refunds`);
  expect(asked[1]?.text).toContain('  3. Expire the old key.');
  expect(became).toMatchObject({ state: 'open', says: '1 of 2 keys that others may have are replaced.' });
  expect(became.open).toEqual([expect.stringMatching(/^Replace STRIPE_SECRET_KEY \(Stripe, ….{4}\): Rotate the key/)]);
  expect(await inventory(repo.root)).toEqual(['RESEND_API_KEY rotated', 'STRIPE_SECRET_KEY leaked']);
  expect(rotations(repo.root)).toEqual([
    ['RESEND_API_KEY', 'done', 'rotated'],
    ['STRIPE_SECRET_KEY', 'skipped', 'later'],
  ]);
  const again = await walk(repo.root, () => 'done');
  expect(again.asked).toHaveLength(1);
  expect(again.became).toEqual({ state: 'done', says: '1 of 1 keys that others may have are replaced.' });
  expect((await walk(repo.root, () => 'done')).became.says).toBe('No key waits to be replaced.');
});

test('a key that still stands in the files is not believed to be replaced', async () => {
  await using repo = await leaky();
  const { became } = await walk(repo.root, () => 'done');
  expect(became.open).toHaveLength(2);
  expect(became.open?.[0]).toMatch(/^Take RESEND_API_KEY .* out of \.env: /);
  expect(await inventory(repo.root)).toEqual(['RESEND_API_KEY leaked', 'STRIPE_SECRET_KEY leaked']);
});

test('a key whose old value an environment file of this machine still holds is not believed to be replaced (SEC-3)', async () => {
  await using repo = await leaky();
  await inventory(repo.root);
  repo.git('rm', '--quiet', '.env');
  repo.commit('b');
  await repo.write({
    '.gitignore': '.env\n',
    '.env': `RESEND_API_KEY=${RESEND}\nSTRIPE_SECRET_KEY=${STRIPE.slice(0, -9)}${alnum(9, 40)}\n`,
  });
  const { became } = await walk(repo.root, () => 'done');
  expect(became.open).toEqual([expect.stringMatching(/^Enter the new value of RESEND_API_KEY \(Resend, ….{4}\) in \.env: /)]);
});

test('where nobody can be asked, every key stays open', async () => {
  await using repo = await leaky();
  const { became } = await walk(repo.root, () => {
    throw new UserError('nobody-to-ask', 'Nobody is there.', 'Come back.');
  });
  expect(became).toMatchObject({ state: 'open', says: '0 of 2 keys that others may have are replaced.' });
});
