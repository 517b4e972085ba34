import { z } from 'zod';
import { defineCheck, type Saw } from '../../core/check.ts';
import type { Severity } from '../../core/vocabulary.ts';
import { hostingProviderOf } from '../../parsers/hosting-provider.ts';
import { dnsAnswers } from '../../probes/dns/answers.ts';
import { httpUnclaimed } from '../../probes/http/unclaimed.ts';
import { auditOf, byDns, dig } from '../fix.ts';
import { hostIn } from '../host.ts';
import { aliased, aliasesOf, type Answers, resolved } from '../host-answers.ts';
import { plain } from '../plain.ts';

type Unclaimed = Saw<{ unclaimed: typeof httpUnclaimed }>['unclaimed'];

const UNCLAIMED: Unclaimed = { provider: null, unclaimed: false, status: null, wildcard: false };
const at = (provider: string, changes: Partial<Unclaimed> = {}): Unclaimed => ({
  ...UNCLAIMED,
  provider,
  status: 404,
  unclaimed: true,
  ...changes,
});
const BLOG = { kind: 'host', host: 'blog.acme.com', port: 443 } as const;

export default defineCheck({
  id: 'dns/dangling-cname',
  requirements: ['DNS-7'],
  title: 'No alias leads to a name that is gone',
  failing: 'A stranger can take over one of your names',
  severity: 'high',
  hurts: ['login', 'data', 'trust'],
  why: 'This name points at a service that no longer exists. Whoever registers that service next shows pages and reads cookies under your name.',
  learn: [
    'https://developer.mozilla.org/en-US/docs/Web/Security/Subdomain_takeovers',
    'https://learn.microsoft.com/azure/security/fundamentals/subdomain-takeover',
  ],
  on: 'host',
  reads: { answers: dnsAnswers, unclaimed: httpUnclaimed },
  options: z.object({}),
  causedBy: ['dns/resolves'],
  explainsUnknown: true,
  since: '0.1.0',
  examples: [
    {
      name: 'an alias that works',
      subject: BLOG,
      saw: { answers: aliased('cname.vercel-dns.com', ['76.76.21.21']), unclaimed: at('Vercel', { status: 200, unclaimed: false }) },
      gives: 'pass',
    },
    { name: 'no alias at all', saw: { answers: resolved(['203.0.113.7']), unclaimed: UNCLAIMED }, gives: 'pass' },
    {
      name: 'confirmed: an alias of a deleted app whose name is free',
      subject: BLOG,
      saw: { answers: aliased('acme-blog.herokuapp.com', [], false), unclaimed: at('Heroku', { status: null, unclaimed: false }) },
      gives: { fail: 'high' },
    },
    {
      name: 'confirmed: the provider answers that nobody holds the name',
      subject: BLOG,
      saw: { answers: aliased('acme.github.io', ['185.199.108.153']), unclaimed: at('GitHub Pages') },
      gives: { fail: 'high' },
    },
    {
      name: 'a wildcard that anybody can take is every name of the zone',
      subject: BLOG,
      saw: { answers: aliased('acme.github.io', ['185.199.108.153']), unclaimed: at('GitHub Pages', { wildcard: true }) },
      gives: { fail: 'blocker' },
    },
    {
      name: 'claimable, not proven: the provider asks for a further proof of ownership',
      subject: BLOG,
      saw: { answers: aliased('cname.vercel-dns.com', ['76.76.21.21']), unclaimed: at('Vercel') },
      gives: { fail: 'medium' },
    },
    {
      name: 'claimable, not proven: who gives out names there is not known',
      subject: BLOG,
      saw: { answers: aliased('acme.gone.example', [], false), unclaimed: UNCLAIMED },
      gives: { fail: 'medium' },
    },
    {
      name: 'a page of an app that says 404 itself is live',
      subject: BLOG,
      saw: { answers: aliased('acme.github.io', ['185.199.108.153']), unclaimed: at('GitHub Pages', { unclaimed: false }) },
      gives: 'pass',
    },
    {
      name: 'the last alias of a chain inside the zone is the one to remove',
      subject: BLOG,
      saw: {
        answers: {
          resolver: { outcome: 'nxdomain', addresses: [], cnames: ['www.acme.com', 'acme.herokuapp.com'] },
          servers: [],
          alias: { target: 'acme.herokuapp.com', exists: false },
        },
        unclaimed: at('Heroku', { status: null, unclaimed: false }),
      },
      gives: 'fail',
    },
    {
      name: 'a name of the own zone that nobody else can claim',
      subject: BLOG,
      saw: { answers: aliased('old.acme.com', [], false), unclaimed: UNCLAIMED },
      gives: { fail: 'medium' },
    },
    {
      name: 'an alias that exists without address, as for verification only',
      subject: BLOG,
      saw: { answers: aliased('verify.provider.example', []), unclaimed: UNCLAIMED },
      gives: 'pass',
    },
    {
      name: 'a name for machines: DKIM, ACME or SRV',
      subject: { kind: 'host', host: '_acme-challenge.acme.com', port: 443 },
      saw: { answers: aliased('acme.acme-dns.example', [], false), unclaimed: UNCLAIMED },
      gives: 'skip',
    },
  ],
  judge({ answers, unclaimed }, context) {
    const { host, zone } = hostIn(context);
    if (/(^|\.)_/.test(host)) return { is: 'skip', because: `${host} is a name for machines; no visitor can be led there.` };
    if (!answers.alias) return { is: 'pass', found: `${host} is no alias.` };
    const target = plain(answers.alias.target);
    if (answers.alias.exists && !unclaimed.unclaimed) return { is: 'pass', found: `${host} is an alias of ${target}, which exists.` };
    const aliases = aliasesOf(answers);
    const own = answers.alias.target === zone || answers.alias.target.endsWith(`.${zone}`);
    const provider = aliases.map(hostingProviderOf).findLast((each) => each !== null) ?? null;
    const record = {
      ...lastOwnRecord(host, zone, answers),
      ...(unclaimed.wildcard ? { name: plain(`*.${host.slice(host.indexOf('.') + 1)}`) } : {}),
    };
    const way = record.data === target ? '' : `, which leads to ${target}`;
    const state = answers.alias.exists
      ? `${provider?.name ?? 'Its provider'} answers ${unclaimed.status} and says that nobody holds it`
      : 'That name does not exist';
    return {
      is: 'fail',
      severity: severityOf(own, provider?.open === true, unclaimed.wildcard),
      found: `${record.name} is an alias of ${record.data}${way}. ${state}, ${whoOf(own, provider)}.`,
      at: [{ at: record.name }],
      fix: byDns(
        { zone, remove: [record] },
        {
          goal: `No name in ${zone} points at a service that is gone.`,
          not: `create a new service at ${target} to make the error go away. If ${record.name} is still needed, add the record its current platform shows.`,
          verify: dig('CNAME', record.name, auditOf(zone, 'dns')),
          shows: 'prints nothing, or the name of a service you own.',
          minutes: 10,
        },
      ),
    };
  },
});

/** Confirmed where the provider gives the name to whoever asks; else claimable, but not proven. */
function severityOf(own: boolean, open: boolean, wildcard: boolean): Severity {
  if (own || !open) return 'medium';
  return wildcard ? 'blocker' : 'high';
}

function whoOf(own: boolean, provider: { name: string; open: boolean } | null): string {
  if (own) return 'a name of your own zone';
  if (provider?.open === true) return `so whoever claims it at ${provider.name} next answers for yours`;
  if (provider)
    return `so whoever claims it at ${provider.name} may answer for yours; it asks for a further proof first, which we cannot see`;
  return 'so whoever gives out names there decides who answers for yours';
}

/** The CNAME record of the founder's zone from which the chain leaves for the name that is gone. */
function lastOwnRecord(host: string, zone: string, answers: Answers): { name: string; type: 'CNAME'; data: string } {
  const chain = [host, ...aliasesOf(answers).filter((name) => name !== host)];
  const last = chain.findLastIndex((name, at) => at < chain.length - 1 && (name === zone || name.endsWith(`.${zone}`)));
  return {
    name: plain(chain[Math.max(0, last)] ?? host),
    type: 'CNAME',
    data: plain(chain[Math.max(0, last) + 1] ?? answers.alias?.target ?? ''),
  };
}
