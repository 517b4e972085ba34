import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { isPlatformName } from '../../parsers/site.ts';
import { dnsCaa } from '../../probes/dns/caa.ts';
import { USUAL_CAA } from '../caa-authorities.ts';
import { auditOf, byHand, dig } from '../fix.ts';
import { hostIn } from '../host.ts';
import { list, plain } from '../plain.ts';

const issue = (value: string) => ({ critical: false, tag: 'issue', value });

export default defineCheck({
  id: 'dns/caa',
  requirements: ['TLS-1', 'DNS-2'],
  title: 'DNS says who may issue certificates for you',
  failing: 'Any certificate authority may issue a certificate for your name',
  severity: 'low',
  hurts: ['trust', 'login'],
  why: 'A CAA record limits certificates to the authorities you use. Without it, one careless authority is enough for somebody to pose as your login page.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc8659',
    'https://letsencrypt.org/docs/caa/',
    'https://developers.cloudflare.com/ssl/edge-certificates/caa-records/',
  ],
  on: 'host',
  reads: { caa: dnsCaa },
  options: z.object({}),
  causedBy: ['dns/delegation'],
  since: '0.1.0',
  examples: [
    { name: 'one authority may issue', saw: { caa: { found: { at: 'acme.com', records: [issue('letsencrypt.org')] } } }, gives: 'pass' },
    { name: 'nobody may issue', saw: { caa: { found: { at: 'acme.com', records: [issue(';')] } } }, gives: 'pass' },
    { name: 'no record at the domain', saw: { caa: { found: null } }, gives: 'fail' },
    {
      name: 'a contact address alone limits nobody',
      saw: { caa: { found: { at: 'acme.com', records: [{ critical: false, tag: 'iodef', value: 'mailto:security@acme.com' }] } } },
      gives: 'fail',
    },
    {
      name: 'a host below a domain without record: one record there covers it',
      subject: { kind: 'host', host: 'app.acme.com', port: 443 },
      saw: { caa: { found: null } },
      gives: 'skip',
    },
    {
      name: 'a name lent by a platform',
      subject: { kind: 'host', host: 'acme.vercel.app', port: 443 },
      saw: { caa: { found: null } },
      gives: 'skip',
    },
  ],
  judge({ caa }, context) {
    const { host, zone } = hostIn(context);
    const records = caa.found?.records ?? [];
    const limits = records.filter(({ tag }) => /^issue(wild)?$/i.test(tag));
    if (limits.length > 0) {
      const allowed = [...new Set(limits.map(({ value }) => plain(value.split(';')[0]?.trim() ?? '')))].filter(Boolean);
      return {
        is: 'pass',
        found: `${plain(caa.found?.at ?? zone)} lets ${allowed.length === 0 ? 'nobody' : list(allowed)} issue certificates.`,
      };
    }
    if (isPlatformName(zone)) return { is: 'skip', because: `${host} is a platform's name; the platform decides who issues.` };
    if (host !== zone) return { is: 'skip', because: `One record at ${zone} covers ${host}; it is judged there.` };
    return {
      is: 'fail',
      found:
        records.length === 0
          ? `${zone} has no CAA record.`
          : `The CAA records at ${plain(caa.found?.at ?? zone)} name no authority (${list(records.map((record) => plain(record.tag)))}).`,
      at: [{ at: zone }],
      fix: byHand(
        [
          `Run \`${auditOf(zone, 'tls')} --json\` and note the issuer of every certificate.`,
          'If Cloudflare, Vercel or Netlify makes your certificates, read on its CAA page which authorities it uses, backups included.',
          `In the DNS zone ${zone}, add one record per authority: name ${zone}, type CAA, value 0 issue "letsencrypt.org" (${USUAL_CAA}).`,
        ],
        {
          goal: `Only the certificate authorities in use may issue certificates for ${zone}.`,
          not: 'leave out an authority in use, or certificates will not renew. If unsure, add none.',
          verify: dig('CAA', zone, auditOf(zone, 'dns')),
          shows: 'prints one line per authority in use.',
          minutes: 15,
        },
      ),
    };
  },
});
