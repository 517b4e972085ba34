import { describe, expect, test } from 'vitest';
import { runWarm } from '../warm.ts';
import { leaksIn, PLANTS } from '../plants.ts';
import { checkout } from '../secret-repository.ts';

const VERBS = [
  ['secrets', 'scan', '--tree', '--history', '--staged', '--build'],
  ['secrets', 'inventory', '--history'],
  ['env', 'check', '--write', '--validator'],
  ['env', 'inventory'],
] as const satisfies readonly (readonly string[])[];

describe('no output of a verb about secrets holds one', () => {
  test.each(VERBS.map((verb) => [verb.join(' ')]))('%s', async (line) => {
    const verb = line.split(' ');
    await using repo = await checkout({
      ...Object.fromEntries(
        Object.entries(PLANTS).map(([kind, value]) => [
          `src/${kind}.ts`,
          `export const k = "${value}"; process.env.${kind.toUpperCase()}_KEY;\n`,
        ]),
      ),
      [`${PLANTS.github}.ts`]: `process.env['${PLANTS.stripe}']; process.env.${PLANTS.github};\n`,
      'dist/index.js': `k="${PLANTS.stripe}";\n//# ${PLANTS.aws}\n`,
      '.env.production': `${Object.entries(PLANTS)
        .map(([kind, value]) => `VITE_${kind.toUpperCase()}=${value}`)
        .join('\n')}\n${PLANTS.github}=1\n`,
      '.env': `GITHUB_TOKEN=${PLANTS.github}\n`,
      'launch-ready.yaml': `owners: { secrets: Ada }\n`,
    });
    repo.commit(`the key is ${PLANTS.stripe} and ${PLANTS.serviceRole}`);
    repo.git('tag', '-a', 'v1', '-m', PLANTS.github);
    for (const form of [[], ['--json']]) {
      const { code, stdout, stderr } = await runWarm([...verb, ...form], { cwd: repo.root });
      expect(stderr).not.toContain('This is a bug');
      expect([0, 1, 3]).toContain(code);
      expect(stdout.length).toBeGreaterThan(100);
      expect(leaksIn(stdout + stderr)).toEqual([]);
    }
  });
});

describe('in the lab', () => {
  test('the broken product fails, and only with what was planted; the healthy one passes (SEC-1)', async () => {
    const mess = await runWarm(['secrets', 'scan', '--lab', 'ai-built-mess', '--json']);
    expect(mess.code).toBe(1);
    const { found, looked } = JSON.parse(mess.stdout) as {
      found: { kind: string; exposure: string; severity: string }[];
      looked: { source: string }[];
    };
    expect(looked.map(({ source }) => source)).toEqual(['tree', 'live']);
    expect(found.map(({ kind, exposure, severity }) => `${severity} ${exposure} ${kind}`)).toEqual([
      'blocker bundle Supabase service_role key',
      'blocker head Database address with password',
      'blocker head OpenAI key',
      'blocker head Stripe secret key',
      // A session in a log, and one in what the platform serves.
      'high head Secret without a provider',
      'high head Secret without a provider',
      'medium head Stripe secret key',
    ]);
    expect((await runWarm(['secrets', 'scan', '--lab', 'healthy'])).code).toBe(0);
  });

  test('production of the broken product cannot start, that of the healthy one can (SEC-7)', async () => {
    expect((await runWarm(['env', 'check', '--lab', 'ai-built-mess'])).code).toBe(1);
    expect((await runWarm(['env', 'check', '--lab', 'healthy'])).code).toBe(0);
  });

  test('a site that nobody answers for could not be checked: exit 3, no pass', async () => {
    const { code, stdout } = await runWarm(['secrets', 'scan', 'nobody.test', '--lab', 'healthy']);
    expect(code).toBe(3);
    expect(stdout).toContain('not reached: nobody.test');
  });
});
