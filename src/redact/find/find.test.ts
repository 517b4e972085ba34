import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alnum, hex, jwt, SAMPLES } from '../../../test/secret-samples.ts';
import { FINDABLE } from '../kinds.ts';
import { redactText } from '../redact.ts';
import { automaton } from './automaton.ts';
import { decode } from './decode.ts';
import { REACH } from './search.ts';
import { secretsIn } from './secrets-in.ts';
import { sieve } from './sieve.ts';
import { awsAccount, checksumFits, claimsOf } from './token.ts';

/** Parts of prefixes, so that no scanner takes this file for a leak. */
const CUT = { eyj: '.eyJ', c: 'c', live: 'live', p: 'p', publishable: 'publishable', secret: 'secret', test: 'test', za: 'za' } as const;

const NOW = new Date('2026-11-22T00:00:00Z');
const find = (text: string | Buffer) => secretsIn(typeof text === 'string' ? Buffer.from(text) : text, NOW);
const rules = (text: string | Buffer): string[] => find(text).map(({ rule }) => rule);

describe('every kind', () => {
  test('has a sample, and there are at least 250 with provider and source (SEC-1)', () => {
    expect(SAMPLES.map(({ id }) => id).toSorted()).toEqual(FINDABLE.map(({ id }) => id).toSorted());
    expect(FINDABLE.length).toBeGreaterThanOrEqual(250);
    for (const { provider, scan } of FINDABLE) expect([provider.length > 0, scan.source.startsWith('https://')]).toEqual([true, true]);
  });

  test('is found in its sample, and nothing is in what looks like it', () => {
    const wrong = SAMPLES.flatMap(({ id, real, alike }) => [
      ...(rules(`// before\n${real}\n after`).includes(id) ? [] : [`${id} is missed`]),
      ...rules(`// before\n${alike}\n after`).map((rule) => `${rule} is seen in what looks like ${id}`),
    ]);
    expect(wrong).toEqual([]);
  });

  test('is masked by the same table', () => {
    const seen = SAMPLES.filter(({ id, real }) => {
      const value = find(`${real}\n`).find(({ rule }) => rule === id)!.value;
      const masked = redactText(`${real}\n`);
      return Array.from({ length: Math.max(0, Math.ceil((value.length - 15) / 4)) }, (_, at) => value.slice(at * 4, at * 4 + 12)).some(
        (piece) => masked.includes(piece),
      );
    });
    expect(seen.map(({ id }) => id)).toEqual([]);
  });
});

describe('what is public by design, documented or a stand-in is never reported', () => {
  test.each([
    ['the anon key of Supabase', jwt({ iss: 'supabase', role: 'anon', exp: 2_000_000_000 })],
    ['the demo keys of a local Supabase', jwt({ iss: 'supabase-demo', role: 'service_role', exp: 1_983_812_996 })],
    ['the secret key of every local Supabase', `sb_${CUT.secret}_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz`],
    ['the token of jwt.io', jwt({ sub: '1234567890', name: 'John Doe', iat: 1_516_239_022 })],
    ['a publishable key of Supabase', `sb_${CUT.publishable}_${alnum(22)}_${alnum(8)}`],
    ['a publishable key of Stripe', `pk_${CUT.live}_51${alnum(70)}`],
    ['the web key of Firebase', `apiKey: "AI${CUT.za}${alnum(35)}"`],
    ['a project key of PostHog', `ph${CUT.c}_${alnum(43)}`],
    ['the DSN of Sentry', `https://${hex(32)}@o123456.ingest.sentry.io/4507`],
    ['a site key of reCAPTCHA', `6L${alnum(38)}`],
    ['a public token of Mapbox', `pk${CUT.eyj}${alnum(80)}.${alnum(22)}`],
    ['a search key of Algolia', `ALGOLIA_SEARCH_KEY=${hex(32)}`],
    ['the test key of Stripe’s documentation', ['sk', 'test', '4eC39HqLyjWDarjtT1zdp7dc'].join('_')],
    ['the key id of AWS’s documentation', ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('')],
    ['a token of GitHub’s documentation', ['gh', 'p_16C7e42F292c6912E7710c838347Ae178B4a'].join('')],
    ['a row of the same sign', `sk_${CUT.live}_${'x'.repeat(24)}`],
    ['a word', `sk_${CUT.live}_your_key_here_1234567890abc`],
    ['a blank', `gh${CUT.p}_XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX`],
    ['a variable in an address', 'postgres://app:${DB_PASSWORD}@db.acme.com/app'],
    ['the password of a local database', `postgres://app:${alnum(16)}@localhost:5432/app`],
    ['a database in a compose file', `postgres://app:${alnum(16)}@db:5432/app`],
    ['a word with a prefix inside', 'task_live_abcdefghijklmnopqrstuvwxyz and more_pre_render_configuration'],
  ])('%s', (_name, text) => {
    expect(find(`const value = "${text}";\n`)).toEqual([]);
  });
});

describe('what a secret says of itself', () => {
  const only = (text: string) => find(text)[0];
  const body = alnum(24);
  test.each([
    [`sk_${CUT.live}_51${alnum(70)}`, 'Stripe', 'live mode', 'critical'],
    [`sk_${CUT.test}_51${alnum(70)}`, 'Stripe', 'test mode', 'minor'],
    [`sk_${CUT.live}_${hex(40)}`, 'Paystack', 'live mode', 'critical'],
    [`CLERK_SECRET_KEY=sk_${CUT.live}_${alnum(42)}`, 'Clerk', 'live mode', 'critical'],
    [`sk_${CUT.live}_${alnum(42)}`, 'Stripe or Clerk', 'live mode', 'critical'],
    [`sk_${CUT.live}_${body}`, 'Stripe', 'live mode', 'critical'],
    [jwt({ role: 'service_role', ref: 'abc', exp: 2_000_000_000 }), 'Supabase', 'ends 2033-05-18', 'critical'],
    [jwt({ role: 'service_role', exp: 1_000_000_000 }), 'Supabase', 'ended 2001-09-09', 'minor'],
  ])('%s', (text, provider, says, grade) => {
    expect(only(`${text}\n`)).toMatchObject({ provider, grade, says: expect.arrayContaining([says]) });
  });

  test('a checksum that does not fit never drops a token', () => {
    const bad = `gh${CUT.p}_${alnum(36)}`;
    expect(checksumFits(bad)).toBe(false);
    expect(only(`${bad}\n`)?.says[0]).toContain('does not fit');
  });

  test('a checksum that fits is said, for a token made by the published rule', () => {
    const start = 'Q7wErTy9UiOpAsDfGh3JkLzXcVbNm5';
    const fits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.split('');
    // CRC32 of the body, kept here as a number: the rule is written out once more, the other way round.
    const crc = start.split('').reduce((sum, char) => {
      let value = (sum ^ char.charCodeAt(0)) >>> 0;
      for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
      return value >>> 0;
    }, 0xffffffff);
    let rest = (crc ^ 0xffffffff) >>> 0;
    const digits: string[] = [];
    for (let at = 0; at < 6; at += 1) {
      digits.unshift(fits[rest % 62]!);
      rest = Math.floor(rest / 62);
    }
    expect(checksumFits(`gh${CUT.p}_${start}${digits.join('')}`)).toBe(true);
  });

  test('the account in an AWS key id, as in the published example', () => {
    expect(awsAccount(['AS', 'IAQNZGKIQY56JQ7WML'].join(''))).toBe('029608264753');
    expect(awsAccount('AKIA')).toBeNull();
  });

  test('an encrypted private key is serious, one that can be read says its type', () => {
    const real = SAMPLES.find(({ id }) => id === 'private-key')!.real;
    expect(find(real)[0]).toMatchObject({ grade: 'critical', says: ['ec key that can be read'] });
    expect(find(real.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE'))[0]).toMatchObject({ grade: 'serious' });
  });

  test('claims never throw on any text', () => {
    fc.assert(fc.property(fc.string(), (text) => void claimsOf(`eyJ.${text}.x`)));
    expect(claimsOf(`eyJ.${Buffer.from('[1]').toString('base64url')}.x`)).toBeNull();
  });
});

describe('wherever a secret stands', () => {
  const key = `sk_${CUT.live}_51${alnum(70)}`;
  test.each([
    ['a minified call', `new a("${key}")`],
    ['a source map', JSON.stringify({ sourcesContent: [JSON.stringify({ key })] })],
    ['a line with colours', `\u001b[32m${key}\u001b[0m`],
    ['JSON in JSON behind an escaped line feed', `"a\\n${key}\\nb"`],
    ['a query', `/pay?key%3D${key}&x=1`],
    ['a header', `Authorization: Bearer ${key}`],
    ['a table', `| key | ${key} |`],
    ['a YAML list', `- ${key}`],
    ['an XML element', `<key>${key}</key>`],
    ['curl', `curl -u ${key}: https://api.stripe.com`],
    ['the very end', `x ${key}`],
  ])('%s', (_name, text) => {
    expect(find(text).map(({ value }) => value)).toEqual([key]);
  });

  test('UTF-16 with a mark and gzip are undone, the mark before the NUL test; binary is told apart', () => {
    const text = `$env:KEY = "${key}"\r\n`;
    const little = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    const big = Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()]);
    for (const bytes of [little, big, gzipSync(text)]) {
      const decoded = decode(bytes, 1_000_000);
      expect(decoded.is === 'text' && rules(decoded.bytes)).toEqual(['stripe-secret']);
    }
    expect(decode(Buffer.from('a\0b'), 10).is).toBe('binary');
    expect(decode(gzipSync(Buffer.alloc(100_000, 97)), 1_000).is).toBe('too-large');
    expect(decode(Buffer.from([0x1f, 0x8b, 8, 0xe0, 1, 2]), 10).is).toBe('binary');
  });

  test('lines are counted, and a secret is one with all its places', () => {
    const box = sieve(NOW);
    box.pour({ bytes: Buffer.from(`a\nb\n${key}\n${key}`), at: 'a.ts', exposure: 'head' });
    box.pour({ bytes: Buffer.from(key), at: 'moved/b.ts', exposure: 'local' });
    box.pour({ bytes: Buffer.from(key), at: 'https://acme.com/a.js', exposure: 'bundle' });
    const [found, ...others] = box.told('salt').found;
    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: 'blocker', exposure: 'bundle', masked: `…${key.slice(-4)}` });
    expect(found?.places.map(({ at, line }) => `${at}:${line}`)).toEqual(['https://acme.com/a.js:1', 'a.ts:3', 'a.ts:4', 'moved/b.ts:1']);
    expect(JSON.stringify(box.told('salt').found)).not.toContain(key.slice(8, 20));
  });

  test('where it is exposed decides how bad it is', () => {
    const severities = (['bundle', 'head', 'history', 'local'] as const).map((exposure) => {
      const box = sieve(NOW);
      box.pour({ bytes: Buffer.from(key), at: 'x', exposure });
      return box.told('salt').found[0]?.severity;
    });
    expect(severities).toEqual(['blocker', 'blocker', 'high', 'low']);
  });

  test('what a published package holds as an example is information, and the same in code of a product is not', () => {
    const sas = (ends: string): string =>
      `?sp=r&amp;st=2023-12-20T14:54:52Z&amp;se=${ends}T22:54:52Z&amp;sv=2021-06-08&amp;sr=c&amp;sig=${alnum(43)}%3D`;
    const ended = jwt({ iss: 'https://id.acme.com', sub: 'u1', exp: 1_579_729_529 });
    const holder = jwt({ iss: 'https://id.acme.com', sub: 'u1', exp: 2_000_000_000 });
    const behind = (name: string, value: string): string => `"${name}": "${value}"`;
    const star = `/**\n * ${'A token looks like the following one. '.repeat(12)}`;
    const severityOf = (text: string, at: string): string | undefined => {
      const box = sieve(NOW);
      box.pour({ bytes: Buffer.from(text), at, exposure: 'head' });
      return box.told('salt').found[0]?.severity;
    };
    const secret = behind('ClientSecret', alnum(48));
    expect(
      [
        [secret, 'apis/login.examples.json'],
        [secret, 'src/login.json'],
        [behind('idToken', ended), 'apis/login.examples.json'],
        [behind('idToken', ended), 'src/login.json'],
        [behind('idToken', holder), 'apis/login.examples.json'],
        [`${star}${sas('2023-12-20')}`, 'clients/sync.d.ts'],
        [`${star}${sas('2031-12-20')}`, 'clients/sync.d.ts'],
        [`const url = "${sas('2023-12-20')}"`, 'clients/sync.ts'],
        [`const url = "${sas('2031-12-20')}"`, 'clients/sync.ts'],
        [`'http://atslash%2F%40:%2F%40@foo/'`, 'lib/url.js'],
        [behind('ClientRequestToken', 'a8ca07e4-61ec-4399-99f4-19853801bcd5'), 'src/files.json'],
        [behind('idempotencyKeyToken', alnum(32)), 'src/files.json'],
      ].map(([text, at]) => severityOf(text!, at!)),
    ).toEqual(['low', 'high', 'low', 'medium', 'high', 'low', 'high', 'medium', 'high', undefined, undefined, undefined]);
  });

  test('no part boundary hides a secret or makes one', () => {
    fc.assert(
      fc.property(fc.nat(2 * REACH), fc.constantFrom(...SAMPLES), (before, { id, real }) => {
        const text = Buffer.from(`${' '.repeat(before)}\n${real}\n${' '.repeat(REACH)}`);
        const cut = Math.min(text.length - 1, REACH + 100);
        const whole = sieve(NOW);
        whole.pour({ bytes: text, at: 'x', exposure: 'head' });
        const parts = sieve(NOW);
        const until = text.lastIndexOf(10, cut) + 1;
        const end = Math.min(text.length, until + REACH);
        parts.pour({ bytes: text.subarray(0, end), until, at: 'x', exposure: 'head' });
        parts.pour({
          bytes: text.subarray(until),
          at: 'x',
          exposure: 'head',
          linesBefore: text.subarray(0, until).filter((byte) => byte === 10).length,
        });
        expect(parts.told('salt').found).toEqual(whole.told('salt').found);
        expect(parts.told('salt').found.map(({ rule }) => rule)).toContain(id);
      }),
      { numRuns: 200 },
    );
  });

  test('never throws on any bytes', () => {
    const piece = fc.constantFrom(
      ...SAMPLES.map(({ real }) => real.slice(0, 60)),
      ...FINDABLE.map(({ scan }) => scan.has[0]),
      '\n',
      '"',
      '\\',
      '@',
      '://a:',
    );
    const text = fc
      .array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 30 })
      .map((parts) => Buffer.from(parts.join('')));
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
        ),
        (bytes) => {
          const decoded = decode(bytes, 100_000);
          const found = decoded.is === 'text' ? secretsIn(decoded.bytes, NOW) : [];
          expect(found.every(({ start, line }) => start >= 0 && line > 0)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

test('the automaton finds every literal that text search finds', () => {
  const literals = ['sk_live_', 'sk_', 'k_l', 'eyj', 'aaa', 'a'];
  const finder = automaton(literals);
  const text = fc
    .array(fc.constantFrom('sk_live_', 'sk_', 'EYJ', 'a', 'aaa', 'x', 'é', '\u0301', '_'), { maxLength: 20 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (input) => {
      const found: string[] = [];
      finder.scan(input, (literal, start) => found.push(`${literal} ${start}`));
      const bytes: string[] = [];
      finder.scan(Buffer.from(input, 'latin1'), (literal, start) => bytes.push(`${literal} ${start}`));
      const expected = literals.flatMap((literal, number) =>
        Array.from({ length: input.length }, (_, at) => at)
          .filter((at) => input.toLowerCase().startsWith(literal, at))
          .map((at) => `${number} ${at}`),
      );
      expect(found.toSorted()).toEqual(expected.toSorted());
      // As latin1, characters beyond it lose their upper byte and may become others.
      expect(/[^\0-\u00ff]/.test(input) ? expected.toSorted() : bytes.toSorted()).toEqual(expected.toSorted());
    }),
  );
});
