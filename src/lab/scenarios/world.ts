import type { MailServer } from '../mail/data.ts';
import type { Zone } from '../scenario.ts';

/** The name servers of the pretend Cloudflare account that founders use. */
export const CLOUDFLARE_DNS = [
  { name: 'kate.ns.cloudflare.com', address: '108.162.192.126' },
  { name: 'rob.ns.cloudflare.com', address: '172.64.33.140' },
] as const;

/** Google's incoming mail server for Workspace domains. */
export const GOOGLE_MAIL: MailServer = { host: 'smtp.google.com', address: '142.250.27.26', starttls: true };

/** The one address of the pretend Vercel. */
export const VERCEL = '76.76.21.21';

const elsewhere = (name: string, address: string, records: readonly string[]): Zone => ({
  name,
  servers: [
    { name: `ns1.${name}`, address },
    { name: `ns2.${name}`, address: address.replace(/\d+$/, (last) => String(Number(last) + 1)) },
  ],
  records,
  ttl: 300,
});

/** The zones of other companies that products point to: DNS hosts, platforms and mail providers. */
export const WORLD: readonly Zone[] = [
  elsewhere('cloudflare.com', '162.159.0.33', ['api A 104.19.193.29']),
  elsewhere('vercel-dns.com', '198.51.44.13', [`cname A ${VERCEL}`]),
  elsewhere('google.com', '216.239.32.10', [
    `smtp A ${GOOGLE_MAIL.address}`,
    '_spf TXT "v=spf1 include:_netblocks.google.com include:_netblocks2.google.com include:_netblocks3.google.com ~all"',
    '_netblocks TXT "v=spf1 ip4:35.190.247.0/24 ip4:64.233.160.0/19 ip4:66.102.0.0/20 ip4:74.125.0.0/16 ip4:209.85.128.0/17 ~all"',
    '_netblocks2 TXT "v=spf1 ip6:2607:f8b0:4000::/36 ip6:2a00:1450:4000::/36 ~all"',
    '_netblocks3 TXT "v=spf1 ip4:172.217.0.0/19 ip4:172.217.32.0/20 ip4:108.177.8.0/21 ~all"',
  ]),
  elsewhere('amazonses.com', '205.251.192.20', [
    '@ TXT "v=spf1 ip4:199.255.192.0/22 ip4:199.127.232.0/22 ip4:54.240.0.0/18 ip4:23.249.208.0/20 -all"',
    'feedback-smtp.us-east-1 A 44.206.9.87',
  ]),
  elsewhere('sendgrid.net', '208.115.214.5', [
    '@ TXT "v=spf1 ip4:167.89.0.0/17 ip4:208.117.48.0/20 ip4:50.31.32.0/19 include:ab.sendgrid.net ~all"',
    'ab TXT "v=spf1 ip4:149.72.0.0/16 ip4:159.183.0.0/16 ~all"',
  ]),
  elsewhere('mailgun.org', '216.239.34.106', [
    '@ TXT "v=spf1 include:_spf.mailgun.org include:_spf.eu.mailgun.org ~all"',
    '_spf TXT "v=spf1 ip4:209.61.151.0/24 ip4:166.78.68.0/22 ip4:198.61.254.0/23 ~all"',
    '_spf.eu TXT "v=spf1 ip4:141.193.32.0/23 ip4:159.112.240.0/20 ~all"',
  ]),
  elsewhere('mcsv.net', '205.201.131.130', ['servers TXT "v=spf1 ip4:205.201.128.0/20 ip4:198.2.128.0/18 ip4:148.105.8.0/21 ?all"']),
  elsewhere('zendesk.com', '216.198.0.11', ['mail TXT "v=spf1 ip4:103.151.192.0/23 ip4:185.12.80.0/22 ip4:188.172.128.0/20 ~all"']),
];
