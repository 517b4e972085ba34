import { expect, test } from 'vitest';
import { randomTokens, wordsOf } from '../../../test/likeness-words.ts';
import { seeded } from '../../../test/io.ts';
import { RANDOM } from './grade-assigned.ts';
import { likeness } from './likeness.ts';
import { secretsIn } from './secrets-in.ts';

const NOW = new Date('2026-11-22T00:00:00Z');
const share = (some: number, all: number): string => `${((100 * some) / all).toFixed(2)} %`;

test('random tokens are told from words of packages that nothing was learned from', () => {
  const tokens = randomTokens(2_000, seeded(5));
  const words = wordsOf('judging', 4);
  const found = tokens.filter((token) => likeness(token) >= RANDOM).length;
  const wrong = words.filter((word) => likeness(word) >= RANDOM).length;
  // oxlint-disable-next-line no-console -- the figures are what this is for
  console.log(
    `tokens taken for random: ${share(found, tokens.length)}; ${words.length} words taken for random: ${share(wrong, words.length)}`,
  );
  expect(found / tokens.length).toBeGreaterThanOrEqual(0.95);
  expect(wrong / words.length).toBeLessThanOrEqual(0.025);
  expect(words.length).toBeGreaterThan(5_000);
});

/** How a secret without a provider is written down. */
const WRITTEN: readonly ((value: string) => string)[] = [
  (value) => `const password = "${value}";`,
  (value) => `JWT_SECRET=${value}`,
  (value) => `export SESSION_SECRET='${value}'`,
  (value) => `  clientSecret: '${value}',`,
  (value) => `{"api_key":"${value}"}`,
  (value) => `{"body":"{\\"token\\":\\"${value}\\"}"}`,
  (value) => `db_password: ${value}`,
  (value) => `auth_token = "${value}"`,
  (value) => `<password>${value}</password>`,
  (value) => `curl -H "Authorization: Bearer ${value}"`,
  (value) => `secrets['API_SECRET'] = '${value}'`,
  (value) => `client_secret => '${value}'`,
];

test('secrets without a provider are found behind a name that says what they are', () => {
  const tokens = randomTokens(1_200, seeded(9));
  const found = tokens.filter((token, at) =>
    secretsIn(Buffer.from(`a\n${WRITTEN[at % WRITTEN.length]!(token)}\nb`), NOW).some(({ value }) => value === token),
  );
  // oxlint-disable-next-line no-console -- the figures are what this is for
  console.log(`secrets found behind a name: ${share(found.length, tokens.length)}`);
  expect(found.length / tokens.length).toBeGreaterThanOrEqual(0.95);
});

test.each([
  ['a word', 'const password = "correcthorsebatterystaple";'],
  ['the name of a field', 'passwordField: "user_password_confirmation",'],
  ['an expression', 'const token = getSessionToken2(request.headers);'],
  ['a member', 'token=e.headers.get2.token4abcd'],
  ['a class', '<input class="password-input--large2 form" />'],
  ['a variable', 'API_TOKEN=$OTHER_TOKEN_FROM_CI_2'],
  ['a reference', 'password: ${{ secrets.DB_PASSWORD }}'],
  ['an integrity', 'token: "sha512-Zr7kQw9xVb2Lm4TpHs8dZr7kQw9xVb2Lm4TpHs8d"'],
  ['a public key', 'publicAccessKey: "Zr7kQw9xVb2Lm4TpHs8d"'],
  ['an id', 'tokenId: "Zr7kQw9xVb2Lm4TpHs8d"'],
  ['a cursor', 'nextToken: "Zr7kQw9xVb2Lm4TpHs8d"'],
  ['a stand-in', 'password: "your-password-1234-here"'],
  ['a path', 'tokenPath = "/var/run/secrets/kubernetes.io2/serviceaccount"'],
  ['what is made for the browser', `api_key: "${['ph', 'c_Zr7kQw9xVb2Lm4TpHs8dZr7kQw9xVb2Lm4TpHs8d'].join('')}"`],
])('%s is none', (_name, text) => {
  expect(secretsIn(Buffer.from(`${text}\n`), NOW)).toEqual([]);
});
