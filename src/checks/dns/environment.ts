import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { environmentOf } from '../../parsers/environment-host.ts';
import { dnsAnswers } from '../../probes/dns/answers.ts';
import { auditOf, byHand, dig } from '../fix.ts';
import { hostIn, stakesOf } from '../host.ts';
import { aliased, aliasesOf, resolved } from '../host-answers.ts';
import { plain } from '../plain.ts';

const APP = { kind: 'host', host: 'app.acme.com', port: 443 } as const;

const KINDS = {
  preview: 'a preview that changes or vanishes with the next deploy',
  development: 'a development workspace that stops when you close it',
  tunnel: 'a tunnel to somebody’s own computer',
  local: 'a name that exists on one machine or network only',
} as const satisfies Record<NonNullable<ReturnType<typeof environmentOf>>['kind'], string>;

export default defineCheck({
  id: 'dns/environment',
  requirements: ['DNS-1'],
  title: 'Production names lead to production',
  failing: 'Customers reach a preview or a laptop instead of production',
  severity: 'blocker',
  hurts: ['billing', 'login', 'signup', 'data'],
  why: 'Previews and tunnels vanish without notice and often use test data. Customers would sign up and pay in a place that is gone tomorrow.',
  learn: ['https://vercel.com/docs/deployments/environments', 'https://docs.netlify.com/deploy/deploy-types/deploy-previews/'],
  on: 'host',
  reads: { answers: dnsAnswers },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    {
      name: 'an alias of a platform for production',
      subject: APP,
      saw: { answers: aliased('cname.vercel-dns.com', ['76.76.21.21']) },
      gives: 'pass',
    },
    { name: 'no alias', saw: { answers: resolved(['203.0.113.7']) }, gives: 'pass' },
    {
      name: 'an alias of a branch preview',
      subject: APP,
      saw: { answers: aliased('acme-git-main-acme.vercel.app', ['76.76.21.21']) },
      gives: 'fail',
    },
    { name: 'an alias of a tunnel', subject: APP, saw: { answers: aliased('ab12-3.ngrok-free.app', ['203.0.113.9']) }, gives: 'fail' },
    {
      name: 'the tunnel hides behind another alias',
      subject: APP,
      saw: {
        answers: {
          ...resolved(['203.0.113.9']),
          resolver: { outcome: 'found', addresses: ['203.0.113.9'], cnames: ['edge.acme.com', 'quick-fox.trycloudflare.com'] },
        },
      },
      gives: 'fail',
    },
    {
      name: 'a name of unknown use',
      subject: { kind: 'host', host: 'lab7.acme.com', port: 443 },
      saw: { answers: aliased('ab12-3.ngrok-free.app', ['203.0.113.9']) },
      gives: { fail: 'medium' },
    },
    {
      name: 'a preview host may lead to a preview',
      subject: { kind: 'host', host: 'preview.acme.com', port: 443 },
      saw: { answers: aliased('acme-git-main-acme.vercel.app', ['76.76.21.21']) },
      gives: 'skip',
    },
  ],
  judge({ answers }, context) {
    const { host, zone, role } = hostIn(context);
    if (role === 'preview' || role === 'staging' || role === 'mail')
      return { is: 'skip', because: `${host} is a ${role} host, not production.` };
    const aliases = aliasesOf(answers);
    const hit = aliases.map((name) => ({ name: plain(name), environment: environmentOf(name) })).find((each) => each.environment !== null);
    if (!hit?.environment)
      return { is: 'pass', found: aliases.length === 0 ? `${host} is no alias.` : `${host} is an alias of ${plain(aliases[0] ?? '')}.` };
    const { kind, service } = hit.environment;
    return {
      is: 'fail',
      ...stakesOf(host, context.config, role === 'other' ? 'medium' : undefined),
      found: `${host} is an alias of ${hit.name} (${service}): ${KINDS[kind]}.`,
      at: [{ at: host }],
      fix: byHand(
        [
          'Deploy the app to production on your hosting platform.',
          `In that platform's custom domain settings, add ${host} to the production deployment and copy the record it shows.`,
          `In the DNS zone ${zone}, replace the alias ${hit.name} of ${host} by that record.`,
        ],
        {
          goal: `${host} leads to the production deployment, not to ${hit.name}.`,
          not: 'copy test data into production, or point the name at another preview address.',
          verify: dig('CNAME', host, auditOf(zone, 'dns')),
          shows: `no longer prints ${hit.name}.`,
          minutes: 30,
        },
      ),
    };
  },
});
