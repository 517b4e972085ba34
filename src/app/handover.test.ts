import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { testIo } from '../../test/io.ts';
import { saveBundle } from '../core/bundle.ts';
import { opens } from '../handover/notes.ts';
import { startLab } from '../lab/index.ts';
import healthy from '../lab/scenarios/healthy.ts';
import { audit } from './audit.ts';
import { type HandedOver, handover } from './handover.ts';
import { openJournal } from './journal.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
const quiet = (): void => undefined;
const SECRET = ['sk', 'live', 'abcdefghijklmnop4242'].join('_');

function repoWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'launch-ready-handover-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function run(repo: string, more: Record<string, unknown> = {}): Promise<HandedOver> {
  const input = handover.takes.parse({ repo, into: join(repo, 'handover'), 'no-audit': true, formats: ['markdown', 'html'], ...more });
  return handover.run(input, testIo(), quiet);
}
const markdownOf = (repo: string): string => readFileSync(join(repo, 'handover/handover.md'), 'utf8');

describe('handover', () => {
  test('writes what an audit, the configuration, the journal and the checkout tell (HND-1, AUD-8)', async () => {
    await using lab = await startLab(healthy);
    const io = testIo({ now: () => new Date(), resolver: lab.resolver, roots: lab.roots, ca: lab.ca, route: lab.route, env: lab.env });
    const { bundle } = await audit.run({ target: lab.domain }, io, quiet);
    const repo = repoWith({
      'launch-ready.yaml': `domain: ${lab.domain}\nowners: { dns: Ada }\n`,
      '.env.example': `# keys\nSTRIPE_SECRET_KEY=\nexport DATABASE_URL=postgres://\n`,
      '.launch-ready/perf-baseline.json': '{}',
    });
    openJournal(join(repo, '.launch-ready')).write({ is: 'deployed', release: 'r7' }, new Date('2026-11-20T00:00:00Z'));
    const gave = await run(repo, { from: { name: 'bundle.json', text: saveBundle(bundle) }, 'no-audit': false });
    const text = markdownOf(repo);
    expect(gave.boxes.map(({ there }) => there)).toEqual([true, true, true, false, true]);
    expect(gave.known + gave.unknown.length).toBe(gave.of);
    expect(gave.grade).toBeLessThan(9);
    for (const told of [
      'Ada',
      'r7, 20 Nov 2026',
      'STRIPE\\_SECRET\\_KEY',
      'DATABASE\\_URL',
      lab.domain,
      'perf-baseline.json',
      `https://${lab.domain}`,
    ])
      expect(text).toContain(told);
    expect(text).toContain(`| audit, ${new Date(bundle.taken).getUTCDate()}`);
  });

  test('keeps what people wrote, and a copy of what they wrote elsewhere', async () => {
    const repo = repoWith({});
    expect((await run(repo)).kept).toBeNull();
    const file = join(repo, 'handover/handover.md');
    writeFileSync(file, markdownOf(repo).replace(`${opens('mail')}\n`, `${opens('mail')}\nTemplates are in the drive.`));
    expect((await run(repo)).kept).toBeNull();
    expect(markdownOf(repo)).toContain(`${opens('mail')}\nTemplates are in the drive.\n`);
    expect(readFileSync(join(repo, 'handover/handover.html'), 'utf8')).toContain('Templates are in the drive.');

    const changed = markdownOf(repo).replace('Start here.', 'Start at the door.');
    writeFileSync(file, changed);
    const { kept } = await run(repo);
    expect(readFileSync(kept!, 'utf8')).toBe(changed);
    expect(markdownOf(repo)).toContain('Templates are in the drive.');
    writeFileSync(file, changed.replace('door', 'gate'));
    const second = await run(repo);
    expect([kept, second.kept].map((each) => each?.slice(repo.length))).toEqual([
      '/handover/handover.kept-2026-11-22.md',
      '/handover/handover.kept-2026-11-22.2.md',
    ]);
    expect(handover.shows(second, { width: 80, colour: false }, handover.takes.parse({}))).toContain('The old one is kept');
  });

  test('loses nothing a person puts anywhere into the file', async () => {
    const repo = repoWith({});
    await run(repo);
    const file = join(repo, 'handover/handover.md');
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.stringMatching(/^[a-z<>!/: -]{8,40}$/), async (at, text) => {
        const before = markdownOf(repo);
        const lines = before.split('\n');
        lines.splice(at % lines.length, 0, text);
        writeFileSync(file, lines.join('\n'));
        await run(repo, { formats: ['markdown'] });
        const all = readdirSync(join(repo, 'handover')).map((name) => readFileSync(join(repo, 'handover', name), 'utf8'));
        expect(all.some((each) => each.split('\n').includes(text))).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  test('no secret gets into it, wherever it stood (SEC-1)', async () => {
    const repo = repoWith({
      'launch-ready.yaml': `domain: acme.test\nhandover:\n  logs: ssh root and use ${SECRET}\n  access: [{ system: "hosting: Fly", how_to_enter: "token ${SECRET}" }]\n`,
      '.env': `STRIPE_SECRET_KEY=${SECRET}\n`,
    });
    await run(repo);
    const file = join(repo, 'handover/handover.md');
    for (const name of ['handover.md', 'handover.html'])
      expect(readFileSync(join(repo, 'handover', name), 'utf8')).not.toContain(SECRET.slice(0, 20));
    writeFileSync(file, markdownOf(repo).replace(`${opens('mail')}\n`, `${opens('mail')}\nthe key is ${SECRET}\n`));
    const gave = await run(repo);
    expect(gave.secretIn).toEqual(['mail']);
    expect(readFileSync(join(repo, 'handover/handover.html'), 'utf8')).not.toContain(SECRET.slice(0, 20));
    const shown = handover.shows(gave, { width: 80, colour: false }, handover.takes.parse({}));
    expect(shown).toContain('A secret stands in your notes (mail)');
    expect(shown + JSON.stringify(gave)).not.toContain(SECRET.slice(0, 20));
  });

  test('prints a PDF where Chromium is there', async () => {
    const repo = repoWith({ 'launch-ready.yaml': 'domain: acme.test\n' });
    const { files, withoutPdf } = await run(repo, { formats: ['pdf'] });
    expect(withoutPdf).toBeNull();
    expect(files.map((file) => file.slice(repo.length))).toEqual(['/handover/handover.md', '/handover/handover.pdf']);
    expect(readFileSync(files[1]!).subarray(0, 5).toString()).toBe('%PDF-');
  }, 60_000);
});
