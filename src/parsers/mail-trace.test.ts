import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entryHop, hopsOf, mailFields, parseAuthenticationResults, parseReceived } from './mail-trace.ts';

describe('a Received field', () => {
  test.each([
    [
      'from mail-sor-f41.google.com (mail-sor-f41.google.com. [209.85.220.41]) by mx.google.com with SMTPS id a1 for <ada@gmail.com> (Google Transport Security); Sun, 22 Nov 2026 01:00:00 -0800 (PST)',
      { helo: 'mail-sor-f41.google.com', ip: '209.85.220.41', by: 'mx.google.com', encrypted: true },
    ],
    [
      'from a8-17.smtp-out.amazonses.com (54.240.8.17) by AM0PEPF.mail.protection.outlook.com (10.13.0.1) with Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES) id 15.20; Sun, 22 Nov 2026',
      { helo: 'a8-17.smtp-out.amazonses.com', ip: '54.240.8.17', by: 'am0pepf.mail.protection.outlook.com', encrypted: true },
    ],
    ['from x ([IPv6:2001:db8::7]) by mx.test with ESMTP id 1; now', { helo: 'x', ip: '2001:db8::7', by: 'mx.test', encrypted: false }],
    ['from [192.0.2.9] by mx.test with ESMTPSA; now', { helo: '[192.0.2.9]', ip: '192.0.2.9', by: 'mx.test', encrypted: true }],
    ['by 2002:a05:6402:1234 with SMTP id x; now', null],
    ['from localhost by mx.test with ESMTP; now', null],
  ])('%s', (value, hop) => {
    expect(parseReceived(value)).toEqual(hop);
  });

  test('is believed where the provider took the mail from outside, not where it passed it on inside', () => {
    const raw = Buffer.from(
      [
        'Received: by 2002:a05:6402 with SMTP id q; now',
        'Received: from AM0.eurprd.prod.outlook.com (2603:10a6::1) by DB8.eurprd.prod.outlook.com with ESMTPS; now',
        'Received: from sender.test (sender.test [198.51.100.7]) by MX1.olc.protection.outlook.com',
        '\twith ESMTPS; now',
        'Received: from forged.test ([8.8.8.8]) by mx1.outlook.com; then',
        '',
        'body',
      ].join('\r\n'),
    );
    expect(entryHop(hopsOf(mailFields(raw)), ['outlook.com'])).toMatchObject({ ip: '198.51.100.7', helo: 'sender.test' });
  });
});

describe('Authentication-Results', () => {
  test.each([
    [
      'mx.google.com; dkim=pass header.i=@acme.com; spf=pass (google.com: domain of a; b) smtp.mailfrom=x; dmarc=fail',
      'mx.google.com',
      ['dkim pass', 'spf pass', 'dmarc fail'],
    ],
    [
      'spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=a.com; dkim=none (message not signed); compauth=pass reason=100',
      null,
      ['spf pass', 'dkim none', 'compauth pass'],
    ],
    ['"mx.test" 1; none', 'mx.test', []],
    ['mx.test (dkim=pass); dkim=fail', 'mx.test', ['dkim fail']],
  ])('%s', (value, by, results) => {
    const read = parseAuthenticationResults(value);
    expect({ by: read.by, results: read.results.map((each) => `${each.method} ${each.result}`) }).toEqual({ by, results });
  });
});

describe('the head of a mail', () => {
  test('is unfolded, limited and never mixed with the body', () => {
    expect(mailFields(Buffer.from('A: 1\r\n 2\r\nB:3\n\nC: 4'))).toEqual([
      { name: 'a', value: '1 2' },
      { name: 'b', value: '3' },
    ]);
    expect(mailFields(Buffer.from('X: y\r\n'.repeat(100_000))).length).toBe(500);
    expect(mailFields(Buffer.from(`X: ${'y'.repeat(1_000_000)}`))[0]?.value.length).toBe(8_192);
  });

  test('never throws and never hangs, on any bytes', () => {
    const text = fc
      .array(
        fc.constantFrom('from ', 'by ', '(', ')', '[', ']', '"', '1.2.3.4', ';', '\\', 'with ESMTPS', '\r\n', ': ', ' ', 'a=b', '(('),
        { maxLength: 2_000 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (value) => {
        parseReceived(value);
        parseAuthenticationResults(value);
        mailFields(Buffer.from(value));
      }),
      { numRuns: 500 },
    );
  });
});
