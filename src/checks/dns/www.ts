import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { isPlatformName } from '../../parsers/site.ts';
import { httpCanonical } from '../../probes/http/canonical.ts';
import { byDns, dig } from '../fix.ts';
import { sampleCanonical } from '../sample-walk.ts';

const nothing = sampleCanonical([]);

export default defineCheck({
  id: 'dns/www',
  requirements: ['DNS-1', 'DNS-4'],
  title: 'The www name resolves',
  failing: 'Visitors who type www get an error page',
  severity: 'medium',
  hurts: ['traffic', 'trust'],
  why: 'Many people and old links still put www in front. Without a www record they see a browser error instead of your product.',
  learn: [
    'https://developers.cloudflare.com/dns/zone-setups/full-setup/setup/',
    'https://vercel.com/docs/domains/working-with-domains/deploying-and-redirecting',
  ],
  on: 'site',
  reads: { canonical: httpCanonical },
  options: z.object({}),
  causedBy: ['dns/delegation'],
  since: '0.1.0',
  examples: [
    { name: 'www resolves', saw: { canonical: { ...nothing, www: true } }, gives: 'pass' },
    { name: 'www does not resolve', saw: { canonical: nothing }, gives: 'fail' },
    {
      name: 'the site is itself below another domain',
      subject: { kind: 'site', domain: 'acme.vercel.app' },
      saw: { canonical: nothing },
      gives: 'skip',
    },
    {
      name: 'the config says that the product has no www',
      config: { hosts: [], canonical: 'app.acme.com' },
      saw: { canonical: nothing },
      gives: { fail: 'low' },
    },
  ],
  judge({ canonical }, { subject: { domain }, config }) {
    const www = `www.${domain}`;
    if (canonical.www) return { is: 'pass', found: `${www} resolves.` };
    if (isPlatformName(domain)) return { is: 'skip', because: `${domain} is a platform's name; it has no www.` };
    // A product that lives on another host (app.acme.com) loses fewer visitors without www.
    const elsewhere = config.canonical !== undefined && config.canonical !== domain && config.canonical !== www;
    return {
      is: 'fail',
      ...(elsewhere ? { severity: 'low' as const } : {}),
      found: `${www} does not resolve to any address.`,
      at: [{ at: www }],
      fix: byDns(
        { zone: domain, add: [{ name: www, type: 'CNAME', data: domain }] },
        {
          goal: `${www} leads to ${domain}.`,
          not: `change the records of ${domain} itself. Also add ${www} as a domain at your hosting platform, redirecting to the one canonical host, or it will show a certificate error.`,
          verify: dig('A', www, `launch-ready audit ${domain} --only dns`),
          shows: 'prints at least one address.',
          minutes: 10,
        },
      ),
    };
  },
});
