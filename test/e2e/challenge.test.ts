import { expect, test } from 'vitest';
import { audit } from '../../src/app/audit.ts';
import { startLab } from '../../src/lab/index.ts';
import type { Draft } from '../../src/lab/matrix/edit.ts';
import { cleanTwin } from '../../src/lab/matrix/world.ts';
import type { Route, Scenario } from '../../src/lab/scenario.ts';
import { testIo } from '../io.ts';

const CLOUDFLARE: Omit<Draft<Route>, 'path'> = {
  status: 403,
  headers: { 'CF-Mitigated': 'challenge', Server: 'cloudflare' },
  body: '<!doctype html><title>Just a moment...</title>',
};
const IMPERVA: Omit<Draft<Route>, 'path'> = {
  status: 200,
  headers: {},
  body: '<html><script src="/_Incapsula_Resource?SWJIYLWA=1"></script></html>',
};

const CONFIG = `domain: harborlane.test
routes:
  - { name: Login, url: 'https://app.harborlane.test/login', kind: login }
  - { name: Me, url: 'https://api.harborlane.test/api/me', kind: api }
`;

/** The report on a clean twin whose sites answer as `change` makes them. */
async function reportOn(change: (world: Draft<Scenario>) => void) {
  const world = cleanTwin('harborlane.test');
  change(world);
  await using lab = await startLab(world);
  const { domain, resolver, roots, ca, route } = lab;
  const io = testIo({ now: () => new Date(), random: Math.random, resolver, roots, ca, route });
  return (await audit.run(audit.takes.parse({ target: domain, config: { text: CONFIG, name: 'launch-ready.yaml' } }), io, () => {})).report;
}

test.each([
  ['Cloudflare', CLOUDFLARE],
  ['Imperva', IMPERVA],
])('a wall of %s in front of everything makes the audit say that it cannot tell, and nothing of the wall is graded', async (by, wall) => {
  const report = await reportOn((world) => {
    for (const site of world.sites) {
      site.headers = {};
      for (const routes of [site.http, site.https]) routes?.splice(0, routes.length, { path: '*', ...wall });
    }
  });
  expect(report.decision).toBe('cannot-tell');
  expect(
    report.findings
      .filter(({ state, severity }) => state === 'fail' && severity !== 'low')
      .map(({ check, subject }) => `${check} ${subject}`),
  ).toEqual([]);
  const reachable = report.findings.find(({ check, subject }) => check === 'routing/reachable' && subject === 'host app.harborlane.test');
  expect(reachable).toMatchObject({
    state: 'unknown',
    found: expect.stringMatching(`^${by} shows a challenge, not your pages. Let the audit in .*LaunchReady`),
  });
  const graded = report.findings.filter(
    ({ check, state }) =>
      /^(headers|cors|caching|exposure|performance|app|routing|secrets)\//.test(check) && (state === 'fail' || state === 'pass'),
  );
  expect(graded.map(({ check, subject }) => `${check} ${subject}`)).toEqual([]);
});

test('a challenge on the login page alone leaves that page unknown, and the rest is judged', async () => {
  const report = await reportOn((world) => {
    const app = world.sites.find(({ hosts }) => hosts.includes('app.harborlane.test'))!;
    app.https!.unshift({ path: '/signup', ...CLOUDFLARE });
  });
  const about = report.findings.filter(({ subject }) => subject === 'url https://app.harborlane.test/signup');
  expect(about.filter(({ state }) => state !== 'unknown').map(({ check }) => check)).toEqual([]);
  expect(report.decision).toBe('cannot-tell');
  expect(report.findings.filter(({ state, severity }) => state === 'fail' && severity !== 'low')).toEqual([]);
  expect(report.findings.find(({ check, subject }) => check === 'routing/reachable' && subject === 'host app.harborlane.test')?.state).toBe(
    'pass',
  );
});
