import type { RequestListener, ServerResponse } from 'node:http';
import type { Zone } from '../scenario.ts';
import type { PackageState } from './data.ts';

/** The registries of packages and their pretend addresses. */
export const PACKAGE_HOSTS = {
  npm: { host: 'registry.npmjs.org', address: '104.16.7.34' },
  pypi: { host: 'pypi.org', address: '151.101.64.223' },
} as const;

export const PACKAGE_ZONES: readonly Zone[] = [
  {
    name: 'npmjs.org',
    servers: [{ name: 'ns1.npmjs.org', address: '172.64.35.21' }],
    records: ['ns1 A 172.64.35.21', `registry A ${PACKAGE_HOSTS.npm.address}`],
  },
  {
    name: 'pypi.org',
    servers: [{ name: 'ns1.pypi.org', address: '205.251.193.23' }],
    records: ['ns1 A 205.251.193.23', `@ A ${PACKAGE_HOSTS.pypi.address}`],
  },
];

const DAY_MS = 86_400_000;
const OLD = { daysAgo: 1_500, versions: 24 } as const;

/** Answers as registry.npmjs.org does: the whole document, or the abbreviated one where that is accepted. */
export function serveNpm(packages: Readonly<Record<string, PackageState>>): RequestListener {
  return ({ url = '', headers }, response) => {
    const name = decodeURIComponent(url.slice(1));
    const state = packages[name] ?? OLD;
    if (state === 'absent') return say(response, 404, { error: 'Not found' });
    const known = state === 'held' ? { ...OLD, versions: 1 } : state;
    const versions = Array.from({ length: known.versions }, (_, at) => (state === 'held' ? '0.0.1-security' : `1.${at}.0`));
    const [created, modified] = [known.daysAgo, Math.min(known.daysAgo, 9)].map(dateOf);
    const about = {
      name,
      'dist-tags': { latest: versions.at(-1) },
      versions: Object.fromEntries(versions.map((version) => [version, { name, version }])),
    };
    const isShort = headers.accept === 'application/vnd.npm.install-v1+json';
    return say(response, 200, isShort ? { ...about, modified } : { _id: name, ...about, time: { created, modified } });
  };
}

/** Answers as the index of PyPI does in JSON. */
export function servePypi(packages: Readonly<Record<string, PackageState>>): RequestListener {
  return ({ url = '' }, response) => {
    const name = /^\/simple\/([^/]+)\/$/.exec(url)?.[1] ?? '';
    const state = packages[name] ?? OLD;
    if (state === 'absent') return say(response, 404, { message: 'Not Found' });
    const known = state === 'held' ? { ...OLD, versions: 0 } : state;
    const versions = Array.from({ length: known.versions }, (_, at) => `1.${at}.0`);
    const files = versions.map((version, at) => ({
      filename: `${name}-${version}.tar.gz`,
      'upload-time': dateOf(known.daysAgo - (known.daysAgo * at) / known.versions),
    }));
    return say(response, 200, {
      name,
      meta: { 'api-version': '1.4' },
      'project-status': { status: state === 'held' ? 'quarantined' : 'active' },
      versions,
      files,
    });
  };
}

function dateOf(daysAgo: number): string {
  return new Date(Date.now() - daysAgo * DAY_MS).toISOString();
}

function say(response: ServerResponse, status: number, json: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
}
