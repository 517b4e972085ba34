import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { SAMPLES } from '../../../test/secret-samples.ts';
import { decode } from './decode.ts';
import { secretsIn, type Sighting } from './secrets-in.ts';

const NOW = new Date('2026-11-22T00:00:00Z');

/** Tokens and addresses that a shape alone tells: 24 providers. */
const PROVIDERS =
  'stripe-secret stripe-restricted webhook-secret supabase-secret supabase-access openai-key anthropic-key github-token github-fine npm-token slack-token slack-webhook sendgrid-key resend-key huggingface-token replicate-token groq-key vercel-blob cloudflare-token netlify-token digitalocean-token aws-key-id google-oauth-secret telegram-bot database-url discord-webhook shopify-token gitlab-token linear-key notion-token figma-token doppler postman-key planetscale'.split(
    ' ',
  );
const TOKENS = SAMPLES.filter(({ id }) => PROVIDERS.includes(id)).map(({ id, real }) => ({
  id,
  secret: /^[\w ]{0,30}= ?"?([^"\n]+)"?\n?$/.exec(real)?.[1] ?? real,
}));

const STRIPE = TOKENS.find(({ id }) => id === 'stripe-secret')!.secret;

const json = (value: unknown): string => JSON.stringify(value);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const wrapped = (text: string): string => base64(text).replaceAll(/(.{76})/g, '$1\n');
const every = (text: string, each: (code: number) => string): string =>
  text
    .split('')
    .map((char) => each(char.charCodeAt(0)))
    .join('');
const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');
const cut = (text: string): [string, string] => [text.slice(0, 12), text.slice(12)];
const source = (key: string): string => `import x from 'x';\n\nconst key = "${key}";\n`;
const map = (key: string): string =>
  json({
    version: 3,
    sources: ['webpack://_N_E/./src/lib/a.ts', '../src/b.ts'],
    sourcesContent: ['one\ntwo', source(key)],
    mappings: 'AAAA',
  });
const code = (key: string): string => `// a\n// b\nconst key = "${key}";\n`;

/** Places where a secret is met, and the line in which it then stands. */
const CONTEXTS: Record<string, (key: string) => string | Buffer> = {
  '.env': (key) => `A=1\nKEY=${key}\n`,
  '.env with export and quotes': (key) => `export KEY='${key}' # mine\n`,
  code: (key) => code(key),
  'code with CRLF': (key) => code(key).replaceAll('\n', '\r\n'),
  'a template literal': (key) => `const h = \`Bearer ${key}\`;`,
  'a minified call': (key) => `!function(){var a=new b("${key}",{c:1})}()`,
  'an object': (key) => `{apiKey:"${key}",b:1}`,
  JSON: (key) => json({ a: [{ key }] }),
  'JSON in JSON': (key) => json({ body: json({ key }) }),
  'JSON five times': (key) => [1, 2, 3, 4].reduce((text) => json({ text }), json({ key })),
  YAML: (key) => `env:\n  - name: KEY\n    value: ${key}\n`,
  TOML: (key) => `[vars]\nKEY = "${key}"\n`,
  INI: (key) => `[a]\nkey=${key}\n`,
  XML: (key) => `<a>\n<key>${key}</key></a>`,
  'an XML attribute': (key) => `<add name="Key" value="${key}" />`,
  plist: (key) => `<key>ApiKey</key>\n<string>${key}</string>`,
  CSV: (key) => `name,key\nacme,${key},2\n`,
  'a quoted CSV field': (key) => `"acme","${key}"\r\n`,
  SQL: (key) => `INSERT INTO keys VALUES (1, '${key}');`,
  Markdown: (key) => `# Setup\n\nUse \`${key}\` here.\n`,
  'a Markdown table': (key) => `| name | key |\n|---|---|\n| a | ${key} |\n`,
  Dockerfile: (key) => `FROM node\nENV KEY=${key}\n`,
  'a shell command': (key) => `curl -H "Authorization: Bearer ${key}" https://x\n`,
  'curl -u': (key) => `curl -u ${key} https://x\n`,
  'a log line': (key) => `2026-11-22T10:00:00Z INFO key=${key} status=200\n`,
  'a JSON log': (key) => `${json({ level: 30, headers: { authorization: `Bearer ${key}` } })}\n`,
  'a log with colours': (key) => `\u001b[32mKEY\u001b[0m=\u001b[1;31m${key}\u001b[0m\n`,
  'a word that grep coloured': (key) => `KEY=${cut(key).join('\u001b[01;31m\u001b[K')}\u001b[m\u001b[K\n`,
  'colours in JSON': (key) => json({ line: `\u001b[32m${key}\u001b[0m` }),
  'a CI log': (key) => `2026-11-22T10:00:00.0000000Z \u001b[36;1mnpx deploy --token ${key}\u001b[0m\n`,
  'a query': (key) => `GET /pay?key=${encodeURIComponent(key)}&x=1 HTTP/1.1\n`,
  'an address in a query': (key) => `https://a.b/go?to=${encodeURIComponent(`https://c.d/?k=${encodeURIComponent(key)}`)}`,
  'percent, every character': (key) => `x=${every(key, (char) => `%${hex(char, 2)}`)}\n`,
  'HTML text': (key) => `<p>key:</p>\n<code>${key}</code>`,
  'an HTML attribute': (key) => `<div data-props="{&quot;key&quot;:&quot;${key.replaceAll('&', '&amp;')}&quot;}">`,
  'HTML entities, every character': (key) => `<p>${every(key, (char) => `&#${char};`)}</p>`,
  'HTML entities in hex': (key) => `<p>${every(key, (char) => `&#x${hex(char, 2)};`)}</p>`,
  'escapes \\u': (key) => `k="${every(key, (char) => `\\u${hex(char, 4)}`)}"`,
  'escapes \\x': (key) => `k="${every(key, (char) => `\\x${hex(char, 2)}`)}"`,
  'escapes in escapes': (key) => json({ a: `"${every(key, (char) => `\\u${hex(char, 4)}`)}"` }),
  'JSON of PHP': (key) => json({ key }).replaceAll('/', '\\/'),
  'server components': (key) => `<script>self.__next_f.push([1,${json(`5:["$","a",null,${json({ key })}]\n`)}])</script>`,
  'a source map': (key) => map(key),
  'an inline source map': (key) => `a();\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${base64(map(key))}\n`,
  'a notebook': (key) =>
    json({ cells: [{ cell_type: 'code', source: ['import x\n', `client = x("${key}")\n`], outputs: [{ text: [`${key}\n`] }] }] }),
  HAR: (key) =>
    json({
      log: {
        entries: [
          { response: { content: { mimeType: 'application/json', encoding: 'base64', text: base64(json({ data: { key }, more: [] })) } } },
        ],
      },
    }),
  'an export of ChatGPT': (key) =>
    json([
      {
        title: 'Deploy',
        mapping: {
          a1: { message: { author: { role: 'user' }, content: { content_type: 'text', parts: [`my key is ${key}, why does it fail?`] } } },
        },
      },
    ]),
  'an export of Claude': (key) => json([{ chat_messages: [{ sender: 'human', text: `use this:\n\`\`\`\nKEY=${key}\n\`\`\`` }] }]),
  'an export of Slack': (key) => json([{ type: 'message', text: `the key: <${key}> ok?`, blocks: [{ elements: [{ text: key }] }] }]),
  'base64 of .env': (key) => `ENV_FILE=${base64(`A=1\nKEY=${key}\nB=2\n`)}\n`,
  base64url: (key) => `state=${Buffer.from(json({ back: '/?a~', key })).toString('base64url')}&x`,
  'base64 in lines': (key) =>
    `Content-Transfer-Encoding: base64\n\n${wrapped(`${'a line of words\n'.repeat(8)}KEY=${key}\n${'more words\n'.repeat(8)}`)}\n`,
  'base64 twice': (key) => `data: ${base64(base64(`{"key":"${key}"}`))}\n`,
  'Basic authorization': (key) => `Authorization: Basic ${base64(`api:${key} `)}\n`,
  'a command of PowerShell': (key) => `powershell -EncodedCommand ${Buffer.from(`$env:KEY = "${key}"`, 'utf16le').toString('base64')}\n`,
  'gzip in base64': (key) => `user_data = "${gzipSync(`KEY=${key}\n`).toString('base64')}"`,
  hex: (key) => `payload = 0x${Buffer.from(`{"key":"${key}"}`).toString('hex')}\n`,
  'two pieces': (key) => `k = "${cut(key)[0]}" + "${cut(key)[1]}";`,
  'two pieces on two lines': (key) => `k =\n  '${cut(key)[0]}' +\n  '${cut(key)[1]}';`,
  'pieces, minified': (key) => `k="${cut(key)[0]}"+"${cut(key)[1]}"`,
  'UTF-16': (key) => Buffer.from(`\ufeffKEY=${key}\r\n`, 'utf16le'),
  'UTF-16 the other way round': (key) => Buffer.from(`\ufeffKEY=${key}\r\n`, 'utf16le').swap16(),
  'UTF-16 without a mark': (key) => Buffer.from(`KEY=${key}\r\n`, 'utf16le'),
  gzip: (key) => gzipSync(`x\nKEY=${key}\n`),
};

const find = (bytes: string | Buffer): Sighting[] => {
  const text = decode(Buffer.from(bytes as string), 1_000_000); // as: a buffer is copied as well
  return text.is === 'text' ? secretsIn(text.bytes, NOW) : [];
};

test(`secrets of ${TOKENS.length} providers are found in ${Object.keys(CONTEXTS).length} contexts`, () => {
  const missed: string[] = [];
  for (const { id, secret } of TOKENS) {
    const [plain] = find(`${secret}\n`);
    for (const [name, context] of Object.entries(CONTEXTS)) {
      // The same value everywhere: an exception for it holds wherever it is met, however it is written.
      const values = new Set(find(context(secret)).flatMap(({ rule, value }) => (rule === id ? [value] : [])));
      if (values.size !== 1 || !values.has(plain?.value ?? '')) missed.push(`${id} in ${name}: ${values.size}`);
    }
  }
  expect(missed).toEqual([]);
  expect(TOKENS.length).toBeGreaterThanOrEqual(24);
});

test('several secrets in one packed run are all found, each once', () => {
  const keys = TOKENS.slice(0, 3).map(({ secret }) => secret);
  const packed = gzipSync(keys.map((key) => `KEY=${key}\n`).join('')).toString('base64');
  expect(new Set(find(`data = "${packed}"\n`).map(({ value }) => value)).size).toBe(3);
  expect(find(`\n${keys.map((key) => `a=${key}&b=%3D`).join('\n')}`)).toHaveLength(3);
});

test('no region boundary hides a secret in a long coded text', () => {
  const key = STRIPE;
  const coded = every(key, (char) => `%${hex(char, 2)}`);
  for (let before = 65_000; before < 66_400; before += 70)
    expect(find(`${'%2a'.repeat(before / 3)} ${coded} ${'%2a'.repeat(3_000)}`).map(({ value }) => value)).toEqual([key]);
});

test('each is said with its line, how it was written, and the source of a map', () => {
  const key = STRIPE;
  const where = (bytes: string | Buffer): unknown => find(bytes).map(({ line, coded, source: from }) => [from, line, coded]);
  expect(where(code(key))).toEqual([[undefined, 3, undefined]]);
  expect(where(map(key))).toEqual([['src/b.ts', 3, undefined]]);
  expect(where(`a\nb\n//# sourceMappingURL=data:;base64,${base64(map(key))}`)).toEqual([['src/b.ts', 3, 'base64']]);
  expect(where(`\n\n${base64(`KEY=${encodeURIComponent(key).replaceAll('_', '%5F')}\n`)}`)).toEqual([
    [undefined, 3, 'base64, percent encoding'],
  ]);
  expect(where(wrapped(`${'a line of words\n'.repeat(20)}KEY=${key}\n`))).toEqual([[undefined, 6, 'base64']]);
});
