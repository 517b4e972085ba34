import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/core/finding.ts';
import aiBuiltMess from '../../src/lab/scenarios/ai-built-mess/index.ts';
import healthy from '../../src/lab/scenarios/healthy.ts';
import launchDay from '../../src/lab/scenarios/launch-day.ts';
import { canonicalOf, entryOf, type Looked, told, without } from '../foreign/evidence.ts';
import { launch } from '../launch.ts';
import { runWarm } from '../warm.ts';

const EXIT = { go: 0, 'no-go': 1, 'cannot-tell': 3 } as const;

/** What a finding comes to; a checkout, with the logs and the tracker it names, is audited with `--lab` alone, and response times are another matter in every run. */
function states(report: Report): string[] {
  return report.findings
    .filter(({ subject, check }) => !/^(repo|log|tracker) /.test(subject) && !check.startsWith('performance/'))
    .map(({ check, subject, state, severity }) => `${check} ${subject} ${state} ${severity}`)
    .sort();
}

describe.each([healthy, aiBuiltMess, launchDay])('in the private network of $name', (scenario) => {
  const { name, domain, sites } = scenario;
  const site = `site ${domain}`;
  let folder = '';
  let looked: Looked;
  let hosts: string[] = [];
  let webHosts: string[] = [];
  const ours = (probe: string, subject: string): unknown => told(looked.bundle, `${probe} ${subject}`);
  const theirs = (probe: string, subject: string): unknown => looked.foreign[`${probe} ${subject}`];
  const byHost = (list: readonly string[], of: (host: string) => unknown): unknown =>
    Object.fromEntries(list.map((host) => [host, of(host)]));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'foreign-'));
    const file = join(folder, 'looked.json');
    const { code, stderr } = await launch(['lab', name, '--netns', '--', process.execPath, 'test/foreign/inside.ts', domain, file]);
    if (code !== 0) throw new Error(`The private network of ${name} could not be looked at:\n${stderr}`);
    looked = JSON.parse(await readFile(file, 'utf8')) as Looked; // as: inside.ts wrote it
    hosts = looked.bundle.subjects.flatMap((subject) => (subject.kind === 'host' ? [subject.host] : []));
    webHosts = hosts.filter((host) => looked.bundle.evidence[`tls/certificate host ${host}`]);
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('an audit with the normal resolver finds what an audit with --lab finds', async () => {
    const { stdout } = await runWarm(['audit', '--lab', name, '--json', '--quiet']);
    const { report, code } = looked.audit;
    const { decision } = scenario.expect;
    expect({ decision: report.decision, code }).toEqual({ decision, code: EXIT[decision] });
    expect(states(report)).toEqual(states(JSON.parse(stdout) as Report)); // as: the command under test printed it
  });

  test('what could not be asked has a finding that says why', () => {
    const unexplained = looked.audit.report.findings.filter(({ state, cause }) => state === 'unknown' && cause === undefined);
    expect(unexplained.map(({ check, subject, found }) => `${check} ${subject}: ${found}`)).toEqual([]);
  });

  test('every host that serves pages was looked at', () => {
    expect(webHosts).toEqual(expect.arrayContaining(sites.flatMap((each) => each.hosts)));
  });

  test('dig says the same of every host at every server', () => {
    expect(byHost(hosts, (host) => ours('dns/answers', `host ${host}`))).toEqual(
      byHost(hosts, (host) => theirs('dns/answers', `host ${host}`)),
    );
  });

  test('dig says the same of CAA', () => {
    expect(byHost(hosts, (host) => ours('dns/caa', `host ${host}`))).toEqual(byHost(hosts, (host) => theirs('dns/caa', `host ${host}`)));
  });

  test.each(['dns/delegation', 'mail/mx', 'mail/spf', 'mail/dmarc'])('dig says the same of %s', (probe) => {
    expect(ours(probe, site)).toEqual(theirs(probe, site));
  });

  test('dig finds the same DKIM keys', () => {
    expect(without(ours('mail/dkim', site), 'wildcard', 'parent')).toEqual(theirs('mail/dkim', site));
  });

  test('openssl has the same conversation with the mail exchangers', () => {
    expect(without(ours('mail/smtp', site), 'banner')).toEqual(theirs('mail/smtp', site));
  });

  test('openssl sees the same certificates, and trusts the same', () => {
    expect(byHost(webHosts, (host) => without(ours('tls/certificate', `host ${host}`), 'error'))).toEqual(
      byHost(webHosts, (host) => theirs('tls/certificate', `host ${host}`)),
    );
  });

  test('curl enters every host the same way, step by step', () => {
    expect(byHost(webHosts, (host) => entryOf(looked.bundle, host))).toEqual(
      byHost(webHosts, (host) => theirs('http/entry', `host ${host}`)),
    );
  });

  test('curl walks the canonical matrix the same way', () => {
    expect(canonicalOf(looked.bundle, domain)).toEqual(theirs('http/canonical', site));
  });
});
