import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/app/audit.ts';
import { loadVerb } from '../../src/app/verbs.ts';
import { API_ADDRESS } from '../../src/lab/cloudflare/index.ts';
import { FOUNDER } from '../../src/lab/founder.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import { PLATFORM_ADDRESS } from '../../src/lab/platform/index.ts';
import mess from '../../src/lab/scenarios/ai-built-mess/index.ts';
import { findBrowser } from '../../src/probes/browser/find.ts';
import { printPage } from '../../src/probes/browser/print.ts';
import { renderHtml } from '../../src/reports/html.ts';
import { redactText } from '../../src/redact/redact.ts';
import { type Echo, echoing, type Manner } from '../echo.ts';
import { testIo } from '../io.ts';
import { pdfText } from '../pdf-text.ts';
import { planted } from '../planted.ts';
import { makeFinder } from '../secret-windows.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-ways-'));
const repo = join(folder, 'repo');
let [lab, echo, find]: [Lab, Echo, (text: string) => string[]] = [] as never; // as: set before the first test
/** Addresses of the registry and of Sentry. */
const ELSEWHERE = ['192.0.46.8', '192.5.6.43', '35.186.247.156'];
const inboxes = mess.inboxes ?? [];
const ECHOED = new Set([API_ADDRESS, PLATFORM_ADDRESS, ...ELSEWHERE, mess.submission!.address, ...inboxes.map(({ imap }) => imap.address)]);

beforeAll(async () => {
  lab = await startLab(planted());
  const hosts = ['api.cloudflare.com', 'api.shipyard.test', 'sentry.io', 'data.iana.org', 'rdap.nic.test', mess.submission!.host];
  echo = await echoing([...hosts, ...inboxes.map(({ imap }) => imap.host)]);
  for (const [path, text] of Object.entries(mess.repository ?? {})) {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), text);
  }
  const git = (...args: string[]): void => void execFileSync('git', [...FOUNDER, ...args], { cwd: repo, stdio: 'ignore' });
  git('init', '--quiet');
  git('add', '--all', '--force');
  git('commit', '--quiet', '--message', 'feat: works');
  const secret = Object.entries(lab.env).filter(([name, value]) => !value?.startsWith('abcd') && /TOKEN|PASSWORD|SECRET|KEY/.test(name));
  find = makeFinder(Object.fromEntries(secret.map(([name, value]) => [name, value ?? ''])));
}, 60_000);
afterAll(async () => {
  await echo?.[Symbol.asyncDispose]();
  await lab?.close();
  rmSync(folder, { recursive: true, force: true });
});

const ioOf = (overrides: object = {}) =>
  testIo({
    now: () => new Date(),
    resolver: lab.resolver,
    roots: lab.roots,
    ca: [...lab.ca, echo.ca],
    route: lab.route,
    env: { PATH: process.env['PATH'], HOME: folder, ...lab.env },
    ask: (question) => (question.task ? lab.founder(question.task) : Promise.resolve('yes')),
    ...overrides,
  });

test('no planted secret is in the text of a PDF, which shows the rest', async () => {
  const io = ioOf();
  const { report } = await audit.run({ target: mess.domain, repo }, io, () => {});
  const out = join(folder, 'report.pdf');
  const printed = await printPage(io, { html: renderHtml(report), program: (await findBrowser(io)) ?? '', out });
  expect(printed).toEqual({ ok: true, out });
  const text = pdfText(readFileSync(out));
  expect(text).toContain('NO-GO');
  expect(text.replaceAll(/\s/g, '')).toContain(report.findings[0]!.title.replaceAll(/\s/g, '').slice(0, 20));
  expect([...find(text), ...find(text.replaceAll(/\s/g, ''))]).toEqual([]);
}, 90_000);

describe('what a provider says back', () => {
  /** Verbs that send a credential, what they are given, and a piece of what the server must have heard for this to prove anything. */
  const RUNS: readonly [verb: string, given: object, heard: RegExp, port?: number][] = [
    ['edge plan', { repo }, /client\/v4.*Bearer/],
    ['edge apply', { repo, yes: true }, /client\/v4.*Bearer/],
    ['deploy check', { repo }, /v1\/projects.*Bearer/],
    ['deploy run', { repo, yes: true, anyway: true }, /v1\/projects.*Bearer/],
    ['deploy rollback', { repo, yes: true }, /v1\/projects.*Bearer/],
    ['deploy drill', { repo, yes: true }, /v1\/projects.*Bearer/],
    ['env check', { repo }, /v1\/projects.*Bearer/],
    ['map', { target: mess.domain }, /rdap/],
    ['mail test', { repo, yes: true, only: ['reset'] }, /^resend /, 587],
    ['mail test', { repo, yes: true, only: ['reset'] }, /^\d+ (?:AUTHENTICATE|LOGIN)/, 993],
  ];

  test.each<Manner>(['json', 'text', 'redirect'])(
    'with our token in it, as %s, is not passed on',
    async (manner) => {
      echo.manner = manner;
      const leaks: string[] = [];
      for (const [name, given, heard, at = 443] of RUNS) {
        echo.heard.length = 0;
        const route: Lab['route'] = (host, port) =>
          (port === at && ECHOED.has(host) ? echo.route(port) : undefined) ?? lab.route(host, port);
        const text = await said(name, given, route);
        leaks.push(...find(text).map((leak) => `${name}: ${leak}`));
        expect({ name, heard: echo.heard.some((each) => heard.test(each)) }).toEqual({ name, heard: true });
      }
      expect(leaks).toEqual([]);
    },
    90_000,
  );
});

async function said(name: string, given: object, route: Lab['route']): Promise<string> {
  const verb = await loadVerb(name);
  const heard: string[] = [];
  try {
    const input: unknown = verb.takes.parse(given);
    const gave: unknown = await verb.run(input, ioOf({ route, signal: AbortSignal.timeout(20_000) }), (event) =>
      heard.push(JSON.stringify(event)),
    );
    heard.push(JSON.stringify(gave), verb.shows(gave, { width: 80, colour: false }, input));
  } catch (error) {
    heard.push(redactText(error instanceof Error ? `${error.stack}` : String(error)));
  }
  return heard.join('\n');
}
