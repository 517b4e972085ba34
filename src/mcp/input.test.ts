import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { audit } from '../app/audit.ts';
import { toolInput, verbInput } from './input.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-input-'));
writeFileSync(join(folder, 'bundle.json'), '{"a":1}');
symlinkSync('/etc/hostname', join(folder, 'link'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the input of a tool', () => {
  test('names files by a path and refuses what the verb does not take', () => {
    const schema = toolInput(audit.takes);
    expect(schema.safeParse({ from: 'bundle.json' }).success).toBe(true);
    expect(schema.safeParse({ from: { name: 'x', text: 'y' } }).success).toBe(false);
    expect(schema.safeParse({ shell: 'rm -rf' }).success).toBe(false);
  });

  test('becomes what the verb takes, with the text of the file', () => {
    expect(verbInput(audit.takes, { from: 'bundle.json', target: 'acme.com' }, folder)).toEqual({
      from: { name: 'bundle.json', text: '{"a":1}' },
      target: 'acme.com',
    });
  });

  test.each(['../x', '/etc/hostname', 'link', '.', ''])('does not read %j, which is no file of its folder', (from) => {
    expect(() => verbInput(audit.takes, { from }, folder)).toThrow();
  });
});
