import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { edgeApply } from '../../src/app/edge/apply.ts';
import { applyChanges, undoChanges } from '../../src/app/edge/changes.ts';
import { edgeDrift } from '../../src/app/edge/drift.ts';
import { edgeExport } from '../../src/app/edge/export.ts';
import { edgeImport } from '../../src/app/edge/import.ts';
import { edgePlan } from '../../src/app/edge/plan.ts';
import { edgeUndo } from '../../src/app/edge/undo.ts';
import { type Journal, openJournal } from '../../src/app/journal.ts';
import type { Io } from '../../src/core/io.ts';
import type { Lab } from '../../src/lab/index.ts';
import type { ScenarioZone } from '../../src/lab/cloudflare/account.ts';
import { cloudflare } from '../../src/providers/cloudflare/provider.ts';
import { readZone } from '../../src/providers/cloudflare/read.ts';
import { planRecords } from '../../src/providers/cloudflare/records.ts';
import { snapshot } from '../../src/providers/cloudflare/state.ts';
import { request } from '../../src/probes/net/http-client.ts';
import { openShop, ORIGIN, shop } from './world.ts';

const folders: string[] = [];
let repo = '';
beforeEach(() => {
  repo = mkdtempSync(join(tmpdir(), 'launch-ready-edge-'));
  folders.push(repo);
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const CONFIG = `domain: shop.test
canonical: shop.test
routes:
  - { name: login, url: "https://app.shop.test/login", kind: login }
  - { name: signup, url: "https://app.shop.test/signup", kind: signup }
  - { name: password reset, url: "https://app.shop.test/reset", kind: page }
  - { name: payments, url: "https://app.shop.test/hooks/pay", kind: webhook }
mail: { senders: [google, microsoft] }
edge:
  provider: cloudflare
  admin: { paths: [/admin], allow: [198.51.100.0/24] }
  cache: { paths: [/assets/] }
  records:
    - { name: docs, type: CNAME, data: pages.example.com }
`;
const configure = (text = CONFIG): void => writeFileSync(join(repo, 'launch-ready.yaml'), text);

const silent = (): void => undefined;
const takes = { target: undefined, repo: '' };
const plan = (io: Io): ReturnType<typeof edgePlan.run> => edgePlan.run({ ...takes, repo, format: 'text', save: undefined }, io, silent);
const apply = (
  io: Io,
  more: { yes?: boolean; plan?: { name: string; text: string }; 'may-remove'?: ('mx' | 'apex' | 'login')[] } = {},
): ReturnType<typeof edgeApply.run> => edgeApply.run({ ...takes, repo, yes: true, plan: undefined, 'may-remove': [], ...more }, io, silent);
const undo = (io: Io): ReturnType<typeof edgeUndo.run> => edgeUndo.run({ ...takes, repo, yes: true }, io, silent);
const account = (lab: Lab): NonNullable<Lab['cloudflare']>['account']['zones'][number] => lab.cloudflare!.account.zones[0]!;

describe('edge plan and apply', () => {
  test('what was planned is done, the second plan is empty, and foreign rules stay (EDG-3, EDG-4, EDG-5, DNS-6)', async () => {
    configure();
    await using at = await openShop();
    const first = await plan(at.io);
    expect(edgePlan.exit?.(first)).toBe(1);
    expect(first.calls).toBeLessThanOrEqual(19);
    const done = await apply(at.io);
    expect(done.done).toHaveLength(first.changes.length);
    expect(done.propagated.length).toBeGreaterThan(0);
    expect(done.propagated.filter((each) => !each.arrived)).toEqual([]);
    const second = await plan(at.io);
    expect({ changes: second.changes, exit: edgePlan.exit?.(second) }).toEqual({ changes: [], exit: 0 });
    const cache = [...account(at.lab).rulesets.values()]
      .map((versions) => versions.at(-1)!)
      .find((set) => set.phase === 'http_request_cache_settings')!;
    expect(cache.rules.map((rule) => rule.ref)).toEqual(['by-hand', 'launch-ready-assets']);
    expect(cache.rules[0]!.version).toBe('1');
  });

  test('visitors meet the rules: one hop to the canonical address, the brake on the doors, the team’s door, HSTS (DNS-6, EDG-3, EDG-4, TLS-4)', async () => {
    configure();
    await using at = await openShop();
    await apply(at.io);
    const ask = async (url: string, headers: Record<string, string> = {}): Promise<{ status: number; headers: Map<string, string> }> => {
      const answer = await request(at.io, { url, headers });
      if (answer.is !== 'answer') throw new Error(answer.message);
      return { status: answer.status, headers: new Map(answer.headers) };
    };
    const hop = await ask('http://www.shop.test/a?b=c');
    expect([hop.status, hop.headers.get('location')]).toEqual([301, 'https://shop.test/a?b=c']);
    const end = await ask('https://shop.test/a');
    expect([end.status, end.headers.get('strict-transport-security')]).toEqual([200, 'max-age=300']);
    expect((await ask('http://app.shop.test/x')).headers.get('location')).toBe('https://app.shop.test/x');
    expect((await ask('https://app.shop.test/Admin/x')).status).toBe(403);
    expect((await ask('https://app.shop.test/admin', { 'lab-client-ip': '198.51.100.7' })).status).toBe(200);
    const codes = [];
    for (let i = 0; i < 22; i += 1) codes.push((await ask('https://app.shop.test/login')).status);
    expect(codes.indexOf(429)).toBe(20);
    for (let i = 0; i < 25; i += 1) expect((await ask('https://app.shop.test/hooks/pay')).status).toBe(200);
    expect(account(at.lab).settings.get('ssl')?.value).toBe('strict');
    expect([
      (await ask('https://shop.test/assets/a.js')).headers.get('cf-cache-status'),
      (await ask('https://shop.test/assets/a.js')).headers.get('cf-cache-status'),
    ]).toEqual(['MISS', 'HIT']);
    expect((await ask('https://shop.test/account/me.js')).headers.get('cf-cache-status')).toBe('DYNAMIC');
  });

  test('a second SPF record is never made: what a provider needs is merged into the one there is (MAIL-9)', async () => {
    configure();
    await using at = await openShop();
    await apply(at.io);
    const texts = account(at.lab).records.filter((record) => record.type === 'TXT' && /spf1|DMARC1/.test(record.content));
    expect(texts.map((record) => `${record.name} ${record.content}`)).toEqual([
      'shop.test "v=spf1 include:_spf.google.com include:spf.protection.outlook.com ~all"',
      '_dmarc.shop.test "v=DMARC1; p=none"',
    ]);
  });

  test('SSL strict is held back while a server has no valid certificate, with the reason (TLS-4)', async () => {
    configure();
    const bad = {
      hosts: ['app.shop.test'],
      addresses: ['192.0.2.80'],
      https: [{ path: '*', body: 'x' }],
      certificate: { names: ['other.test'] },
    };
    const zone: Partial<ScenarioZone> = { records: [{ type: 'A', name: 'app', content: '192.0.2.80', proxied: true }] };
    await using at = await openShop(shop(zone, { sites: [bad] }));
    const { changes, held } = await plan(at.io);
    expect(changes.some((change) => change.at.endsWith('setting ssl'))).toBe(false);
    expect(held.find(({ what }) => what === 'SSL strict')?.why).toContain('app.shop.test: its certificate is for other.test');
  });

  test('hosts that must be behind the edge are put there, but for those that would break (EDG-1, EDG-2)', async () => {
    configure(CONFIG.replace('provider: cloudflare', 'provider: cloudflare\n  proxied: [app.shop.test, mail.shop.test, none.shop.test]'));
    const records = [
      { type: 'A', name: 'app', content: ORIGIN },
      { type: 'A', name: 'mail', content: '217.70.184.38' },
      { type: 'MX', name: '@', content: 'mail.shop.test', priority: 10 },
    ];
    const override = {
      action: 'execute',
      expression: 'true',
      action_parameters: { id: '4d21379b4f9f4bb088e0729962c8b3cf', overrides: { sensitivity_level: 'eoff' } },
    };
    await using at = await openShop(shop({ records, rules: { ddos_l7: [override] } }));
    const before = await edgeImport.run({ ...takes, repo, records: false, write: false }, at.io, silent);
    expect(before.dangers.join('\n')).toMatch(/app\.shop\.test is not behind the edge[\s\S]*DDoS protection is weakened/);
    const { held } = await apply(at.io);
    expect(
      account(at.lab)
        .records.filter((record) => record.proxied)
        .map((record) => record.name),
    ).toEqual(['app.shop.test']);
    expect(held.map(({ what }) => what)).toEqual(['mail.shop.test behind the edge', 'none.shop.test behind the edge']);
    expect((await plan(at.io)).changes).toEqual([]);
  });

  test('HSTS goes one stage at a time, and a stage is watched before the next', async () => {
    configure(CONFIG.replace('provider: cloudflare', 'provider: cloudflare\n  hsts: 1y'));
    await using at = await openShop();
    const age = (): unknown =>
      (account(at.lab).settings.get('security_header')!.value as { strict_transport_security: { max_age: number } })
        .strict_transport_security.max_age; // as: the lab keeps this shape
    await apply(at.io);
    expect(age()).toBe(300);
    const waiting = await plan(at.io);
    expect({ changes: waiting.changes, held: waiting.held.map(({ what }) => what) }).toEqual({
      changes: [],
      held: ['The next stage of HSTS'],
    });
    const later = (days: number): Io => ({ ...at.io, now: () => new Date(Date.now() + days * 86_400_000) });
    await apply(later(1.1));
    expect(age()).toBe(86_400);
  });

  test('a first stage of HSTS never shortens what a server already tells browsers', async () => {
    configure();
    const site = {
      hosts: ['app.shop.test'],
      addresses: [ORIGIN],
      headers: { 'Strict-Transport-Security': 'max-age=63072000' },
      https: [{ path: '*', body: 'x' }],
    };
    await using at = await openShop(
      shop({ records: [{ type: 'A', name: 'app', content: ORIGIN, proxied: true }], settings: { ssl: 'full' } }, { sites: [site] }),
    );
    const { changes, held } = await plan(at.io);
    expect(changes.some((change) => change.at.endsWith('security_header'))).toBe(false);
    expect(held.find(({ what }) => what === 'HSTS')?.why).toContain('app.shop.test already asks browsers for 63072000 seconds');
  });

  test('a pending zone says which name servers the registrar must name, and is planned all the same', async () => {
    configure();
    await using at = await openShop(shop({}, { delegated: false }));
    const planned = await plan(at.io);
    expect({ active: planned.active, nameServers: planned.nameServers }).toEqual({
      active: false,
      nameServers: ['dina.ns.cloudflare.com', 'hugh.ns.cloudflare.com'],
    });
    const { propagated } = await apply(at.io);
    expect(propagated).toEqual([]);
  });

  test('as a provider it reads, plans, applies one change and gives what takes it back', async () => {
    await using at = await openShop();
    const provider = cloudflare('shop.test');
    const state = await provider.read(at.io);
    const none = {
      http_request_dynamic_redirect: [],
      http_request_firewall_custom: [],
      http_ratelimit: [],
      http_request_cache_settings: [],
    };
    const changes = provider.plan(state, { records: {}, settings: { min_tls_version: '1.2' }, rules: none });
    expect(changes.map(({ provider: by, at: place }) => [by, place])).toEqual([['cloudflare', 'zone shop.test setting min_tls_version']]);
    const { undo: back } = await provider.apply(changes[0]!, at.io);
    expect(account(at.lab).settings.get('min_tls_version')?.value).toBe('1.2');
    await provider.apply(back, at.io);
    expect(account(at.lab).settings.get('min_tls_version')?.value).toBe('1.0');
  });

  test('records on several pages, and settings one by one, are read in at most 19 calls', async () => {
    const records = Array.from({ length: 9 }, (_, i) => ({ type: 'A', name: `h${i}`, content: '192.0.2.1' }));
    await using at = await openShop(shop({ records }, { account: { mostPerPage: 4, bulkSettings: false } }));
    const state = await readZone(at.io, 'shop.test');
    expect(state.records.map((row) => row.name)).toHaveLength(9);
    expect(Object.keys(state.settings)).toContain('security_header');
    expect(state.calls).toBeLessThanOrEqual(19);
    expect(at.lab.cloudflare!.counts.reads).toBeLessThanOrEqual(19);
  });

  test('an API that is busy or fails is asked again, and a read that never works changes nothing', async () => {
    configure();
    await using at = await openShop();
    at.lab.cloudflare!.fail({ method: 'GET', does: 'busy' });
    at.lab.cloudflare!.fail({ method: 'GET', does: 'error' });
    at.lab.cloudflare!.fail({ method: 'GET', does: 'lost' });
    expect((await plan(at.io)).changes.length).toBeGreaterThan(0);
    at.lab.cloudflare!.fail({ method: 'GET', does: 'error', times: 1_000 });
    await expect(apply(at.io)).rejects.toMatchObject({ code: 'edge-unreachable' });
    expect(at.lab.cloudflare!.counts.writes).toBe(0);
  });

  test('without a yes nothing is changed', async () => {
    configure();
    await using at = await openShop(shop(), { ask: () => Promise.resolve('no') });
    const before = snapshot(await readZone(at.io, 'shop.test'));
    await expect(apply(at.io, { yes: false })).rejects.toMatchObject({ code: 'declined' });
    expect(snapshot(await readZone(at.io, 'shop.test'))).toBe(before);
  });

  test('a saved plan is bound to the state: when somebody changes the zone it is refused', async () => {
    configure();
    await using at = await openShop();
    const file = join(repo, 'plan.json');
    await edgePlan.run({ ...takes, repo, format: 'text', save: file }, at.io, silent);
    const saved = { name: file, text: readFileSync(file, 'utf8') };
    const edited = { ...saved, text: saved.text.replace('"strict"', '"full"') };
    await expect(apply(at.io, { plan: edited })).rejects.toMatchObject({ code: 'plan-invalid' });
    await at.lab.cloudflare!.byHand(({ zones }) => void (zones[0]!.records[3]!.content = '192.0.2.77'));
    await expect(apply(at.io, { plan: saved })).rejects.toMatchObject({ code: 'edge-moved' });
    await at.lab.cloudflare!.byHand(({ zones }) => void (zones[0]!.records[3]!.content = '217.70.184.38'));
    expect((await apply(at.io, { plan: saved })).done.length).toBeGreaterThan(0);
  });

  test('a saved plan that was broken off goes on where it stopped, and is refused when somebody else came in between', async () => {
    configure();
    await using at = await openShop();
    const file = join(repo, 'plan.json');
    const { changes } = await edgePlan.run({ ...takes, repo, format: 'text', save: file }, at.io, silent);
    const saved = { name: file, text: readFileSync(file, 'utf8') };
    at.lab.cloudflare!.fail({ method: 'PATCH', does: 'error', times: 1_000 });
    await expect(apply(at.io, { plan: saved })).rejects.toMatchObject({ code: 'edge-unsure' });
    at.lab.cloudflare!.mend();
    const first = at.lab.cloudflare!.counts.writes;
    expect(first).toBeGreaterThan(0);
    await at.lab.cloudflare!.byHand(({ zones }) => void (zones[0]!.records[3]!.content = '192.0.2.77'));
    await expect(apply(at.io, { plan: saved })).rejects.toMatchObject({ code: 'edge-moved' });
    await at.lab.cloudflare!.byHand(({ zones }) => void (zones[0]!.records[3]!.content = '217.70.184.38'));
    expect((await apply(at.io, { plan: saved })).done).toHaveLength(changes.length - first);
  });

  test('what the token lacks is named before anything is sent', async () => {
    configure();
    await using at = await openShop(
      shop(
        {},
        {
          account: {
            grants: [
              'Zone Read',
              'DNS Write',
              'Zone Settings Read',
              'Zone WAF Read',
              'Dynamic URL Redirects Write',
              'Cache Settings Write',
            ],
          },
        },
      ),
    );
    await expect(apply(at.io)).rejects.toMatchObject({
      code: 'edge-permission',
      message: expect.stringContaining('Zone Settings Write and Zone WAF Write'),
    });
    expect(at.lab.cloudflare!.counts.writes).toBe(0);
  });

  test('the last MX, the apex and login hosts cannot be removed unasked', async () => {
    await using at = await openShop();
    const state = await readZone(at.io, 'shop.test');
    const remove = [
      { name: '@', type: 'MX', data: '10 mail.shop.test' },
      { name: 'app', type: 'A', data: ORIGIN },
    ];
    const changes = planRecords(state, { remove });
    const journal = openJournal(join(repo, '.launch-ready'));
    await expect(applyChanges(changes, { io: at.io, journal, tell: silent })).rejects.toMatchObject({
      code: 'edge-brake',
      hint: expect.stringContaining('--may-remove mx,login'),
    });
    expect(at.lab.cloudflare!.counts.writes).toBe(0);
    expect((await applyChanges(changes, { io: at.io, journal, tell: silent, mayRemove: ['mx', 'login'] })).done).toHaveLength(2);
  });
});

describe('edge undo', () => {
  test('takes everything back to the exact start', async () => {
    configure();
    await using at = await openShop();
    const before = snapshot(await readZone(at.io, 'shop.test'));
    await apply(at.io);
    expect(snapshot(await readZone(at.io, 'shop.test'))).not.toBe(before);
    expect((await undo(at.io)).undone.length).toBeGreaterThan(8);
    expect(snapshot(await readZone(at.io, 'shop.test'))).toBe(before);
    expect((await undo(at.io)).undone).toEqual([]);
  });

  test('the order of foreign rules, quoting and comments come back as they were', async () => {
    await using at = await openShop(
      shop({
        records: [
          { type: 'TXT', name: '@', content: '"v=spf1 " "-all"', ttl: 120, comment: 'by Ada' },
          { type: 'CNAME', name: 'www', content: 'old.example.com' },
        ],
      }),
    );
    const state = await readZone(at.io, 'shop.test');
    const journal = openJournal(join(repo, '.launch-ready'));
    const changes = planRecords(state, {
      add: [
        { name: '@', type: 'TXT', data: 'v=spf1 include:_spf.google.com -all' },
        { name: 'www', type: 'A', data: ORIGIN },
      ],
    });
    expect(changes.map((change) => change.says)).toEqual([expect.stringContaining('Change TXT'), expect.stringContaining('Change CNAME')]);
    await applyChanges(changes, { io: at.io, journal, tell: silent });
    expect(account(at.lab).records.map((record) => `${record.type} ${record.content}`)).toEqual([
      'TXT "v=spf1 include:_spf.google.com -all"',
      `A ${ORIGIN}`,
    ]);
    await undoChanges('shop.test', { io: at.io, journal, tell: silent });
    expect(snapshot(await readZone(at.io, 'shop.test'))).toBe(snapshot(state));
  });

  test('a write whose answer is lost, or that fails, is looked after before anything is sent again', async () => {
    await using at = await openShop();
    const add = ['a', 'b', 'c', 'd'].map((name) => ({ name, type: 'A', data: '192.0.2.1' }));
    const journal = openJournal(join(repo, '.launch-ready'));
    at.lab.cloudflare!.fail({ method: 'POST', does: 'lost' });
    at.lab.cloudflare!.fail({ method: 'POST', does: 'error', after: 1 });
    at.lab.cloudflare!.fail({ method: 'POST', does: 'busy', after: 2 });
    const { done } = await applyChanges(planRecords(await readZone(at.io, 'shop.test'), { add }), { io: at.io, journal, tell: silent });
    expect(done).toHaveLength(4);
    expect(account(at.lab).records.filter((record) => record.content === '192.0.2.1')).toHaveLength(4);
  });

  // A killed process is one that writes no further line: each line of the journal is tried, before and after it reaches the disk.
  test.each(['before', 'after'] as const)(
    'killed %s any line of the journal, it is resumed with nothing done twice, and undone exactly',
    { timeout: 120_000 },
    async (moment) => {
      configure();
      await using at = await openShop(shop({}, { account: { quota: 100_000 } }));
      const start = snapshot(await readZone(at.io, 'shop.test'));
      const { changes } = await plan(at.io);
      await apply(at.io);
      const end = snapshot(await readZone(at.io, 'shop.test'));
      await undo(at.io);
      for (let kill = moment === 'before' ? 0 : 1; kill < changes.length * 2; kill += 3) {
        const state = join(repo, `run-${kill}`);
        const writes = at.lab.cloudflare!.counts.writes;
        await expect(applyChanges(changes, { io: at.io, journal: dying(openJournal(state), kill, moment), tell: silent })).rejects.toThrow(
          'killed',
        );
        const rest = await plan(at.io);
        if (rest.changes.length > 0) await applyChanges(rest.changes, { io: at.io, journal: openJournal(state), tell: silent });
        expect(snapshot(await readZone(at.io, 'shop.test'))).toBe(end);
        expect(at.lab.cloudflare!.counts.writes - writes).toBe(changes.length);
        const cut = await undoChanges('shop.test', { io: at.io, journal: dying(openJournal(state), kill, moment), tell: silent }).catch(
          String,
        );
        expect(cut).toBe('Error: killed');
        await undoChanges('shop.test', { io: at.io, journal: openJournal(state), tell: silent });
        expect(snapshot(await readZone(at.io, 'shop.test'))).toBe(start);
      }
    },
  );

  test('cut off from Cloudflare in the middle of a write that arrived, the next run finds it and can take it back', async () => {
    await using at = await openShop();
    const state = await readZone(at.io, 'shop.test');
    const changes = planRecords(state, {
      add: [
        { name: 'a', type: 'A', data: '192.0.2.1' },
        { name: 'b', type: 'A', data: '192.0.2.1' },
      ],
    });
    const folder = join(repo, '.launch-ready');
    at.lab.cloudflare!.fail({ method: 'POST', does: 'lost' });
    at.lab.cloudflare!.fail({ method: 'GET', path: 'zones', after: state.calls, does: 'error', times: 1_000 });
    await expect(applyChanges(changes, { io: at.io, journal: openJournal(folder), tell: silent })).rejects.toMatchObject({
      code: 'edge-unreachable',
    });
    at.lab.cloudflare!.mend();
    const again = await applyChanges(changes, { io: at.io, journal: openJournal(folder), tell: silent });
    expect({ found: again.found.length, done: again.done.length }).toEqual({ found: 1, done: 1 });
    await undoChanges('shop.test', { io: at.io, journal: openJournal(folder), tell: silent });
    expect(snapshot(await readZone(at.io, 'shop.test'))).toBe(snapshot(state));
  });
});

/** A journal whose process is killed at one of its lines. */
function dying(journal: Journal, kill: number, moment: 'before' | 'after'): Journal {
  let lines = 0;
  return {
    lines: journal.lines,
    write(entry, now) {
      lines += 1;
      if (lines <= kill) return journal.write(entry, now);
      if (moment === 'after' && lines === kill + 1) journal.write(entry, now);
      throw new Error('killed');
    },
  };
}

describe('edge drift', () => {
  test('says what was weakened in the dashboard, what is stricter, and what never was applied (SCOPE-3)', async () => {
    configure();
    await using at = await openShop();
    const drift = (): ReturnType<typeof edgeDrift.run> => edgeDrift.run({ ...takes, repo }, at.io, silent);
    await apply(at.io);
    const none = await drift();
    expect({ drifted: none.drifted, exit: edgeDrift.exit?.(none) }).toEqual({ drifted: [], exit: 0 });
    await at.lab.cloudflare!.byHand(({ zones: [zone] }) => {
      zone!.settings.set('ssl', { value: 'flexible', modified_on: null });
      for (const versions of zone!.rulesets.values())
        for (const rule of versions.at(-1)!.rules) if (rule.ref === 'launch-ready-doors') rule.enabled = false;
    });
    const found = await drift();
    expect(edgeDrift.exit?.(found)).toBe(1);
    expect(found.drifted.map(({ change, is, by }) => [change.at.split(' ').slice(2).join(' '), is, by.who])).toEqual([
      ['setting ssl', 'weakened', 'elsewhere'],
      ['rule http_ratelimit launch-ready-doors', 'weakened', 'elsewhere'],
    ]);
    configure(CONFIG.replace('provider: cloudflare', 'provider: cloudflare\n  min_tls: "1.0"\n  ssl: flexible'));
    const relaxed = await drift();
    expect(relaxed.drifted.find(({ change }) => change.at.endsWith('min_tls_version'))).toMatchObject({
      is: 'stricter',
      by: { who: 'configuration' },
    });
  });
});

describe('edge import and export', () => {
  test('the imported section makes an empty plan, names what is foreign and what is dangerous', async () => {
    await using at = await openShop();
    const gave = await edgeImport.run({ target: 'shop.test', repo, records: true, write: true }, at.io, silent);
    expect(gave.dangers.join('\n')).toContain('SSL is flexible');
    expect(gave.foreign).toContain('rule "Made in the dashboard" in http_request_cache_settings');
    const planned = await plan(at.io);
    expect({ changes: planned.changes, held: planned.held }).toEqual({ changes: [], held: [] });
    await expect(edgeImport.run({ ...takes, repo, records: false, write: true }, at.io, silent)).rejects.toMatchObject({
      code: 'edge-there',
    });
  });

  test('after an apply as well', async () => {
    configure();
    await using at = await openShop();
    await apply(at.io);
    configure('domain: shop.test\n');
    await edgeImport.run({ ...takes, repo, records: false, write: true }, at.io, silent);
    expect((await plan(at.io)).changes).toEqual([]);
  });

  test('no output holds the token', async () => {
    configure();
    await using at = await openShop();
    const token = at.io.env['CLOUDFLARE_API_TOKEN']!;
    const said: string[] = [];
    const tell = (event: { text: string }): void => void said.push(event.text);
    const planned = await plan(at.io);
    const applied = await edgeApply.run({ ...takes, repo, yes: true, plan: undefined, 'may-remove': [] }, at.io, tell);
    const exported = await edgeExport.run({ ...takes, repo, format: 'bind' }, at.io, silent);
    const wrong = await plan({ ...at.io, env: { CLOUDFLARE_API_TOKEN: `${token.slice(0, -1)}x` } }).catch((error: unknown) => error);
    expect(wrong).toMatchObject({ code: 'edge-forbidden' });
    const all = [
      JSON.stringify([planned, applied, exported, said]),
      String(wrong),
      readFileSync(join(repo, '.launch-ready/journal.jsonl'), 'utf8'),
    ].join('\n');
    expect(all).not.toContain(token.slice(0, -1));
    await expect(plan({ ...at.io, env: {} })).rejects.toMatchObject({ code: 'no-token' });
  });
});
