import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SAMPLES } from '../../test/secret-samples.ts';
import { oneLine, plants } from '../../test/secret-tree.ts';
import { drawValues } from '../../test/secret-values.ts';
import { makeSearch } from '../../test/secret-windows.ts';
import { spent } from '../../test/spent.ts';
import { codedMayLeak } from './coded.ts';
import { KINDS } from './kinds.ts';
import { redactLine } from './line.ts';
import { personalIn } from './personal.ts';
import { mayLeak } from './prefilter.ts';
import { redactText } from './redact.ts';
import { createRedactor, LINE_BYTES } from './stream.ts';

/** Marks where a planted prefix is cut in the source, so that no scanner takes this file for a leak. */
const glued = (text: string): string => text.replaceAll('¦', '');
const whole = (log: string | Uint8Array): Buffer => {
  const redactor = createRedactor();
  return Buffer.concat([redactor.push(log), redactor.end()]);
};
const inChunks = (log: Buffer, cuts: readonly number[]): Buffer => {
  const redactor = createRedactor();
  const at = [0, ...cuts.map((cut) => cut % (log.length + 1)).toSorted((a, b) => a - b), log.length];
  return Buffer.concat([...at.slice(1).map((end, i) => redactor.push(log.subarray(at[i], end))), redactor.end()]);
};

const mayHold = (text: string): boolean => {
  const bytes = Buffer.from(text, 'latin1');
  return mayLeak(bytes, 0, bytes.length) || codedMayLeak(bytes, 0, bytes.length);
};

const VALUE = 'Q7abcdEFGH1234wxyz';
const LEAKS = [
  glued(`charge sk_¦live_${VALUE}${VALUE} failed`),
  glued(`Authorization: Bearer ghp¦_${VALUE}${VALUE}`),
  `password=${VALUE}`,
  `GET /cb?code=${VALUE}&token=${VALUE}`,
  `Cookie: sid=${VALUE}; theme=dark`,
  `session_id=${VALUE}`,
  `mail to ada.${VALUE}@example.com bounced`,
  `{"msg":"x","user":{"accessToken":"${VALUE}"}}`,
  `{"rawHeaders":["Host","a","Authorization","Basic ${VALUE}"]}`,
  `{"payload":"{\\"password\\":\\"${VALUE}\\"}"}`,
  `2026-11-22T10:00:00Z web-1 | {"set-cookie":"a=${VALUE}"}`,
  `request body: {"note":"${VALUE}"}`,
  glued(`-----BEGIN ¦RSA PRIVATE KEY-----\n${VALUE}\n${VALUE}\n-----END ¦RSA PRIVATE KEY-----`),
] as const;
const BENIGN = ['ok', '', '{"level":30,"time":1764035835123}', 'größe 😀 日本', '\r', '-----', '{"a":"\\u0041"}'] as const;
const log = fc
  .array(fc.oneof(fc.constantFrom(...LEAKS), fc.constantFrom(...BENIGN), fc.string({ unit: 'binary', maxLength: 30 })), { maxLength: 12 })
  .map((lines) => Buffer.from(lines.join('\n')));

describe('createRedactor (LOG-1, LOG-2)', () => {
  test('what comes out does not depend on where the chunks were cut, and no planted value survives', () => {
    fc.assert(
      fc.property(log, fc.array(fc.nat(), { maxLength: 20 }), (bytes, cuts) => {
        const out = inChunks(bytes, cuts);
        expect(out.equals(whole(bytes))).toBe(true);
        expect(out.includes(VALUE)).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  test('a secret of every kind in every encoding is masked, in a text and in a field of JSON', () => {
    const values = drawValues(21);
    const search = makeSearch(values);
    const lines = plants(values).map(({ text }) => oneLine(text));
    const logs = [lines.map((text) => `2026-11-22T10:00:00Z web-1 said ${text}`), lines.map((text) => JSON.stringify({ level: 30, text }))];
    expect(logs.flatMap((each) => search(whole(each.join('\n')).toString())).map(({ id, around }) => `${id}: ${around}`)).toEqual([]);
  });

  test('every byte of a line without secrets passes, UTF-8 or not', () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).filter((each) => !mayLeak(each, 0, each.length));
    fc.assert(
      fc.property(bytes, (each) => {
        expect(whole(each).equals(Buffer.from(each))).toBe(true);
      }),
    );
    const latin1 = Buffer.concat([Buffer.from([0xe9, 0x20]), Buffer.from(`password=${VALUE} `), Buffer.from([0xff, 0xfe])]);
    expect(whole(latin1)).toEqual(Buffer.concat([Buffer.from([0xe9, 0x20]), Buffer.from('password=…wxyz '), Buffer.from([0xff, 0xfe])]));
  });

  test('any line that was JSON is JSON with the same shape and the same numbers', () => {
    const numbers = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(numbers)
        : value !== null && typeof value === 'object'
          ? Object.values(value).map(numbers)
          : typeof value === 'string'
            ? 'text'
            : value;
    const key = fc.constantFrom('token', 'a', 'Cookie', 'name', 'value', 'req', 'body', 'session', 'headers', 'id');
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...LEAKS, '"', '\\', 'password="a\\', 'Authorization'));
    const { json } = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        { depthSize: 'small' },
        text,
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer(),
        fc.constant(null),
        fc.boolean(),
        fc.array(tie('json'), { maxLength: 4 }),
        fc.array(fc.tuple(key, tie('json')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
      ),
    }));
    fc.assert(
      fc.property(json, fc.constantFrom(0, 1, 2), (value, indent) => {
        const line = JSON.stringify(value, null, indent).replaceAll('\n', ' ');
        fc.pre(typeof value === 'object' || typeof value === 'string');
        expect(numbers(JSON.parse(redactLine(line)))).toEqual(numbers(JSON.parse(line)));
        expect(redactLine(line)).not.toContain(VALUE);
      }),
      { numRuns: 500 },
    );
  });

  test('redacting twice is redacting once', () => {
    fc.assert(
      fc.property(log, (bytes) => {
        expect(whole(whole(bytes)).toString()).toBe(whole(bytes).toString());
      }),
    );
  });

  test('the first look never lets a line through that the second would mask', () => {
    const patterns = (KINDS as readonly { begins?: string }[]).flatMap(({ begins }) => begins ?? []);
    const bare = (pattern: string): string => pattern.replace(/\(\?(?:<?[=!])(?:[^()[\]]|\[[^\]]*\]|\((?:[^()[\]]|\[[^\]]*\])*\))*\)/g, '');
    const planted = patterns.map((pattern) => fc.stringMatching(new RegExp(bare(pattern)), { size: 'small' }));
    fc.assert(
      fc.property(fc.oneof(...planted, fc.constantFrom(...LEAKS, ...SAMPLES.map(({ real }) => real))), fc.string(), (secret, after) => {
        const line = `x ${secret}${VALUE} ${after}`.replaceAll('\n', ' ');
        expect(mayHold(line) || (redactText(line) === line && personalIn(line).length === 0)).toBe(true);
        expect(whole(line).toString()).toBe(redactLine(line));
      }),
      { numRuns: 1_000 },
    );
  });

  test('a line that is too long to be looked through is left out, whole, and said to be', () => {
    const long = `{"a":"${'x'.repeat(LINE_BYTES)}","password":"${VALUE}"}`;
    for (const bytes of [Buffer.from(`a\n${long}\nb`), Buffer.from(`a\n${long}`)]) {
      const lines = inChunks(bytes, [5, 100_000, 700_000, 1_100_000]).toString().split('\n');
      expect(lines[0]).toBe('a');
      expect(JSON.parse(lines[1]!)).toEqual({
        redacted: expect.stringContaining(`${long.length} bytes was left out`) as string,
      });
      expect(whole(bytes).toString().split('\n')).toEqual(lines);
    }
  });

  test('a private key that never ends takes a bounded number of lines, and no line of JSON', () => {
    const begin = glued('-----BEGIN ¦PRIVATE KEY-----');
    const out = whole([begin, 'MIIE', '{"level":30}', ...Array.from({ length: 300 }, (_, i) => `line ${i}`)].join('\n')).toString();
    expect(out).toContain('{"level":30}');
    expect(out).not.toContain('MIIE');
    expect(out).toContain('line 200');
  });

  test('JSON deeper than anybody writes is masked whole', () => {
    expect(redactLine(`${'['.repeat(5_000)}"password=${VALUE}"${']'.repeat(5_000)}`)).toBe('"…"');
  });
});

describe('what stays', () => {
  test.each([
    '{"level":30,"time":1764035835123,"reqId":"8f14e45f-ceea-467a-9a36-dedd4bea2543","msg":"request completed"}',
    '{"id":4111111111111111,"order":"4111111111111111","x_request_id":"abc-123"}',
    '{"usage":{"tokens":1234,"max_tokens":4096,"total_tokens":99}}',
    '{"snowflake":"1054321098765432100","amount":5555555555554444}',
    'order 4111111111111111 shipped at 1764035835123',
    'git clone git@github.com:acme/app.git',
    'GET /img/logo@2x.png 200 and react@18.2.0-beta.1 and @scope/pkg@1.0.0',
    'https://abc123@o1.ingest.sentry.io/42',
    'trace 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    'request_id=8f14e45fceea167a5a36dedd4bea2543 session: started, sid: none',
    'The card was declined 3 times in 1234567890123 ms',
    'DE89 is not an account, FR7612345 neither, GB00AAAA11112222333344 has a wrong check',
    'panic: keyboard monkey sideways spinning',
    '2026-11-22 10:00:00 1234 5678 9012 3456',
    'Basic authentication is off',
    'pk_live_is_public: AIzaSyA1234567890abcdefghijklmnopqrstuv',
  ])('%s', (line) => {
    expect(redactLine(line)).toBe(line);
  });
});

describe('what goes', () => {
  test.each([
    ['paid with 4111 1111 1111 1111', 'paid with …1111'],
    ['paid with 3782-822463-10005 today', 'paid with …0005 today'],
    ['card 5555555555554444', 'card …4444'],
    ['{"cardNumber":"4242424242424242","cvv":123}', '{"cardNumber":"…4242","cvv":"…"}'],
    ['{"card":{"number":"4242424242424242"}}', '{"card":{"number":"…4242"}}'],
    ['iban DE89 3704 0044 0532 0130 00.', 'iban …0 00.'],
    ['GB33BUKB20201555555555', '…5555'],
    ['mail ada.lovelace+x@mail.example.co.uk', 'mail …@mail.example.co.uk'],
    ['/reset?email=ada%40acme.com&x=1', '/reset?email=…%40acme.com&x=1'],
    ['{"to":"ada\\u0040acme.com"}', '{"to":"…@acme.com"}'],
    ['{"pass":"x","user":{"PassWord":12345678}}', '{"pass":"x","user":{"PassWord":"…"}}'],
    ['{"headers":[{"value":"abcdefgh12345678","name":"X-Api-Key"}]}', '{"headers":[{"value":"…5678","name":"X-Api-Key"}]}'],
    ['{"req":{"body":{"note":"hello","n":4}}}', '{"req":{"body":{"note":"…","n":4}}}'],
    ['{"cookies":{"a":"abcdefghijklmn","b":["yy"]}}', '{"cookies":{"a":"…klmn","b":["…"]}}'],
  ])('%s', (line, masked) => {
    expect(redactLine(line)).toBe(masked);
  });
});

test.each([
  '@',
  'a@a.',
  '4111 ',
  '[{"',
  '{"name":"token","value":',
  'password="',
  '-----BEGIN PRIVATE KEY-----',
  'cookie:',
  '\\u0040',
  '%40',
  'DE89',
  '&code=',
])('the time grows in line with the log, made of %s', (piece) => {
  const ms = (bytes: number): number => {
    const text = piece.repeat(Math.ceil(bytes / piece.length));
    const runs = Array.from({ length: 3 }, () => {
      const started = spent();
      whole(text);
      return spent() - started;
    });
    return Math.min(...runs);
  };
  expect(ms(400_000)).toBeLessThan(30 * ms(50_000) + 50); // quadratic would be 64 times
});
