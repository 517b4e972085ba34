import { expect, test } from 'vitest';
import { configSchema } from '../core/config.ts';
import type { HostOnMap } from '../core/finding.ts';
import { questionsFor } from './map-questions.ts';

const host = (name: string, provider: string): HostOnMap => ({ host: name, role: 'app', addresses: [], provider, state: 'serves' });
const config = (text: object) => configSchema.parse(text);

test('asks once for each place a founder must be able to enter, and names it (AUD-8, AUD-9)', () => {
  const hosts = [host('acme.com', 'Vercel'), host('app.acme.com', 'Vercel'), host('api.acme.com', 'Fly')];
  const asked = questionsFor(
    { dns: 'Cloudflare', mail: 'Google', registration: { registry: 'rdap.x', registrar: 'Porkbun' }, hosts },
    config({}),
  );
  expect(asked.map(({ asks }) => asks)).toEqual([
    'Who can sign in at the registrar (Porkbun), and is the account yours?',
    'Does the domain renew itself, and whose card pays for it?',
    'Who can sign in at the DNS host (Cloudflare)?',
    'Who can sign in at Vercel, where the product runs?',
    'Who can sign in at Fly, where the product runs?',
    'Who can sign in at the mail provider (Google)?',
    'Who can sign in where the code lives?',
  ]);
  expect(asked.filter(({ answer }) => answer !== undefined)).toEqual([]);
});

test('owners and handover.access of the configuration answer; whoever is not named stays a question (AUD-9)', () => {
  const told = config({
    owners: { dns: 'Ada', 'auto-renew': 'on, card of Ada', vercel: 'Grace' },
    handover: { access: [{ system: 'registrar: Porkbun', owner: 'Ada', how_to_enter: '1Password, vault Acme' }] },
  });
  const answers = questionsFor({ hosts: [host('acme.com', 'Vercel'), host('api.acme.com', 'Fly')] }, told).map(({ about, answer }) => [
    about,
    answer,
  ]);
  expect(answers).toEqual([
    ['registrar', 'Ada, 1Password, vault Acme'],
    ['renewal', 'on, card of Ada'],
    ['dns', 'Ada'],
    ['hosting', 'Grace'],
    ['hosting', undefined],
    ['mail', undefined],
    ['code', undefined],
  ]);
});
