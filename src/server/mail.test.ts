import { expect, test } from 'vitest';
import { mailScenario } from '../../test/mail-lab.ts';
import { serving } from '../../test/serving.ts';
import { bodyOf, listen, until } from '../../test/watching.ts';
import { parseConfig } from '../core/config-file.ts';
import { MAIL_ENV, mailTestYaml } from '../lab/scenarios/mail-world.ts';

const HOUR = 3_600_000;

test('mail is tested each week, and within the hour of a changed record; what stops passing is told to its owner, and so is its end (MAIL-8)', async () => {
  const told: { type: string; title: string; owner: string }[] = [];
  await using hook = await listen(async (request, response) => {
    response.writeHead(200).end();
    if (request.method === 'GET') return;
    const { type, data } = JSON.parse(await bodyOf(request)) as { type: string; data: { title: string; owner: string } };
    told.push({ type, title: data.title, owner: data.owner });
  });
  const yaml = `domain: acme.test\nmail:\n${mailTestYaml('Acme <hello@acme.test>')}  messages: [{ kind: reset }]\n`;
  let ahead = 0;
  await using server = await serving({
    scenario: mailScenario({}),
    config: {
      ...parseConfig(yaml, 'launch-ready.yaml'),
      alerts: [{ channel: 'webhook', to: '${HOOK}', owner: 'Ada' }],
      routes: [{ name: 'home', url: hook.url, kind: 'page' }],
      monitor: { daily_audit: false },
    },
    io: { allowPrivate: true, now: () => new Date(Date.now() + ahead), env: { ...MAIL_ENV, HOOK: hook.url } },
  });
  const { lab } = server;
  const { store } = server.serving.kit;
  const arrived = (): number => lab!.mail.read('launch.seed@gmail.com').length;
  const outcome = async (): Promise<string | undefined> => (await store.record<{ outcome: string }>('mail', 'last'))?.outcome;
  const tested = (mails: number): Promise<boolean> => until(async () => arrived() === mails && (await dutyIsOver()), 25_000);
  const dutyIsOver = async (): Promise<boolean> =>
    (await store.database.get<{ until: number }>("SELECT until FROM duties WHERE name = 'mail'"))?.until === 0;

  await tested(1);
  expect(await outcome()).toBe('pass');
  // Nothing changed: an hour later it only asks, and sends nothing.
  ahead += 1.1 * HOUR;
  const asked = lab!.counts.queries;
  await until(async () => lab!.counts.queries > asked && (await dutyIsOver()));
  expect(arrived()).toBe(1);

  const { zones } = lab!.live;
  await lab!.live.change({
    zones: zones.map((zone) =>
      zone.name === 'acme.test' ? { ...zone, records: zone.records.filter((record) => !record.startsWith('_dmarc')) } : zone,
    ),
  });
  ahead += 1.1 * HOUR;
  await tested(2);
  await until(() => told.length === 1);
  const [incident] = await store.incidents({ open: true });
  expect(incident).toMatchObject({ rule: 'mail', owner: 'Ada', severity: 'critical', subject: 'mail of acme.test' });
  expect(incident?.cause.says).toMatch(/^Mail: .*DMARC/);

  await lab!.live.change({ zones });
  ahead += 1.1 * HOUR;
  await tested(3);
  await until(() => told.some(({ type }) => type === 'incident.resolved'));
  ahead += 7 * 24 * HOUR;
  await tested(4);
  expect(await outcome()).toBe('pass');
  const title = 'Mail of acme.test may not reach customers';
  // Nobody answered while the clock went on, so they were told once more in between.
  expect(told).toEqual([
    { type: 'incident.down', title, owner: 'Ada' },
    { type: 'incident.overdue', title: `Nobody has answered yet: ${title}`, owner: 'Ada' },
    { type: 'incident.resolved', title: `Resolved: ${title}`, owner: 'Ada' },
  ]);
  expect(server.trouble).toEqual([]);
}, 120_000);
