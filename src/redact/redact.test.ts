import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spent } from '../../test/spent.ts';
import { redact, redactText } from './redact.ts';

/** Marks where a planted prefix is cut in the source, so that no scanner takes this file for a leak. */
const glued = (text: string): string => text.replaceAll('¦', '');

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const ALNUM = LOWER.toUpperCase() + LOWER + DIGITS;

/** Random characters with a digit and an upper-case letter among the first, as real keys have. */
const body = (length: number, from = ALNUM): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...from.split('')), { minLength: length - 2, maxLength: length - 2 })
    .map((chars) => `${from === ALNUM ? 'Q7' : from.slice(-2)}${chars.join('')}`);
const shaped = (before: string, length: number, from?: string): fc.Arbitrary<{ text: string; secret: string }> =>
  body(length, from).map((secret) => ({ text: before + secret, secret }));
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (payload: unknown, signature: string): string => `${base64url({ alg: 'HS256' })}.${base64url(payload)}.${signature}`;

const PLANTED = {
  stripe: shaped(glued('sk_¦live_'), 24),
  restricted: shaped(glued('rk_¦live_'), 24),
  webhook: shaped(glued('whsec¦_'), 32),
  openai: shaped(glued('sk-¦proj-'), 48),
  openaiLegacy: shaped('sk-', 48),
  anthropic: shaped(glued('sk-ant-¦api03-'), 90),
  resend: body(24).map((secret) => ({ text: glued(`re_¦A1b2C3d4_${secret}`), secret })),
  github: shaped(glued('ghp¦_'), 36),
  githubFine: shaped(glued('github_¦pat_'), 82),
  awsId: shaped('AKIA', 16, LOWER.toUpperCase() + '234567'),
  awsSecret: shaped('aws_secret_access_key = ', 40),
  supabase: shaped(glued('sb_¦secret_'), 31),
  slack: shaped(glued('xoxb-¦1234567890-'), 24),
  sendgrid: body(43).map((secret) => ({ text: glued(`SG.¦A1b2C3d4E5f6G7h8I9j0K1.${secret}`), secret })),
  telegram: shaped(glued('12345678:¦AA'), 33),
  serviceRole: body(43).map((secret) => ({ text: jwt({ role: 'service_role' }, secret), secret })),
  pem: body(300).map((secret) => ({ text: glued(`-----BEGIN ¦PRIVATE KEY-----\n${secret}\n-----END ¦PRIVATE KEY-----`), secret })),
  url: body(20).map((secret) => ({ text: `postgres://app:${secret}@db.example.com/app`, secret })),
  bearer: shaped('Bearer ', 24),
  basic: shaped('Authorization: Basic ', 24),
  password: shaped('password=', 16),
  token: shaped('token=', 20),
  quotedSecret: body(20).map((secret) => ({ text: `"client_secret": "${secret}"`, secret })),
  apiKey: body(20).map((secret) => ({ text: `https://example.com/?api_key=${secret}&x=1`, secret })),
} as const satisfies Record<string, fc.Arbitrary<{ text: string; secret: string }>>;

const NASTY = fc.constantFrom(
  '"',
  "'",
  '\\"',
  '`',
  '\n',
  ' ',
  '=',
  ':',
  '://a:',
  '@',
  '…',
  'eyJ',
  'eyJhbGci.eyJz.',
  '.',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY',
  '-----END',

  'token=',
  "secret='",
  'api_key: "',
  'password',
  'Bearer ',
  'basic ',
  'authorization: ',
  'process.env.',
  '${',
  'A',
  '_',
  '-',
  '\u202e',
  '😀',
  '\ud800',

  glued('sk_¦live_aaaaaaaaaaaaaaaa'),
  glued('ghp¦_'),
  `AKIA${'A'.repeat(16)}`,
  glued('whsec¦_'),
  '12345678',
  'SG.',
  're_',
  glued('sk_¦live_a12345678'),
);
const around = fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), NASTY), { maxLength: 4 }).map((parts) => parts.join(''));

/** True when eight characters of the secret in a row, its last four aside, are still there. */
function survives(secret: string, text: string): boolean {
  for (let at = 0; at + 12 <= secret.length; at += 1) if (text.includes(secret.slice(at, at + 8))) return true;
  return false;
}

describe('redactText', () => {
  test.each(Object.entries(PLANTED))('a planted %s never survives, whatever text surrounds it', (_name, planted) => {
    fc.assert(
      fc.property(around, planted, around, (before, { text, secret }, after) => {
        expect(survives(secret, redactText(before + text + after))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('what is left is an ellipsis and the last four characters, and nothing of a short secret', () => {
    expect(redactText(glued('key sk_¦live_abcdefghijkl4242.'))).toBe('key …4242.');
    expect(redactText('password=hunter2&x=1')).toBe('password=…&x=1');
    expect(redactText('postgres://app:correct-horse-battery@db/app')).toBe('postgres://app:…tery@db/app');
    expect(redactText(`{"api_key": "abcdefgh-ijklmnop"}`)).toBe('{"api_key": "…mnop"}');
    expect(redactText('Authorization: Bearer abc123def456\r\nHost: a')).toBe('Authorization: …f456\r\nHost: a');
    expect(redactText(String.raw`{\"password\":\"with \\ space\"}`)).toContain('…');
  });

  test('finds tokens that became part of a name, in lower case, and leaves words that begin like one', () => {
    const name = `${jwt({ role: 'service_role' }, 'Q7'.repeat(20))}.acme.test`.toLowerCase();
    expect(redactText(name)).toMatch(/^…\S{4}(?:\.acme\.test)?$/);
    expect(redactText(glued('ak¦iaz7q2w5e3r4t6y7u2.acme.test'))).toBe('…y7u2.acme.test');
    expect(redactText('eyjafjallajokull.eyjar.is and asiapacificnortheast1')).toBe('eyjafjallajokull.eyjar.is and asiapacificnortheast1');
  });

  test.each([
    'v=spf1 include:amazonses.com -all',
    'Basic authentication is off. The token: choose one.',
    glued('pk_¦live_abcdefghijklmnopqrst and sb_publishable_abcdefghijklmnop_12345678'),
    'https://localhost:3000/a?b=c@d and http://acme.com:8080/x@y',
    'RESEND_API_KEY=${RESEND_API_KEY} token=process.env.TOKEN password=****',
    'task-oriented-dialogue-systems-with-many-words more_pre_render_configuration',
    `apikey=${jwt({ role: 'anon' }, 'A'.repeat(43))}`,
    jwt({ role: 'anon' }, 'B'.repeat(43)),
    'default-src https://a.example:443; frame-ancestors https://b.example:*',
  ])('leaves what is public or no secret: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  test.each(Object.entries(PLANTED).filter(([name]) => name !== 'pem'))(
    'a %s that was cut in two shows none of what is left',
    (_name, planted) => {
      fc.assert(
        fc.property(planted, fc.nat(), ({ text, secret }, n) => {
          const end = text.length - 1 - (n % Math.max(1, secret.length - 12));
          expect(survives(secret, redactText(`title: ${text.slice(0, end)}`))).toBe(false);
        }),
      );
    },
  );

  test('redacting twice is redacting once', () => {
    const planted = fc.oneof(...Object.values(PLANTED)).map(({ text }) => text);
    fc.assert(
      fc.property(fc.array(fc.oneof(planted, fc.string()), { maxLength: 6 }), (parts) => {
        const once = redactText(parts.join('\n'));
        expect(redactText(once)).toBe(once);
      }),
    );
  });

  test.each([
    'a',
    'eyJ',
    'eyJ.',
    'token=',
    'token="',
    'token=\'token=\\"',
    'authorization=',
    '://a:',
    'AKIA',
    glued('sk_¦live_'),
    '-----BEGIN PRIVATE KEY-----',
    'token="\\',
    'SG.',
    '"',
  ])('the time grows in line with the text: %s', (piece) => {
    const ms = (bytes: number): number => {
      const text = piece.repeat(Math.ceil(bytes / piece.length));
      const runs = Array.from({ length: 3 }, () => {
        const started = spent();
        redactText(text);
        return spent() - started;
      });
      return Math.min(...runs);
    };
    expect(ms(800_000)).toBeLessThan(30 * ms(100_000) + 50); // quadratic would be 64 times
  });
});

describe('redact', () => {
  test('masks at every depth, keys too, and keeps the shape', () => {
    const key = `ghp_${'a1B2'.repeat(9)}`;
    expect(redact({ a: [1, null, true, { b: `x ${key} y` }], [key]: 'z' })).toEqual({
      a: [1, null, true, { b: 'x …a1B2 y' }],
      '…a1B2': 'z',
    });
  });

  test('masks any text under a key that names a secret', () => {
    expect(redact({ password: 'hunter2', clientSecret: ['correct horse battery'], shape: 'token', asksPassword: true })).toEqual({
      password: '…',
      clientSecret: ['…tery'],
      shape: 'token',
      asksPassword: true,
    });
  });

  test('keeps the shape of any JSON', () => {
    const shape = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shape)
        : value !== null && typeof value === 'object'
          ? Object.entries(value).map(([k, v]) => [k, shape(v)])
          : typeof value;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(shape(redact(value))).toEqual(shape(value));
      }),
    );
  });
});

test('a password in an address inside another address is masked too', () => {
  const password = ['Er', 'Ty9Ui', 'OpAsDf'].join('');
  expect(redactText(`https://acme.com/go?to=https%3A%2F%2Fadmin%3A${password}%40vault.example`)).toBe(
    'https://acme.com/go?to=https%3A%2F%2Fadmin%3A…AsDf%40vault.example',
  );
  expect(redactText('https://acme.com/go?to=https%3A%2F%2Fvault.example%3A8443%2Fa%40b')).toBe(
    'https://acme.com/go?to=https%3A%2F%2Fvault.example%3A8443%2Fa%40b',
  );
});

test('a password in an address inside another address that was cut short is masked, a port and its path are not', () => {
  const password = ['Er', 'Ty9Ui', 'OpAsDf'].join('');
  expect(redactText(`https://acme.com/go?to=https%3A%2F%2Fadmin%3A${password}`)).toBe('https://acme.com/go?to=https%3A%2F%2Fadmin%3A…AsDf');
  expect(redactText('https://acme.com/go?to=https%3A%2F%2Fvault.example%3A8443%2Flong%2Fpath')).toBe(
    'https://acme.com/go?to=https%3A%2F%2Fvault.example%3A8443%2Flong%2Fpath',
  );
});

test('tokens that became one name in lower case are masked to the last part', () => {
  const token = [['eyj', 'hbgcioijiuzi1niisinr5cci6'].join(''), ['eyj', 'pc3mioijzdxbhymfzzsisinj'].join(''), '7werty9uiopasdfgh3jk'].join(
    '.',
  );
  expect(redactText(`x--${token}--${token}`)).toBe('x--…h3jk');
});

test.each(['stripe', 'restricted', 'webhook', 'github', 'githubFine', 'awsId', 'supabase', 'openai', 'anthropic', 'serviceRole'] as const)(
  'a %s that a name or an excerpt cut short shows none of what is left, in whatever case and company',
  (kind) => {
    const company = fc.constantFrom(' ', '-', '.', '%20', '%2520', '/', '"', 'mark-cname.');
    const name = fc.constantFrom('', '.acme.test', '…', ' and more', '%20next', '/next?x=1');
    fc.assert(
      fc.property(PLANTED[kind], fc.nat(), company, name, fc.boolean(), (planted, n, before, after, lower) => {
        const { text, secret } = planted;
        const kept = text.slice(0, text.length - (n % Math.max(1, secret.length - 10)));
        const cased = lower ? kept.toLowerCase() : kept;
        expect(survives(lower ? secret.toLowerCase() : secret, redactText(before + cased + after))).toBe(false);
      }),
      { numRuns: 500 },
    );
  },
);

describe('an empty value ends with its line', () => {
  const quoted = ['hunter', '2-very-', 'secret'].join('');
  test.each([
    'SECRET_KEY=\nNEXT_WORD=shown',
    'SECRET_KEY=\n\nthe next words are shown',
    'SECRET_KEY=\r\n\r\nNEXT_WORD=shown',
    'SECRET_KEY= \t\n\n\n\n# shown',
    'SECRET_KEY=""\nNEXT_WORD=shown',
    "SECRET_KEY=''\r\n\r\nshown",
    'export SECRET_KEY=\n  INDENTED=shown',
    'environment:\n  - SECRET_KEY=\n  - OTHER=shown',
    'AUTHORIZATION=\n  - OTHER=shown',
    'Authorization:\r\nHost: shown',
    'Authorization: \r\n\r\nshown',
    'secret:\n  - shown\n  - too',
    'token:\n  value: shown',
  ])('%j', (text) => {
    expect(redactText(text)).toBe(text);
  });

  test.each([
    [`const password =\n  "${quoted}";`, 'const password =\n  "…cret";'],
    [`PASSWORD= ${quoted}\n\nshown`, 'PASSWORD= …cret\n\nshown'],
    [`PASSWORD=\t'${quoted}'\r\nshown`, "PASSWORD=\t'…cret'\r\nshown"],
    [`password:\n  ${quoted}\nshown`, 'password:\n  …cret\nshown'],
    [`authorization:\n  Bearer ${quoted}\nshown`, 'authorization:\n  …cret\nshown'],
    [`Authorization:\r\n Basic ${quoted}\r\nHost: shown`, 'Authorization:\r\n …cret\r\nHost: shown'],
  ])('and one that is not empty is masked: %j', (text, masked) => {
    expect(redactText(text)).toBe(masked);
  });
});

describe('one word of megabytes', () => {
  const MEGABYTES = 12_000_000;
  const RUNS = ['a', '4', '.a'];
  const LABELS = ['token=', 'password: "', 'Authorization: Bearer ', '?code=', 'eyJhbGciOiJIUzI1NiJ9', 'sk-A1', 'https://a:', '4142'];

  test.each(LABELS)('behind %s uses up no stack', (label) => {
    for (const run of RUNS) expect(redactText(`${label}${run.repeat(MEGABYTES / run.length)}`).length).toBeGreaterThan(4);
  });
});
