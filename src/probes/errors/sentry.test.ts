import { describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { audit } from '../../app/audit.ts';
import { configSchema } from '../../core/config.ts';
import { politeness } from '../../core/io.ts';
import { startLab } from '../../lab/index.ts';
import { defineScenario } from '../../lab/scenario.ts';
import firstSite from '../../lab/scenarios/first-site.ts';
import { sentryIssues } from './sentry.ts';

const SECRET = ['sk', 'live', '51Nx8QbT2mVvR7yKd3Lw9Za'].join('_');
const issue = (shortId: string, title: string, events: number, more: object = {}) => ({
  id: shortId,
  shortId,
  title,
  level: 'error',
  status: 'unresolved',
  count: '9000',
  userCount: 4,
  firstSeen: '2026-11-20T10:00:00Z',
  stats: { '24h': [[1_763_600_000, events]] },
  ...more,
});
const scenario = defineScenario({
  ...firstSite,
  sentry: {
    org: 'plain',
    project: 'web',
    issues: [
      issue('WEB-1', `Charge with ${SECRET} failed`, 40),
      issue('WEB-2', 'Rare', 1, { userCount: 1 }),
      issue('WEB-3', 'Mended', 90, { status: 'resolved' }),
    ],
  },
});
const tracker = { kind: 'tracker', org: 'plain', project: 'web' } as const;
type Lab = Awaited<ReturnType<typeof startLab>>;
const ioOf = (lab: Lab, env: Record<string, string> = {}) => testIo({ ...lab, env: { ...lab.env, ...env }, turn: politeness() });

describe('errors/sentry (AUD-10)', () => {
  test('lists unresolved issues with the events of the day, and masks what they quote', async () => {
    await using lab = await startLab(scenario);
    const saw = await sentryIssues.collect(tracker, ioOf(lab));
    expect(sentryIssues.sees.parse(saw)).toEqual(saw);
    expect(saw.issues.map(({ id, events, users }) => [id, events, users])).toEqual([
      ['WEB-1', 40, 4],
      ['WEB-2', 1, 1],
    ]);
    expect(JSON.stringify(saw)).not.toContain(SECRET.slice(8, 20));
  });

  test.each([
    ['no token', { SENTRY_AUTH_TOKEN: '' }, tracker, 'sentry-token'],
    ['a token that is not known', { SENTRY_AUTH_TOKEN: 'wrong' }, tracker, 'sentry-refused'],
    ['another project', {}, { ...tracker, project: 'other' }, 'sentry-unknown'],
    ['an address without https', { SENTRY_URL: 'http://sentry.io' }, tracker, 'sentry-url'],
    ['a host that knows no such project', { SENTRY_URL: 'https://plainpage.test' }, tracker, 'sentry-unknown'],
  ])('%s is unknown, never a pass', async (_what, env, subject, code) => {
    await using lab = await startLab(scenario);
    await expect(sentryIssues.collect(subject, ioOf(lab, env))).rejects.toMatchObject({ code });
  });

  test('an audit judges them where the configuration names the project; without a token that decides nothing', async () => {
    await using lab = await startLab(scenario);
    const config = { name: 'launch-ready.yaml', text: 'domain: plainpage.test\noperations:\n  sentry: { org: plain, project: web }\n' };
    const judged = async (env: Record<string, string>) => {
      const { report } = await audit.run({ target: 'plainpage.test', config }, ioOf(lab, env), () => undefined);
      return report.findings.find(({ check }) => check === 'app/errors');
    };
    const found = await judged({});
    expect(found).toMatchObject({ state: 'fail', severity: 'high', subject: 'tracker plain/web' });
    expect(found?.found).toContain('2 unresolved errors');
    expect(JSON.stringify(found)).not.toContain(SECRET.slice(8, 20));
    expect(await judged({ SENTRY_AUTH_TOKEN: '' })).toMatchObject({ state: 'unknown', severity: 'low' });
  });

  test('the configuration cannot say to which host the token is sent', () => {
    expect(configSchema.safeParse({ operations: { sentry: { org: 'a', project: 'b', url: 'https://evil.example' } } }).success).toBe(false);
  });

  test.each(['/etc/passwd', '../secrets.log', 'logs/../../x', '~/x', 'C:\\x'])('the configuration cannot name the log %s', (path) => {
    expect(configSchema.safeParse({ operations: { logs: [path] } }).success).toBe(false);
  });
});
