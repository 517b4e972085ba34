import { generateKeyPairSync } from 'node:crypto';
import { seeded } from './io.ts';
import { FILE_SAMPLES } from './secret-files.ts';
import { fill, SHAPE_ROWS } from './secret-shapes.ts';

/** Characters of real keys, the same in every run; `from` moves the start so that two samples differ. */
const ALL = 'Q7wErTy9UiOpAsDfGh3JkLzXcVbNm5qWeRt8YuIoPa4SdFg6HjKl2ZxCvBn1M0'.repeat(12);
const HEX = '7f3a9c1e5b8d2046af61c9e3b7d40852'.repeat(10);

export const alnum = (length: number, from = 0): string => ALL.slice(from, from + length);
export const hex = (length: number, from = 0): string => HEX.slice(from, from + length);
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
export const jwt = (claims: unknown, signature = alnum(43, 3)): string =>
  [base64url({ alg: 'HS256', typ: 'JWT' }), base64url(claims), signature].join('.');
const j = (...parts: string[]): string => parts.join('');

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A text that holds one secret of a kind, and one that looks like it but holds none. */
export interface Sample {
  id: string;
  real: string;
  alike: string;
}

const row = (id: string, real: string, alike: string): Sample => ({ id, real, alike });
/** What has no shape that one line tells, put together here so that no scanner takes this file for a leak. */
const OWN: readonly Sample[] = [
  row('replit-db', j('https://kv.replit', '.com/v0/', jwt({ iss: 'conman' })), 'https://kv.replit.com/v0/<token>'),
  row('convex-deploy', j('CONVEX_DEPLOY_KEY=', 'prod:', 'happy-otter-123|', alnum(60)), 'CONVEX_DEPLOYMENT=prod:happy-otter-123'),
  row(
    'google-service-account',
    JSON.stringify({ type: 'service_account', private_key: rsa }),
    JSON.stringify({ private_key: '-----BEGIN PRIVATE KEY-----\n...\n' }),
  ),
  row('private-key', pem, pem.replaceAll('PRIVATE', 'PUBLIC')),
  row('private-key-base64', Buffer.from(pem).toString('base64'), Buffer.from(pem.replaceAll('PRIVATE', 'PUBLIC')).toString('base64')),
  row('json-web-token', jwt({ role: 'service_role', ref: 'abcdefghijklmnopqrst' }), jwt({ role: 'anon', ref: 'abcdefghijklmnopqrst' })),
  row('database-url', j('postgres', '://app:', alnum(20), '@db.acme.com:5432/app'), 'postgres://postgres:postgres@db.acme.com:5432/app'),
  row('basic-auth-url', j('https', '://admin:', alnum(20), '@vault.acme.com/'), 'https://admin:password@vault.acme.com/'),
];

const random = seeded(5);

/** One of every kind. */
export const SAMPLES: readonly Sample[] = [
  ...OWN,
  ...FILE_SAMPLES,
  ...SHAPE_ROWS.map(({ id, name, shape }) =>
    row(id, `${name}="${fill(shape, random)}"\n`, `${name}="${fill(shape.replace('{m12}', `${'test '.repeat(11)}junk`), () => 0)}"\n`),
  ),
];
