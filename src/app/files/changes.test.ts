import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { unifiedDiff } from '../../providers/files/diff.ts';
import { changeOf, type FilePatch } from '../../providers/files/patch.ts';
import { openJournal } from '../journal.ts';
import { applyPatches, type Filing, openFileSteps, undoFiles } from './changes.ts';

const home = mkdtempSync(join(tmpdir(), 'launch-ready-files-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
let folders = 0;

function filing(): Filing {
  const root = join(home, String((folders += 1)));
  mkdirSync(root);
  const state = join(root, '.launch-ready');
  return { root, state, io: testIo({ now: () => new Date() }), journal: openJournal(state), tell: () => undefined };
}
const patch = (before: Buffer | null, after: Buffer | null, path = '.gitignore'): FilePatch => ({
  path,
  says: `Change ${path}`,
  before,
  after,
});
const text = (said: string): Buffer => Buffer.from(said);

describe('a change of a file', () => {
  test('is taken back to the same bytes, whatever they are: CRLF, no final newline, no text at all (HND-9)', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
      fc.array(fc.constantFrom('a', '\r\n', '\n', '.env', ' ', '\ufeff')).map((parts) => text(parts.join(''))),
    );
    const work = filing();
    fc.assert(
      fc.property(fc.option(bytes), bytes, (before, after) => {
        const file = join(work.root, 'some.file');
        rmSync(file, { force: true });
        if (before !== null) writeFileSync(file, before);
        applyPatches([patch(before, after, 'some.file')], work);
        expect(readFileSync(file).equals(after)).toBe(true);
        expect(undoFiles(work)).toMatchObject({ done: [{ at: 'file some.file' }], left: [] });
        expect(existsSync(file) ? readFileSync(file).equals(before!) : before === null).toBe(true);
        expect(openFileSteps(work.journal)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('keeps its mode, and no content comes into the journal', () => {
    const work = filing();
    const file = join(work.root, 'run.sh');
    writeFileSync(file, 'whatever-was-here\n', { mode: 0o755 });
    applyPatches([patch(text('whatever-was-here\n'), text('what-comes\n'), 'run.sh')], work);
    expect(statSync(file).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(work.state, 'journal.jsonl'), 'utf8')).not.toMatch(/whatever-was-here|what-comes/);
    undoFiles(work);
    expect(readFileSync(file, 'utf8')).toBe('whatever-was-here\n');
  });

  test('is refused where the file is not what it was made for, and not taken back where somebody changed it since', () => {
    const work = filing();
    const file = join(work.root, '.gitignore');
    writeFileSync(file, 'dist\n');
    expect(() => applyPatches([patch(text('other\n'), text('other\n.env\n'))], work)).toThrow('was changed since');
    expect(readFileSync(file, 'utf8')).toBe('dist\n');
    applyPatches([patch(text('dist\n'), text('dist\n.env\n')), patch(null, text('A=\n'), '.env.example')], work);
    writeFileSync(file, 'dist\n.env\nmine\n');
    const { done, left } = undoFiles(work);
    expect(done.map(({ says }) => says)).toEqual(['Remove .env.example again']);
    expect(left).toEqual([expect.stringContaining('.gitignore was changed since')]);
    expect(readFileSync(file, 'utf8')).toBe('dist\n.env\nmine\n');
    writeFileSync(file, 'dist\n.env\n');
    expect(undoFiles(work).done).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toBe('dist\n');
  });

  test('that a crash cut off is looked up: written or not', () => {
    const work = filing();
    const [before, after] = [text('a\n'), text('b\n')];
    writeFileSync(join(work.root, '.gitignore'), before);
    applyPatches([patch(before, after)], work);
    undoFiles(work);
    // Intended, and then nothing: once before the file was written, once after.
    work.journal.write({ is: 'intends', change: changeOf(patch(before, after)) }, new Date());
    expect(undoFiles(work).done).toEqual([]);
    work.journal.write({ is: 'intends', change: changeOf(patch(before, after)) }, new Date());
    writeFileSync(join(work.root, '.gitignore'), after);
    expect(undoFiles(work).done).toHaveLength(1);
    expect(readFileSync(join(work.root, '.gitignore'), 'utf8')).toBe('a\n');
  });

  test('never leaves the checkout', () => {
    const work = filing();
    symlinkSync(home, join(work.root, 'out'));
    symlinkSync(join(home, 'victim'), join(work.root, 'link'));
    for (const path of ['../escaped', 'out/escaped', 'link', '.git/hooks/pre-commit'])
      expect(() => applyPatches([patch(null, text('x'), path)], work)).toThrow('no plain file');
    expect(existsSync(join(home, 'escaped')) || existsSync(join(home, 'victim'))).toBe(false);
  });
});

test('a diff is what git applies', () => {
  const root = join(home, 'diff');
  mkdirSync(root);
  const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', '.env\n', 'x y\n'), { maxLength: 12 });
  const content = fc.tuple(lines, fc.constantFrom('', 'end')).map((parts) => parts[0].join('') + parts[1]);
  fc.assert(
    fc.property(
      fc.option(content.filter((said) => said !== '')),
      content.filter((said) => said !== ''),
      (before, after) => {
        fc.pre(before !== after);
        const file = join(root, 'f.txt');
        rmSync(file, { force: true });
        if (before !== null) writeFileSync(file, before);
        const diff = unifiedDiff({ path: 'f.txt', before: before === null ? null : text(before), after: text(after) });
        execFileSync('git', ['apply', '--whitespace=nowarn', '-'], {
          cwd: root,
          input: diff,
          env: { PATH: process.env['PATH'], GIT_CEILING_DIRECTORIES: root },
        });
        expect(readFileSync(file, 'utf8')).toBe(after);
      },
    ),
    { numRuns: 25 },
  );
});
