import type { Zone } from '../../scenario.ts';
import { MAIL_WORLD } from '../mail-world.ts';
import { WORLD } from '../world.ts';

/** Where the parts of Coachly run; pretend addresses of the platforms an AI builder suggests. */
export const AT = {
  lovable: '185.158.133.1',
  oldHost: '46.101.88.17',
  ec2: '3.120.181.40',
  oldEc2: '18.194.66.20',
  railway: '66.33.22.14',
  docs: '52.29.110.77',
  cloudflare: '104.18.22.46',
  admin: '3.70.101.16',
  laptop: '3.124.142.205',
  vercel: '76.76.21.98',
  blog: '188.166.20.31',
  help: '167.99.44.12',
  staging: '35.157.12.9',
  preview: '216.24.57.4',
  mail: '217.70.184.38',
} as const;

const TUNNEL = '8f3e-84-115-22-9.ngrok-free.app';

const budgetDns: Zone = {
  name: 'budget-dns.test',
  servers: [
    { name: 'ns1.budget-dns.test', address: '45.90.28.10' },
    { name: 'ns2.budget-dns.test', address: '45.90.30.10' },
  ],
  records: [],
};

/** The name servers Cloudflare assigned when the founder added the site there; nobody has told the registrar. */
export const ASSIGNED = [
  { name: 'dina.ns.cloudflare.com', address: '173.245.58.108' },
  { name: 'hugh.ns.cloudflare.com', address: '173.245.59.118' },
] as const;

const elsewhere = (name: string, address: string, records: readonly string[]): Zone => ({
  name,
  servers: [
    { name: `ns1.${name}`, address },
    { name: `ns2.${name}`, address: address.replace(/\d+$/, (last) => String(Number(last) + 1)) },
  ],
  records,
});

/** Coachly's zone after three months of "just paste this record". */
const coachly: Zone = {
  name: 'coachly.test',
  servers: [
    { name: 'ns1.budget-dns.test', address: '45.90.28.10' },
    { name: 'ns2.budget-dns.test', address: '45.90.30.10', serial: 2026081903, instead: [`app 300 A ${AT.oldEc2}`] },
    { name: 'ns3.budget-dns.test', address: '45.90.31.10', does: 'refuse' },
  ],
  names: ['ns1.budget-dns.test', 'ns2.budget-dns.test'],
  soa: { serial: 2026111402, expire: 86_400, minimum: 172_800, ttl: 172_800 },
  ttl: 300,
  records: [
    `@ A ${AT.lovable}`,
    `www A ${AT.oldHost}`,
    `* A ${AT.lovable}`,
    `app A ${AT.ec2}`,
    'app CAA 0 issue "digicert.com"',
    `api A ${AT.railway}`,
    `docs A ${AT.docs}`,
    `dashboard A ${AT.cloudflare}`,
    `admin A ${AT.admin}`,
    `my CNAME ${TUNNEL}.`,
    `portal A ${AT.vercel}`,
    `blog A ${AT.blog}`,
    `help A ${AT.help}`,
    'status CNAME coachly-status.herokuapp.com.',
    `staging A ${AT.staging}`,
    'dev A 192.168.1.20',
    'test TXT "lovable-verify=4b0f62ac"',
    `preview A ${AT.preview}`,
    `mail A ${AT.mail}`,
    '@ MX 10 mail',
    '@ MX 20 mx2.oldhost-mail.test.',
    [
      '@ TXT "v=spf1 ip4:34.0.0.0/8 include:_spf.google.com include:sendgrid.net include:mailgun.org include:servers.mcsv.net',
      'include:mail.zendesk.com include:spf.old-crm.test a:web1.oldhost-mail.test a:web2.oldhost-mail.test a:web3.oldhost-mail.test ?all"',
    ].join(' '),
    '_dmarc TXT "v=DMARC1; p=none; pct=50; rua=mailto:agg@reports.oldhost-mail.test,dmarc@coachly.test"',
    'k1._domainkey CNAME dkim.oldhost-mail.test.',
    'google._domainkey TXT "v=DKIM1; k=rsa; p="',
  ],
};

export const zones: readonly Zone[] = [
  ...WORLD,
  ...MAIL_WORLD,
  budgetDns,
  { name: 'ns.cloudflare.com', servers: ASSIGNED, records: [] },
  coachly,
  elsewhere('ngrok-free.app', '205.251.194.61', [`${TUNNEL}. A ${AT.laptop}`]),
  elsewhere('herokuapp.com', '205.251.196.40', ['@ A 54.205.8.205']),
];
