import { mostBlamed } from './blame.ts';
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
  /** Messages and stacks of the errors that the app sent in the minutes before. */
  errors?: readonly string[];
}

const KINDS = {
  dns: 'dns',
  connect: 'connect',
  tls: 'tls',
  timeout: 'timeout',
  status: 'http',
  content: 'content',
  redirect: 'redirect',
  slow: 'slow',
  'own-network': 'cannot-tell',
  'own-delay': 'cannot-tell',
} as const;

/** Words for the part of the way that failed; `{}` stands for the host. */
const SENTENCES = {
  dns: 'DNS: the name {} cannot be looked up',
  connect: 'Connection: {} does not accept connections',
  tls: 'TLS: browsers refuse the certificate or handshake of {}',
  timeout: 'Time-out: {} does not answer in time',
  http: 'The app: {} answers, but with an error',
  content: 'The app: {} answers without the content it should show',
  redirect: 'Redirect: {} does not lead to the product',
  slow: 'Slow: {} answers, but too late',
  'cannot-tell': 'Cannot tell what broke at {}: the evidence points both ways',
} as const;

/**
 * What a CDN says of the server behind it, by its own statuses (developers.cloudflare.com/support/troubleshooting/http-status-codes).
 * They are no answers of the app.
 */
const ORIGIN: Readonly<Record<number, 'connect' | 'timeout' | 'tls' | 'dns'>> = {
  520: 'connect',
  521: 'connect',
  522: 'timeout',
  523: 'connect',
  524: 'timeout',
  525: 'tls',
  526: 'tls',
  530: 'dns',
};

/**
 * What most likely broke (OBS-8), and how much of the product it is. The way to the app is believed first, as nothing behind it was
 * reached; then what the app says of its database and of others' services, in its answer before its errors; then a deploy just before.
 * Evidence that contradicts itself is told as such. Pure.
 */
export function nameCause(at: Circumstances): IncidentCause {
  const { sample, host, deploy } = at;
  const scope = at.badHosts > 0 ? 'many' : at.wellHere > 0 && at.badHere <= 1 ? 'route' : 'host';
  const kind = (sample.status !== null && ORIGIN[sample.status]) || KINDS[sample.cause ?? 'own-delay'];
  const tail = `${SCOPES[scope]}. ${sentence(sample.says)}`.trimEnd();
  const near = deploy !== undefined && isNear(deploy, sample.at) ? deploy : undefined;
  const minutes = near ? Math.max(1, Math.round((sample.at - near.at) / 60_000)) : 0;
  if (kind === 'dns' || kind === 'tls' || kind === 'redirect' || kind === 'cannot-tell')
    return { kind, scope, says: `${SENTENCES[kind].replace('{}', host)}${tail}` };
  // A refused connection has reached no app, but an app whose database is gone may not even start, and says so in its errors.
  const blame = sample.blame ?? mostBlamed(at.errors ?? []);
  if (blame === 'torn' && near === undefined)
    return { kind: 'cannot-tell', scope, says: `${SENTENCES['cannot-tell'].replace('{}', host)}${tail}` };
  if (blame !== null && blame !== 'torn') {
    const after = near ? ` ${near.release} went out ${minutes} min before.` : '';
    return { kind: blame.part, scope, says: `${BLAMED[blame.part](host, blame.who)}${tail}${after}` };
  }
  const says = `${SENTENCES[kind].replace('{}', host)}${tail}`;
  if (near === undefined) return { kind, scope, says };
  return { kind: 'deploy', scope, says: `Deploy: ${near.release} went out ${minutes} min before. ${says}` };
}

const BLAMED = {
  database: (host: string, who: string) => `Database: ${host} cannot use ${who}`,
  'third-party': (host: string, who: string) => `Third party: ${who} fails for ${host}`,
} as const;

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
