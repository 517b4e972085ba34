import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { configSchema, roleOf } from './config.ts';
import { configJsonSchema, parseConfig } from './config-file.ts';
import { UserError } from './errors.ts';

/** What parsing says: the message and the hint, or null when it went through. */
function said(text: string): { message: string; hint: string } | null {
  try {
    parseConfig(text, 'launch-ready.yaml');
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { message: error.message, hint: error.hint };
  }
}

describe('a configuration', () => {
  test('is read from YAML and from JSON alike', () => {
    const yaml = parseConfig('domain: acme.com\nhosts:\n  - { host: app.acme.com, role: app }\n', 'launch-ready.yaml');
    const json = parseConfig('{\n\t"domain": "acme.com",\n\t"hosts": [{ "host": "app.acme.com", "role": "app" }]\n}', 'launch-ready.json');
    expect(yaml).toEqual(json);
    expect(yaml.mail).toEqual({ senders: [], dkim_selectors: [] });
  });

  test.each(['', '# nothing yet\n', '---\n', '\uFEFF', '   \n\n'])('may be empty: %j', (text) => {
    expect(parseConfig(text, 'x')).toEqual(configSchema.parse({}));
  });

  test('keeps dates as written and never makes a number of a version', () => {
    const { ignore } = parseConfig('ignore:\n  - check: dns/caa\n    reason: agreed with Ada\n    until: 2027-01-31\n', 'x');
    expect(ignore[0]?.until).toBe('2027-01-31');
  });

  test('reads a Windows file', () => {
    expect(parseConfig('domain: acme.com\r\nmail:\r\n  sends: false\r\n', 'x').mail.sends).toBe(false);
  });

  test('may name a value once and use it again', () => {
    expect(parseConfig('owners:\n  dns: &ada Ada\n  deploy: *ada\n', 'x').owners).toEqual({ dns: 'Ada', deploy: 'Ada' });
  });
});

describe('a mistake', () => {
  test.each([
    ['domian: acme.com\n', ':1:1: there is no key "domian"', 'Did you mean `domain`?'],
    ['mail:\n  sender: [resend]\n', ':2:3: there is no key "sender" in `mail`', 'Did you mean `senders`?'],
    [
      'hosts:\n  - host: app.acme.com\n    role: marketting\n',
      ':3:11: `role` of hosts item 1 cannot be "marketting"',
      'Did you mean `marketing`?',
    ],
    ['hosts:\n  - host: app.acme.com\n', ':2:5: `role` of hosts item 1 is missing', 'Choose one of: marketing, app'],
    ['only: [dsn]\n', ':1:8: item 1 of `only` cannot be "dsn"', 'Did you mean `dns`?'],
    [
      'alerts:\n  - channel: sms\n    to: x\n',
      ':2:14: `channel` of alerts item 1 cannot be "sms"',
      'Choose one of: email, slack, webhook.',
    ],
    ['domain: https://Acme.com/\n', ':1:9: `domain` must be a host name in lower case', 'Did you mean `acme.com`?'],
    ['canonical: Acme.com\n', ':1:12: `canonical` must be a host name', 'Did you mean `acme.com`?'],
    ['domain: 12\n', ':1:9: `domain` must be text, not a number', 'Put it in quotes.'],
    ['mail:\n  sends: yes\n', ':2:10: `mail.sends` must be true or false, not text', ''],
    ['mail:\n', ':1:6: `mail` is empty', 'delete the line'],
    ['hosts: 3\n', ':1:8: `hosts` must be a list', ''],
    ['routes:\n  - name: a\n    url: ftp://x\n    kind: login\n', ':3:10: `url` of routes item 1 must be a full address', ''],
    [
      'routes:\n  - name: a\n    url: https://x.com\n    kind: login\n    target_ms: -4\n',
      ':5:16: `target_ms` of routes item 1 must be more than 0',
      '',
    ],
    [
      'routes:\n  - name: a\n    url: https://x.com\n    kind: login\n    statuses: 302\n',
      ':5:15: `statuses` of routes item 1 must be a list',
      '',
    ],
    [
      'routes:\n  - name: a\n    url: https://x.com\n    kind: login\n    statuses: [3020]\n',
      ':5:16: `statuses.0` of routes item 1 must be at most 599',
      '',
    ],
    [
      'routes:\n  - name: a\n    url: https://x.com\n    kind: login\n    statuses: []\n',
      ':5:5: `statuses` of routes item 1 needs at least 1 item',
      '',
    ],
    [
      'ignore:\n  - check: caa\n    reason: accepted by us\n    until: 2027-01-31\n',
      ':2:12: `check` of ignore item 1 must be a check id',
      '',
    ],
    [
      'ignore:\n  - check: dns/caa\n    reason: no\n    until: soon\n',
      ':3:13: `reason` of ignore item 1 needs at least 8 characters\nlaunch-ready.yaml:4:12: `until` of ignore item 1 must be a date',
      '',
    ],
    ['- domain\n', ':1:1: the configuration must be a group of keys, not a list', ''],
    ['domain: a.com\ndomain: b.com\n', ':2:1: the key "domain" stands here twice', 'Keep one'],
    ['domain: a.com\n---\ndomain: b.com\n', ':2:1: there is a second document', ''],
    ['mail:\n\tsends: true\n', ':2:1: a tab stands where spaces belong', 'no tabs'],
    ['domain: "acme.com\n', ':2:1: Missing closing "quote', ''],
    ['domain: !!js/function "x"\n', ':1:9: tags such as !name are not allowed here', ''],
    ['domain: !env SECRET\n', ':1:9: tags such as !name are not allowed here', ''],
    ['<<: { domain: acme.com }\n', ':1:1: there is no key "<<"', ''],
    ['__proto__: { polluted: true }\n', ':1:1: there is no key "__proto__"', ''],
    ['domain: *nowhere\n', ': an alias (*name) leads nowhere or repeats too much', 'Write the value out'],
  ])('in %j is named with its place and a suggestion', (text, message, hint) => {
    expect(said(text)?.message).toContain(`launch-ready.yaml${message}`);
    expect(said(text)?.hint).toContain(hint);
  });

  test('is shown with at most four more, in the order of the file', () => {
    const text = Array.from({ length: 9 }, (_, index) => `x${index}: 1\n`).join('');
    expect(said(text)?.message.split('\n')).toHaveLength(5);
    const nine = said(`hosts:\n${'  - { host: 1, role: app }\n'.repeat(9)}`)?.message.split('\n') ?? [];
    expect(nine).toHaveLength(6);
    expect(nine[0]).toMatch(/^launch-ready\.yaml:2:/);
    expect(nine.at(-1)).toBe('(and more)');
  });

  test('never brings control characters of the file to the terminal', () => {
    const message = said(`"\\e[31m\\u202Edomain": acme.com\nonly: ["\\e]0;x\\a"]\n`)?.message ?? '';
    expect(message).toContain('there is no key');
    expect(message.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('a hostile file', () => {
  const lines = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join('\n');
  test.each([
    ['brackets', '['.repeat(200_000), 'nested too deep'],
    ['brackets hidden among strings', '["]",'.repeat(40_000), 'nested too deep'],
    ['dashes', '- '.repeat(100_000), 'nested too deep'],
    ['keys', lines(27_000, (index) => `k${index}: 1`), 'there is no key "k0"'],
    [
      'an alias bomb',
      lines(7, (index) => `a${index}: &a${index} [${index === 0 ? 'x' : `*a${index - 1}, *a${index - 1}, *a${index - 1}`}]`),
      'repeats too much',
    ],
    ['aliases', `a: &a x\n${lines(20_000, (index) => `b${index}: *a`)}`, 'more than 20 aliases'],
    ['bytes', 'x'.repeat(256 * 1024 + 1), 'larger than 256 KB'],
    ['closing brackets', '}'.repeat(50_000), 'Unexpected'],
  ])('of too many %s is refused in a few seconds', (_name, text, message) => {
    const started = performance.now();
    expect(said(text)?.message).toContain(message);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('never throws anything but a UserError on any text', () => {
    const piece = fc.constantFrom(
      'domain',
      'hosts',
      'mail',
      'only',
      ': ',
      ':',
      '\n',
      '\n  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '&a ',
      '*a',
      '!t ',
      '|\n',
      '>\n',
      '"',
      "'",
      '#',
      '---\n',
      '...\n',
      '%',
      '?',
      '<<',
      '\t',
      '\0',
      '\u2028',
      'null',
      '~',
      '1',
      'true',
      '__proto__',
      'acme.com',
      '\\',
      '\uD800',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
      fc.json(),
    );
    fc.assert(
      fc.property(text, (typed) => {
        expect(said(typed)?.message ?? '').not.toContain('undefined:');
      }),
      { numRuns: 1_000 },
    );
  });

  test('of any JSON is accepted exactly when the schema accepts it', () => {
    const key = fc.constantFrom('domain', 'profile', 'hosts', 'mail', 'owners', 'only', 'edge', 'x');
    const value = fc.oneof(
      fc.constantFrom<unknown>('acme.com', [], {}, 3, null, ['dns'], { sends: true }, { dns: 'Ada' }, [
        { host: 'a.acme.com', role: 'app' },
      ]),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(key, value), (data) => {
        const accepted = Object.keys(data).length === 0 || configSchema.safeParse(data).success;
        expect(said(JSON.stringify(data)) === null).toBe(accepted);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the published schema', () => {
  const schema = configJsonSchema();
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const accepts = ajv.compile(schema);

  test('has an address, a title and a sentence for every top-level key', () => {
    expect(schema).toMatchObject({ $id: 'https://launch-ready.dev/schema/config.json', title: expect.any(String) });
    const { properties } = schema as { properties: Record<string, { description?: string }> };
    expect(Object.keys(properties).filter((key) => !properties[key]?.description)).toEqual([]);
  });

  test('accepts what the parser accepts and refuses a wrong role', () => {
    expect(accepts({})).toBe(true);
    expect(accepts({ domain: 'acme.com', mail: { senders: ['resend'] }, hosts: [{ host: 'app.acme.com', role: 'app' }] })).toBe(true);
    expect(accepts({ hosts: [{ host: 'app.acme.com', role: 'shop' }] })).toBe(false);
    expect(accepts({ domian: 'acme.com' })).toBe(false);
  });
});

describe('the guide', () => {
  const guide = readFileSync('docs/guide/config.md', 'utf8');
  const examples = [...guide.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');

  test.each(examples)('shows an example that is read: %j', (example) => {
    expect(said(example)).toBeNull();
  });

  test('has a section with an example for every key', () => {
    for (const key of Object.keys(configSchema.shape)) {
      expect(guide).toContain(`\n## ${key}\n`);
      expect(examples.some((example) => example.split('\n').some((line) => line.startsWith(`${key}:`)))).toBe(true);
    }
  });

  test('repeats the words of a mistake as they are said', () => {
    const made = said('hosts:\n  - host: app.acme.com\n    role: marketting\n');
    expect(guide).toContain(`${made?.message}\n${made?.hint}`);
  });
});

test.each([
  ['acme.test', 'marketing'],
  ['api.acme.test', 'api'],
  ['blog.acme.test', 'marketing'],
  ['constructor.acme.test', 'other'],
  ['__proto__.acme.test', 'other'],
])('the role of %s is %s', (host, role) => {
  expect(roleOf(parseConfig('domain: acme.test', 'launch-ready.yaml'), host, 'acme.test')).toBe(role);
});
