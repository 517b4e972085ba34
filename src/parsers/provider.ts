import type { Headers } from './headers.ts';

interface Provider {
  name: string;
  /** Domains that aliases of its customers point to. */
  aliases?: readonly string[];
  /** Response headers that only it sets: a name, or a name and how its value begins. */
  headers?: readonly (readonly [name: string, begins?: string])[];
  /** Domains of its name servers. */
  nameServers?: readonly (string | RegExp)[];
  /** Domains of its mail exchangers. */
  mail?: readonly string[];
}

/**
 * Who runs what, by the names and headers that its customers show; read 2026-11-22 in the providers' own set-up guides. Platforms stand
 * before the edges and clouds they are built on, because the first that fits is believed.
 */
const PROVIDERS = [
  { name: 'Lovable', aliases: ['lovable.app', 'lovableproject.com'] },
  { name: 'Replit', aliases: ['replit.app', 'replit.dev', 'repl.co'], headers: [['replit-cluster']] },
  { name: 'Bolt', aliases: ['bolt.host'] },
  { name: 'Base44', aliases: ['base44.app', 'base44.com'] },
  {
    name: 'Vercel',
    aliases: ['vercel-dns.com', 'vercel.app', 'vercel-dns-017.com', 'now.sh'],
    headers: [['x-vercel-id'], ['server', 'Vercel']],
    nameServers: ['vercel-dns.com'],
  },
  {
    name: 'Netlify',
    aliases: ['netlify.app', 'netlify.com', 'netlifyglobalcdn.com'],
    headers: [['x-nf-request-id'], ['server', 'Netlify']],
    nameServers: [/^dns\d+\.p\d+\.nsone\.net$/],
  },
  { name: 'Fly', aliases: ['fly.dev', 'flydns.net'], headers: [['fly-request-id'], ['server', 'Fly/']] },
  { name: 'Render', aliases: ['onrender.com'], headers: [['x-render-origin-server'], ['rndr-id']] },
  { name: 'Railway', aliases: ['railway.app'], headers: [['x-railway-request-id'], ['x-railway-edge'], ['server', 'railway']] },
  {
    name: 'Heroku',
    aliases: ['herokuapp.com', 'herokudns.com', 'herokussl.com'],
    headers: [
      ['via', '1.1 vegur'],
      ['via', '1.1 heroku-router'],
      ['server', 'Heroku'],
      ['server', 'Cowboy'],
    ],
  },
  { name: 'Firebase', aliases: ['web.app', 'firebaseapp.com'] },
  { name: 'Supabase', aliases: ['supabase.co', 'supabase.com'], headers: [['sb-project-ref'], ['sb-gateway-version']] },
  { name: 'GitHub Pages', aliases: ['github.io'], headers: [['server', 'GitHub.com']] },
  { name: 'Cloudflare Pages', aliases: ['pages.dev'] },
  { name: 'Cloudflare Workers', aliases: ['workers.dev'] },
  { name: 'Webflow', aliases: ['webflow.com', 'webflow.io'], headers: [['x-wf-region']] },
  { name: 'Framer', aliases: ['framer.app', 'framer.website', 'framer.wiki'], headers: [['server', 'Framer']] },
  { name: 'Shopify', aliases: ['myshopify.com', 'shopify.com'], headers: [['x-shopid']] },
  {
    name: 'Squarespace',
    aliases: ['squarespace.com', 'squarespace-dns.com'],
    headers: [['server', 'Squarespace']],
    nameServers: ['squarespacedns.com'],
  },
  { name: 'Wix', aliases: ['wixdns.net', 'wixsite.com'], headers: [['x-wix-request-id']], nameServers: ['wixdns.net'] },
  { name: 'WordPress.com', aliases: ['wordpress.com'], headers: [['host-header', 'WordPress.com']], nameServers: ['wordpress.com'] },
  { name: 'DigitalOcean', aliases: ['ondigitalocean.app'], headers: [['x-do-app-origin']], nameServers: ['digitalocean.com'] },
  {
    name: 'Microsoft',
    aliases: [
      'azurewebsites.net',
      'azurestaticapps.net',
      'azureedge.net',
      'azurefd.net',
      'trafficmanager.net',
      'cloudapp.net',
      'cloudapp.azure.com',
      'azurecontainerapps.io',
    ],
    headers: [['x-azure-ref'], ['x-ms-request-id']],
    nameServers: [/\.azure-dns\.(com|net|org|info)$/, 'microsoftonline.com'],
    mail: ['mail.protection.outlook.com', 'mx.microsoft', 'olc.protection.outlook.com'],
  },
  { name: 'Amazon CloudFront', aliases: ['cloudfront.net'], headers: [['x-amz-cf-id']] },
  {
    name: 'AWS',
    aliases: ['amazonaws.com', 'elasticbeanstalk.com', 'awsapprunner.com', 'awsglobalaccelerator.com', 'amplifyapp.com'],
    headers: [['x-amzn-requestid'], ['x-amz-request-id'], ['x-amzn-trace-id'], ['server', 'AmazonS3'], ['server', 'awselb']],
    nameServers: [/\.awsdns-\d+\.(com|net|org|co\.uk)$/],
    mail: ['amazonaws.com', 'awsapps.com'],
  },
  {
    name: 'Google',
    aliases: ['ghs.googlehosted.com', 'ghs.google.com', 'run.app', 'appspot.com', 'googlehosted.com', 'hosted.app'],
    headers: [['x-cloud-trace-context'], ['server', 'Google Frontend'], ['via', '1.1 google']],
    nameServers: ['googledomains.com', 'google.com'],
    mail: ['google.com', 'googlemail.com'],
  },
  { name: 'Fastly', aliases: ['fastly.net', 'fastlylb.net'], headers: [['x-fastly-request-id'], ['x-served-by', 'cache-']] },
  {
    name: 'Akamai',
    aliases: ['akamaiedge.net', 'akamai.net', 'edgekey.net', 'edgesuite.net'],
    headers: [['x-akamai-request-id'], ['server', 'AkamaiGHost']],
    nameServers: [/^a\d+-\d+\.akam\.net$/],
  },
  { name: 'Bunny', aliases: ['b-cdn.net'], headers: [['server', 'BunnyCDN']], nameServers: ['bunny.net'] },
  {
    name: 'Cloudflare',
    aliases: ['cdn.cloudflare.net', 'cloudflare.com', 'cfargotunnel.com'],
    headers: [['cf-ray'], ['server', 'cloudflare']],
    nameServers: ['ns.cloudflare.com', 'foundationdns.com'],
    mail: ['mx.cloudflare.net'],
  },
  {
    name: 'Hetzner',
    aliases: ['your-server.de', 'hetzner.com'],
    nameServers: ['ns.hetzner.com', 'ns.hetzner.de', 'second-ns.com', 'second-ns.de', 'first-ns.de', 'your-server.de'],
    mail: ['your-server.de'],
  },
  {
    name: 'Namecheap',
    nameServers: ['registrar-servers.com', 'namecheaphosting.com'],
    mail: ['registrar-servers.com', 'privateemail.com', 'jellyfish.systems'],
  },
  { name: 'GoDaddy', nameServers: ['domaincontrol.com'], mail: ['secureserver.net'] },
  { name: 'Porkbun', aliases: ['pixie.porkbun.com'], nameServers: ['porkbun.com'], mail: ['porkbun.com'] },
  { name: 'IONOS', nameServers: [/\.ui-dns\.(com|de|org|biz)$/, 'ionos.com'], mail: ['ionos.com', 'kundenserver.de', 'perfora.net'] },
  { name: 'OVH', nameServers: ['ovh.net', 'anycast.me', 'ovh.ca'], mail: ['ovh.net', 'ovh.ca'] },
  { name: 'Gandi', nameServers: ['gandi.net'], mail: ['gandi.net'] },
  {
    name: 'Hostinger',
    aliases: ['hstgr.net', 'hostinger.com'],
    headers: [
      ['platform', 'hostinger'],
      ['server', 'hcdn'],
    ],
    nameServers: ['dns-parking.com', 'hostinger.com'],
    mail: ['hostinger.com', 'titan.email'],
  },
  { name: 'DNSimple', nameServers: ['dnsimple.com', 'dnsimple-edge.net', 'dnsimple-edge.org'] },
  { name: 'NS1', nameServers: ['nsone.net'] },
  { name: 'Zoho', mail: ['zoho.com', 'zoho.eu', 'zoho.in', 'zohomail.com'] },
  { name: 'Proton', mail: ['protonmail.ch', 'proton.me'] },
  { name: 'Fastmail', nameServers: ['messagingengine.com'], mail: ['messagingengine.com'] },
  { name: 'Apple iCloud', mail: ['mail.icloud.com'] },
  { name: 'Mailgun', aliases: ['mailgun.org'], mail: ['mailgun.org'] },
  { name: 'SendGrid', aliases: ['sendgrid.net'], mail: ['sendgrid.net'] },
  { name: 'Postmark', aliases: ['mtasv.net'], mail: ['postmarkapp.com'] },
  { name: 'Resend', aliases: ['resend.com'], mail: ['resend.com'] },
  { name: 'ImprovMX', mail: ['improvmx.com'] },
  { name: 'Forward Email', mail: ['forwardemail.net'] },
  { name: 'Migadu', mail: ['migadu.com'] },
  { name: 'Yandex', nameServers: ['yandex.net', 'yandex.ru'], mail: ['yandex.net', 'yandex.ru'] },
] as const satisfies readonly Provider[];

const ALL: readonly Provider[] = PROVIDERS;

/** Who serves a host, as far as its alias chain and its response headers tell; aliases are believed first. Null for strangers. */
export function providerOfHost({ cnames, headers }: { cnames: readonly string[]; headers: Headers }): string | null {
  const byAlias = ALL.find(({ aliases = [] }) => cnames.some((name) => aliases.some((domain) => isBelow(name, domain))));
  if (byAlias) return byAlias.name;
  return providersIn(headers)[0] ?? null;
}

/** Everybody whom response headers name: several where one stands before another, platforms first. */
export function providersIn(headers: Headers): string[] {
  const shows = ([wanted, begins = '']: readonly [string, string?]): boolean =>
    headers.some(([name, value]) => name.toLowerCase() === wanted && value.toLowerCase().startsWith(begins.toLowerCase()));
  return ALL.filter(({ headers: signs = [] }) => signs.some(shows)).map(({ name }) => name);
}

/** Who runs the DNS of a domain with these name servers: the provider of most of them, null when none is known. */
export function providerOfNameServers(names: readonly string[]): string | null {
  return most(names, ({ nameServers }) => nameServers);
}

/** Who receives mail at these exchangers: the provider of most of them, null when none is known. */
export function providerOfMail(exchanges: readonly string[]): string | null {
  return most(exchanges, ({ mail }) => mail);
}

function most(names: readonly string[], signs: (provider: Provider) => readonly (string | RegExp)[] | undefined): string | null {
  const counted = ALL.map((provider) => ({
    name: provider.name,
    count: names.filter((name) => signs(provider)?.some((sign) => fits(name, sign))).length,
  }));
  const best = counted.reduce((a, b) => (b.count > a.count ? b : a), { name: '', count: 0 });
  return best.count === 0 ? null : best.name;
}

function fits(name: string, sign: string | RegExp): boolean {
  return typeof sign === 'string' ? isBelow(name, sign) : sign.test(plain(name));
}

function isBelow(name: string, domain: string): boolean {
  return plain(name) === domain || plain(name).endsWith(`.${domain}`);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
