/** What a report for tests says; everything has an honest default. */
export interface SampleReport {
  org?: string;
  id?: string;
  domain?: string;
  policy?: string;
  /** Seconds since 1970. */
  begin?: number;
  records?: readonly SampleRecord[];
}

export interface SampleRecord {
  ip?: string;
  count?: number | string;
  dkim?: 'pass' | 'fail';
  spf?: 'pass' | 'fail';
  from?: string;
  signatures?: readonly { domain: string; selector?: string; result: string }[];
  path?: { domain: string; result: string };
  override?: string;
}

/** An aggregate report as receivers write it (RFC 7489 appendix C). */
export function sampleReport({
  org = 'google.com',
  id = '42',
  domain = 'acme.test',
  policy = 'none',
  begin = 1_795_000_000,
  records = [{}],
}: SampleReport = {}): string {
  return [
    '<?xml version="1.0" encoding="UTF-8" ?>',
    '<feedback>',
    `<report_metadata><org_name>${org}</org_name><email>noreply@${domain}</email><report_id>${id}</report_id>`,
    `<date_range><begin>${begin}</begin><end>${begin + 86_399}</end></date_range></report_metadata>`,
    `<policy_published><domain>${domain}</domain><adkim>r</adkim><aspf>r</aspf><p>${policy}</p><sp>${policy}</sp><pct>100</pct></policy_published>`,
    ...records.map((record) => sampleRecord(record, domain)),
    '</feedback>',
    '',
  ].join('\n');
}

function sampleRecord(
  { ip = '54.240.8.17', count = 1, dkim = 'pass', spf = 'pass', from, signatures, path, override }: SampleRecord,
  domain: string,
): string {
  const signed = signatures ?? [{ domain, selector: 'resend', result: 'pass' }];
  const way = path ?? { domain: `send.${domain}`, result: 'pass' };
  return [
    `<record><row><source_ip>${ip}</source_ip><count>${count}</count><policy_evaluated><disposition>none</disposition>`,
    `<dkim>${dkim}</dkim><spf>${spf}</spf>${override === undefined ? '' : `<reason><type>${override}</type><comment></comment></reason>`}</policy_evaluated></row>`,
    `<identifiers><header_from>${from ?? domain}</header_from></identifiers><auth_results>`,
    ...signed.map(
      (each) => `<dkim><domain>${each.domain}</domain><selector>${each.selector ?? ''}</selector><result>${each.result}</result></dkim>`,
    ),
    `<spf><domain>${way.domain}</domain><result>${way.result}</result></spf></auth_results></record>`,
  ].join('');
}
