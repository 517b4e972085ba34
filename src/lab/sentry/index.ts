import { createServer } from 'node:https';
import type { Authority } from '../ca.ts';
import type { Listeners } from '../listeners.ts';
import type { Zone } from '../scenario.ts';
import type { SentryProject } from './data.ts';

/** The pretend address of Sentry. */
const SENTRY_ADDRESS = '35.186.247.156';

/** Its zone. */
export const SENTRY_ZONE: Zone = {
  name: 'sentry.io',
  servers: [{ name: 'ns1.sentry.io', address: '35.186.247.53' }],
  records: [`@ A ${SENTRY_ADDRESS}`],
};

/** Opens the one address of Sentry's API that is asked: the unresolved issues of a project, for whoever has the token. Gives the token. */
export async function openSentry(
  { org, project, issues }: SentryProject,
  { authority, listeners }: { authority: Authority; listeners: Listeners },
): Promise<string> {
  const token = ['sntryu', 'c1f7a0e95d2b48'.repeat(4), 'a0b1c2d3'].join('_');
  const server = createServer(await authority.issue({ names: ['sentry.io'] }), ({ url = '', headers }, response) => {
    const say = (status: number, json: unknown): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
    };
    const { pathname, searchParams } = new URL(url, 'https://sentry.io');
    if (headers.authorization !== `Bearer ${token}`) return say(401, { detail: 'Invalid token' });
    if (pathname !== `/api/0/projects/${org}/${project}/issues/`) return say(404, { detail: 'The requested resource does not exist' });
    if (!['', '24h', '14d'].includes(searchParams.get('statsPeriod') ?? '24h')) return say(400, { detail: 'Invalid stats_period' });
    const open = searchParams.get('query') === 'is:unresolved' || !searchParams.has('query');
    return say(200, open ? issues.filter((issue) => issue['status'] === 'unresolved') : issues);
  });
  await listeners.tcp({ host: SENTRY_ADDRESS, port: 443 }, server);
  return token;
}
