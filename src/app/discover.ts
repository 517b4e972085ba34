import { resolve } from 'node:path';
import { getDomain } from 'tldts';
import type { See } from '../core/collect.ts';
import { type Config, roleOf } from '../core/config.ts';
import { UserError } from '../core/errors.ts';
import type { Subject } from '../core/subject.ts';
import type { Area } from '../core/vocabulary.ts';
import { dnsDelegation } from '../probes/dns/delegation.ts';
import { dnsAnswers } from '../probes/dns/answers.ts';
import { dnsHosts } from '../probes/dns/hosts.ts';
import { httpCanonical } from '../probes/http/canonical.ts';
import { httpEntry } from '../probes/http/entry.ts';
import { httpPage } from '../probes/http/page.ts';
import { pageKind } from '../probes/http/route-kind.ts';
import { httpRoutes } from '../probes/http/routes.ts';
import { mailMx } from '../probes/mail/mx.ts';
import { registration } from '../probes/registry/registration.ts';
import { tlsCertificate } from '../probes/tls/certificate.ts';
import { redactText } from '../redact/redact.ts';
import type { Target } from './target.ts';

/** More hosts found than this are a sign of a wildcard or a large company. Hosts that a person named are looked at beyond it. */
const MOST_HOSTS = 25;

/** Areas whose checks read pages. */
const OF_PAGES: ReadonlySet<Area> = new Set(['tls', 'routing', 'headers', 'caching', 'performance', 'app']);

/**
 * Finds what there is to look at: the usual names that exist, names in certificates and redirects, and the pages and API routes that
 * the home pages name. Only names below the audited domain are followed; hosts of another domain are looked at when the configuration
 * names them outright, and lead no further. Each host is looked at as soon as it is known.
 */
export async function discover(target: Target, see: See, add: (subject: Subject) => void): Promise<void> {
  const { domain, config } = target;
  if (target.repo) add({ kind: 'repo', root: target.repo, replay: target.replay, migrations: config.deploy.migrations });
  const { logs, sentry } = config.operations;
  const root = resolve(target.repo ?? '.');
  for (const log of [...(target.logs ?? []), ...logs.map((path) => ({ name: path, root, path }))]) add({ kind: 'log', ...log });
  if (sentry) add({ kind: 'tracker', ...sentry });
  if (!domain) return;
  const site = { kind: 'site', domain } as const;
  const known = new Set<string>();
  const told = new Set([
    ...target.hosts,
    ...[...target.urls, ...config.routes.map(({ url }) => url)].map((url) => new URL(url).hostname),
    ...config.hosts.map((each) => each.host),
  ]);
  const servers = serversIn(config);
  const isOurs = (host: string): boolean => isHostName(host) && (told.has(host) || host === domain || host.endsWith(`.${domain}`));
  const looking: Promise<void>[] = [];
  const readsPages = config.only === undefined || config.only.some((area) => OF_PAGES.has(area));

  const addHost = (host: string): void => {
    const name = host.toLowerCase().replace(/\.$/, '');
    if (known.has(name) || (!told.has(name) && known.size >= MOST_HOSTS) || !isOurs(name)) return;
    known.add(name);
    const subject = { kind: 'host', host: name, port: 443, ...(servers.length === 0 ? {} : { servers }) } as const;
    add(subject);
    const followed = followHost(subject);
    // It is awaited below; until then a failure must not count as unhandled.
    followed.catch(() => {});
    looking.push(followed);
  };
  // Each thing that was seen leads on at once, without waiting for the others.
  const followHost = async (subject: Subject<'host'>): Promise<void> => {
    const answers = see(dnsAnswers, subject);
    if (roleOf(config, subject.host, domain) !== 'mail') {
      await Promise.all([
        see(tlsCertificate, subject).then((seen) => {
          if (seen.ok) for (const name of seen.saw.addresses.flatMap((each) => each.chain[0]?.names ?? [])) addHost(name);
        }),
        see(httpEntry, subject).then((seen) => {
          if (!seen.ok) return;
          for (const hop of [...seen.saw.http.hops, ...seen.saw.https.hops]) addHost(URL.parse(hop.location ?? '')?.hostname ?? '');
          if (seen.saw.https.ends === 'answered') addUrl(`https://${subject.host}/`, 'home');
        }),
        see(httpRoutes, subject).then((seen) => {
          if (seen.ok) for (const found of seen.saw.urls) addUrl(found.url, found.for);
        }),
      ]);
    }
    await answers;
  };
  const addUrl = (address: string, kind: Subject<'url'>['for']): void => {
    // What was redacted in an address may leave none.
    const url = URL.parse(address);
    if (!url || !isOurs(url.hostname)) return;
    const { origin, hostname, pathname } = url;
    addHost(hostname);
    // A query may carry a token, and the URL names the finding: it is left out.
    const subject = { kind: 'url', url: `${origin}${pathname}`, for: kind } as const;
    add(subject);
    if (!readsPages) return;
    const ended = see(httpPage, subject).then((seen) => {
      if (seen.ok && seen.saw.redirects > 0) addEnd(seen.saw.url);
    });
    ended.catch(() => {}); // awaited with the hosts
    looking.push(ended);
  };
  // Where redirects end is judged there, once, and not at each address that leads there. It leads no further by itself.
  const addEnd = (address: string): void => {
    const url = URL.parse(address);
    if (url?.protocol !== 'https:' || !isOurs(url.hostname) || pageKind(url.pathname) === 'page') return;
    addHost(url.hostname);
    add({ kind: 'url', url: `${url.origin}${url.pathname}`, for: pageKind(url.pathname) });
  };

  for (const url of [...target.urls, ...config.routes.map((route) => route.url)]) refuseSecret(withoutQuery(url));
  add(site);
  const registered = see(registration, site);
  registered.catch(() => {}); // awaited at the end
  addHost(domain);
  for (const host of told) addHost(host);
  for (const route of config.routes) addUrl(route.url, route.kind);
  for (const url of target.urls) addUrl(url, pageKind(new URL(url).pathname));
  const hosts = await see(dnsHosts, site);
  if (hosts.ok) for (const { host } of hosts.saw.hosts) addHost(host);
  const [canonical] = await Promise.all([see(httpCanonical, site), see(dnsDelegation, site), see(mailMx, site)]);
  // A wildcard hides www among the names that exist only because of it, yet visitors type www.
  if (canonical.ok && canonical.saw.www) addHost(`www.${domain}`);
  // Looking at a host may add hosts; go on until nothing new came.
  for (let done = 0; done < looking.length; done += 1) await looking[done];
  await registered;
}

/** The servers behind the edge that the configuration names: where proxied records lead, and the machine that releases go to. */
function serversIn({ edge, deploy }: Config): string[] {
  const proxied = edge.records.filter(({ type, proxied: isProxied }) => isProxied === true && /^(A|AAAA|CNAME)$/.test(type));
  const machine = deploy.process?.ssh?.replace(/^.*@/, '');
  return [...new Set([...proxied.map(({ data }) => data.replace(/\.$/, '')), ...(machine?.includes('.') ? [machine] : [])])].sort();
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** Throws UserError for an address that would put a secret into the report: the address names what was found there. */
function refuseSecret(url: string): void {
  if (redactText(url) === url) return;
  throw new UserError(
    'secret-in-address',
    `The address ${redactText(url)} holds a secret, and a report names every address it is about.`,
    'Give an address without it, and replace the secret if others may have seen the address.',
  );
}

/** True for a host name as URLs have it; certificates hold names that are none, and names cut out of secrets. */
function isHostName(host: string): boolean {
  return getDomain(host, { allowPrivateDomains: true }) !== null && URL.parse(`https://${host}`)?.hostname === host;
}
