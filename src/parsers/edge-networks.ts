/** What stands between visitors and a server. A `proxy` leaves the server where it is; a `platform` runs the app itself and is its own edge. */
export interface Edge {
  /** As in the table of providers. */
  name: string;
  stands: 'proxy' | 'platform';
  /** Networks from which it answers visitors. */
  networks: readonly string[];
  /** `all` where the list is the company's own and whole; `some` where an address outside it proves nothing. */
  lists: 'all' | 'some';
  /** Where the networks are published, or the guide that names the addresses; null where there are none. */
  source: string | null;
}

/** When the networks were compiled. */
export const NETWORKS_OF = '2026-11-25';

const platform = (name: string): Edge => ({ name, stands: 'platform', networks: [], lists: 'some', source: null });
const proxy = (name: string): Edge => ({ name, stands: 'proxy', networks: [], lists: 'some', source: null });

/**
 * Edges with their networks. Those of Cloudflare and Fastly are copies of the published lists (state of 2022-10 and 2026-10; neither has
 * changed in years). CloudFront's are the large ones of its list. Those of Vercel, Fly and Render surround the addresses that their
 * guides name and were not held against a published list.
 */
export const EDGES: readonly Edge[] = [
  {
    name: 'Cloudflare',
    stands: 'proxy',
    networks: [
      '103.21.244.0/22',
      '103.22.200.0/22',
      '103.31.4.0/22',
      '104.16.0.0/13',
      '104.24.0.0/14',
      '108.162.192.0/18',
      '131.0.72.0/22',
      '141.101.64.0/18',
      '162.158.0.0/15',
      '172.64.0.0/13',
      '173.245.48.0/20',
      '188.114.96.0/20',
      '190.93.240.0/20',
      '197.234.240.0/22',
      '198.41.128.0/17',
      '2400:cb00::/32',
      '2405:8100::/32',
      '2405:b500::/32',
      '2606:4700::/32',
      '2803:f800::/32',
      '2a06:98c0::/29',
      '2c0f:f248::/32',
    ],
    lists: 'all',
    source: 'https://www.cloudflare.com/ips/',
  },
  {
    name: 'GitHub Pages', // before Fastly, which it is built on
    stands: 'platform',
    networks: ['185.199.108.0/22', '2606:50c0:8000::/46'],
    lists: 'all',
    source:
      'https://docs.github.com/en/pages/configuring-a-custom-domain-for-your-github-pages-site/managing-a-custom-domain-for-your-github-pages-site',
  },
  {
    name: 'Fastly',
    stands: 'proxy',
    networks: [
      '23.235.32.0/20',
      '43.249.72.0/22',
      '103.244.50.0/24',
      '103.245.222.0/23',
      '103.245.224.0/24',
      '104.156.80.0/20',
      '140.248.64.0/18',
      '140.248.128.0/17',
      '146.75.0.0/17',
      '151.101.0.0/16',
      '157.52.64.0/18',
      '167.82.0.0/17',
      '167.82.128.0/20',
      '167.82.160.0/20',
      '167.82.224.0/20',
      '172.111.64.0/18',
      '185.31.16.0/22',
      '199.27.72.0/21',
      '199.232.0.0/16',
      '2a04:4e40::/32',
      '2a04:4e42::/32',
    ],
    lists: 'all',
    source: 'https://api.fastly.com/public-ip-list',
  },
  {
    name: 'Amazon CloudFront',
    stands: 'proxy',
    networks: [
      '13.32.0.0/15',
      '13.35.0.0/16',
      '13.224.0.0/14',
      '52.84.0.0/15',
      '52.222.128.0/17',
      '54.182.0.0/16',
      '54.192.0.0/16',
      '65.8.0.0/16',
      '70.132.0.0/18',
      '99.84.0.0/16',
      '99.86.0.0/16',
      '143.204.0.0/16',
      '204.246.168.0/22',
      '2600:9000::/28',
    ],
    lists: 'some',
    source: 'https://ip-ranges.amazonaws.com/ip-ranges.json',
  },
  {
    name: 'Vercel',
    stands: 'platform',
    networks: ['76.76.21.0/24'],
    lists: 'some',
    source: 'https://vercel.com/docs/domains/set-up-custom-domain',
  },
  {
    name: 'Netlify',
    stands: 'platform',
    networks: ['75.2.60.5'],
    lists: 'some',
    source: 'https://docs.netlify.com/domains/configure-domains/configure-external-dns/',
  },
  {
    name: 'Fly',
    stands: 'platform',
    networks: ['66.241.124.0/23', '2a09:8280::/32'],
    lists: 'some',
    source: 'https://fly.io/docs/networking/services/',
  },
  {
    name: 'Render',
    stands: 'platform',
    networks: ['216.24.57.0/24'],
    lists: 'some',
    source: 'https://render.com/docs/configure-other-dns',
  },
  ...['Akamai', 'Bunny'].map(proxy),
  ...[
    'Cloudflare Pages',
    'Cloudflare Workers',
    'Railway',
    'Heroku',
    'Firebase',
    'Supabase',
    'Lovable',
    'Replit',
    'Bolt',
    'Base44',
    'Webflow',
    'Framer',
    'Shopify',
    'Squarespace',
    'Wix',
    'WordPress.com',
  ].map(platform),
];
