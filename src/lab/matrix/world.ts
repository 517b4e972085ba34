import type { Route, Scenario } from '../scenario.ts';
import { controlLine } from '../scenarios/control.ts';
import firstSite from '../scenarios/first-site.ts';
import healthy from '../scenarios/healthy.ts';
import launchDay from '../scenarios/launch-day.ts';
import { LOG_FILE } from '../scenarios/request-log.ts';
import { CLOUDFLARE_DNS, GOOGLE_MAIL } from '../scenarios/world.ts';
import { behindEdge, type Draft, ownZone, route, site } from './edit.ts';

/** A product in which nothing is wrong, whatever the domain. */
type Kind = 'app' | 'edge' | 'spa' | 'shop' | 'page' | 'checkout';

/** The clean twins: each domain with the kind of product behind it. */
const TWINS: Readonly<Record<string, Kind>> = {
  'northpier.test': 'app',
  'loomly.test': 'app',
  'fernway.test': 'app',
  'oakdesk.test': 'app',
  'plumline.test': 'app',
  'quayside.test': 'app',
  'saltmill.test': 'app',
  'harborlane.test': 'edge',
  'gritstone.test': 'spa',
  'birchcart.test': 'shop',
  'tealshop.test': 'shop',
  'wickstore.test': 'shop',
  'hazelpage.test': 'page',
  'ivynote.test': 'page',
  'copperlane.test': 'checkout',
};

/** Twins whose zone is signed with DNSSEC. */
const SIGNED: ReadonlySet<string> = new Set(['loomly.test']);

/** The domains of the matrix. */
export const DOMAINS: readonly string[] = Object.keys(TWINS);

/** The clean twin of a domain: a pretend internet in which an audit finds nothing at medium or above. */
export function cleanTwin(domain: string): Draft<Scenario> {
  const kind = TWINS[domain];
  if (kind === undefined) throw new Error(`the matrix has no domain ${domain}`);
  return MAKE[kind](domain);
}

const MAKE: Readonly<Record<Kind, (domain: string) => Draft<Scenario>>> = {
  app(domain) {
    const { cloudflare: _edge, repository: _code, ...elsewhere } = healthy; // faults are planted where the records lie, not at an edge
    const twin = renamed(elsewhere, domain);
    site(twin, 'app').https!.unshift(...appFiles(domain));
    const home = route(twin, '', '/');
    home.body = home.body!.replace('</title>', `</title><link rel="canonical" href="https://${domain}/">`);
    site(twin, '').https!.unshift({
      path: '/robots.txt',
      headers: { 'Content-Type': 'text/plain' },
      body: 'User-agent: *\nDisallow: /drafts/\n',
    });
    route(twin, '', '/.well-known/launch-ready.txt').body = controlLine(domain);
    route(twin, 'app', '/signup').limit = { requests: 20, seconds: 10 };
    if (SIGNED.has(domain)) ownZone(twin).signed = {};
    return twin;
  },
  edge(domain) {
    const twin = MAKE.app(domain);
    behindEdge(twin, 'app');
    return twin;
  },
  spa(domain) {
    const spa = MAKE.app(domain);
    site(spa, '').https!.find(({ path }) => path.endsWith('.js'))!.body += builtIn();
    for (const label of ['', 'app', 'docs']) {
      const routes = site(spa, label).https!;
      const shell = routes.find(({ path, body }) => (path === '/' || path === '/dashboard') && body !== undefined)!;
      // As hosts of single-page apps do: every path that nobody has is the app itself, with status 200.
      Object.assign(
        routes.find(({ path }) => path === '*')!,
        { status: 200, body: shell.body },
      );
    }
    return spa;
  },
  shop(domain) {
    const shop = renamed(launchDay, domain);
    const zone = ownZone(shop);
    zone.records = zone.records.filter((record) => !record.includes('sendgrid') && !record.startsWith('_dmarc'));
    zone.records.push(`_dmarc TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@${domain}"`);
    site(shop, '').headers!['Strict-Transport-Security'] = 'max-age=63072000; includeSubDomains';
    site(shop, 'app').certificate = { names: [`app.${domain}`] };
    return shop;
  },
  page(domain) {
    const { repository: _code, ...online } = firstSite;
    const page = renamed(online, domain);
    const zone = ownZone(page);
    zone.records.push(
      '@ MX 1 smtp.google.com.',
      '@ TXT "v=spf1 include:_spf.google.com ~all"',
      `_dmarc TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@${domain}"`,
      googleKey(),
      `www 300 A ${page.sites[0]!.addresses[0]!}`,
    );
    zone.servers = [...CLOUDFLARE_DNS];
    const apex = site(page, '');
    const home = route(page, '', '/');
    // A page that an edge keeps for everybody, and a session that the edge begins with each visitor: nothing of one reaches another.
    home.headers = { ...home.headers, 'X-Cache': 'HIT', Age: '42' };
    home.cookies = ['visit_session={{nonce}}; Path=/; Secure; HttpOnly; SameSite=Lax'];
    page.sites.push({
      ...apex,
      hosts: [`www.${domain}`],
      http: [{ path: '*', redirect: { to: `https://www.${domain}`, status: 308 } }],
      https: [{ path: '*', redirect: { to: `https://${domain}`, status: 308 } }],
    });
    page.mail = [{ ...GOOGLE_MAIL }];
    return page;
  },
  checkout(domain) {
    const twin = MAKE.app(domain);
    const { 'launch-ready.yaml': _config, 'shipyard.json': _sites, [LOG_FILE]: _log, ...files } = healthy.repository!; // !: Acme has one
    twin.repository = files;
    return twin;
  },
};

/** The files by which phones let an app open links of this host. */
function appFiles(domain: string): Draft<Route>[] {
  const app = `test.${domain.split('.')[0]!}.app`;
  const target = { namespace: 'android_app', package_name: app, sha256_cert_fingerprints: [Array(32).fill('A1').join(':')] };
  return [
    {
      path: '/.well-known/apple-app-site-association',
      json: { applinks: { details: [{ appIDs: [`Q7WX2K9LMN.${app}`], components: [{ '/': '/invite/*' }] }] } },
      headers: { 'Content-Type': 'application/json' },
    },
    { path: '/.well-known/assetlinks.json', json: [{ relation: ['delegate_permission/common.handle_all_urls'], target }] },
  ];
}

/** What is in the scripts of careful apps: keys that are public by design, and addresses that libraries bring along and never call. */
function builtIn(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const anon = [
    part({ alg: 'HS256', typ: 'JWT' }),
    part({ iss: 'supabase', role: 'anon', exp: 2_075_000_000 }),
    'Zk4mPq7wXt2vRb9nLc6yHd3s',
  ];
  return [
    `createClient("https://kq7vn2xttb.supabase.co","${anon.join('.')}")`,
    `loadStripe("${['pk', 'live', '51Kx7mQ2pL9wZk4mPq7wXt2vRb9nLc6yHd3s'].join('_')}")`,
    `initializeApp({apiKey:"${['AIza', 'SyB7kQ2mZ9pLx4WvRt6NcHd3sJf8gAe1uTo'].join('')}",projectId:"shop"})`,
    'new URL("http://localhost:3000/api/auth")',
    'const G="http://localhost:9999"',
    'const A="localhost"===location.hostname?"http://localhost:5173":"/"',
  ].join(';');
}

/** The published key of the mail provider, as the other twins have it. */
function googleKey(): string {
  return healthy.zones.flatMap(({ records }) => records).find((record) => record.startsWith('google._domainkey'))!;
}

/** A copy of a scenario under another name, that shares nothing with it. */
function renamed(scenario: Scenario, domain: string): Draft<Scenario> {
  const [label, brand] = [scenario.domain.split('.')[0]!, domain.split('.')[0]!];
  const title = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
  const text = JSON.stringify({ ...scenario, faults: [], expect: { decision: 'go' } })
    .replaceAll(label, brand)
    .replaceAll(title(label), title(brand));
  return JSON.parse(text) as Draft<Scenario>; // as: a scenario is plain JSON
}
