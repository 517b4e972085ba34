import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBundle } from '../../src/core/bundle.ts';
import { SELECTORS } from '../../src/probes/mail/selectors.ts';
import type { Report } from '../../src/core/finding.ts';
import { answersView, caaView, delegationView, serversOf } from './dns-view.ts';
import { type Looked, settled } from './evidence.ts';
import { canonicalView, entryView } from './http-view.ts';
import { dkimView, dmarcView, mxView, smtpView, spfView } from './mail-view.ts';
import { run } from './run.ts';
import { certificateView } from './tls-view.ts';

/**
 * Runs inside a private network: audits the domain as anybody would, with the resolver of /etc/resolv.conf, then lets dig, openssl and
 * curl look at the same things. Writes a `Looked` to the file given.
 */
const [domain = '', file = join(tmpdir(), 'looked.json')] = process.argv.slice(2);
const saved = `${file}.bundle`;
const ca = process.env['SSL_CERT_FILE'] ?? '';
const argv = ['bin/launch-ready', 'audit', domain, '--json', '--quiet', '--ca', ca, '--save', saved];
const audit = await run(process.execPath, argv);
if (audit.out === '') throw new Error(`The audit of ${domain} printed nothing: ${audit.err}`);
const bundle = loadBundle(readFileSync(saved, 'utf8'), saved);
const hosts = bundle.subjects.flatMap((subject) => (subject.kind === 'host' ? [subject.host] : []));
const servers = await serversOf(domain);

const entryFor = async (host: string): Promise<unknown> => {
  const entry = await entryView(host, domain);
  return { ...entry, headers: settled(entry.headers) };
};
const looks: [string, () => Promise<unknown>][] = [
  [`dns/delegation site ${domain}`, () => delegationView(domain)],
  [`mail/mx site ${domain}`, () => mxView(domain)],
  [`mail/smtp site ${domain}`, () => smtpView(domain)],
  [`mail/spf site ${domain}`, () => spfView(domain)],
  [`mail/dmarc site ${domain}`, () => dmarcView(domain)],
  [`mail/dkim site ${domain}`, () => dkimView(domain, SELECTORS)],
  [`http/canonical site ${domain}`, () => canonicalView(domain, '/launch-ready-check/deep?utm_source=launch-ready&keep=1')],
  ...hosts.flatMap((host): [string, () => Promise<unknown>][] => [
    [`dns/answers host ${host}`, () => answersView(host, servers, domain)],
    [`dns/caa host ${host}`, () => caaView(host)],
    [`tls/certificate host ${host}`, () => certificateView(host)],
    [`http/entry host ${host}`, async () => entryFor(host)],
  ]),
];
const foreign: Record<string, unknown> = Object.fromEntries(
  await Promise.all(looks.map(async ([key, look]) => [key, await look()] as const)),
);
const report = JSON.parse(audit.out) as Report; // as: the command under test printed it
const looked: Looked = { audit: { code: audit.code, report }, bundle, foreign };
writeFileSync(file, JSON.stringify(looked));
