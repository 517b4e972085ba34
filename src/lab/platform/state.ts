import { randomBytes } from 'node:crypto';
import type { Live } from '../live.ts';
import type { PlatformProject } from './project.ts';
import { type Built, buildTree, stamped } from './tree.ts';

/** How the platform may fail on order. `stuck` says that a release is live and goes on serving the one before. */
export type Mischief = 'build' | 'slow' | 'stuck' | 'promote';

export type DeploymentState = 'building' | 'failed' | 'ready' | 'live' | 'crashed' | 'retired';

export interface Deployment {
  id: string;
  release: string;
  state: DeploymentState;
  log: string[];
  built?: Built;
}

/** A refusal: an HTTP status and a sentence. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, says: string) {
    super(says);
    this.status = status;
  }
}

/** The state of one project and what may be done to it. */
export interface Platform {
  readonly token: string;
  readonly name: string;
  readonly owns: readonly string[];
  autoDeploy: boolean;
  readonly env: Map<string, string>;
  /** Newest first. */
  readonly deployments: readonly Deployment[];
  /** Makes the next deployments fail in this way until it is told otherwise. */
  misbehave(how: Mischief | undefined): void;
  create(release: string, files: Readonly<Record<string, string>>): Deployment;
  promote(id: string): Promise<Deployment>;
  /** What a git push does: builds and, with auto-deploy on, goes live. */
  push(release: string, files: Readonly<Record<string, string>>): Promise<Deployment>;
}

/** The ms for which a slow release goes on answering 503 after it was promoted. */
const SLOW_MS = 600;
const KEPT = 50;

export function makePlatform(live: Live, { project, owns, env = [], autoDeploy = true }: PlatformProject): Platform {
  const isOurs = (hosts: readonly string[]): boolean => hosts.some((host) => owns.includes(host));
  const first = live.sites.filter((site) => isOurs(site.hosts));
  const addresses = [...new Set(first.flatMap((site) => site.addresses))];
  const deployments: Deployment[] = [
    { id: 'dpl_1', release: 'first', state: 'live', log: ['Imported.'], built: { sites: first, env: [] } },
  ];
  let count = 1;
  let mischief: Mischief | undefined;
  const find = (id: string): Deployment => {
    const found = deployments.find((each) => each.id === id);
    if (!found) throw new Refusal(404, 'There is no such deployment.');
    return found;
  };
  const serve = async (sites: Built['sites']): Promise<void> =>
    live.change({ sites: [...live.sites.filter((site) => !isOurs(site.hosts)), ...sites] });

  const platform: Platform = {
    token: `shipyard_${randomBytes(20).toString('hex')}`,
    name: project,
    owns,
    autoDeploy,
    env: new Map(env.map((name) => [name, randomBytes(12).toString('hex')])),
    deployments,
    misbehave(how) {
      mischief = how;
    },
    create(release, files) {
      count += 1;
      const built = buildTree(files, { hosts: owns, addresses });
      const deployment: Deployment = {
        id: `dpl_${count}`,
        release,
        state: 'building',
        log: [`Building ${release}: ${Object.keys(files).length} files.`],
      };
      if (mischief === 'build' || !built.ok) {
        deployment.state = 'failed';
        deployment.log.push(built.ok ? 'npm ERR! the build ended with code 1' : built.says, 'Build failed.');
      } else {
        deployment.state = 'ready';
        deployment.built = built.built;
        deployment.log.push('Build succeeded.');
      }
      deployments.unshift(deployment);
      deployments.splice(KEPT);
      return deployment;
    },
    async promote(id) {
      const deployment = find(id);
      if (!deployment.built) throw new Refusal(409, 'This deployment was not built.');
      if (mischief === 'promote') throw new Refusal(500, 'Something went wrong.');
      const missing = deployment.built.env.filter((name) => !platform.env.has(name));
      const before = deployments.find((each) => each.state === 'live');
      if (before && before !== deployment) before.state = 'retired';
      deployment.state = missing.length > 0 ? 'crashed' : 'live';
      const sites = stamped(deployment.built.sites, deployment.release);
      if (missing.length > 0) {
        deployment.log.push(`Error: missing environment variable ${missing.join(', ')}`);
        await serve(down(sites));
        return deployment;
      }
      deployment.log.push('Live.');
      if (mischief === 'stuck') return deployment;
      if (mischief === 'slow') {
        await serve(down(sites));
        const timer = setTimeout(() => {
          if (deployment.state === 'live') void serve(sites);
        }, SLOW_MS);
        timer.unref();
        return deployment;
      }
      await serve(sites);
      return deployment;
    },
    async push(release, files) {
      const deployment = platform.create(release, files);
      return platform.autoDeploy && deployment.built ? platform.promote(deployment.id) : deployment;
    },
  };
  return platform;
}

/** The same sites while nothing behind them runs. */
function down(sites: Built['sites']): Built['sites'] {
  const nothing = [{ path: '*', status: 503, headers: { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' }, body: 'starting\n' }];
  return sites.map((site) => ({ ...site, ...(site.http ? { http: nothing } : {}), ...(site.https ? { https: nothing } : {}) }));
}
