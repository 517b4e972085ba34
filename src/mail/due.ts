/** What must be remembered of the last test. */
export interface LastTest {
  /** ISO time. */
  at: string;
  outcome: 'pass' | 'fail' | 'unknown';
  /** Of the SPF, DKIM and DMARC records then; see `recordsDigest`. */
  records: string;
  /** The domain of From and the selectors whose keys are in the digest. */
  domain: string;
  selectors: string[];
}

const WEEK = 7 * 86_400_000;

/** When mail is to be tested again (MAIL-8): each week, and at once when a record changed or nobody ever tested. */
export function nextMailTest(
  last: LastTest | undefined,
  now: Date,
  records?: string,
): { due: Date; because: 'never-tested' | 'records-changed' | 'not-passed' | 'weekly' } {
  if (!last) return { due: now, because: 'never-tested' };
  if (records !== undefined && records !== last.records) return { due: now, because: 'records-changed' };
  if (last.outcome !== 'pass') return { due: now, because: 'not-passed' };
  return { due: new Date(new Date(last.at).getTime() + WEEK), because: 'weekly' };
}
