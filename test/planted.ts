import type { Route, Scenario } from '../src/lab/scenario.ts';
import mess from '../src/lab/scenarios/ai-built-mess/index.ts';
import { PLANTS } from './plants.ts';

/** Three secrets in a row. */
export const TOKENS = [PLANTS.stripe, PLANTS.github, PLANTS.aws].join(' ');

/** The scenario of the mess with secrets in whatever a stranger says: bodies, headers, cookies, redirects, records, errors. */
export function planted(): Scenario {
  const say = (route: Route): Route => ({
    ...route,
    headers: { ...route.headers, 'X-Debug': PLANTS.stripe, Server: `app ${PLANTS.github}` },
    cookies: [...(route.cookies ?? []), `debug=${PLANTS.github}; Path=/`],
    ...(route.body === undefined ? {} : { body: `${route.body}\n<!-- ${TOKENS} ${PLANTS.basic} -->` }),
    ...(route.redirect ? { redirect: { ...route.redirect, keepQuery: true } } : {}),
  });
  const error: Route = { path: '/api/*', status: 500, json: { error: `no ${TOKENS}`, stack: `Error: ${TOKENS}\n  at x (/srv/a.js:1:1)` } };
  const away: Route = { path: '/callback', status: 302, headers: { Location: `https://coachly.test/?token=${PLANTS.github}` } };
  return {
    ...mess,
    sites: mess.sites.map((site) => ({
      ...site,
      ...(site.https ? { https: [away, ...site.https.map(say), error] } : {}),
    })),
    zones: mess.zones.map((zone) =>
      zone.name === mess.domain ? { ...zone, records: [...zone.records, `@ TXT "key=${TOKENS}"`, `keys TXT "${PLANTS.stripe}"`] } : zone,
    ),
  };
}
