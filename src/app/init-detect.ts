import { collect, type See } from '../core/collect.ts';
import { type Config, defaultConfig, roleOf } from '../core/config.ts';
import type { Io } from '../core/io.ts';
import { resolveProfile } from '../core/profile.ts';
import { subjectName } from '../core/subject.ts';
import type { Tell } from '../core/verb.ts';
import { providerOfHost, providerOfMail } from '../parsers/provider.ts';
import { siteOf } from '../parsers/site.ts';
import { dnsAnswers } from '../probes/dns/answers.ts';
import { dnsHosts } from '../probes/dns/hosts.ts';
import { httpCanonical } from '../probes/http/canonical.ts';
import { httpEntry } from '../probes/http/entry.ts';
import { mailDkim } from '../probes/mail/dkim.ts';
import { mailMx } from '../probes/mail/mx.ts';
import { mailSpf } from '../probes/mail/spf.ts';
import { repoFiles } from '../probes/repo/files.ts';
import { readText } from '../probes/repo/list.ts';
import { profiles } from '../profiles/index.ts';
import { redact } from '../redact/redact.ts';
import { type Hint, hostsIn, hostsLinked, platformIn, routesIn, sendersIn, variableNames } from './init-hints.ts';
import type { Detected } from './init-text.ts';

/** Files that name the product's own hosts, the surest first. */
const NAMING = [
  'CNAME',
  'public/CNAME',
  'wrangler.toml',
  'wrangler.jsonc',
  'wrangler.json',
  'supabase/config.toml',
  'package.json',
] as const;
const EXAMPLES = ['.env.example', '.env.sample', '.env.template', '.env.local.example'] as const;
const FILE_BYTES = 64 * 1024;
/** More hosts than these are for a person to choose from. */
const MOST_HOSTS = 12;

export interface Detecting {
  root: string;
  /** The domain a person gave; without it the files are asked. */
  domain: string | undefined;
  io: Io;
  tell: Tell;
}

/** What the files of a checkout, and the network where the domain is known, tell of a product. Nothing is guessed. */
export async function detect({ root, domain: given, io, tell }: Detecting): Promise<Detected> {
  let detected: Detected = { stack: [], candidates: [], hosts: [], senders: [], selectors: [], routes: [] };
  await collect({
    target: root,
    config: defaultConfig(),
    profile: resolveProfile(profiles, 'default'),
    checks: [],
    io,
    redact,
    async discover(see) {
      const local = await fromFiles(root, given, see);
      detected = local.domain ? await fromNetwork(local, local.domain.value, see) : local;
    },
    onAsk: (probe, subject) => tell({ is: 'asking', text: `${subjectName(subject)}: ${probe.asks}` }),
  });
  return detected;
}

async function fromFiles(root: string, given: string | undefined, see: See): Promise<Detected> {
  const read = async (names: readonly string[]): Promise<Map<string, string>> => {
    const texts = await Promise.all(names.map(async (name) => [name, await readText(root, name, FILE_BYTES)] as const));
    return new Map(texts.flatMap(([name, text]) => (text === null ? [] : [[name, text]])));
  };
  const [repo, naming, examples, readme] = await Promise.all([
    see(repoFiles, { kind: 'repo', root }),
    read(NAMING),
    read(EXAMPLES),
    read(['README.md']),
  ]);
  const files = repo.ok ? repo.saw.files : [];
  const hosts = hostsIn(naming);
  const domains = distinct(hosts.map(({ value, from }) => ({ value: siteOf(value), from })));
  // Files that disagree decide nothing.
  const domain = given === undefined ? (domains.length === 1 ? domains[0] : undefined) : { value: given, from: 'you gave it' };
  const linked =
    domain || domains.length > 0
      ? []
      : hostsLinked(readme.get('README.md') ?? '').map((value) => ({ value: siteOf(value), from: 'linked in README.md' }));
  const own = domain ? hosts.filter(({ value }) => value.endsWith(`.${domain.value}`) && value !== `www.${domain.value}`) : [];
  const cname = hosts.find(
    ({ from, value }) => from.endsWith('CNAME') && domain !== undefined && (value === domain.value || value === `www.${domain.value}`),
  );
  const signs = repo.ok ? (repo.saw.signs ?? []) : [];
  const edge = platformIn(signs);
  return {
    stack: signs,
    ...(domain ? { domain } : {}),
    candidates: domain ? [] : distinct([...domains, ...linked]).slice(0, 5),
    ...(cname ? { canonical: cname } : {}),
    hosts: distinct(own).slice(0, MOST_HOSTS),
    senders: sendersIn(signs, [...examples.values()].flatMap(variableNames)),
    selectors: [],
    ...(edge ? { edge } : {}),
    routes: routesIn(files),
  };
}

/** Adds what the public sees of the domain; what could not be asked stays as it is. */
async function fromNetwork(local: Detected, domain: string, see: See): Promise<Detected> {
  const site = { kind: 'site', domain } as const;
  const apex = { kind: 'host', host: domain, port: 443 } as const;
  const [hosts, mx, spf, dkim, canonical, answers, entry] = await Promise.all([
    see(dnsHosts, site),
    see(mailMx, site),
    see(mailSpf, site),
    see(mailDkim, site),
    see(httpCanonical, site),
    see(dnsAnswers, apex),
    see(httpEntry, apex),
  ]);
  const none: Pick<Config, 'hosts' | 'domain'> = { hosts: [], domain };
  const serving = hosts.ok
    ? hosts.saw.hosts.filter(
        ({ host }) => host !== domain && host !== `www.${domain}` && !['mail', 'other'].includes(roleOf(none, host, domain)),
      )
    : [];
  const ends = new Set(
    canonical.ok ? canonical.saw.home.map((walk) => (walk.ends === 'answered' ? (URL.parse(walk.final)?.hostname ?? '') : '')) : [],
  );
  const [end] = ends;
  const provider = entry.ok ? providerOfHost({ cnames: answers.ok ? answers.saw.resolver.cnames : [], headers: entry.saw.headers }) : null;
  const mailboxes = mx.ok ? providerOfMail(mx.saw.records.map((record) => record.exchange)) : null;
  const isSilent =
    spf.ok && spf.saw.records.length === 1 && /^v=spf1\s+-all$/i.test(spf.saw.records[0]?.trim() ?? '') && local.senders.length === 0;
  return {
    ...local,
    ...(ends.size === 1 && end ? { canonical: { value: end, from: 'where every address leads today' } } : {}),
    hosts: distinct([...local.hosts, ...serving.map(({ host }) => ({ value: host, from: 'exists in DNS' }))]).slice(0, MOST_HOSTS),
    senders:
      isSilent || mailboxes === null
        ? local.senders
        : distinct([...local.senders, { value: word(mailboxes), from: 'the mailboxes of the domain' }]),
    selectors:
      dkim.ok && !dkim.saw.wildcard ? dkim.saw.selectors.filter(({ record }) => record !== null).map(({ selector }) => selector) : [],
    ...(isSilent ? { silent: { value: 'false', from: 'its SPF record allows nobody' } } : {}),
    ...(provider === null ? {} : { edge: { value: word(provider), from: 'answers for the domain today' } }),
  };
}

function distinct(hints: readonly Hint[]): Hint[] {
  return hints.filter((hint, index) => hints.findIndex((other) => other.value === hint.value) === index);
}

/** A provider's name as one plain word: `Apple iCloud` becomes `apple-icloud`. */
function word(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
