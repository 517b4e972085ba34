/** A sign of machinery that a first launch does not need. */
export interface Heavy {
  kind: HeavyKind;
  path: string;
  line: number | null;
}

export const HEAVY_KINDS = [
  'Kubernetes',
  'Helm chart',
  'Service mesh',
  'Event streaming',
  'Event sourcing',
  'Workflow engine',
  'Several cache layers',
  'Multi-region infrastructure',
  'Self-hosted monitoring',
  'Microservices',
] as const satisfies readonly string[];
export type HeavyKind = (typeof HEAVY_KINDS)[number];

/** Signs kept of each kind. */
const EACH = 5;

/** More service folders with a Dockerfile of their own than this are microservices. */
const SERVICES = 4;

const KUBERNETES_KINDS =
  'Deployment|StatefulSet|DaemonSet|Service|Ingress|ConfigMap|CronJob|Job|HorizontalPodAutoscaler|Namespace|Pod|Kustomization|HelmRelease|Application';

/** Lines of manifests that give a kind away. `also` must occur anywhere in the same file. */
const LINES = [
  { kind: 'Kubernetes', file: /\.ya?ml$/, line: new RegExp(`^kind:\\s*["']?(?:${KUBERNETES_KINDS})["']?\\s*$`), also: /^apiVersion:/m },
  {
    kind: 'Service mesh',
    file: /\.(ya?ml|tf)$/,
    line: /(?:networking|security|install)\.istio\.io\/|linkerd\.io\/|\bconsul\.hashicorp\.com\//,
  },
  {
    kind: 'Event streaming',
    file: /(^|\/)(docker-)?compose[^/]*\.ya?ml$/,
    line: /^\s*image:\s*["']?\S*\b(kafka|redpanda|rabbitmq|pulsar|nats)\b/,
  },
  { kind: 'Workflow engine', file: /(^|\/)(docker-)?compose[^/]*\.ya?ml$/, line: /^\s*image:\s*["']?\S*\b(temporalio|airflow|cadence)\b/ },
  { kind: 'Event sourcing', file: /(^|\/)(docker-)?compose[^/]*\.ya?ml$/, line: /^\s*image:\s*["']?\S*\b(eventstore|kurrentdb|axoniq)\b/ },
  {
    kind: 'Self-hosted monitoring',
    file: /(^|\/)(docker-)?compose[^/]*\.ya?ml$/,
    line: /^\s*image:\s*["']?\S*(opentelemetry-collector|otel\/|jaegertracing|grafana\/(loki|tempo|mimir))/,
  },
  {
    kind: 'Self-hosted monitoring',
    file: /(^|\/)(docker-)?compose[^/]*\.ya?ml$/,
    line: /^\s*image:\s*["']?\S*prom\/prometheus/,
    also: /grafana\/grafana/,
  },
] as const satisfies readonly { kind: HeavyKind; file: RegExp; line: RegExp; also?: RegExp }[];

const PACKAGES = [
  ['Event streaming', ['kafkajs', '@confluentinc/kafka-javascript', 'node-rdkafka', 'amqplib', 'amqp-connection-manager', 'rhea', 'nats']],
  ['Workflow engine', ['@temporalio/client', '@temporalio/worker']],
  ['Event sourcing', ['@eventstore/db-client', '@kurrent/kurrentdb-client', '@event-driven-io/emmett']],
] as const satisfies readonly (readonly [HeavyKind, readonly string[]])[];

/** Clients of caches; more than one kind is a layer too many. */
const CACHES = [
  ['redis', ['redis', 'ioredis', '@upstash/redis', '@vercel/kv']],
  ['memcached', ['memcached', 'memjs']],
  ['in-process cache', ['node-cache', 'cache-manager']],
] as const satisfies readonly (readonly [string, readonly string[]])[];

/** True for files whose text `heavyIn` wants to see. */
export function isManifest(path: string): boolean {
  return /\.(ya?ml|tf)$/i.test(path) && !path.startsWith('.github/') && !/(^|\/)(pnpm-lock|mkdocs|openapi)[^/]*$/.test(path);
}

/** The signs in one manifest, at most one of each kind. */
export function heavyIn(path: string, text: string): Heavy[] {
  const lines = text.split(/\r?\n/);
  return LINES.flatMap((rule): Heavy[] => {
    if (!rule.file.test(path) || ('also' in rule && !rule.also.test(text))) return [];
    const at = lines.findIndex((line) => rule.line.test(line.slice(0, 500)));
    return at < 0 ? [] : [{ kind: rule.kind, path, line: at + 1 }];
  });
}

/** The regions that Terraform files name for their providers; more than one is multi-region. */
export function regionsIn(text: string): { region: string; line: number }[] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    const region = /^\s*(?:aws_)?(?:region|location)\s*=\s*"([a-z]{2,}-?[a-z]+-?\d?[a-z]?)"/.exec(line.slice(0, 300))?.[1];
    return region === undefined ? [] : [{ region, line: i + 1 }];
  });
}

/** The signs in names of files and packages. `dependencies` maps each package.json to its direct production dependencies. */
export function heavyByName(files: readonly string[], dependencies: ReadonlyMap<string, readonly string[]>): Heavy[] {
  const charts = files.filter((path) => /(^|\/)Chart\.ya?ml$/.test(path)).map((path): Heavy => ({ kind: 'Helm chart', path, line: null }));
  const services = files.filter((path) => /^(?:[^/]+\/)+Dockerfile$/.test(path));
  const micro = services.length > SERVICES ? services.map((path): Heavy => ({ kind: 'Microservices', path, line: null })) : [];
  const packaged = [...dependencies].flatMap(([path, names]) => [
    ...PACKAGES.filter(([, wanted]) => wanted.some((name) => names.includes(name))).map(([kind]): Heavy => ({ kind, path, line: null })),
    ...(CACHES.filter(([, wanted]) => wanted.some((name) => names.includes(name))).length > 1
      ? [{ kind: 'Several cache layers' as const, path, line: null }]
      : []),
  ]);
  return [...charts, ...micro, ...packaged];
}

/** Sorted by kind and path, at most 5 of each kind. */
export function tidy(found: readonly Heavy[]): Heavy[] {
  return HEAVY_KINDS.flatMap((kind) =>
    found
      .filter((each) => each.kind === kind)
      .toSorted((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)))
      .slice(0, EACH),
  );
}
