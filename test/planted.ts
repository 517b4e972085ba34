import type { Route, Scenario } from '../src/lab/scenario.ts';
import mess from '../src/lab/scenarios/ai-built-mess/index.ts';
import { PLANTS } from './plants.ts';

/** Three secrets in a row. */
export const TOKENS = [PLANTS.stripe, PLANTS.github, PLANTS.aws].join(' ');

/**
 * The scenario of the mess with secrets in whatever a stranger says: bodies, headers, cookies, redirects, records, errors. `more` are texts
 * that hold others, each said in one place.
 */
export function planted(more: readonly string[] = []): Scenario {
  const printable = more.filter((text) => /^[ -~]{1,200}$/.test(text) && !/["\\;]/.test(text));
  let turn = 0;
  const say = (route: Route): Route => ({
    ...route,
    headers: {
      ...route.headers,
      'X-Debug': PLANTS.stripe,
      Server: `app ${PLANTS.github}`,
      ...(printable.length === 0 ? {} : { 'X-Held': printable[turn++ % printable.length]! }), // !: there is one
    },
    cookies: [...(route.cookies ?? []), `debug=${PLANTS.github}; Path=/`],
    ...(route.body === undefined ? {} : { body: [route.body, `<!-- ${TOKENS} ${PLANTS.basic} -->`, ...more].join('\n') }),
    ...(route.redirect ? { redirect: { ...route.redirect, keepQuery: true } } : {}),
  });
  const error: Route = {
    path: '/api/*',
    status: 500,
    json: { error: `no ${TOKENS}`, ...(more.length === 0 ? {} : { more }), stack: `Error: ${TOKENS}\n  at x (/srv/a.js:1:1)` },
  };
  const away: Route = { path: '/callback', status: 302, headers: { Location: `https://coachly.test/?token=${PLANTS.github}` } };
  return {
    ...mess,
    sites: mess.sites.map((site) => ({
      ...site,
      ...(site.https ? { https: [away, ...site.https.map(say), error] } : {}),
    })),
    zones: mess.zones.map((zone) =>
      zone.name === mess.domain
        ? {
            ...zone,
            records: [
              ...zone.records,
              `@ TXT "key=${TOKENS}"`,
              `keys TXT "${PLANTS.stripe}"`,
              ...printable.map((text, at) => `held${at} TXT "${text}"`),
            ],
          }
        : zone,
    ),
  };
}
