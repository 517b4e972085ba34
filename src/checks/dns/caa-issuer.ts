import { z } from 'zod';
import { defineCheck, type Saw, type Verdict } from '../../core/check.ts';
import { dnsCaa } from '../../probes/dns/caa.ts';
import { tlsCertificate } from '../../probes/tls/certificate.ts';
import { caaNamesOf } from '../caa-authorities.ts';
import { auditOf, byDns, byHand, dig } from '../fix.ts';
import { hostIn } from '../host.ts';
import { list, plain } from '../plain.ts';
import { sampleAddress } from '../sample-tls.ts';

/** Property tags an authority understands; a critical record with another one forbids issuing (RFC 8659 section 4.1). */
const KNOWN_TAGS = new Set(['issue', 'issuewild', 'iodef', 'issuemail', 'issuevmc', 'contactemail', 'contactphone']);

type Record = NonNullable<Saw<{ caa: typeof dnsCaa }>['caa']['found']>['records'][number];
type Certificate = Saw<{ certificate: typeof tlsCertificate }>['certificate'];

const record = (tag: string, value: string, critical = false): Record => ({ critical, tag, value });
const allows = (...records: Record[]) => ({ found: { at: 'acme.com', records } });

export default defineCheck({
  id: 'dns/caa-issuer',
  requirements: ['TLS-1', 'DNS-2'],
  title: 'DNS lets your certificate authority renew',
  failing: 'Your certificate will not renew: DNS forbids its authority',
  severity: 'high',
  hurts: ['traffic', 'trust'],
  why: 'Certificates renew every few weeks. When a CAA record forbids the authority, the next renewal fails and every visitor meets a security warning.',
  learn: [
    'https://letsencrypt.org/docs/caa/',
    'https://www.rfc-editor.org/rfc/rfc8659#section-4',
    'https://developers.cloudflare.com/ssl/edge-certificates/caa-records/',
  ],
  on: 'host',
  reads: { caa: dnsCaa, certificate: tlsCertificate },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    {
      name: 'the authority is allowed',
      saw: { caa: allows(record('issue', 'letsencrypt.org')), certificate: served("Let's Encrypt") },
      gives: 'pass',
    },
    {
      name: 'parameters behind the name do not matter',
      saw: { caa: allows(record('Issue', ' LetsEncrypt.org ; validationmethods=dns-01')), certificate: served("Let's Encrypt") },
      gives: 'pass',
    },
    { name: 'no CAA record forbids nobody', saw: { caa: { found: null }, certificate: served("Let's Encrypt") }, gives: 'pass' },
    {
      name: 'another authority alone is allowed',
      saw: { caa: allows(record('issue', 'letsencrypt.org')), certificate: served('Google Trust Services') },
      gives: 'fail',
    },
    { name: 'nobody may issue', saw: { caa: allows(record('issue', ';')), certificate: served("Let's Encrypt") }, gives: 'fail' },
    {
      name: 'a wildcard certificate falls under issuewild',
      subject: { kind: 'host', host: 'app.acme.com', port: 443 },
      saw: {
        caa: allows(record('issue', 'letsencrypt.org'), record('issuewild', ';')),
        certificate: served("Let's Encrypt", ['*.acme.com']),
      },
      gives: 'fail',
    },
    {
      name: 'issuewild does not bind a certificate of exact names',
      saw: { caa: allows(record('issue', 'letsencrypt.org'), record('issuewild', ';')), certificate: served("Let's Encrypt") },
      gives: 'pass',
    },
    {
      name: 'a critical record that no authority understands',
      saw: { caa: allows(record('issue', 'letsencrypt.org'), record('tbs', 'x', true)), certificate: served("Let's Encrypt") },
      gives: 'fail',
    },
    {
      name: 'an authority we do not know',
      saw: { caa: allows(record('issue', 'letsencrypt.org')), certificate: served('Acme Private CA') },
      gives: 'skip',
    },
    {
      name: 'nobody listens on 443',
      saw: { caa: allows(record('issue', 'letsencrypt.org')), certificate: { addresses: [] } },
      gives: 'skip',
    },
  ],
  judge({ caa, certificate }, context): Verdict {
    const { host, zone } = hostIn(context);
    const leaves = certificate.addresses.flatMap(({ outcome, chain }) => (outcome === 'handshake' && chain[0] ? [chain[0]] : []));
    if (leaves.length === 0) return { is: 'skip', because: `${host} shows no certificate.` };
    if (!caa.found) return { is: 'pass', found: `No CAA record limits who may issue for ${host}.` };
    const known = leaves.flatMap((leaf) => {
      const names = caaNamesOf(leaf.issuerOrganisation ?? '');
      return names
        ? [
            {
              organisation: plain(leaf.issuerOrganisation ?? ''),
              names,
              wildcard: !leaf.names.includes(host) && leaf.names.some((name) => name.startsWith('*.')),
            },
          ]
        : [];
    });
    if (known.length === 0)
      return {
        is: 'skip',
        because: `We do not know the CAA name of the authority ${list([...new Set(leaves.map((leaf) => plain(leaf.issuerOrganisation ?? leaf.issuer)))])}.`,
      };

    const { at, records } = caa.found;
    const telling = { verify: dig('CAA', at, auditOf(zone, 'dns')), minutes: 10 };
    const strange = records.find(({ critical, tag }) => critical && !KNOWN_TAGS.has(tag.toLowerCase()));
    if (strange) {
      return {
        is: 'fail',
        found: `${plain(at)} has the critical CAA record “${plain(strange.tag)}”, which no authority understands; each must refuse to issue.`,
        at: [{ at }],
        fix: byDns(
          { zone, remove: [{ name: at, type: 'CAA', data: caaData(strange) }] },
          {
            ...telling,
            goal: `Certificates for ${host} can renew.`,
            not: 'remove the issue and issuewild records.',
            shows: 'no longer prints that record.',
          },
        ),
      };
    }
    const refused = known.find((each) => !mayIssue(records, each));
    if (!refused)
      return { is: 'pass', found: `${plain(at)} lets ${list([...new Set(known.map((each) => each.organisation))])} issue for ${host}.` };
    const [name] = refused.names;
    const tag = refused.wildcard && records.some((each) => isTag(each, 'issuewild')) ? 'issuewild' : 'issue';
    const binding = records.filter((each) => isTag(each, tag));
    const forbidding = binding.filter((each) => issuerOf(each) === '');
    const allowed = [...new Set(binding.map((each) => plain(issuerOf(each))))].filter(Boolean);
    const goal = `${refused.organisation} may renew the certificate of ${host}.`;
    return {
      is: 'fail',
      found: `${refused.organisation} issued the certificate of ${host}, but the CAA records at ${plain(at)} allow ${allowed.length === 0 ? 'nobody' : `only ${list(allowed)}`} (${tag}).`,
      at: [{ at }],
      fix:
        at === zone || at.endsWith(`.${zone}`)
          ? byDns(
              {
                zone,
                ...(forbidding.length > 0 ? { remove: forbidding.map((each) => ({ name: at, type: 'CAA', data: caaData(each) })) } : {}),
                add: [{ name: at, type: 'CAA', data: `0 ${tag} "${name}"` }],
              },
              { ...telling, goal, not: 'remove the records of other authorities that you use.', shows: `prints a line with ${name}.` },
            )
          : byHand(
              [
                `${host} is an alias; the platform that owns ${plain(at)} published these records.`,
                `Add the record ${host} CAA 0 ${tag} "${name}" if your DNS host allows it beside the alias, or ask the platform to allow ${name}.`,
              ],
              { ...telling, goal, not: 'replace the alias without asking the platform.', shows: `prints a line with ${name}.` },
            ),
    };
  },
});

function isTag(each: Record, tag: 'issue' | 'issuewild'): boolean {
  return each.tag.toLowerCase() === tag;
}

/** The issuer name in front of the parameters; empty when nobody may issue (RFC 8659 section 4.2). */
function issuerOf(each: Record): string {
  return (each.value.split(';')[0] ?? '').trim().toLowerCase().replace(/\.$/, '');
}

function caaData(each: Record): string {
  return `${each.critical ? 128 : 0} ${each.tag} "${each.value}"`;
}

/** RFC 8659 section 4.3: for a wildcard name issuewild records win where there are any; without binding records anybody may issue. */
function mayIssue(records: readonly Record[], { names, wildcard }: { names: readonly string[]; wildcard: boolean }): boolean {
  const wild = records.filter((each) => isTag(each, 'issuewild'));
  const binding = wildcard && wild.length > 0 ? wild : records.filter((each) => isTag(each, 'issue'));
  return binding.length === 0 || binding.some((each) => names.includes(issuerOf(each)));
}

function served(issuerOrganisation: string, names: string[] = ['acme.com', 'www.acme.com']): Certificate {
  return { addresses: [sampleAddress({ issuerOrganisation, names })] };
}
