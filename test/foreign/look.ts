import type { Io } from '../../src/core/io.ts';
import type { Probe } from '../../src/core/probe.ts';
import type { Subject } from '../../src/core/subject.ts';
import { dnsAnswers } from '../../src/probes/dns/answers.ts';
import { dnsCaa } from '../../src/probes/dns/caa.ts';
import { dnsDelegation } from '../../src/probes/dns/delegation.ts';
import { dnsHosts } from '../../src/probes/dns/hosts.ts';
import { mailDkim } from '../../src/probes/mail/dkim.ts';
import { mailDmarc } from '../../src/probes/mail/dmarc.ts';
import { mailMx } from '../../src/probes/mail/mx.ts';
import { mailSpf } from '../../src/probes/mail/spf.ts';
import { without } from './evidence.ts';

const ON_SITE = [dnsDelegation, dnsHosts, mailMx, mailSpf, mailDmarc, mailDkim] as const satisfies readonly Probe<'site'>[];
const ON_HOST = [dnsAnswers, dnsCaa] as const satisfies readonly Probe<'host'>[];

/** What every probe that only asks DNS sees of a domain and of the hosts it has, times left out, by probe and subject. */
export async function lookAtDns(io: Io, domain: string): Promise<Record<string, unknown>> {
  const site: Subject<'site'> = { kind: 'site', domain };
  const { hosts } = await dnsHosts.collect(site, io);
  const looks = [
    ...ON_SITE.map((probe) => ({ key: `${probe.id} ${domain}`, saw: probe.collect(site, io) })),
    ...hosts.flatMap(({ host }) =>
      ON_HOST.map((probe) => ({ key: `${probe.id} ${host}`, saw: probe.collect({ kind: 'host', host, port: 443 }, io) })),
    ),
  ];
  return Object.fromEntries(await Promise.all(looks.map(async ({ key, saw }) => [key, without(await saw, 'ms')] as const)));
}
