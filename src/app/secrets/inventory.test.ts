import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { checkout } from '../../../test/secret-repository.ts';
import { alnum } from '../../../test/secret-samples.ts';
import { secretsInventory } from './inventory.ts';
import { ROTATIONS } from './rotation.ts';

const STRIPE = ['sk', 'live', `51${alnum(70)}`].join('_');
const RESEND = ['re', alnum(8, 5), alnum(24, 9)].join('_');

type Input = Partial<Parameters<typeof secretsInventory.run>[0]>;
const list = (repo: string, input: Input = {}) => secretsInventory.run({ repo, history: false, ...input }, testIo(), () => {});
const brief = async (repo: string, input: Input = {}) =>
  (await list(repo, input)).secrets.map(({ name, provider, owner, exposed, state }) =>
    [/^[a-f0-9]{24}$/.test(name) ? 'id' : name, provider, owner, exposed, state].join(' '),
  );

test('every secret with provider, owner, exposure and rotation; a leak is remembered until it is rotated for real (SEC-3, SEC-4)', async () => {
  await using repo = await checkout({
    'launch-ready.yaml': 'owners: { stripe: Ada, secrets: Grace }\n',
    'src/pay.ts': 'process.env.STRIPE_SECRET_KEY; process.env.RESEND_API_KEY; process.env.VITE_SUPABASE_ANON_KEY;\n',
    'src/mail.ts': `const key = "${RESEND}";\n`,
    '.env': `STRIPE_SECRET_KEY=${STRIPE}\n`,
  });
  repo.git('add', '--all');
  expect(await brief(repo.root)).toEqual([
    'RESEND_API_KEY Resend Grace  fine',
    'STRIPE_SECRET_KEY Stripe Ada head leaked',
    'id Resend Grace head leaked',
  ]);
  const gave = await list(repo.root);
  expect(secretsInventory.exit?.(gave)).toBe(1);
  expect(gave.secrets[1]?.steps[0]).toContain('Rotate the key');

  // While the value stands in a file that git tracks, nobody may say that it is rotated.
  await expect(list(repo.root, { mark: 'STRIPE_SECRET_KEY', as: 'rotated' })).rejects.toMatchObject({ code: 'still-exposed' });
  await repo.write({ '.gitignore': '.env\n', 'src/mail.ts': 'process.env.RESEND_API_KEY;\n' });
  repo.git('rm', '--quiet', '--cached', '.env');
  // Deleting the line does not make it good.
  expect(await brief(repo.root)).toEqual([
    'RESEND_API_KEY Resend Grace  fine',
    'STRIPE_SECRET_KEY Stripe Ada  leaked',
    'id  Grace  leaked',
  ]);
  expect(await brief(repo.root, { mark: 'STRIPE_SECRET_KEY', as: 'rotated' })).toContain('STRIPE_SECRET_KEY Stripe Ada  rotated');
  expect(await brief(repo.root, { mark: 'STRIPE_SECRET_KEY', as: 'verified' })).toContain('STRIPE_SECRET_KEY Stripe Ada  verified');

  const memory = await readFile(join(repo.root, '.launch-ready/secrets.json'), 'utf8');
  const texts = [memory, JSON.stringify(gave), secretsInventory.shows(gave, { width: 80, colour: false }, {} as never)];
  for (const text of texts) for (const value of [STRIPE, RESEND]) expect(text).not.toContain(value.slice(10, 26));
});

test('a value in the code is known by the variable of the ignored file that holds it, whatever its shape', async () => {
  const password = ['Zr7k', 'Qw9x', 'Vb2L', 'm4Tp'].join('');
  await using repo = await checkout({
    '.gitignore': '.env\n',
    '.env': `SMTP_PASSWORD=${password}\n`,
    'a.ts': `send(${JSON.stringify(`smtp:${password}`)});\n`,
  });
  repo.git('add', '--all');
  expect(await brief(repo.root)).toEqual([expect.stringMatching(/^SMTP_PASSWORD .* head leaked$/)]);
});

test('a secret in history alone leaked as well', async () => {
  await using repo = await checkout({ 'a.ts': `"${RESEND}"\n` });
  repo.commit('a');
  await repo.write({ 'a.ts': 'fine\n' });
  repo.commit('b');
  expect(await brief(repo.root)).toEqual([]);
  expect(await brief(repo.root, { history: true })).toEqual(['id Resend  history leaked']);
});

test('a value that left its variable is still known by it in history', async () => {
  await using repo = await checkout({ '.env': `STRIPE_SECRET_KEY=${STRIPE}\n`, 'a.ts': 'process.env.STRIPE_SECRET_KEY\n' });
  repo.git('add', '--all', '--force');
  repo.commit('a');
  expect(await brief(repo.root, { history: true })).toEqual(['STRIPE_SECRET_KEY Stripe  head leaked']);
  repo.git('rm', '--quiet', '.env');
  repo.commit('b');
  expect(await brief(repo.root, { history: true })).toEqual(['STRIPE_SECRET_KEY Stripe  history leaked']);
  await repo.write({ 'a.ts': '' });
  expect(await brief(repo.root, { history: true })).toEqual(['STRIPE_SECRET_KEY Stripe  history leaked']);
  expect((await list(repo.root, { history: true })).secrets[0]?.masked).toEqual([`…${STRIPE.slice(-4)}`]);
  expect(await brief(repo.root, { mark: 'STRIPE_SECRET_KEY', as: 'rotated', history: true })).toEqual([
    'STRIPE_SECRET_KEY Stripe  history rotated',
  ]);
});

test('wrong names and missing states are wrong use', async () => {
  await using repo = await checkout({ 'a.ts': 'process.env.STRIPE_SECRET_KEY\n' });
  await expect(list(repo.root, { mark: 'NOPE', as: 'rotated' })).rejects.toMatchObject({ code: 'no-such-secret' });
  await expect(list(repo.root, { mark: 'STRIPE_SECRET_KEY' })).rejects.toMatchObject({ code: 'no-state' });
  await repo.write({ '.launch-ready/secrets.json': '[' });
  await expect(list(repo.root)).rejects.toMatchObject({ code: 'memory-broken' });
});

test('at least fifteen providers have steps of their own, and all begin with the new key (SEC-8)', () => {
  expect(ROTATIONS.length).toBeGreaterThanOrEqual(15);
  expect(new Set(ROTATIONS.map(({ provider }) => provider)).size).toBe(ROTATIONS.length);
  for (const { steps } of ROTATIONS) expect(steps.length).toBeGreaterThanOrEqual(3);
});
