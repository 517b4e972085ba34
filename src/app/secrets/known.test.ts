import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { type Checkout, checkout } from '../../../test/secret-repository.ts';
import { alnum } from '../../../test/secret-samples.ts';
import { secretsScan } from './scan.ts';

const PASSWORD = ['Zr7', 'kQ/w+', '9"xVé', 'b2&Lm'].join('');
const STRIPE = ['sk', 'live', `51${alnum(70)}`].join('_');
const scan = async (repo: string, source: 'tree' | 'history' | 'build' = 'tree') =>
  (await secretsScan.run({ repo, tree: false, staged: false, history: false, build: false, [source]: true }, testIo(), () => {})).found;

const add = (repo: Checkout): void => {
  repo.git('add', '--all');
  repo.git('commit', '--quiet', '-m', 'all');
};
const ENV = `SMTP_PASSWORD='${PASSWORD}'\nSTRIPE_SECRET_KEY=${STRIPE}\n`;

describe('values of the environment files of this machine', () => {
  test('are found wherever they stand, in whatever form, as one secret, and not in the ignored file they come from', async () => {
    await using repo = await checkout({
      '.gitignore': '.env*\n',
      '.env.local': ENV,
      'plain.ts': `const a = 1;\nconst pass = \`${PASSWORD}\`;\n`,
      'json.json': JSON.stringify({ pass: PASSWORD }),
      'query.log': `GET /?p=${encodeURIComponent(PASSWORD)}\n`,
      'base64.txt': `x: ${Buffer.from(`ada:${PASSWORD}`).toString('base64')}\n`,
      'blob.txt': `x: ${Buffer.concat([Buffer.from([1, 0, 200, 7]), Buffer.from(PASSWORD), Buffer.from([0, 9])]).toString('base64url')}\n`,
      'hex.sql': `SELECT '\\x${Buffer.from(PASSWORD).toString('hex')}'\n`,
      'powershell.txt': Buffer.from(`\ufeff$p = '${PASSWORD}'\r\n`, 'utf16le'),
      'log.gz': gzipSync(`pass ${PASSWORD}\n`),
      'pay.ts': `pay("${STRIPE}")\n`,
    });
    add(repo);
    const found = await scan(repo.root);
    expect(found.map(({ kind, says, severity }) => [kind, says.at(-1), severity])).toEqual([
      ['Stripe secret key', 'value of STRIPE_SECRET_KEY from .env.local', 'blocker'],
      ['Value of SMTP_PASSWORD', 'value of SMTP_PASSWORD from .env.local', 'high'],
    ]);
    expect(found[1]?.places.map(({ at, line, coded }) => `${at}:${line} ${coded ?? ''}`.trim())).toEqual([
      'base64.txt:1 base64',
      'blob.txt:1 base64',
      'hex.sql:1 hex',
      'json.json:1 escapes',
      'log.gz:1',
      'plain.ts:2',
      'powershell.txt:1',
      'query.log:1 percent encoding',
    ]);
    expect(JSON.stringify(found)).not.toContain(PASSWORD.slice(0, 8));
  });

  test('are found in the build and in history, and in their own file once git tracks it', async () => {
    await using repo = await checkout({ '.gitignore': '.env\ndist\n', '.env': ENV, 'a.ts': `"${PASSWORD.replaceAll('"', '\\"')}"` });
    add(repo);
    await repo.write({ 'a.ts': 'clean', 'dist/app.js': `p='${PASSWORD}'` });
    add(repo);
    expect(await scan(repo.root)).toEqual([]);
    expect((await scan(repo.root, 'build')).map(({ severity }) => severity)).toEqual(['blocker']);
    expect((await scan(repo.root, 'history')).map(({ kind, exposure }) => `${kind} ${exposure}`)).toEqual([
      'Value of SMTP_PASSWORD history',
    ]);
    repo.git('add', '--force', '.env');
    expect((await scan(repo.root)).map(({ kind, severity }) => `${kind} ${severity}`)).toEqual([
      'Stripe secret key blocker',
      'Value of SMTP_PASSWORD high',
    ]);
  });

  test('a short one, a default, an address, a word, a stand-in, a public variable, an id and an example are not looked for', async () => {
    const short = 'hunter2x';
    const lines = [
      `DB_PASSWORD=${short}`,
      'PG_PASSWORD=postgres',
      'DATABASE_URL=postgres://app:Zr7kQw9xVb2@localhost:5432/app',
      'DIRECT_URL=https://db.acme.com/app1',
      'SESSION_SECRET=development-only',
      'API_TOKEN=your-token-goes-here-1A',
      'NEXT_PUBLIC_API_TOKEN=Zr7kQw9xVb2Lm4Tp',
      'EMAIL_FROM=Ada 1 <ada@acme.com>',
      'STRIPE_PRICE_ID=price_1NkQw9xVb2Lm4Tp',
    ];
    const example = 'OTHER_TOKEN=Yr7kQw9xVb2Lm4Tp';
    const text = [...lines, example].map((line) => `about ${line.slice(line.indexOf('=') + 1)} here`).join('\n');
    await using repo = await checkout({ '.env': lines.join('\n'), '.env.example': example, 'a.txt': text }, { git: false });
    const known = async () => (await scan(repo.root)).filter(({ says }) => says.some((each) => each.startsWith('value of ')));
    expect(await known()).toEqual([]);
    await repo.write({ '.env': 'API_TOKEN=Zr7kQw9xVb2Lm4Tp\n' });
    expect((await known()).map(({ places }) => places.map(({ at, line }) => `${at}:${line}`))).toEqual([['a.txt:7', '.env:1']]);
  });
});
