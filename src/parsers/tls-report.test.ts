import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTlsReport } from './tls-report.ts';

/** The example of RFC 8460 section 4.4, one policy of it. */
const RFC_8460 = {
  'organization-name': 'Company-X',
  'date-range': { 'start-datetime': '2016-04-01T00:00:00Z', 'end-datetime': '2016-04-01T23:59:59Z' },
  'contact-info': 'sts-reporting@company-x.example',
  'report-id': '5065427c-23d3-47ca-b6e0-946ea0e8c4be',
  policies: [
    {
      policy: { 'policy-type': 'sts', 'policy-domain': 'company-y.example', 'mx-host': '*.mail.company-y.example' },
      summary: { 'total-successful-session-count': 5326, 'total-failure-session-count': 303 },
      'failure-details': [{ 'result-type': 'certificate-expired', 'failed-session-count': 100 }],
    },
  ],
};

describe('a TLS report', () => {
  test('is read as RFC 8460 shows it', () => {
    expect(parseTlsReport(JSON.stringify(RFC_8460))).toEqual({
      org: 'Company-X',
      id: '5065427c-23d3-47ca-b6e0-946ea0e8c4be',
      begin: '2016-04-01T00:00:00Z',
      end: '2016-04-01T23:59:59Z',
      policies: [
        { domain: 'company-y.example', type: 'sts', good: 5326, failed: 303, failures: [{ type: 'certificate-expired', count: 100 }] },
      ],
    });
  });

  test.each([
    ['{', 'it is no JSON'],
    ['[]', 'it does not say who reports, or its number'],
    [JSON.stringify({ ...RFC_8460, policies: 'none' }), 'it names no policies'],
  ])('%j is none', (text, problem) => {
    expect(parseTlsReport(text)).toBe(problem);
  });

  test('counts are never negative and never NaN', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const text = JSON.stringify({ ...RFC_8460, policies: [{ summary: { 'total-successful-session-count': value } }] });
        const read = parseTlsReport(text);
        const counts = typeof read === 'string' ? [Number.NaN] : read.policies.map(({ good }) => good);
        expect(counts.every((count) => count >= 0)).toBe(true);
      }),
    );
  });

  test('never throws, on any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseTlsReport(text)));
  });
});
