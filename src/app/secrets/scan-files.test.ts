import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { checkout } from '../../../test/secret-repository.ts';
import { alnum } from '../../../test/secret-samples.ts';
import { readText } from '../../probes/repo/list.ts';
import { secretsScan } from './scan.ts';

const GITHUB = ['gh', `p_${alnum(36, 4)}`].join('');
const STRIPE = ['sk', 'live', `51${alnum(70)}`].join('_');
const RESEND = ['re', alnum(8, 5), alnum(24, 9)].join('_');
const WHY = { reason: 'revoked on the same day', owner: 'Ada', until: '2027-01-31' };

type Input = Partial<Parameters<typeof secretsScan.run>[0]>;
const scan = (input: Input, io = testIo()) =>
  secretsScan.run({ tree: false, staged: false, history: false, build: false, ...input }, io, () => {});
const places = async (input: Input) => (await scan(input)).found.flatMap((each) => each.places.map(({ at, line }) => `${at}:${line}`));

test('any file or folder may be named, whatever git ignores (SEC-1)', async () => {
  await using repo = await checkout({
    '.gitignore': 'logs/*\n!logs/.gitkeep\n',
    'logs/.gitkeep': '',
    'logs/build.log': `\u001b[32mtoken\u001b[0m=${GITHUB}\n`,
    'logs/node_modules/a.txt': `${STRIPE}\n`,
    'chat.json': JSON.stringify({ messages: [{ text: `my key is\n${RESEND}` }] }),
  });
  repo.git('add', '--all');
  const logs = join(repo.root, 'logs');
  const chat = join(repo.root, 'chat.json');
  expect((await places({ repo: repo.root, target: [logs, chat] })).toSorted()).toEqual([
    `${chat}:1`,
    `${join(logs, 'build.log')}:1`,
    `${join(logs, 'node_modules/a.txt')}:1`,
  ]);
  expect(secretsScan.exit?.(await scan({ target: [join(logs, 'build.log')] }))).toBe(1);
  await expect(scan({ target: ['acme.test', 'other.test'] })).rejects.toMatchObject({ code: 'two-targets' });
});

test('SARIF has a result for each place, and its fingerprints survive moved lines, in every clone', async () => {
  await using repo = await checkout({ 'a b.ts': `"${STRIPE}"\n`, 'c.ts': `\n"${STRIPE}" "${RESEND}"\n` });
  repo.commit('a');
  const sarif = async () => {
    const text = secretsScan.shows(await scan({ repo: repo.root }), { width: 80, colour: false }, { format: 'sarif' } as never);
    return (JSON.parse(text) as { runs: [{ results: { locations: unknown; partialFingerprints: unknown }[] }] }).runs[0].results;
  };
  const before = await sarif();
  const where = before.map(({ locations }) => String(/"uri":"([^"]+)".*"startLine":(\d+)/.exec(JSON.stringify(locations))?.slice(1)));
  expect(where.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['a%20b.ts,1', 'c.ts,2', 'c.ts,2']);
  await repo.write({ 'c.ts': `${'\n'.repeat(50)}  "${STRIPE}",\r\n  "${RESEND}"\r\n` });
  repo.commit('reformat');
  const after = await sarif();
  expect(after.map(({ partialFingerprints }) => partialFingerprints)).toEqual(before.map(({ partialFingerprints }) => partialFingerprints));
  expect(JSON.stringify(after)).not.toContain(STRIPE.slice(10, 24));
});

test('an id that was shown is accepted in the next run, survives a rebase, and neither holds nor triggers a secret', async () => {
  await using repo = await checkout({ 'a.ts': `"${STRIPE}"\n`, [`${GITHUB}.txt`]: `"${RESEND}"\n` });
  repo.commit('a');
  const shown = await scan({ repo: repo.root });
  const ids = shown.found.map(({ id }) => id);
  expect(await scan({ repo: repo.root, accept: ids, ...WHY })).toMatchObject({ accepted: ids.length, found: [] });
  expect(await readText(repo.root, '.launch-ready-secrets.json', 9_000)).not.toContain(GITHUB.slice(6, 30));
  repo.commit('baseline');
  await mkdir(join(repo.root, 'lib'));
  await rename(join(repo.root, 'a.ts'), join(repo.root, 'lib/b.ts'));
  repo.commit('move');
  repo.git('checkout', '--quiet', '--orphan', 'squashed');
  repo.commit('one commit');
  repo.git('branch', '-D', 'main');
  const gave = await scan({ repo: repo.root, tree: true, history: true });
  expect(gave).toMatchObject({ found: [], ended: [], unused: [] });
  expect(gave.suppressed).toHaveLength(ids.length);
  await repo.write({ 'lib/b.ts': 'clean\n' });
  repo.commit('clean');
  const later = await scan({ repo: repo.root }, testIo({ now: () => new Date('2027-02-01T00:00:00Z') }));
  expect(later.unused).toMatchObject([{ owner: 'Ada' }]);
  const text = secretsScan.shows(later, { width: 80, colour: false }, {} as never);
  expect(text).toContain('fits nothing any more and can go');
  expect(text).toContain('0 accepted, 1 expired');
  expect((await scan({ repo: repo.root, staged: true })).unused).toEqual([]);
});

test('a comment with an end and a reason accepts the value beside it, there alone and until then', async () => {
  const note = 'launch-ready: not-a-secret until 2027-01-31, revoked, kept for the docs';
  await using repo = await checkout({
    'a.ts': `const a = "${STRIPE}"; // ${note}\n`,
    'b.html': `<!-- ${note} -->\n<i data-key="${RESEND}">\n`,
    'c.ts': `// ${note}\n\nconst c = "${GITHUB}";\n`,
    'd.ts': `// launch-ready: not-a-secret\nconst d = "${GITHUB}";\n`,
  });
  repo.commit('a');
  for (const history of [false, true]) {
    const gave = await scan({ repo: repo.root, tree: true, history });
    expect(gave.found.map(({ provider }) => provider)).toEqual(['GitHub']);
    expect(gave.suppressed.map(({ owner, reason }) => `${owner}: ${reason}`).toSorted()).toEqual([
      'the comment in a.ts:1: revoked, kept for the docs',
      'the comment in b.html:2: revoked, kept for the docs',
    ]);
  }
  const later = await scan({ repo: repo.root, tree: true, history: true }, testIo({ now: () => new Date('2027-02-01T00:00:00Z') }));
  expect(later.found).toHaveLength(3);
  expect(later.found.some(({ says }) => says.includes('its comment ended on 2027-01-31'))).toBe(true);
});
