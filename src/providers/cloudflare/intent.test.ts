import { describe, expect, test } from 'vitest';
import { type Config, configSchema } from '../../core/config.ts';
import type { RulePlan } from '../../parsers/rule-check.ts';
import { fires, type SampleRequest, textFor } from '../../parsers/rule-evaluate.ts';
import { type Intent, rulesFor } from './intent.ts';

const config = (edge: object, more: object = {}): Config =>
  configSchema.parse({ domain: 'acme.com', canonical: 'acme.com', edge, ...more });
const none = { http_request_dynamic_redirect: 0, http_request_firewall_custom: 0, http_ratelimit: 0, http_request_cache_settings: 0 };
const build = (of: Config, plan: RulePlan = 'free', others = none): Intent => rulesFor(of, { zone: 'acme.com', plan, others });

/** Where the redirect rules send a request; the first that fires wins. */
function hop(of: Intent, request: SampleRequest): string | null {
  const rule = of.rules.http_request_dynamic_redirect.find((each) => fires(each.expression, request));
  const target = (rule?.action_parameters as { from_value: { target_url: { expression: string } } } | undefined)?.from_value.target_url
    .expression; // as: rulesFor builds it so
  return target === undefined ? null : (textFor(target, request) ?? null);
}

describe('rules from intent, tried on requests before they are sent', () => {
  test.each([
    ['acme.com', 'http://acme.com/a', 'https://acme.com/a'],
    ['acme.com', 'http://www.acme.com/a', 'https://acme.com/a'],
    ['acme.com', 'https://www.acme.com/a', 'https://acme.com/a'],
    ['acme.com', 'https://acme.com/a', null],
    ['acme.com', 'http://app.acme.com/a', 'https://app.acme.com/a'],
    ['acme.com', 'https://app.acme.com/a', null],
    ['www.acme.com', 'http://acme.com/a', 'https://www.acme.com/a'],
    ['www.acme.com', 'https://www.acme.com/a', null],
  ])('canonical %s: %s leads to %s in one hop (DNS-6)', (canonical, from, to) => {
    const of = build({ ...config({}), canonical });
    const url = new URL(from);
    const request = { host: url.hostname, path: url.pathname, ssl: url.protocol === 'https:' };
    const end = hop(of, request);
    expect(end).toBe(to);
    const next = URL.parse(end ?? from)!;
    expect(hop(of, { host: next.hostname, path: next.pathname, ssl: true })).toBeNull();
  });

  test('one rule brakes login, signup and reset, never a webhook (EDG-3)', () => {
    const routes = [
      { name: 'login', url: 'https://app.acme.com/login', kind: 'login' },
      { name: 'signup', url: 'https://app.acme.com/join', kind: 'signup' },
      { name: 'forgot password', url: 'https://app.acme.com/forgot', kind: 'page' },
      { name: 'stripe', url: 'https://app.acme.com/hooks', kind: 'webhook' },
    ];
    const { rules, held } = build(config({ rate_limit: { paths: ['/login', '/join', '/hooks'] } }, { routes }));
    expect(rules.http_ratelimit).toHaveLength(1);
    expect(held).toEqual([{ what: 'Rate limit of /hooks', why: 'a webhook stands there, and its sender would lose events' }]);
    const [rule] = build(config({}, { routes })).rules.http_ratelimit;
    const on = (path: string): boolean | undefined => fires(rule!.expression, { host: 'app.acme.com', path });
    expect(['/login', '/join', '/forgot', '/hooks', '/'].map(on)).toEqual([true, true, true, false, false]);
    expect(rule!.ratelimit).toMatchObject({ period: 10, mitigation_timeout: 10 });
  });

  test('the admin door lets the team in and nobody else, however the path is written (EDG-4, EDG-11)', () => {
    const [rule] = build(config({ admin: { hosts: ['admin.acme.com'], paths: ['/wp-admin'], allow: ['198.51.100.0/24', '2001:db8::1'] } }))
      .rules.http_request_firewall_custom;
    const blocked = (host: string, path: string, ip: string): boolean | undefined => fires(rule!.expression, { host, path, ip });
    expect(blocked('admin.acme.com', '/', '192.0.2.1')).toBe(true);
    expect(blocked('acme.com', '/WP-Admin/x', '192.0.2.1')).toBe(true);
    expect(blocked('acme.com', '/WP-Admin/x', '198.51.100.9')).toBe(false);
    expect(blocked('admin.acme.com', '/', '2001:db8::1')).toBe(false);
    expect(blocked('acme.com', '/about', '192.0.2.1')).toBe(false);
    expect(build(config({ admin: { paths: ['/admin'] } })).held[0]?.why).toContain('lock you out');
  });

  test('nothing private is cached: folders with pages in them are held back, other files do not match (EDG-6, EDG-8)', () => {
    const routes = [{ name: 'dashboard', url: 'https://app.acme.com/app/home', kind: 'dashboard' }];
    const { rules, held } = build(config({ cache: { paths: ['/assets/', '/app/', '/'] } }, { routes }));
    expect(held.map(({ what }) => what).sort()).toEqual(['Cache of /', 'Cache of /', 'Cache of /app/']);
    const [rule] = rules.http_request_cache_settings;
    const on = (path: string): boolean | undefined => fires(rule!.expression, { host: 'acme.com', path });
    expect(['/assets/a.js', '/assets/me', '/app/a.js', '/login', '/api/me.json', '/assets/x.php'].map(on)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(rule!.action_parameters).toMatchObject({ edge_ttl: { mode: 'respect_origin' }, cache_key: { cache_deception_armor: true } });
  });

  test('where others have used up the room of the plan, it says so and does not push them out', () => {
    const { rules, held } = build(config({}), 'free', { ...none, http_ratelimit: 1 });
    expect(rules.http_ratelimit).toEqual([]);
    expect(held[0]?.why).toContain('the free plan has room for 1 rules');
  });

  test('without a canonical host there is no redirect of ours', () => {
    const { canonical: _canonical, ...rest } = config({});
    expect(build(rest as Config).rules.http_request_dynamic_redirect).toEqual([]); // as: what the schema gives when the key is left out
  });
});
