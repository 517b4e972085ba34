import { expect, test } from 'vitest';
import { ATTACKS, forged } from '../../../test/hostile-git.ts';
import { measured } from '../../../test/measured.ts';
import { alnum } from '../../../test/secret-samples.ts';

/** What a scan of the history says where it cannot say all, by the attack; of the others it reads all that there is. */
const UNREAD: Partial<Record<keyof typeof ATTACKS, RegExp>> = {
  'ten trees that stand for a billion paths': /what HEAD still has: git says "more than 2,000,000 entries/,
  'a tree that contains itself': /what HEAD still has: git says/,
  'objects that are not as long as they say': /1 object that git cannot read/,
  'names of branches that are none': /git says "(?:fatal|warning|error): /,
  'a damaged pack': /\d+ objects that git cannot read/,
  'a pack that is cut off': /git says "(?:fatal|error): /,
  'a history that a shallow file cuts off': /it is shallow/,
  'a pipe in the place of its configuration': /any of it: .*\.git\/config is a pipe or a device/,
  'a configuration that includes itself': /any of it: git says "fatal: exceeded maximum include depth/,
  'a .git file that leads nowhere': /any of it: git says "fatal: not a git repository/,
  'a .git file of 2 GB': /any of it: git says "fatal: too large to be a .git file/,
};
/** Where the key itself is what is damaged. */
const LOST: ReadonlySet<string> = new Set(['a damaged pack', 'a pack that is cut off']);

test.each(Object.entries(ATTACKS))(
  '%s: the scan ends, says what it could not read, and passes nothing',
  async (name, attack) => {
    const key = ['sk', 'live', `51${alnum(70)}`].join('_');
    await using repo = await forged();
    await attack(repo, key);
    const { code, stdout, stderr, megabytes, cpu } = await measured(['secrets', 'scan', '--tree', '--history', '--json'], {
      cwd: repo.root,
    });
    expect(stderr).not.toContain('bug');
    const { found, looked } = JSON.parse(stdout) as { found: { rule: string }[]; looked: { unreached: string[] }[] }; // as: the verb gives it
    const unread = UNREAD[name as keyof typeof ATTACKS]; // as: the names are the keys
    expect(looked.flatMap(({ unreached }) => unreached).join('\n')).toMatch(unread ?? /^$/);
    expect(found.map(({ rule }) => rule)).toEqual(LOST.has(name) ? [] : ['stripe-secret']);
    expect(code).toBe(found.length > 0 ? 1 : 3);
    // oxlint-disable-next-line no-control-regex -- what would steer a terminal
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(megabytes).toBeLessThan(300);
    expect(cpu).toBeLessThan(30);
  },
  120_000,
);

test('a checkout of 100,000 files of which none can be read could not be checked', async () => {
  await using repo = await forged();
  await ATTACKS['a tree of 100,000 entries'](repo, '');
  repo.git('read-tree', 'HEAD');
  const scan = await measured(['secrets', 'scan'], { cwd: repo.root });
  expect(scan.code).toBe(3);
  expect(scan.stdout).toContain('not reached: any of 100000 files: links, missing, unreadable');
  expect(scan.stdout).toContain('Could not look at tree, so nothing is known of it.');
  expect(scan.megabytes).toBeLessThan(300);
  const audit = await measured(['audit', '.', '--only', 'secrets'], { cwd: repo.root });
  expect(audit.code).toBe(3);
  expect(audit.stdout).toContain('any of 20000 files: links, missing, unreadable or too large');
  expect(audit.megabytes).toBeLessThan(400);
}, 180_000);
