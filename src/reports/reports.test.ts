import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alive, COLOURS, STEERING, strangers, xmlFault } from '../../test/markup-check.ts';
import { emptyReport, HOSTILE, hostileReport, hugeReport, poisoned, sampleReport } from '../../test/sample-report.ts';
import type { Report } from '../core/finding.ts';
import { redact } from '../redact/redact.ts';
import { columns } from './columns.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderSarif } from './sarif.ts';
import { renderFound, renderTerminal } from './terminal.ts';

const screen = { colour: false, width: 80 };
const FORMATS = {
  terminal: (report: Report) => renderTerminal(report, screen),
  everything: (report: Report) => renderTerminal(report, { ...screen, all: true }),
  coloured: (report: Report) => renderTerminal(report, { ...screen, colour: true, all: true }),
  progress: (report: Report) => report.findings.map((finding) => renderFound(finding, screen)).join('\n'),
  json: renderJson,
  markdown: renderMarkdown,
  sarif: renderSarif,
  junit: renderJunit,
  html: renderHtml,
} as const satisfies Record<string, (report: Report) => string>;

const sample = sampleReport();
/** One finding of each way to fix, and of each state: small enough for many runs. */
const small: Report = { ...sample, findings: sample.findings.filter((_, index) => index < 8 || index % 5 === 0) };
const evil = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...HOSTILE.slice(0, 9)),
  fc
    .array(
      fc.constantFrom('<', '>', '"', "'", '`', '&', '\\', '|', '[', '](', '\n', '\u001b', ']8;;', '\u0007', '--', '!', '@a', '#1', '://'),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

describe('a hostile text in every field', () => {
  test.each(['terminal', 'everything', 'progress', 'markdown'] as const)('sends no control to a reader of %s', (name) => {
    fc.assert(
      fc.property(evil, (text) => {
        expect(FORMATS[name](poisoned(small, text))).not.toMatch(STEERING);
      }),
      { numRuns: 40 },
    );
  });

  test('adds no escape to our own colours', () => {
    fc.assert(
      fc.property(evil, (text) => {
        expect(FORMATS.coloured(poisoned(small, text)).replace(COLOURS, '')).not.toMatch(STEERING);
      }),
      { numRuns: 40 },
    );
  });

  test('adds no element, attribute or address to the page', () => {
    fc.assert(
      fc.property(evil, (text) => {
        expect(strangers(renderHtml(poisoned(small, text)))).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(strangers(renderHtml(hostileReport()))).toEqual([]);
  });

  test('leaves JUnit well formed', () => {
    fc.assert(
      fc.property(evil, (text) => {
        expect(xmlFault(renderJunit(poisoned(small, text)))).toBeUndefined();
      }),
      { numRuns: 60 },
    );
    expect(xmlFault(renderJunit(hostileReport()))).toBeUndefined();
  });

  test('brings nothing to life in Markdown', () => {
    fc.assert(
      fc.property(evil, (text) => {
        expect(alive(renderMarkdown(poisoned(small, text)))).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(alive(renderMarkdown(hostileReport()))).toEqual([]);
  });

  test('leaves JSON and SARIF parseable', () => {
    fc.assert(
      fc.property(evil, (text) => {
        const report = poisoned(small, text);
        expect(JSON.parse(renderJson(report))).toEqual(report);
        expect(() => JSON.parse(renderSarif(report))).not.toThrow();
      }),
      { numRuns: 40 },
    );
  });
});

test.each(Object.entries(FORMATS))('a planted token that went through redact never shows in %s', (_name, render) => {
  const secret = 'Zq7Wv3Xk9Lm2Np5Rt8Yb4Hd6';
  for (const token of [
    `${['sk', 'live', ''].join('_')}${secret}`,
    `${['ghp', ''].join('_')}${secret}${secret.slice(0, 12)}`,
    `password=${secret}`,
  ]) {
    const report = { ...poisoned(small, ` ${token} `), evidence: poisoned(small, ` ${token} `).evidence };
    const renamed = Object.fromEntries(Object.entries(report.evidence).map(([key, held]) => [key.split(' ')[0] ?? '', held]));
    const clean = redact({ ...report, evidence: renamed }) as Report; // as: redaction keeps the shape
    const text = render(clean);
    expect(text).not.toContain(secret.slice(0, 12));
    expect(text).not.toContain(secret.slice(4, 16));
  }
});

describe('the terminal', () => {
  test.each([
    ['sample', sample],
    ['empty', emptyReport()],
    ['huge', hugeReport(1_000)],
    ['hostile', hostileReport()],
  ] as const)('keeps a %s report within its width', (_name, report) => {
    for (const width of [40, 80, 100]) {
      for (const all of [false, true]) {
        const lines = renderTerminal(report, { colour: false, width, all }).split('\n');
        expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(width);
      }
    }
  });

  test('says the verdict first, then the blockers with proof, fix and a command that verifies', () => {
    const lines = renderTerminal(sample, screen).split('\n');
    expect(lines[0]).toMatch(/^NO-GO {2}acme\.com {2}5 blockers stand/);
    const text = lines.join('\n');
    expect(text.indexOf('Fix these first')).toBeLessThan(text.indexOf('Everything found'));
    expect(text).toContain('■ Password resets will land in spam · acme.com');
    expect(text).toContain('  proof   Two SPF records at acme.com');
    expect(text).toContain('Add TXT @ "v=spf1 include:_spf.google.com include:amazonses.com ~all"');
    expect(text).toContain('  verify  launch-ready audit acme.com --only email');
    expect(text).toContain('explains 3 more: app/health-status, app/health-route, app/health-leak');
    expect(text).toContain('launch-ready explain ');
    expect(text.split('\n').length).toBeLessThan(130);
  });

  test('never cuts a command or a record that is to be copied, and tells findings of one place apart', () => {
    const long = `dig +short TXT ${'a-long-name.'.repeat(40)}acme.com`;
    const data = `v=spf1 ${'ip4:192.0.2.10 '.repeat(40)}-all`;
    const findings = sample.findings.map((each) =>
      each.fix?.by === 'dns'
        ? { ...each, at: [{ at: 'here' }], fix: { ...each.fix, verify: long, add: [{ name: 'acme.com', type: 'TXT', data }] } }
        : each,
    );
    const text = renderTerminal({ ...sample, findings }, screen).replace(/\s/g, '');
    expect(text).toContain(long.replace(/\s/g, ''));
    expect(text).toContain(data.replace(/\s/g, ''));
    expect(text).toContain('acme.com·here');
  });

  test('says how many blockers the first list leaves out', () => {
    expect(renderTerminal(hugeReport(200), screen)).toMatch(/… \d+ more blockers below; for their fixes add --all/);
  });

  test('without findings says that nobody can tell, and nothing of work', () => {
    expect(renderTerminal(emptyReport(), screen)).toMatch(/^CANNOT TELL {2}acme\.com {2}Nothing could be checked/);
    expect(renderTerminal(emptyReport(), screen)).not.toContain('work');
  });

  test('shows a huge report as a start, and says how to see the rest', () => {
    const text = renderTerminal(hugeReport(1_000), screen);
    expect(text.split('\n').length).toBeLessThan(300);
    expect(text).toMatch(/… \d[\d,]* more lines: add --all/);
  });
});

test('Markdown fits into a comment, and says what was left out', () => {
  const text = renderMarkdown(hugeReport(1_000));
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/more parts of this report did not fit/);
  expect(text.split('<details>').length).toBe(text.split('</details>').length);
});

test('JUnit counts failures, what could not be checked as errors, and the rest', () => {
  const xml = renderJunit(sample);
  const of = (state: string): number => sample.findings.filter((each) => (each.ignored ? 'ignored' : each.state) === state).length;
  expect(xml).toContain(
    `tests="${sample.findings.length}" failures="${of('fail')}" errors="${of('unknown')}" skipped="${of('skip') + of('ignored')}"`,
  );
  expect(xml.split('<failure ').length - 1).toBe(of('fail'));
  expect(xml.split('<error ').length - 1).toBe(of('unknown'));
  expect(xmlFault('<a><b></a></b>')).toBeDefined();
});
