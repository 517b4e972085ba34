import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ruleProblems, ruleValueProblems } from './rule-check.ts';
import { fires, textFor } from './rule-evaluate.ts';
import { parseRule, parseRuleValue } from './rule-syntax.ts';

const FREE = { phase: 'http_request_firewall_custom', plan: 'free' } as const;
const RATE = { phase: 'http_ratelimit', plan: 'free' } as const;

describe('a rule expression', () => {
  // Forms of Cloudflare's rules language documentation (ruleset-engine/rules-language), with a request for which each fires and one for which not.
  test.each([
    ['http.host eq "www.example.com"', { host: 'www.example.com', path: '/' }, { host: 'example.com', path: '/' }],
    ['http.host == "a.test" && not ssl', { host: 'a.test', path: '/', ssl: false }, { host: 'a.test', path: '/', ssl: true }],
    ['(http.request.uri.path in {"/login" "/signup"})', { host: 'a', path: '/signup' }, { host: 'a', path: '/login/x' }],
    ['starts_with(lower(http.request.uri.path), "/admin")', { host: 'a', path: '/ADMIN/x' }, { host: 'a', path: '/x/admin' }],
    ['ends_with(http.request.uri.path, ".js")', { host: 'a', path: '/a.js' }, { host: 'a', path: '/a.jsx' }],
    ['http.request.uri.path contains "/wp-"', { host: 'a', path: '/x/wp-admin' }, { host: 'a', path: '/wp' }],
    [
      'http.request.full_uri wildcard "https://*.example.com/*"',
      { host: 'a.example.com', path: '/x' },
      { host: 'example.org', path: '/x' },
    ],
    [
      'not ip.src in {192.0.2.0/24 2001:db8::/32}',
      { host: 'a', path: '/', ip: '198.51.100.1' },
      { host: 'a', path: '/', ip: '192.0.2.200' },
    ],
    ['ip.src in {2001:db8::/32}', { host: 'a', path: '/', ip: '2001:db8::9' }, { host: 'a', path: '/', ip: '192.0.2.1' }],
    ['len(http.request.uri.path) gt 3', { host: 'a', path: '/abc' }, { host: 'a', path: '/a' }],
    ['http.request.uri.path.extension in {"css" "js"}', { host: 'a', path: '/x.CSS' }, { host: 'a', path: '/css' }],
    [
      'http.host eq r"a.test" or http.request.method eq "POST" and ssl',
      { host: 'b', path: '/', method: 'POST' },
      { host: 'b', path: '/', method: 'POST', ssl: false },
    ],
    ['ssl xor http.host eq "a"', { host: 'b', path: '/' }, { host: 'a', path: '/' }],
    ['len(http.host) in {2..4}', { host: 'abc', path: '/' }, { host: 'abcde', path: '/' }],
  ])('%s', (text, yes, no) => {
    expect(ruleProblems(text, { ...FREE, plan: 'enterprise' })).toEqual([]);
    expect([fires(text, yes), fires(text, no)]).toEqual([true, false]);
  });

  test.each([
    ['', 'it ends too early'],
    ['http.host eq', 'it ends too early'],
    ['(http.host eq "a"', 'it ends too early'],
    ['http.host eq "a" "b"', 'one word too many'],
    ['http.host in {}', 'at least one value'],
    ['http.host eq "a', 'a string is not closed'],
    ['http.hostt eq "a"', 'there is no field http.hostt'],
    ['starts_with(http.host)', 'takes 2 values, not 1'],
    ['starts_with("a", "b")', 'needs a field first'],
    ['foo(http.host)', 'there is no function foo'],
    ['http.host eq a', 'a must stand in quotes'],
    ['ip.src eq "192.0.2.1"', 'is no address'],
    ['ssl eq "on"', 'yes or no cannot be compared'],
    ['http.host', 'where yes or no is needed'],
    ['http.host gt "a"', 'needs a number'],
    ['http.host wildcard "**"', '"**" is not allowed'],
    ['http.host matches "^a"', 'needs the Business plan'],
    [`http.host eq "${'a'.repeat(4_100)}"`, 'more than 4096 characters'],
  ])('%s is refused: %s', (text, says) => {
    expect(ruleProblems(text, FREE).join('\n')).toContain(says);
  });

  test('a rate limiting rule of the free plan may name the path and nothing else', () => {
    expect(ruleProblems('http.request.uri.path in {"/login"}', RATE)).toEqual([]);
    expect(ruleProblems('http.host eq "a"', RATE)).toEqual(['http.host cannot be used in rate limiting rules on the free plan']);
    expect(ruleProblems('http.host eq "a"', { ...RATE, plan: 'pro' })).toEqual([]);
    expect(ruleProblems('http.request.method eq "POST"', { ...RATE, plan: 'pro' })).toHaveLength(1);
  });

  test('a target is a text, put together for the request', () => {
    const target = 'concat("https://a.test", http.request.uri.path)';
    expect(ruleValueProblems(target, FREE)).toEqual([]);
    expect(textFor(target, { host: 'b', path: '/x' })).toBe('https://a.test/x');
    expect(ruleValueProblems('ssl', FREE)).toEqual(['it must give a text']);
    expect(ruleValueProblems('regex_replace(http.host, "a", "b")', FREE)).toEqual(['regex_replace needs the Business plan']);
  });

  test('what cannot be evaluated is not guessed', () => {
    for (const text of ['http.host matches "a"', 'ip.src in $office', 'http.cookie contains "x"', 'nonsense(', 'cf.threat_score gt 5'])
      expect(fires(text, { host: 'a', path: '/' })).toBeUndefined();
  });

  test('whatever text is quoted fires for exactly that text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), (path, other) => {
        const text = `http.request.uri.path eq "${path.replace(/[\\"]/g, '\\$&')}"`;
        expect(fires(text, { host: 'a', path })).toBe(true);
        expect(fires(text, { host: 'a', path: other })).toBe(path === other);
      }),
    );
  });

  test('never throws, never hangs, on any bytes', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '{',
      '}',
      '"',
      'not ',
      'and ',
      'or ',
      'ssl ',
      'in ',
      'http.host ',
      'eq ',
      '"a" ',
      'lower(',
      ',',
      '$x',
      '\u0000',
      '\ud800',
    );
    const any = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(any, (text) => {
        parseRule(text);
        parseRuleValue(text);
        ruleProblems(text, FREE);
        ruleValueProblems(text, RATE);
        fires(text, { host: 'a', path: '/' });
      }),
      { numRuns: 500 },
    );
    for (const text of ['('.repeat(4_000), 'not '.repeat(1_000), `${'lower('.repeat(600)}x`]) expect(parseRule(text).ok).toBe(false);
  });
});
