/** What tells a product's owner that it fails, by its absence. */
export const NETS = ['health-route', 'error-tracking', 'error-boundary'] as const satisfies readonly string[];
export type Net = (typeof NETS)[number];

/** What the files of a checkout say together; texts are fed one at a time, so that none is kept. */
export interface NetsSeen {
  health: boolean;
  tracking: boolean;
  boundary: boolean;
}

const TRACKERS =
  /^(@sentry\/|@bugsnag\/|@honeybadger-io\/|@datadog\/|@highlight-run\/|@opentelemetry\/|@vercel\/otel|@appsignal\/|@axiomhq\/|@logtail\/|@rollbar\/|@newrelic\/|@elastic\/apm|@grafana\/faro|@raygun|@airbrake\/|@microsoft\/applicationinsights|applicationinsights|rollbar|newrelic|elastic-apm-node|dd-trace|logrocket|posthog-js|posthog-node|trackjs|raygun4js|glitchtip|openobserve|launch-ready)/;
const SERVERS =
  /^(express|fastify|hono|koa|@nestjs\/core|next|nuxt|@sveltejs\/kit|@remix-run\/(node|express|serve|cloudflare)|@react-router\/(node|express|serve|cloudflare)|@tanstack\/(react-)?start|elysia|h3|nitropack)$/;
const BOUNDED = /^(react|next)$/;

const HEALTH_FILE =
  /(^|\/)(health(z|check|-check)?|ready(z)?|live(z|ness)?|ping|status|up|heartbeat)(\/(route|index|\+server)|\.get)?\.[cm]?[jt]sx?$/i;
const HEALTH_PATH =
  /['"`/](?:api\/)?_?(?:health(?:z|check|-check)?|readyz?|readiness|livez?|liveness|ping|heartbeat)\/?['"`]|['"`]\/(?:api\/)?(?:status|up)\/?['"`]/i;
const TRACKING =
  /sentry-cdn\.com|browser\.sentry|SENTRY_DSN|Sentry\.init|onRequestError|window\.onerror|unhandledrejection|captureException|logtail|betterstack|"observability"\s*:|\[observability\]/;
const BOUNDARY = /ErrorBoundary|componentDidCatch|getDerivedStateFromError|errorElement|errorComponent|react-error-boundary|CatchBoundary/;
const BOUNDARY_FILE = /(^|\/)(app\/(.*\/)?(error|global-error)|pages\/_error|src\/pages\/_error|\+error)\.(tsx?|jsx?|svelte)$/;

/** Starts with what names alone tell: of dependencies and of files. */
export function netsByName(files: readonly string[], dependencies: readonly string[]): NetsSeen {
  return {
    health: files.some((path) => HEALTH_FILE.test(path)),
    tracking: dependencies.some((name) => TRACKERS.test(name)),
    boundary: files.some((path) => BOUNDARY_FILE.test(path)),
  };
}

/** Adds what a text of code or configuration tells. */
export function seeNets(seen: NetsSeen, text: string): void {
  seen.health ||= HEALTH_PATH.test(text);
  seen.tracking ||= TRACKING.test(text);
  seen.boundary ||= BOUNDARY.test(text);
}

/** The nets that this product needs and that nothing in it speaks of. */
export function missingNets(seen: NetsSeen, dependencies: readonly string[]): Net[] {
  const isServed = dependencies.some((name) => SERVERS.test(name));
  const isReact = dependencies.some((name) => BOUNDED.test(name)) && !dependencies.includes('react-native');
  return NETS.filter((net) => {
    if (net === 'health-route') return isServed && !seen.health;
    if (net === 'error-tracking') return (isServed || isReact) && !seen.tracking;
    return isReact && !seen.boundary;
  });
}
