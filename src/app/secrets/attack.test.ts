import { execFile } from 'node:child_process';
import { access, appendFile, chmod, mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { checkout } from '../../../test/secret-repository.ts';
import { alnum } from '../../../test/secret-samples.ts';
import { renderSecrets } from '../../reports/secrets.ts';
import { secretsScan } from './scan.ts';

test('sparse files, bombs, archives in archives and loops end soon, are counted, and hide nothing beside them', async () => {
  const key = ['sk', 'live', `51${alnum(70)}`].join('_');
  const bomb = gzipSync(Buffer.alloc(20_000_000), { level: 1 });
  const nested = [1, 2, 3, 4, 5, 6].reduce((bytes) => gzipSync(bytes), Buffer.from(key));
  const bombs = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`bomb${at}.gz`, bomb]));
  const small = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`small/${at}.js`, `const a = ${at};`]));
  await using repo = await checkout(
    {
      ...bombs,
      ...small,
      'nested.gz': nested,
      'sparse.txt': '',
      'large.txt': '',
      'line.js': Buffer.alloc(2_000_000, '%41'),
      'pay.ts': `"${key}"`,
    },
    { git: false },
  );
  await truncate(join(repo.root, 'sparse.txt'), 2 * 1024 ** 3);
  await truncate(join(repo.root, 'large.txt'), 300 * 1024 ** 2);
  await symlink('.', join(repo.root, 'loop'));
  const started = process.cpuUsage();
  const { found, looked } = await secretsScan.run(
    { repo: repo.root, tree: true, staged: false, history: false, build: false },
    testIo(),
    () => {},
  );
  const { user, system } = process.cpuUsage(started);
  expect(found.map(({ places }) => places.map(({ at }) => at))).toEqual([['pay.ts']]);
  expect(looked[0]).toMatchObject({ skipped: 14, truncated: false });
  expect((user + system) / 1e6).toBeLessThan(15);
});

test('a look into 20 MB of one coding and into bombs takes less than 300 MB of memory', async () => {
  const bomb = gzipSync(Buffer.alloc(30_000_000, 'a'), { level: 1 });
  const bombs = Object.fromEntries([1, 2, 3, 4].map((at) => [`bomb${at}.gz`, bomb]));
  await using repo = await checkout({ ...bombs, 'line.js': Buffer.alloc(20_000_000, '%41') }, { git: false });
  const program = [
    `const { secretsScan } = await import(${JSON.stringify(new URL('scan.ts', import.meta.url).href)});`,
    `const io = { now: () => new Date(0), signal: new AbortController().signal, env: {} };`,
    `const gave = await secretsScan.run({ repo: ${JSON.stringify(repo.root)}, tree: true }, io, () => {});`,
    `const { readFileSync } = await import('node:fs');`,
    // What getrusage tells begins with the memory of the process that started this one.
    `const peak = /^VmHWM:\\s+(\\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1];`,
    `console.log(JSON.stringify({ files: gave.looked[0].files, kilobytes: Number(peak) }));`,
  ].join('\n');
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  const { files, kilobytes } = JSON.parse(stdout) as { files: number; kilobytes: number }; // as: the program above prints it
  expect(files).toBe(5);
  expect(kilobytes).toBeLessThan(300_000);
});

test('a file of nothing but different secrets gives a report of bounded size that says what it left out', async () => {
  const keys = Array.from(
    { length: 12_000 },
    (_, at) => `const k${at} = "${['sk', 'live', `51${alnum(58)}${String(at).padStart(6, '0')}`].join('_')}";`,
  );
  await using repo = await checkout({ 'keys.ts': keys.join('\n') }, { git: false });
  const { found, looked } = await secretsScan.run(
    { repo: repo.root, tree: true, staged: false, history: false, build: false },
    testIo(),
    () => {},
  );
  expect(found).toHaveLength(10_000);
  expect(looked[0]?.unreached).toEqual(['2,000 places with still other secrets: there are too many to keep']);
});

test('a repository whose configuration names programs runs none of them, and one that hides commits hides no secret', async () => {
  const key = ['sk', 'live', `51${alnum(70)}`].join('_');
  await using repo = await checkout({ 'pay.ts': `"${key}"`, '.gitattributes': '* filter=x diff=x' });
  repo.commit('first');
  const head = repo.git('rev-parse', 'HEAD').trim();
  await repo.write({ 'pay.ts': 'export {};' });
  repo.commit('away');
  const last = repo.git('rev-parse', 'HEAD').trim();
  const program = join(repo.root, '.git', 'program');
  await writeFile(program, `#!/bin/sh\ntouch '${repo.root}/ran'\n`);
  await chmod(program, 0o755);
  await appendFile(
    join(repo.root, '.git/config'),
    [
      `[core]\nfsmonitor = ${program}\npager = ${program}\nsshCommand = ${program}\nalternateRefsCommand = ${program}`,
      `[diff]\nexternal = ${program}\n[diff "x"]\ntextconv = ${program}\ncommand = ${program}`,
      `[filter "x"]\nclean = ${program}\nprocess = ${program}\nrequired = true\n[gpg]\nprogram = ${program}\n[log]\nshowSignature = true`,
      `[credential]\nhelper = "!${program}"\n[alias]\nls-files = "!${program}"\n[remote "o"]\nurl = "ext::${program}"\npromisor = true`,
      '[include]\npath = more\n',
    ].join('\n'),
  );
  await writeFile(join(repo.root, '.git/more'), `[core]\nhooksPath = ${join(repo.root, '.git')}\n`);
  // A graft and a replaced object: the second commit seems to be the first.
  await writeFile(join(repo.root, '.git/info/grafts'), `${last}\n`);
  await mkdir(join(repo.root, '.git/refs/replace'), { recursive: true });
  await writeFile(join(repo.root, '.git/refs/replace', head), `${last}\n`);

  const scan = (given: object) =>
    secretsScan.run({ repo: repo.root, tree: false, staged: false, history: false, build: false, ...given }, testIo(), () => {});
  const whole = await scan({ tree: true, staged: true, history: true });
  expect(whole.found.map(({ places }) => places[0]?.at)).toEqual(['pay.ts']);
  expect(whole.found[0]?.places[0]?.commit).toBe(head.slice(0, 10));

  await writeFile(join(repo.root, '.git/objects/info/alternates'), join(repo.root, '.git/objects'));
  await writeFile(join(repo.root, '.git/packed-refs'), 'no ref\n');
  const outcomes = [
    ['staged', 3, 'Could not look at staged, so nothing is known of it.'],
    ['history', 1, '1 secret has to be replaced.'],
  ] as const;
  for (const [source, exit, says] of outcomes) {
    const damaged = await scan({ [source]: true });
    expect(damaged.looked[0]?.unreached[0]).toContain('git says "fatal: unexpected line in .git/packed-refs: no ref"');
    expect(secretsScan.exit?.(damaged)).toBe(exit);
    expect(renderSecrets({ ...damaged, accepted: 0 }, { width: 80, colour: false })).toContain(says);
  }
  await expect(access(join(repo.root, 'ran'))).rejects.toThrow('ENOENT');
});
