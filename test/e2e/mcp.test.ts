import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch } from '../launch.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-mcp-'));
let client: Client;
let transport: StdioClientTransport;

beforeAll(async () => {
  const saved = await launch(['audit', '--lab', 'first-site', '--save', join(folder, 'bundle.json'), '--quiet', '--json']);
  expect([0, 1]).toContain(saved.code);
  transport = new StdioClientTransport({
    command: process.execPath,
    args: [resolve('bin/launch-ready'), 'mcp', '--lab', 'ai-built-mess'],
    cwd: folder,
    stderr: 'pipe',
  });
  client = new Client({ name: 'launch-ready-test', version: '1.0.0' });
  await client.connect(transport);
}, 60_000);
afterAll(async () => {
  await client?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The fields of all tools' data in one, as the tests read them. */
interface Told {
  id: string;
  check: string;
  severity: string;
  target: string;
  prompt: string;
  steps: string[];
}

/** What a tool said: our words, and the data between the marks. */
async function call(
  name: string,
  given: Record<string, unknown> = {},
): Promise<{ says: string; whole: string; data: Told & Told[]; failed: boolean }> {
  const { content, isError } = await client.callTool({ name, arguments: given });
  const texts = (content as { type: string; text: string }[]).map((each) => each.text);
  const fence = /<untrusted-data ([0-9a-f]{16})>\n([\s\S]*)\n<\/untrusted-data \1>/.exec(texts[1] ?? '');
  return {
    says: texts[0] ?? '',
    whole: texts.join('\n'),
    data: (fence ? JSON.parse(fence[2]!) : undefined) as Told & Told[],
    failed: isError === true,
  };
}

describe('the MCP server, asked by the official client (AUD-1, AUD-13)', () => {
  test('lists five tools whose input comes from what the verbs take', async () => {
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual(['audit', 'explain', 'findings', 'fix', 'verify']);
    const properties = tools[0]!.inputSchema.properties as Record<string, { type?: string; items?: { enum?: string[] } }>;
    expect(Object.keys(properties)).toEqual(['target', 'profile', 'only', 'config', 'from', 'repo', 'browser']);
    expect(properties['only']?.items?.enum).toContain('dns');
    expect(properties['from']?.type).toBe('string');
    expect(tools.every((tool) => tool.annotations?.readOnlyHint === true && (tool.description ?? '').length > 10)).toBe(true);
  });

  test('refuses findings before anything was audited, and says what to do', async () => {
    const { failed, says } = await call('findings');
    expect({ failed, says }).toEqual({ failed: true, says: expect.stringContaining('Call the tool `audit` first') });
  });

  test('audits, lists, shows a fix and verifies that nothing is mended yet', async () => {
    const audited = await call('audit');
    expect(audited.says).toMatch(/^NO-GO under profile /);
    expect(audited.data.target).toBe('coachly.test');
    const blockers = await call('findings', { severity: 'blocker' });
    expect(blockers.data.length).toBeGreaterThan(3);
    expect(blockers.data.every((each) => each.severity === 'blocker')).toBe(true);
    const { id, check } = blockers.data[0]!;
    const fix = await call('fix', { id });
    expect(fix.says).toContain(check);
    expect(fix.data.prompt.length).toBeGreaterThan(20);
    expect(fix.data.steps.length).toBeGreaterThan(0);
    const verified = await call('verify', { id });
    expect(verified.says).toBe(`${check}: not mended (was fail, is fail).`);
  }, 60_000);

  test('judges a saved bundle of its folder, and no file outside it', async () => {
    const saved = await call('findings', { from: 'bundle.json', state: 'pass' });
    expect(saved.failed).toBe(false);
    expect(saved.data.length).toBeGreaterThan(5);
    writeFileSync(join(folder, 'not-a-bundle.json'), 'root:x:0:0');
    for (const from of ['/etc/passwd', '../../etc/passwd', join(folder, '..')]) {
      const { failed, whole } = await call('findings', { from });
      expect({ from, failed }).toEqual({ from, failed: true });
      expect(whole).not.toContain('root:');
    }
    const verified = await call('verify', { id: saved.data[0]!.id });
    expect(verified.says).toContain('Call the tool `audit` with the domain');
  });

  test('explains a check, and answers wrong input with an error instead of a crash', async () => {
    expect((await call('explain', { check: 'dns/caa' })).says).toContain('dns/caa');
    expect((await call('explain', { check: 'dns/ca' })).failed).toBe(true);
    expect((await call('fix', { id: '../../x' })).failed).toBe(true);
    expect((await call('fix', { id: '000000000000' })).says).toContain('`findings` lists the ids');
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(5);
  });
});
