import { z } from 'zod';
import { type Bundle, evidenceKey } from '../core/bundle.ts';
import { collect } from '../core/collect.ts';
import { roleOf } from '../core/config.ts';
import { UserError } from '../core/errors.ts';
import type { DomainMap, HostOnMap, Registered } from '../core/finding.ts';
import type { Probe } from '../core/probe.ts';
import { resolveProfile } from '../core/profile.ts';
import { type Subject, subjectName } from '../core/subject.ts';
import { defineVerb } from '../core/verb.ts';
import { edgeOf } from '../parsers/edge.ts';
import { NETWORKS_OF } from '../parsers/edge-networks.ts';
import { providerOfHost, providerOfMail, providerOfNameServers } from '../parsers/provider.ts';
import { isTransferLocked } from '../parsers/rdap.ts';
import { dnsAnswers } from '../probes/dns/answers.ts';
import { dnsDelegation } from '../probes/dns/delegation.ts';
import type { Walk } from '../probes/http/hop.ts';
import { httpEntry } from '../probes/http/entry.ts';
import { mailMx } from '../probes/mail/mx.ts';
import { registration } from '../probes/registry/registration.ts';
import { tlsCertificate } from '../probes/tls/certificate.ts';
import { profiles } from '../profiles/index.ts';
import { renderMapMermaid, renderMapText } from '../reports/map.ts';
import { redact } from '../redact/redact.ts';
import { discover } from './discover.ts';
import { questionsFor } from './map-questions.ts';
import { findTarget } from './target.ts';

const takes = z.strictObject({
  target: z.string().optional().describe('A domain, a URL, or the folder of a checkout').meta({ positional: true }),
  format: z.enum(['text', 'mermaid', 'json']).default('text').describe('How to print the map'),
});

/** `launch-ready map`: which name points where, who runs it, and what only the founder can say. */
export const map = defineVerb<z.output<typeof takes>, DomainMap>({
  name: 'map',
  does: 'Draw the domain map: registrar, hosts, redirects, providers, certificates, and who can enter',
  stage: 'audit',
  touches: 'network',
  takes,
  gives: z.custom<DomainMap>(),
  examples: ['launch-ready map acme.com', 'launch-ready map acme.com --format mermaid', 'launch-ready map --lab ai-built-mess'],
  async run(input, io, tell) {
    const target = findTarget(input.target, undefined);
    if (target?.domain === undefined)
      throw new UserError(
        'no-domain',
        'There is no domain to map.',
        'Give one: `launch-ready map acme.com`, or name it in launch-ready.yaml.',
      );
    const bundle = await collect({
      target: target.name,
      config: target.config,
      profile: resolveProfile(profiles, 'default'),
      checks: [],
      io,
      redact,
      discover: (see, add) => discover(target, see, add),
      onAsk: (probe, subject) => tell({ is: 'asking', text: `${subjectName(subject)}: ${probe.asks}` }),
    });
    return drawMap(bundle) ?? { domain: target.domain, hosts: [], redirects: [] };
  },
  shows: (gave, _page, { format }) => (format === 'mermaid' ? renderMapMermaid(gave) : renderMapText(gave)),
});

/** The domain map that a bundle's evidence shows; nothing for an audit without a domain. Pure. */
export function drawMap(bundle: Bundle): DomainMap | undefined {
  const site = bundle.subjects.find((subject) => subject.kind === 'site');
  if (!site) return undefined;
  const delegation = seen(bundle, dnsDelegation, site);
  const mx = seen(bundle, mailMx, site);
  const hosts = bundle.subjects.filter((subject) => subject.kind === 'host');
  const dns = delegation && providerOfNameServers(delegation.servers.map((server) => server.name));
  const mail = mx && providerOfMail(mx.records.map((record) => record.exchange));
  const registered = seen(bundle, registration, site);
  const { canonical, handover } = bundle.config;
  const drawn = {
    domain: site.domain,
    ...(registered ? { registration: registeredAs(registered) } : {}),
    ...(dns ? { dns } : {}),
    ...(mail ? { mail } : {}),
    ...(canonical === undefined ? {} : { production: `https://${canonical}` }),
    ...(handover.repository === undefined ? {} : { code: handover.repository }),
    hosts: hosts.map((subject) => drawHost(bundle, subject, site.domain)),
  };
  return {
    ...drawn,
    questions: questionsFor(drawn, bundle.config),
    redirects: hosts
      .flatMap((subject) => {
        const entry = seen(bundle, httpEntry, subject);
        return entry ? [...redirectsIn(entry.http), ...redirectsIn(entry.https)] : [];
      })
      .filter((each, index, all) => all.findIndex((other) => other.from === each.from && other.to === each.to) === index),
  };
}

function registeredAs({ service, registrar, registered, expires, status }: z.output<typeof registration.sees>): Registered {
  return {
    registry: service,
    ...(registrar.name === null ? {} : { registrar: registrar.name }),
    ...(registered === null ? {} : { since: registered }),
    ...(expires === null ? {} : { until: expires }),
    ...(status.length === 0 ? {} : { locked: isTransferLocked(status) }),
  };
}

function drawHost(bundle: Bundle, subject: Subject<'host'>, domain: string): HostOnMap {
  const answers = seen(bundle, dnsAnswers, subject);
  const entry = seen(bundle, httpEntry, subject);
  const leaf = seen(bundle, tlsCertificate, subject)?.addresses.find((each) => each.chain.length > 0)?.chain[0];
  const seenOf = { cnames: answers?.resolver.cnames ?? [], headers: entry?.headers ?? [], addresses: answers?.resolver.addresses ?? [] };
  const edge = edgeOf(seenOf);
  const provider = providerOfHost(seenOf) ?? edge?.name;
  const role = roleOf(bundle.config, subject.host, domain);
  return {
    host: subject.host,
    role,
    addresses: seenOf.addresses,
    ...(provider === undefined ? {} : { provider }),
    ...(edge ? { edge: { name: edge.name, stands: edge.stands, by: edge.by, asOf: NETWORKS_OF } } : {}),
    ...(leaf ? { certificateUntil: leaf.until } : {}),
    state: role === 'mail' ? 'mail' : stateOf(entry?.https, answers?.resolver.addresses.length),
  };
}

function stateOf(https: Walk | undefined, addresses: number | undefined): HostOnMap['state'] {
  if (addresses === 0) return 'dead';
  if (!https) return 'unknown';
  if (https.ends === 'error') return 'dead';
  return https.hops[0]?.location ? 'redirects' : 'serves';
}

function redirectsIn(walk: Walk): DomainMap['redirects'] {
  return walk.hops.flatMap((hop) => {
    const [from, to] = [URL.parse(hop.url)?.origin, URL.parse(hop.location ?? '')?.origin];
    return from !== undefined && to !== undefined && from !== to && hop.status !== null ? [{ from, to, status: hop.status }] : [];
  });
}

function seen<T>(bundle: Bundle, probe: Probe<never, T> | Probe<'site', T> | Probe<'host', T>, subject: Subject): T | undefined {
  const evidence = bundle.evidence[evidenceKey(probe, subject)];
  const parsed = evidence?.ok ? probe.sees.safeParse(evidence.saw) : undefined;
  return parsed?.success ? parsed.data : undefined;
}
