import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openJournal } from '../../src/app/journal.ts';
import { readMemory } from '../../src/app/secrets/memory.ts';
import type { Sprinted } from '../../src/app/sprint/sprint.ts';
import { undo } from '../../src/app/undo.ts';
import { politeness, type Question } from '../../src/core/io.ts';
import { checkOut } from '../../src/lab/checkout.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import mess from '../../src/lab/scenarios/ai-built-mess/index.ts';
import { snapshot, type ZoneState } from '../../src/providers/cloudflare/state.ts';
import { readZone } from '../../src/providers/cloudflare/read.ts';
import { renderSprintHtml } from '../../src/reports/sprint.ts';
import { testIo } from '../io.ts';
import { leaksIn } from '../plants.ts';
import { keepingCode } from '../launch.ts';
import type { Given } from '../sprint-child.ts';

const repo = mkdtempSync(join(tmpdir(), 'launch-ready-sprint-'));
afterAll(() => rmSync(repo, { recursive: true, force: true }));

type Told = { ask: Question } | { told: string } | { gave: Sprinted };

/** Runs the sprint in a process that is killed when `dies` is told, or to its end. */
async function run(lab: Lab, dies: string | undefined): Promise<Sprinted | 'killed'> {
  const { resolver, roots, ca, env } = lab;
  const child: ChildProcess = fork('test/sprint-child.ts', { env: keepingCode(), stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  let gave: Sprinted | undefined;
  child.on('message', (message: Told) => {
    if ('gave' in message) gave = message.gave;
    if ('told' in message && dies !== undefined && message.told.includes(dies)) child.kill('SIGKILL');
    if ('ask' in message)
      void (async () => {
        const answer = message.ask.task ? await lab.founder(message.ask.task) : 'yes';
        if (child.connected) child.send({ answer });
      })();
  });
  const given: Given = {
    io: { resolver, roots, ca, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env } },
    places: lab.places(),
    repo,
    domain: lab.domain,
  };
  child.send({ given });
  await once(child, 'exit');
  if (child.signalCode === 'SIGKILL') return 'killed';
  if (!gave) throw new Error(`the sprint ended without a word: ${errors}`);
  return gave;
}

test(
  'takes the broken product from NO-GO to GO though it is killed at five steps, and every change can be undone (HND-7, HND-8, HND-9)',
  { timeout: 400_000 },
  async () => {
    checkOut(mess, repo);
    await using lab = await startLab(mess);
    const io = testIo({ ...lab, now: () => new Date(), turn: politeness() });
    const start = await readZone(io, lab.domain);
    // In the middle of the changes, between two of them, while the release goes live, right after a file is written, and near the end.
    for (const dies of ['Set the oldest TLS', 'Remove CNAME status', '5/14 Ship', 'Name every variable', '11/14 Speed'])
      expect({ dies, killed: (await run(lab, dies)) === 'killed' }).toEqual({ dies, killed: true });
    const gave = await run(lab, undefined);
    if (gave === 'killed') throw new Error('nobody killed it');
    expect({ before: gave.before.decision, after: gave.decision }).toEqual({ before: 'no-go', after: 'go' });
    // The founder paid for the domain and locked it when the sprint asked (AUD-9).
    const registered = ({ findings }: typeof gave.before) =>
      findings.filter(({ check }) => check === 'dns/registration').map(({ state }) => state);
    expect([registered(gave.before), registered(gave.after)]).toEqual([['fail', 'fail'], ['pass']]);
    expect(gave.leftBehind.map(({ thing, what }) => [thing, what !== undefined])).toEqual(
      ['One domain', 'One production environment', 'One email setup', 'One set of monitors', 'One handover document'].map((thing) => [
        thing,
        true,
      ]),
    );
    const state = join(repo, '.launch-ready');
    const { lines } = openJournal(state);
    const intended = lines.filter(({ entry }) => entry.is === 'intends').length;
    expect(intended).toBeGreaterThan(10);
    expect(lines.filter(({ entry }) => entry.is === 'stage' && entry.stage === 'audit' && entry.state === 'done')).toHaveLength(1);
    const shown = [
      readFileSync(join(state, 'journal.jsonl'), 'utf8'),
      readFileSync(join(state, 'prompts.md'), 'utf8'),
      renderSprintHtml(gave),
    ];
    expect(shown.flatMap(leaksIn)).toEqual([]);
    expect(renderSprintHtml(gave)).toContain('NO-GO to GO');

    // What the founder put off is open here, on the page and in the handover; what was replaced is remembered.
    const memory = Object.entries(readMemory({ state })?.secrets ?? {}).map(([name, known]) => `${name} ${known.state}`);
    expect(memory).toEqual(expect.arrayContaining(['STRIPE_SECRET_KEY rotated', 'SUPABASE_SERVICE_ROLE_KEY leaked']));
    const putOff = /Replace SUPABASE_SERVICE_ROLE_KEY \(Supabase, ….{4}\)/;
    expect(gave.stages.find(({ name }) => name === 'keys')?.open).toEqual(expect.arrayContaining([expect.stringMatching(putOff)]));
    expect(renderSprintHtml(gave)).toMatch(putOff);
    const handover = readFileSync(join(repo, 'handover/handover.md'), 'utf8');
    expect(handover.replaceAll('\\', '')).toMatch(putOff);
    const open = handover.slice(handover.indexOf('Open, with owner and next step'));
    for (const left of ['Customers run into errors', 'Releases are taken back']) expect(open).toContain(left);
    expect(open).not.toContain('It was broken off');
    expect(leaksIn(handover)).toEqual([]);
    expect(readFileSync(join(repo, '.env.example'), 'utf8')).toContain('RESEND_API_KEY=');

    await undo.run({ repo, yes: true }, testIo({ ...lab, now: () => new Date(), turn: politeness() }), () => undefined);
    expect(readFileSync(join(repo, '.env.example'), 'utf8')).toBe(mess.repaired?.['.env.example']);
    // What the founder did by hand stays done: it is theirs, and the journal never claimed it.
    const byHand = new Set(['my.coachly.test', 'admin.coachly.test']);
    const without = (zone: ZoneState): string => snapshot({ ...zone, records: zone.records.filter(({ name }) => !byHand.has(name)) });
    expect(without(await readZone(testIo({ ...lab, turn: politeness() }), lab.domain))).toBe(without(start));
  },
);
