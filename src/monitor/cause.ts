import type { DeployMarker, IncidentCause, Sample, Time } from './types.ts';

/** A deploy this long before a failure is the first suspect, ms. */
const DEPLOY_NEAR = 15 * 60_000;

/** What is known when an incident opens. */
export interface Circumstances {
  sample: Sample;
  host: string;
  /** The last deploy before it, if any. */
  deploy?: DeployMarker | undefined;
  /** Monitors of the same host that are well, and that are not. */
  wellHere: number;
  badHere: number;
  /** Other hosts of the same address that are not well. */
  badHosts: number;
}

const KINDS = {
  dns: 'dns',
  connect: 'connect',
  tls: 'tls',
  timeout: 'timeout',
  status: 'http',
  content: 'content',
  slow: 'slow',
  'own-network': 'connect',
} as const;

/** Words for the part of the way that failed; `{}` stands for the host. */
const SENTENCES = {
  dns: 'DNS: the name {} cannot be looked up',
  connect: 'Connection: {} does not accept connections',
  tls: 'TLS: browsers refuse the certificate or handshake of {}',
  timeout: 'Time-out: {} does not answer in time',
  http: 'The app: {} answers, but with an error',
  content: 'The app: {} answers without the content it should show',
  slow: 'Slow: {} answers, but too late',
} as const;

/** What most likely broke (OBS-8): the part of the way, whether a deploy stands just before it, and how much is affected. Pure. */
export function nameCause({ sample, host, deploy, wellHere, badHere, badHosts }: Circumstances): IncidentCause {
  const kind = KINDS[sample.cause ?? 'connect'];
  const scope = badHosts > 0 ? 'many' : wellHere > 0 && badHere <= 1 ? 'route' : 'host';
  const says = `${SENTENCES[kind].replace('{}', host)}${SCOPES[scope]}. ${sentence(sample.says)}`.trim();
  // The network part of the way is not what a deploy of an app touches; its answers are.
  const suspect = deploy && isNear(deploy, sample.at) && (kind === 'http' || kind === 'content' || kind === 'slow' || kind === 'connect');
  if (!suspect) return { kind, scope, says };
  const minutes = Math.max(1, Math.round((sample.at - deploy.at) / 60_000));
  return { kind: 'deploy', scope, says: `Deploy: ${deploy.release} went out ${minutes} min before. ${says}` };
}

const SCOPES = { route: ' (other routes of it are well)', host: '', many: ' (other hosts of the same address are down too)' } as const;

function sentence(text: string | null): string {
  if (text === null || text === '') return '';
  if (/^\S+\.\S/.test(text)) return `${text}.`; // a host name keeps its letters
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

/** Whether a deploy stands close enough before `at` to be a suspect. */
export function isNear(deploy: Pick<DeployMarker, 'at'>, at: Time): boolean {
  return deploy.at <= at && at - deploy.at <= DEPLOY_NEAR;
}
