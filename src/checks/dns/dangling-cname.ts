import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { dnsAnswers } from '../../probes/dns/answers.ts';
import { auditOf, byDns, dig } from '../fix.ts';
import { hostIn } from '../host.ts';
import { aliased, aliasesOf, type Answers, resolved } from '../host-answers.ts';
import { plain } from '../plain.ts';

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
  reads: { answers: dnsAnswers },
  options: z.object({}),
  causedBy: ['dns/resolves'],
  explainsUnknown: true,
  since: '0.1.0',
  examples: [
    { name: 'an alias that works', subject: BLOG, saw: { answers: aliased('cname.vercel-dns.com', ['76.76.21.21']) }, gives: 'pass' },
    { name: 'no alias at all', saw: { answers: resolved(['203.0.113.7']) }, gives: 'pass' },
    { name: 'an alias of a deleted app', subject: BLOG, saw: { answers: aliased('acme-blog.herokuapp.com', [], false) }, gives: 'fail' },
    {
      name: 'the last alias of a chain inside the zone is the one to remove',
      subject: BLOG,
      saw: {
        answers: {
          resolver: { outcome: 'nxdomain', addresses: [], cnames: ['www.acme.com', 'acme.gone.example'] },
          servers: [],
          alias: { target: 'acme.gone.example', exists: false },
        },
      },
      gives: 'fail',
    },
    {
      name: 'a name of the own zone that nobody else can claim',
      subject: BLOG,
      saw: { answers: aliased('old.acme.com', [], false) },
      gives: { fail: 'medium' },
    },
    {
      name: 'an alias that exists without address, as for verification only',
      subject: BLOG,
      saw: { answers: aliased('verify.provider.example', []) },
      gives: 'pass',
    },
  ],
  judge({ answers }, context) {
    const { host, zone } = hostIn(context);
    if (!answers.alias) return { is: 'pass', found: `${host} is no alias.` };
    const target = plain(answers.alias.target);
    if (answers.alias.exists) return { is: 'pass', found: `${host} is an alias of ${target}, which exists.` };
    const record = lastOwnRecord(host, zone, answers);
    const own = answers.alias.target === zone || answers.alias.target.endsWith(`.${zone}`);
    const who = own ? 'a name of your own zone' : 'so whoever claims that name next answers for yours';
    const way = record.data === target ? '' : `, which leads to ${target}`;
    return {
      is: 'fail',
      ...(own ? { severity: 'medium' as const } : {}),
      found: `${record.name} is an alias of ${record.data}${way}. That name does not exist, ${who}.`,
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
