/** What kind of environment a host name betrays, and whose. */
export interface Environment {
  kind: 'preview' | 'development' | 'tunnel' | 'local';
  service: string;
}

interface Rule extends Environment {
  /** Domains: the rule holds for the name itself and every name below. */
  below?: readonly string[];
  /** For platforms that serve production and previews below one domain. */
  like?: RegExp;
  source: string;
}

/** Names of environments that come and go; read 2026-11-22 at the sources given. Production names of the same platforms are left out. */
const RULES = [
  {
    kind: 'local',
    service: 'this computer',
    below: ['localhost', 'localdomain', 'localtest.me', 'lvh.me'],
    source: 'RFC 6761 section 6.3',
  },
  {
    kind: 'local',
    service: 'a local network',
    below: ['local', 'internal', 'lan', 'home.arpa', 'intranet'],
    source: 'RFC 6762 section 3; RFC 8375; ICANN 2024-07-29 (.internal)',
  },
  { kind: 'local', service: 'an address spelled as a name', below: ['nip.io', 'sslip.io', 'xip.io'], source: 'https://sslip.io' },

  {
    kind: 'tunnel',
    service: 'ngrok',
    below: ['ngrok.io', 'ngrok.app', 'ngrok.dev', 'ngrok.pro', 'ngrok-free.app', 'ngrok-free.dev', 'ngrok-free.pizza'],
    source: 'https://ngrok.com/docs/universal-gateway/domains/',
  },
  {
    kind: 'tunnel',
    service: 'Cloudflare quick tunnel',
    below: ['trycloudflare.com'],
    source: 'https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/do-more-with-tunnels/trycloudflare/',
  },
  { kind: 'tunnel', service: 'localtunnel', below: ['loca.lt', 'localtunnel.me'], source: 'https://github.com/localtunnel/localtunnel' },
  { kind: 'tunnel', service: 'localhost.run', below: ['localhost.run', 'lhr.life', 'lhr.rocks'], source: 'https://localhost.run/docs/' },
  { kind: 'tunnel', service: 'Serveo', below: ['serveo.net', 'serveousercontent.com'], source: 'https://serveo.net' },
  { kind: 'tunnel', service: 'Pinggy', below: ['pinggy.io', 'pinggy.link', 'pinggy-free.link'], source: 'https://pinggy.io/docs/' },
  { kind: 'tunnel', service: 'LocalXpose', below: ['loclx.io', 'localxpose.io'], source: 'https://localxpose.io/docs' },
  { kind: 'tunnel', service: 'Expose', below: ['sharedwithexpose.com', 'expose.dev'], source: 'https://expose.dev/docs/' },
  { kind: 'tunnel', service: 'bore', below: ['bore.pub'], source: 'https://github.com/ekzhang/bore' },
  {
    kind: 'tunnel',
    service: 'Visual Studio dev tunnel',
    below: ['devtunnels.ms'],
    source: 'https://learn.microsoft.com/azure/developer/dev-tunnels/overview',
  },
  { kind: 'tunnel', service: 'Tailscale Funnel', below: ['ts.net'], source: 'https://tailscale.com/kb/1223/funnel' },
  { kind: 'tunnel', service: 'zrok', below: ['share.zrok.io'], source: 'https://docs.zrok.io/docs/concepts/sharing-public/' },
  { kind: 'tunnel', service: 'PageKite', below: ['pagekite.me'], source: 'https://pagekite.net/wiki/' },

  {
    kind: 'development',
    service: 'Replit workspace',
    below: ['replit.dev', 'repl.co'],
    source: 'https://docs.replit.com/replit-workspace/workspace-features/preview',
  },
  {
    kind: 'development',
    service: 'StackBlitz or Bolt workspace',
    below: ['webcontainer.io', 'webcontainer-api.io', 'stackblitz.io'],
    source: 'https://developer.stackblitz.com/platform/webcontainers/browser-config',
  },
  {
    kind: 'development',
    service: 'GitHub Codespaces',
    below: ['github.dev', 'githubpreview.dev'],
    source: 'https://docs.github.com/en/codespaces/developing-in-a-codespace/forwarding-ports-in-your-codespace',
  },
  { kind: 'development', service: 'Gitpod', below: ['gitpod.io', 'gitpod.dev'], source: 'https://www.gitpod.io/docs' },
  {
    kind: 'development',
    service: 'CodeSandbox',
    below: ['csb.app', 'codesandbox.io', 'codesandbox.dev'],
    source: 'https://codesandbox.io/docs/learn/devboxes/preview',
  },
  {
    kind: 'development',
    service: 'Google Cloud workstation',
    below: ['cloudworkstations.dev', 'cloudshell.dev', 'idx.dev'],
    source: 'https://cloud.google.com/workstations/docs/architecture',
  },
  { kind: 'development', service: 'Lovable editor', below: ['lovableproject.com'], source: 'https://docs.lovable.dev/features/publish' },
  { kind: 'development', service: 'E2B sandbox', below: ['e2b.app', 'e2b.dev'], source: 'https://e2b.dev/docs/sandbox/internet-access' },
  { kind: 'development', service: 'Vercel sandbox', below: ['vercel.run'], source: 'https://vercel.com/docs/vercel-sandbox' },

  {
    kind: 'preview',
    service: 'Lovable preview',
    like: /(^|\.)(id-)?preview--[^.]+\.lovable\.app$/,
    source: 'https://docs.lovable.dev/features/publish',
  },
  { kind: 'preview', service: 'Emergent preview', below: ['preview.emergentagent.com'], source: 'https://help.emergent.sh' },
  { kind: 'preview', service: 'v0 preview', below: ['vusercontent.net'], source: 'https://v0.app/docs' },
  {
    kind: 'preview',
    service: 'Vercel preview',
    like: /-git-[^.]+\.vercel\.app$/,
    source: 'https://vercel.com/docs/deployments/generated-urls',
  },
  {
    kind: 'preview',
    service: 'Vercel preview',
    like: /-(?=[a-z]*\d)[a-z0-9]{9}-[^.]+\.vercel\.app$/,
    source: 'https://vercel.com/docs/deployments/generated-urls',
  },
  {
    kind: 'preview',
    service: 'Netlify preview',
    like: /^[^.]+--[^.]+\.netlify\.(app|com)$/,
    source: 'https://docs.netlify.com/deploy/deploy-types/deploy-previews/',
  },
  {
    kind: 'preview',
    service: 'Cloudflare Pages preview',
    like: /^[^.]+\.[^.]+\.pages\.dev$/,
    source: 'https://developers.cloudflare.com/pages/configuration/preview-deployments/',
  },
  {
    kind: 'preview',
    service: 'Cloudflare Workers preview',
    like: /^[0-9a-f]{8}-[^.]+\.[^.]+\.workers\.dev$/,
    source: 'https://developers.cloudflare.com/workers/configuration/previews/',
  },
  {
    kind: 'preview',
    service: 'Firebase Hosting preview',
    like: /^[^.]+--[^.]+\.web\.app$/,
    source: 'https://firebase.google.com/docs/hosting/test-preview-deploy',
  },
  { kind: 'preview', service: 'Render preview', like: /-pr-\d+\.onrender\.com$/, source: 'https://render.com/docs/service-previews' },
  {
    kind: 'preview',
    service: 'Railway preview',
    like: /-pr-\d+\.up\.railway\.app$/,
    source: 'https://docs.railway.com/reference/environments',
  },
  {
    kind: 'preview',
    service: 'Heroku review app',
    like: /-pr-\d+(-[0-9a-f]{12})?\.herokuapp\.com$/,
    source: 'https://devcenter.heroku.com/articles/github-integration-review-apps',
  },
  {
    kind: 'preview',
    service: 'Amplify preview',
    like: /^pr-\d+\.[^.]+\.amplifyapp\.com$/,
    source: 'https://docs.aws.amazon.com/amplify/latest/userguide/pr-previews.html',
  },
] as const satisfies readonly Rule[];

/** Private, loopback and link-local address literals as a URL's host spells them. */
const LOCAL_ADDRESS =
  /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|0\.0\.0\.0$|\[?(::1|::|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*)\]?$)/;

/**
 * The environment that a host name (or address literal) belongs to: a preview deployment, a development workspace, a tunnel or a local
 * machine; null for names that production may have. Any case, a final dot allowed. Never throws.
 */
export function environmentOf(host: string): Environment | null {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (name.length > 255) return null;
  if (LOCAL_ADDRESS.test(name)) return { kind: 'local', service: 'a private address' };
  const found = RULES.find(
    (rule: Rule) => rule.like?.test(name) ?? rule.below?.some((domain) => name === domain || name.endsWith(`.${domain}`)) ?? false,
  );
  return found ? { kind: found.kind, service: found.service } : null;
}
