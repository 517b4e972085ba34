/** A report on TLS of incoming mail (RFC 8460): who could not deliver over TLS, and why. */
export interface TlsReport {
  org: string;
  id: string;
  /** ISO times. */
  begin: string;
  end: string;
  policies: { domain: string; type: string; good: number; failed: number; failures: { type: string; count: number }[] }[];
}

const POLICIES = 100;
const TEXT = 300;

/** Reads a TLS report; a text says what is wrong with it. Never throws. */
export function parseTlsReport(text: string): TlsReport | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is no JSON';
  }
  const root = object(value);
  const range = object(root['date-range']);
  const [id, org] = [word(root['report-id']), word(root['organization-name'])];
  if (id === '' || org === '') return 'it does not say who reports, or its number';
  if (!Array.isArray(root['policies'])) return 'it names no policies';
  const policies = root['policies'].slice(0, POLICIES).map((each) => {
    const [policy, summary] = [object(object(each)['policy']), object(object(each)['summary'])];
    const details: unknown = object(each)['failure-details'];
    return {
      domain: word(policy['policy-domain']).toLowerCase(),
      type: word(policy['policy-type']),
      good: count(summary['total-successful-session-count']),
      failed: count(summary['total-failure-session-count']),
      failures: (Array.isArray(details) ? details : []).slice(0, POLICIES).map((detail) => ({
        type: word(object(detail)['result-type']),
        count: count(object(detail)['failed-session-count']),
      })),
    };
  });
  return { org, id, begin: word(range['start-datetime']), end: word(range['end-datetime']), policies };
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}; // as: just tested
}

function word(value: unknown): string {
  return typeof value === 'string'
    ? value
        .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
        .trim()
        .slice(0, TEXT)
    : '';
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : 0;
}
