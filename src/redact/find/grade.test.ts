import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../../test/io.ts';
import { jwt } from '../../../test/secret-samples.ts';
import { fill } from '../../../test/secret-shapes.ts';
import { secretsIn } from './secrets-in.ts';

const random = seeded(2);
const f = (shape: string): string => fill(shape, random);
const find = (text: string) => secretsIn(Buffer.from(text), new Date('2026-11-22T00:00:00Z'));
const join = (...parts: string[]): string => parts.join('');
const aiza = (): string => join('AI', 'za', f('{a35}'));
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const pemOf = (label: string, body: string): string => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;

/** A key file of OpenSSH as far as its head, which is all that is read. */
function openSsh(cipher: string): string {
  const field = (text: string): Buffer => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(text.length);
    return Buffer.concat([size, Buffer.from(text)]);
  };
  const head = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field(cipher),
    field('none'),
    field(''),
    Buffer.from([0, 0, 0, 1]),
    field('ssh-ed25519'),
  ]);
  const body = Buffer.concat([head, Buffer.from(f('{a90}'))]).toString('base64');
  return pemOf('OPENSSH PRIVATE KEY', body);
}

describe('what a secret says of itself', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const pgp = pemOf('PGP PRIVATE KEY BLOCK', `Version: GnuPG v2.4 (GNU/Linux)\n\n${f('{b64}')}\n${f('{b64}')}\n=abcd`);
  test.each([
    [
      'the organisation of Sentry',
      join('sntr', 'ys_', base64(JSON.stringify({ iat: 1, url: 'https://sentry.io', org: 'acme-shop' })), '_', f('{a43}')),
      'serious',
      'organisation acme-shop',
    ],
    [
      'the account of Google',
      JSON.stringify({ private_key: rsa, client_email: 'deployer@acme-1.iam.gserviceaccount.com' }),
      'critical',
      'account …oyer@acme-1.iam.gserviceaccount.com',
    ],
    ['an OpenSSH key', openSsh('none'), 'critical', 'ssh-ed25519 key without a passphrase'],
    ['an OpenSSH key with a passphrase', openSsh('aes256-ctr'), 'serious', 'ssh-ed25519 key, encrypted with a passphrase'],
    ['a PGP key', pgp, 'critical', 'PGP key; it may have a passphrase'],
    ['a key of UploadThing', join('sk', '_live_', f('{h64}')), 'critical', 'live mode'],
    ['a sandbox of Plaid', join('access', '-sandbox-', f('{u}')), 'minor', 'test mode'],
    ['a test key of Mollie', join('MOLLIE_API_KEY=', 'test_', f('{a30}')), 'minor', 'test mode'],
    [
      'a key id of AWS with its secret',
      join('AK', 'IA', f('{T16}'), ',', f('{b40}')),
      'critical',
      'the AWS secret access key stands beside it',
    ],
  ])('%s', (_name, text, grade, says) => {
    expect(find(text)[0]).toMatchObject({ grade, says: expect.arrayContaining([says]) });
  });

  test.each([
    [join('sk', '_live_', f('{h64}')), 'UploadThing'],
    [join('sk', '_test_', base64('key_01HXYZABCDEF'), f('{a24}')), 'WorkOS'],
    [join('const knock = "', 'sk', '_live_', f('{a43}'), '"'), 'Knock'],
    [join('PAYSTACK_SECRET_KEY=', 'sk', '_live_', f('{h40}')), 'Paystack'],
  ])('whose `sk_live_` it is: %s', (text, provider) => {
    expect(find(text).map((each) => each.provider)).toEqual([provider]);
  });

  test('halves of a pair are reported alone, too', () => {
    expect(find(join('AK', 'IA', f('{T16}')))).toMatchObject([{ rule: 'aws-key-id', grade: 'serious' }]);
    expect(find(`AWS_SECRET_ACCESS_KEY=${f('{b40}')}`)).toMatchObject([{ rule: 'aws-secret', grade: 'critical' }]);
  });

  test('a prefix of its own says more than the name before it, so that one key is one secret wherever it stands', () => {
    const token = join('np', 'm_', f('{a36}'));
    expect(find(`//registry.npmjs.org/:_authToken=${token}\n`).map(({ rule }) => rule)).toEqual(['npm-token']);
    expect(find(`define('DB_PASSWORD', '${f('{a14}')}');`).map(({ rule }) => rule)).toEqual(['wp-config']);
  });
});

describe('a key of Google is secret where it opens generative AI', () => {
  test.each([
    ['behind its name', `GEMINI_API_KEY=${aiza()}`, 'critical'],
    ['in a public variable, which every visitor gets', `VITE_GEMINI_API_KEY=${aiza()}`, 'critical'],
    ['in an address of the API', `fetch("https://generativelanguage.googleapis.com/v1/models?key=${aiza()}")`, 'critical'],
    ['in a call of its library', `const ai = new GoogleGenAI({ apiKey: "${aiza()}" })`, 'critical'],
    [
      'in a bundle with the library',
      `const b="https://generativelanguage.googleapis.com";${'f();'.repeat(400)}x=new q("${aiza()}")`,
      'critical',
    ],
    ['behind the default name of the library', `GOOGLE_API_KEY=${aiza()}`, 'serious'],
  ])('%s', (_name, text, grade) => {
    expect(find(text)).toMatchObject([{ rule: 'gemini-key', grade }]);
  });

  test.each([
    [
      'the configuration of Firebase beside generative AI',
      `import x from "@google/genai"; const c = { apiKey: "${aiza()}", authDomain: "a.firebaseapp.com" }`,
    ],
    ['maps', `<script src="https://maps.googleapis.com/maps/api/js?key=${aiza()}"></script>`],
    ['maps behind a public name', `NEXT_PUBLIC_GOOGLE_API_KEY=${aiza()}`],
    ['nothing that tells', `const key = "${aiza()}"`],
  ])('not: %s', (_name, text) => {
    expect(find(text)).toEqual([]);
  });
});

describe('what is public by design is never reported', () => {
  const PUBLIC = {
    SUPABASE_ANON_KEY: jwt({ iss: 'supabase', ref: 'abcdefghijklmnopqrst', role: 'anon', exp: 2_000_000_000 }),
    SUPABASE_PUBLISHABLE_KEY: join('sb', '_publishable_', f('{a22}_{a8}')),
    STRIPE_PUBLISHABLE_KEY: join('pk', '_live_51', f('{a90}')),
    CLERK_PUBLISHABLE_KEY: join('pk', '_live_', base64('clerk.acme.com$')),
    POSTHOG_KEY: join('ph', 'c_', f('{a43}')),
    FIREBASE_API_KEY: aiza(),
    GOOGLE_MAPS_API_KEY: aiza(),
    RECAPTCHA_SITE_KEY: `6L${f('{a38}')}`,
    HCAPTCHA_SITE_KEY: f('{u}'),
    TURNSTILE_SITE_KEY: `0x4AAAAAAA${f('{a14}')}`,
    ALGOLIA_SEARCH_KEY: f('{h32}'),
    ALGOLIA_APP_ID: f('{U10}'),
    MAPBOX_TOKEN: `pk.eyJ${f('{a80}.{a22}')}`,
    SENTRY_DSN: `https://${f('{h32}')}@o123456.ingest.sentry.io/4507`,
    PUSHER_KEY: f('{h20}'),
    PAYSTACK_PUBLIC_KEY: join('pk', '_live_', f('{h40}')),
    PADDLE_CLIENT_TOKEN: `live_${f('{h27}')}`,
    ONESIGNAL_APP_ID: f('{u}'),
    IMAGEKIT_PUBLIC_KEY: `public_${f('{a27}')}=`,
    VAPI_PUBLIC_KEY: f('{u}'),
    AMPLITUDE_API_KEY: f('{h32}'),
    RAZORPAY_KEY_ID: `rzp_live_${f('{a14}')}`,
    PUBNUB_SUBSCRIBE_KEY: `sub-c-${f('{u}')}`,
  };
  test.each(Object.entries(PUBLIC))('%s', (name, value) => {
    const camel = name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(find(`NEXT_PUBLIC_${name}=${value}\n`)).toEqual([]);
    expect(find(`var e={${camel}:"${value}"},t=n(3)("${value}")`)).toEqual([]);
  });

  test.each([
    ['the first account of a local chain', join('PRIVATE_KEY=0x', 'ac0974bec39a17e36ba4a6b4d238ff94', '4bacb478cbed5efcae784d7bf4f2ff80')],
    ['the phrase of a local chain', 'MNEMONIC="test test test test test test test test test test test junk"'],
    [
      'the storage emulator of Azure',
      join('AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50u', 'SRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='),
    ],
    [
      'a secret of a local database',
      join('DB_PASSWORD=', 'password123\nJDBC=jdbc:mysql://localhost:3306/a?user=b&', 'password=hunter22\n'),
    ],
    ['a password read from the settings', 'smtp_password = settings.mail.password2024x'],
    ['the registry’s login of documentation', `{"auth":"${base64('user:password')}"}`],
  ])('%s', (_name, text) => {
    expect(find(text)).toEqual([]);
  });
});
