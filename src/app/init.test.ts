import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testIo } from '../../test/io.ts';
import { parseConfig } from '../core/config-file.ts';
import type { Io } from '../core/io.ts';
import { startLab } from '../lab/index.ts';
import { scenarios } from '../lab/scenarios/index.ts';
import { profiles } from '../profiles/index.ts';
import { init, type Initialised } from './init.ts';
import { configText, type Detected } from './init-text.ts';

/** A checkout of these files that is gone at the end. */
function checkout(files: Readonly<Record<string, string>>): Disposable & { root: string } {
  const root = mkdtempSync(join(tmpdir(), 'launch-ready-init-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

const run = (
  path: string,
  options: { domain?: string; force?: boolean; print?: boolean } = {},
  io: Partial<Io> = {},
): Promise<Initialised> => init.run({ path, force: false, print: false, ...options }, testIo(io), () => undefined);

/** The text with every line switched on that is only switched off. */
const switchedOn = (text: string): string => text.replaceAll(/^#(?! \S)(?=.)/gm, '');

const EMPTY: Detected = { stack: [], candidates: [], hosts: [], senders: [], selectors: [], routes: [] };

describe('launch-ready init', () => {
  test('in an empty folder switches nothing on, and says how', async () => {
    using shop = checkout({});
    const { text, file, written } = await run(shop.root);
    expect(written).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=https://launch-ready.dev/schema/config.json');
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });

  test('fills in what the files tell and leaves the rest switched off', async () => {
    using shop = checkout({
      'package.json': '{ "dependencies": { "next": "16", "resend": "6" } }',
      'vercel.json': '{}',
      'supabase/config.toml': 'site_url = "https://app.acme.test"\nadditional_redirect_urls = ["http://localhost:3000"]\n',
      '.env.example': 'POSTMARK_SERVER_TOKEN=\n',
      'src/app/(auth)/login/page.tsx': '',
    });
    const { text } = await run(shop.root);
    expect(parseConfig(text, 'x')).toMatchObject({
      domain: 'acme.test',
      hosts: [{ host: 'app.acme.test', role: 'app' }],
      mail: { senders: ['resend', 'postmark'] },
      edge: { provider: 'vercel' },
      routes: [],
    });
    expect(text).toContain('# Built with Next.js (package.json: next).\n# Runs on Vercel (vercel.json).\n');
    expect(text).toContain('# Keeps data with Supabase (supabase/config.toml).\n');
    expect(text).toContain('#    url: https://app.acme.test/login');
    expect(text).not.toContain('localhost');
  });

  test('leaves the domain to a person when files disagree or only a README links', async () => {
    using torn = checkout({ CNAME: 'acme.test', 'wrangler.toml': 'routes = [{ pattern = "other.test/*" }]' });
    expect((await run(torn.root)).text).toMatch(/^#domain: acme\.test # CNAME\n#domain: other\.test # wrangler\.toml$/m);
    using read = checkout({ 'README.md': 'Live at https://acme.test' });
    const { text } = await run(read.root);
    expect(text).toContain('#domain: acme.test # linked in README.md');
    expect(parseConfig(text, 'x').domain).toBeUndefined();
  });

  test('never writes over a file without --force, and shows it with --print', async () => {
    using shop = checkout({ 'launch-ready.yaml': 'domain: mine.test\n' });
    await expect(run(shop.root)).rejects.toMatchObject({ code: 'config-exists', hint: expect.stringContaining('--force') });
    expect((await run(shop.root, { print: true })).written).toBe(false);
    expect(readFileSync(join(shop.root, 'launch-ready.yaml'), 'utf8')).toBe('domain: mine.test\n');
    await run(shop.root, { force: true });
    expect(readFileSync(join(shop.root, 'launch-ready.yaml'), 'utf8')).toContain('yaml-language-server');
  });

  test('does not add a second configuration beside launch-ready.json', async () => {
    using shop = checkout({ 'launch-ready.json': '{}' });
    await expect(run(shop.root, { force: true })).rejects.toMatchObject({ message: 'launch-ready.json exists already.' });
  });

  test('follows no link out of the checkout', async () => {
    using outside = checkout({ secret: 'stolen.test' });
    using shop = checkout({});
    symlinkSync(join(outside.root, 'secret'), join(shop.root, 'CNAME'));
    expect((await run(shop.root)).text).not.toContain('stolen');
  });

  test('names a folder that is not there', async () => {
    await expect(run('/no/such/folder')).rejects.toMatchObject({ code: 'no-such-folder' });
  });

  test('fills in what the public sees of a domain', async () => {
    using shop = checkout({});
    await using lab = await startLab(scenarios.find((scenario) => scenario.name === 'healthy')!);
    const { resolver, roots, ca, route } = lab;
    const { text } = await run(shop.root, { domain: `https://${lab.domain}/` }, { resolver, roots, ca, route });
    const config = parseConfig(text, 'x');
    expect(config).toMatchObject({ domain: lab.domain, canonical: lab.domain });
    expect(config.hosts.map((each) => each.host)).toContain(`app.${lab.domain}`);
    expect(config.mail.dkim_selectors.length).toBeGreaterThan(0);
  });

  test('stays honest when the resolver does not answer', async () => {
    using shop = checkout({});
    await using lab = await startLab(scenarios.find((scenario) => scenario.name === 'resolver-timeout')!);
    const { resolver, roots, ca, route } = lab;
    const { text } = await run(shop.root, { domain: lab.domain }, { resolver, roots, ca, route });
    expect(parseConfig(text, 'x')).toMatchObject({ domain: lab.domain, hosts: [], mail: { senders: [] } });
    expect(parseConfig(text, 'x').canonical).toBeUndefined();
  });
});

describe('the text', () => {
  const full: Detected = {
    stack: [
      { role: 'framework', name: 'Next.js', from: 'next.config.ts' },
      { role: 'layout', name: '2 packages', from: 'apps/w\neb: x # y/package.json' },
    ],
    domain: { value: 'acme.com', from: 'CNAME' },
    candidates: [],
    canonical: { value: 'www.acme.com', from: 'CNAME' },
    hosts: [{ value: 'shop.acme.com', from: 'wrangler.toml' }],
    senders: [{ value: 'resend', from: 'the package resend' }],
    selectors: ['20230601', 'k1'],
    edge: { value: 'fly', from: 'fly.toml' },
    routes: [{ name: 'health route', path: '/api/health', kind: 'health' }],
  };

  test.each([
    ['nothing', EMPTY],
    ['everything', full],
    ['a domain that sends no mail', { ...EMPTY, silent: { value: 'false', from: 'its SPF record allows nobody' } }],
    ['candidates', { ...EMPTY, candidates: [{ value: 'acme.com', from: 'README.md' }] }],
  ])('is valid for %s, and stays valid when every line is switched on', (_name, found) => {
    expect(() => parseConfig(configText(found), 'x')).not.toThrow();
    const all = parseConfig(switchedOn(configText(found)), 'x');
    expect(all.routes.length * all.alerts.length * all.ignore.length * (all.only?.length ?? 0)).toBeGreaterThan(0);
    expect(profiles.map((profile) => profile.name)).toContain(all.profile);
  });

  test('keeps a selector of digits a text', () => {
    expect(parseConfig(configText(full), 'x').mail.dkim_selectors).toEqual(['20230601', 'k1']);
  });

  test('explains every section in one line', () => {
    for (const section of configText(EMPTY).trimEnd().split('\n\n')) expect(section).toMatch(/^# [A-Z]|^# yaml/);
  });
});
