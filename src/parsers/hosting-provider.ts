/** A company that serves pages under customers' names, and how it answers for a name that no customer holds any more. */
export interface HostingProvider {
  name: string;
  /** Where its aliases lead. Neighbours at one company differ: a load balancer below amazonaws.com cannot be claimed, a bucket can. */
  aliases: RegExp;
  /** What its answer holds for such a name: a text of the body, or a header. Null where the alias itself stops existing. */
  sign: { body: string } | { header: string; value: string } | null;
  /** True when another customer can take the name with the alias alone as proof; false when the provider asks for a further one. */
  open: boolean;
}

/** From what is generally known of each provider; not held against their live answers (2026-11). */
const PROVIDERS: readonly HostingProvider[] = [
  { name: 'GitHub Pages', aliases: /(^|\.)github\.io$/, sign: { body: "There isn't a GitHub Pages site here" }, open: true },
  { name: 'Heroku', aliases: /(^|\.)herokuapp\.com$/, sign: { body: 'herokucdn.com/error-pages/no-such-app' }, open: true },
  { name: 'Heroku', aliases: /(^|\.)herokudns\.com$/, sign: { body: 'herokucdn.com/error-pages/no-such-app' }, open: false },
  { name: 'Amazon S3', aliases: /(^|\.)s3[a-z0-9.-]*\.amazonaws\.com$/, sign: { body: 'NoSuchBucket' }, open: true },
  { name: 'Surge', aliases: /(^|\.)surge\.sh$/, sign: { body: 'project not found' }, open: true },
  {
    name: 'Azure',
    aliases: /(^|\.)(cloudapp\.azure\.com|trafficmanager\.net|azureedge\.net|blob\.core\.windows\.net)$/,
    sign: null,
    open: true,
  },
  { name: 'Azure App Service', aliases: /(^|\.)azurewebsites\.net$/, sign: null, open: false },
  { name: 'Fly.io', aliases: /(^|\.)fly\.dev$/, sign: null, open: false },
  { name: 'Netlify', aliases: /(^|\.)(netlify\.app|netlify\.com)$/, sign: { body: 'Not Found - Request ID:' }, open: false },
  { name: 'Vercel', aliases: /(^|\.)(vercel\.app|vercel-dns\.com)$/, sign: { body: 'DEPLOYMENT_NOT_FOUND' }, open: false },
  { name: 'Render', aliases: /(^|\.)onrender\.com$/, sign: { header: 'x-render-routing', value: 'no-server' }, open: false },
  {
    name: 'Webflow',
    aliases: /(^|\.)(webflow\.com|webflow\.io)$/,
    sign: { body: "The page you are looking for doesn't exist or has been moved" },
    open: false,
  },
  { name: 'Shopify', aliases: /(^|\.)myshopify\.com$/, sign: { body: 'Sorry, this shop is currently unavailable' }, open: false },
];

/** The provider that an alias leads to, if it is one of those we know. */
export function hostingProviderOf(alias: string): HostingProvider | null {
  return PROVIDERS.find(({ aliases }) => aliases.test(alias)) ?? null;
}
