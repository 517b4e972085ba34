import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { strangers } from '../../test/markup-check.ts';
import { emptyReport, goReport, hugeReport, sampleReport } from '../../test/sample-report.ts';
import { renderHtml } from './html.ts';
import { PALETTE } from './style.ts';

const page = renderHtml(sampleReport());

/** Contrast of two colours as #rrggbb (WCAG 2.2, relative luminance). */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [r = 0, g = 0, blue = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]; // as: two in, two out
  return (light + 0.05) / (dark + 0.05);
}

describe('the page', () => {
  test('makes no request: no address but links to read, and a policy that forbids the rest', () => {
    expect(strangers(page)).toEqual([]);
    expect(page).toContain("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-");
    expect(page).not.toMatch(/@import|url\(|fetch\(|XMLHttpRequest|sendBeacon/);
  });

  test('names its own script, and no other, in the policy', () => {
    const script = /<script>([^]*?)<\/script>/.exec(page)?.[1] ?? '';
    expect(script.length).toBeGreaterThan(100);
    expect(page).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  });

  test.each([200, 1_000])('stays below 250 kB for %i findings, the worst of them in full', (count) => {
    const page = renderHtml(hugeReport(count));
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(250_000);
    expect(page).toContain('Or paste this into your AI builder');
  });

  test('stays below 250 kB for 80 findings', () => {
    const report = hugeReport(80);
    const saw = { rows: Array.from({ length: 60 }, (_, index) => `"row ${index}" with <text> & more to escape`) };
    const evidence = Object.fromEntries(
      Object.keys(report.evidence).map((key) => [key, { ok: true as const, from: 'httpPage', ms: 5, saw }]),
    );
    expect(Buffer.byteLength(renderHtml({ ...report, evidence }))).toBeLessThan(250_000);
  });

  test('shows the verdict, the reason, the counts, what not to ship with and the 48-hour split in this order (AUD-5, AUD-6)', () => {
    const order = [
      'NO-GO</h1>',
      '5 blockers stand',
      '<b>5</b> blockers',
      'Work for what is urgent',
      'Fix these first',
      'Do not ship until this is fixed',
      'Where your names lead',
      'Must fix in 48 hours',
      'Later <span class="n">',
      'Could not be checked</h2>',
      'Accepted risks</h2>',
      'Passed <span class="n">',
      'Bundle',
    ];
    const places = order.map((text) => page.indexOf(text, page.indexOf('<body>')));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('shows of each failure its proof, why, fix, prompt, command, requirements and links', () => {
    for (const text of [
      'Two SPF records at acme.com, seen on all 4 name servers',
      'Receivers treat two SPF records as an error',
      'v=spf1 include:_spf.google.com include:amazonses.com ~all',
      'Goal: acme.com has exactly one SPF record',
      'launch-ready audit acme.com --only email',
      'MAIL-1, MAIL-2',
      'href="https://www.rfc-editor.org/rfc/rfc7208#section-3.2"',
      'next.config.js',
      'fly certs check api.acme.com --app &#39;acme api&#39;',
      'src/server/session.ts:41',
    ]) {
      expect(page).toContain(text);
    }
  });

  test('has a place for every link inside it', () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    expect(targets.length).toBeGreaterThan(5);
    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
  });

  test('draws every host and redirect, and says the same as a table', () => {
    for (const text of [
      'app.acme.com',
      'Cloudflare → Fly.io',
      '307',
      'acme.lemonsqueezy.com',
      '■ ended 18 days ago',
      '▲ 8 days left',
      '2606:4700::6812:40b',
      'does not answer',
    ])
      expect(page).toContain(text);
    expect(page.match(/class="arc"/g)).toHaveLength(2);
  });

  test('lists every blocker first, and does not forbid to ship where the verdict is go', () => {
    expect(page).toMatch(/and \d+ more that touch(?:es)? login[^<]*<a href="#urgent">/);
    expect(page).toMatch(/<details class="f high" id="f-/);
    const urgent = sampleReport().findings.filter((each) => each.state === 'fail' && each.severity === 'high');
    const go = renderHtml({ ...goReport(), findings: urgent.map((each) => ({ ...each, hurts: ['login'] })) });
    expect(go).toContain('Fix this before customers come');
    expect(go).not.toContain('Do not ship');
  });

  test('tells links to one site apart, and shows code in steps as code', () => {
    expect(page).toContain('>RFC 7208</a>');
    expect(page).toContain('>developer.mozilla.org: HTTP</a>');
  });

  test('without findings or with a go it is still a page', () => {
    expect(strangers(renderHtml(emptyReport()))).toEqual([]);
    expect(renderHtml(emptyReport())).toContain('CANNOT TELL</h1>');
    expect(renderHtml(emptyReport())).not.toContain('Do not ship');
    expect(renderHtml(goReport())).toContain('GO</h1>');
  });
});

describe('the colours', () => {
  const inks = ['ink', 'soft', 'accent', 'blocker', 'high', 'medium', 'low', 'pass', 'unknown'] as const;
  test.each(['light', 'dark'] as const)('read at 4.5:1 or better on paper and on code in the %s theme', (theme) => {
    const colours = PALETTE[theme];
    const faint = inks.filter((ink) => Math.min(contrast(colours[ink], colours.paper), contrast(colours[ink], colours.code)) < 4.5);
    expect(faint).toEqual([]);
  });
});
