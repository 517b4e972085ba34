import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleReport } from '../../test/dmarc-reports.ts';
import { type ReportEnd, type ReportRecord, reportReader } from './dmarc-report.ts';

function read(text: string, size = text.length || 1): { end: ReportEnd; records: ReportRecord[] } {
  const records: ReportRecord[] = [];
  const reader = reportReader((record) => records.push(record));
  for (let at = 0; at < text.length; at += size) reader.write(text.slice(at, at + size));
  return { end: reader.end(), records };
}

/** The example of RFC 7489 appendix C, shortened to what it says of one source. */
const RFC_7489 = `<?xml version="1.0" encoding="UTF-8" ?>
<feedback><report_metadata><org_name>acme.com</org_name><email>noreply-dmarc-support@acme.com</email>
<extra_contact_info>http://acme.com/dmarc/support</extra_contact_info><report_id>9391651994964116463</report_id>
<date_range><begin>1335571200</begin><end>1335657599</end></date_range></report_metadata>
<policy_published><domain>example.com</domain><adkim>r</adkim><aspf>r</aspf><p>none</p><sp>none</sp><pct>100</pct></policy_published>
<record><row><source_ip>72.150.241.94</source_ip><count>2</count><policy_evaluated><disposition>none</disposition><dkim>fail</dkim><spf>pass</spf></policy_evaluated></row>
<identifiers><header_from>example.com</header_from></identifiers>
<auth_results><dkim><domain>example.com</domain><result>fail</result><human_result></human_result></dkim><spf><domain>example.com</domain><result>pass</result></spf></auth_results></record></feedback>`;

describe('a DMARC aggregate report', () => {
  test('is read as RFC 7489 shows it (MAIL-4)', () => {
    const { end, records } = read(RFC_7489);
    expect(end).toEqual({
      ok: true,
      head: {
        org: 'acme.com',
        email: 'noreply-dmarc-support@acme.com',
        id: '9391651994964116463',
        begin: 1_335_571_200,
        end: 1_335_657_599,
        domain: 'example.com',
        policy: 'none',
        testing: false,
      },
      records: 1,
      problems: [],
    });
    expect(records).toEqual([
      {
        ip: '72.150.241.94',
        count: 2,
        disposition: 'none',
        dkim: false,
        spf: true,
        from: 'example.com',
        signatures: [{ domain: 'example.com', selector: '', result: 'fail' }],
        paths: [{ domain: 'example.com', result: 'pass' }],
        overrides: [],
      },
    ]);
  });

  test('is read in the namespace of RFC 9990, with prefixes and t=y', () => {
    const text = sampleReport()
      .replace('<feedback>', '<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">')
      .replace('<pct>100</pct>', '<testing>y</testing><np>reject</np>');
    expect(read(text).end).toMatchObject({ ok: true, head: { testing: true } });
    const prefixed = sampleReport().replace(/<(\/?)(?=[a-z])/g, '<$1d:');
    expect(read(prefixed).end).toMatchObject({ ok: true, records: 1 });
  });

  test.each([
    ['an unclosed tag', sampleReport().replace('</identifiers>', ''), 1],
    ['a stray < in text', sampleReport({ org: 'a < b' }), 1],
    ['an ampersand alone', sampleReport({ org: 'Fish & Chips' }), 1],
    ['capitals', sampleReport().replace(/>pass</g, '>PASS<'), 1],
    ['`identities` for `identifiers`', sampleReport().replaceAll('identifiers', 'identities'), 1],
    ['a byte order mark', `\ufeff${sampleReport()}`, 1],
    ['no XML declaration', sampleReport().replace(/^<\?xml.*\n/, ''), 1],
    ['a count with a fraction', sampleReport({ records: [{ count: '1.0' }] }), 1],
    ['no verdicts under policy_evaluated', sampleReport().replace('<dkim>pass</dkim><spf>pass</spf>', ''), 1],
  ])('forgives %s', (_what, text, count) => {
    const { end, records } = read(text);
    expect(end).toMatchObject({ ok: true, records: count });
    expect(records[0]).toMatchObject({ ip: '54.240.8.17', dkim: true, spf: true, from: 'acme.test' });
  });

  test('counts a record whose count is no number as one message, and says so', () => {
    const { end, records } = read(sampleReport({ records: [{ count: 'many' }] }));
    expect(records[0]?.count).toBe(1);
    expect(end).toMatchObject({ ok: true, problems: ['a count is no number: many'] });
  });

  test.each([
    ['a report that stops in the middle', sampleReport({ records: [{}, {}] }).slice(0, -120), 'it stops in the middle'],
    ['nothing', '', 'there is no XML in it'],
    ['a web page', '<html><body>moved</body></html>', 'its first element is html, not feedback'],
    ['no report id', sampleReport({ id: '' }), 'it does not say who reports, or its number'],
    ['a domain that is none', sampleReport({ domain: 'a b' }), 'it does not say which domain it is about'],
    ['no time', sampleReport().replace(/<begin>\d+/, '<begin>never'), 'it does not say for which time it is'],
    ['declared entities', `<!DOCTYPE a [<!ENTITY lol "lol">]>${sampleReport()}`, 'it declares entities, as attacks do'],
    ['a tower of tags', `<feedback>${'<a>'.repeat(100)}`, 'it is nested too deep'],
  ])('is not made of %s', (_what, text, problem) => {
    expect(read(text).end).toMatchObject({ ok: false, problem });
  });

  test('never expands an entity, however often it is nested', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE feedback [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 8 }, (_, i) => `<!ENTITY ${'abcdefghi'[i + 1]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]><feedback>&i;</feedback>`;
    expect(read(bomb).end).toMatchObject({ ok: false });
    expect(read(sampleReport({ org: '&nothing;&nothing;' })).end).toMatchObject({ ok: true });
  });

  test('keeps long texts short and control characters out', () => {
    const { end } = read(sampleReport({ org: `${'x'.repeat(10_000)}\u001b[2J\u202e` }));
    expect(end.ok && end.head.org.length).toBeLessThanOrEqual(512);
    expect(read(sampleReport({ org: 'a\u009b2Jb' })).end).toMatchObject({ ok: true, head: { org: 'a 2Jb' } });
  });

  test('is the same whatever the pieces it comes in', () => {
    const whole = read(sampleReport({ records: [{ count: 3 }, { ip: '2001:db8::1', dkim: 'fail' }] }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (size) => {
        expect(read(sampleReport({ records: [{ count: 3 }, { ip: '2001:db8::1', dkim: 'fail' }] }), size)).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  test('gives back the messages that went in', () => {
    const record = fc.record({ count: fc.integer({ min: 0, max: 1_000_000 }), dkim: fc.constantFrom('pass', 'fail'), ip: fc.ipV4() });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 30 }), (records) => {
        const { end, records: out } = read(sampleReport({ records }));
        expect(end).toMatchObject({ ok: true, records: records.length });
        expect(out.map(({ count, dkim, ip }) => ({ count, dkim, ip }))).toEqual(
          records.map((each) => ({ ...each, dkim: each.dkim === 'pass' })),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('never throws and never hangs, on any bytes', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(
          '<feedback>',
          '</feedback>',
          '<record>',
          '</record>',
          '<row>',
          '<![CDATA[',
          ']]>',
          '<!--',
          '<?',
          '<!DOCTYPE ',
          '&#x0;',
          '<source_ip>1.2.3.4</source_ip>',
        ),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(pieces, (list) => {
        const reader = reportReader(() => undefined);
        for (const piece of list) reader.write(piece);
        expect(typeof reader.end().ok).toBe('boolean');
      }),
      { numRuns: 1_000 },
    );
  });
});
