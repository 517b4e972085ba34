import { describe, expect, test } from 'vitest';
import { edgePlan } from '../../src/app/edge/plan.ts';
import { startLab } from '../../src/lab/index.ts';
import { scenarios } from '../../src/lab/scenarios/index.ts';
import { request } from '../../src/probes/net/http-client.ts';
import { testIo } from '../io.ts';
import { runWarm } from '../warm.ts';

const LAB = ['--lab', 'ai-built-mess', '--quiet'];

describe('the edge on the command line', () => {
  test('a plan with changes exits with 1, in 80 columns, as Markdown and as one JSON object', async () => {
    const text = await runWarm(['edge', 'plan', ...LAB]);
    expect({ code: text.code, stderr: text.stderr }).toEqual({ code: 1, stderr: '' });
    expect(text.stdout.split('\n').filter((line) => Array.from(line).length > 80)).toEqual([]);
    expect(text.stdout).toContain('dina.ns.cloudflare.com and hugh.ns.cloudflare.com');
    const markdown = await runWarm(['edge', 'plan', ...LAB, '--format', 'markdown']);
    expect(markdown.stdout).toContain('| ~ | Set the way to your server from flexible to strict |');
    const json = await runWarm(['edge', 'plan', ...LAB, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 1, zone: 'coachly.test', active: false });
  });

  test('where nobody can be asked, apply says how to agree beforehand and changes nothing', async () => {
    const { code, stdout, stderr } = await runWarm(['edge', 'apply', ...LAB]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('add --yes');
    const agreed = await runWarm(['edge', 'apply', ...LAB, '--yes']);
    expect({ code: agreed.code, said: agreed.stdout }).toMatchObject({
      code: 0,
      said: expect.stringContaining('At your registrar, set the name servers'),
    });
  });

  test.each([
    [['edge', 'plan', '--lab', 'launch-day'], 'There is no Cloudflare token'],
    [['edge', 'plan', 'other.test', ...LAB], 'has no zone other.test'],
    [['edge', 'apply', ...LAB, '--may-remove', 'mxx'], 'Did you mean mx?'],
    [['edge', 'apply', ...LAB, '--plan', '/dev/null'], 'is no plan'],
  ])('%j is wrong use', async (args, says) => {
    const { code, stderr } = await runWarm(args);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  test('import and export print what can be kept', async () => {
    const gave = await runWarm(['edge', 'import', ...LAB]);
    expect(gave.stdout).toContain('security: as-is');
    const zone = await runWarm(['edge', 'export', ...LAB]);
    expect(zone.stdout).toContain('IN\tSOA\tdina.ns.cloudflare.com.');
    const terraform = await runWarm(['edge', 'export', ...LAB, '--format', 'terraform']);
    expect(terraform.stdout).toContain('resource "cloudflare_ruleset" "http_request_cache_settings"');
  });
});

test('the founder of ai-built-mess finishes the move: the zone becomes active and the edge serves', async () => {
  const scenario = scenarios.find((each) => each.name === 'ai-built-mess')!;
  await using lab = await startLab(scenario);
  const { resolver, roots, ca, route, env } = lab;
  const io = testIo({ now: () => new Date(), resolver, roots, ca, route, env });
  const plan = (): ReturnType<typeof edgePlan.run> =>
    edgePlan.run({ target: 'coachly.test', repo: '.', format: 'text' }, io, () => undefined);
  const before = await plan();
  expect(before.active).toBe(false);
  expect(await lab.founder({ is: 'name-servers', zone: 'coachly.test', servers: before.nameServers })).toBe('done');
  expect((await plan()).active).toBe(true);
  const home = await request(io, { url: 'https://coachly.test/', trusted: true });
  // SSL is still flexible and the server sends http to https: the loop that every tutorial warns of.
  expect(home).toMatchObject({ is: 'answer', status: 302 });
  expect(home.is === 'answer' ? new Map(home.headers).get('server') : '').toBe('cloudflare');
});
