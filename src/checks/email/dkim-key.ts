import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import type { Severity } from '../../core/vocabulary.ts';
import { parseDkimKey } from '../../parsers/dkim-key.ts';
import { mailDkim } from '../../probes/mail/dkim.ts';
import { auditOf, byDns, byHand, dig } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { type DkimSaw, dkimSaw, ED25519, RSA_1024, RSA_2048, RSA_768 } from '../sample-dkim.ts';

type Selector = DkimSaw['selectors'][number];
interface Flaw {
  is: 'dead-alias' | 'revoked' | 'unreadable' | 'short' | 'weak' | 'testing';
  severity: Severity;
  says: string;
}

/** RFC 8301 section 3.2: receivers must not accept keys under 1024 bits; signers should use 2048. */
const REFUSED_BELOW = 1024;
const GOOD_FROM = 2048;

const GOOD = `v=DKIM1; k=rsa; p=${RSA_2048}`;

export default defineCheck({
  id: 'email/dkim-key',
  requirements: ['MAIL-2'],
  title: 'DKIM keys are strong and in force',
  failing: 'Receivers reject your mail signature: a DKIM key is unusable',
  severity: 'high',
  hurts: ['email', 'trust', 'login'],
  why: 'A withdrawn, damaged or short key makes signatures worthless. Your mail then counts as unsigned, and forgers may sign as you.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc8301#section-3.2',
    'https://www.rfc-editor.org/rfc/rfc6376#section-3.6.1',
    'https://support.google.com/a/answer/174126',
  ],
  on: 'site',
  reads: { dkim: mailDkim },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'RSA with 2048 bits', saw: { dkim: dkimSaw({ google: GOOD }) }, gives: 'pass' },
    { name: 'Ed25519 beside RSA', saw: { dkim: dkimSaw({ s1: GOOD, ed: `v=DKIM1; k=ed25519; p=${ED25519}` }) }, gives: 'pass' },
    { name: 'v= and k= may be left out', saw: { dkim: dkimSaw({ resend: `p=${RSA_2048}` }) }, gives: 'pass' },
    { name: 'under 1024 bits', saw: { dkim: dkimSaw({ default: `v=DKIM1; k=rsa; p=${RSA_768}` }) }, gives: 'fail' },
    { name: '1024 bits', saw: { dkim: dkimSaw({ k1: `k=rsa; p=${RSA_1024}` }) }, gives: { fail: 'low' } },
    { name: 'the only key is withdrawn', saw: { dkim: dkimSaw({ google: 'v=DKIM1; p=' }) }, gives: 'fail' },
    { name: 'an old key withdrawn after a rotation', saw: { dkim: dkimSaw({ s1: 'v=DKIM1; p=', s2: GOOD }) }, gives: 'pass' },
    { name: 'the key was cut off when pasted', saw: { dkim: dkimSaw({ google: GOOD.slice(0, 240) }) }, gives: 'fail' },
    { name: 'test mode', saw: { dkim: dkimSaw({ google: `v=DKIM1; t=y; p=${RSA_2048}` }) }, gives: { fail: 'low' } },
    { name: 'an alias to nowhere', saw: { dkim: dkimSaw({ s1: null }) }, gives: 'fail' },
    {
      name: 'an alias to nowhere beside a good key',
      saw: { dkim: dkimSaw({ selector1: GOOD, selector2: null }) },
      gives: { fail: 'medium' },
    },
    { name: 'a wildcard', saw: { dkim: dkimSaw({ google: 'x' }, { wildcard: true }) }, gives: 'skip' },
    { name: 'no selector known', saw: { dkim: dkimSaw({}) }, gives: 'skip' },
  ],
  judge({ dkim }, { subject: { domain }, config }) {
    if (dkim.wildcard)
      return { is: 'skip', because: `A wildcard record below ${domain} answers for every selector, so nothing can be told.` };
    if (dkim.selectors.length === 0) return { is: 'skip', because: `No DKIM selector of ${domain} is known.` };
    const told = new Set(config.mail.dkim_selectors.map((selector) => selector.toLowerCase()));
    const judged = dkim.selectors.map((each) => ({ each, flaw: flawOf(each) }));
    const usable = judged.some(({ flaw }) => flaw === null || flaw.is === 'weak' || flaw.is === 'testing');
    const fails = judged.flatMap(({ each, flaw }): Verdict[] => {
      if (!flaw) return [];
      const spare = usable && !told.has(each.selector.toLowerCase());
      // Rotation leaves withdrawn keys behind on purpose (RFC 6376 section 3.6.1).
      if (spare && flaw.is === 'revoked') return [];
      const severity = spare && flaw.severity === 'high' ? 'medium' : flaw.severity;
      const name = `${each.selector}._domainkey.${domain}`;
      return [{ is: 'fail', severity, found: `${plain(name)} ${flaw.says}.`, at: [{ at: name }], fix: fixFor(domain, each, flaw) }];
    });
    return fails.length > 0
      ? fails
      : { is: 'pass', found: `${list(judged.filter(({ flaw }) => !flaw).map(({ each }) => plain(each.selector)))}: strong and in force.` };
  },
});

function flawOf({ record, cname }: Selector): Flaw | null {
  if (record === null) return { is: 'dead-alias', severity: 'high', says: `is an alias of ${plain(cname ?? 'a name')}, where no key is` };
  const key = parseDkimKey(record);
  if (key.revoked) return { is: 'revoked', severity: 'high', says: 'is withdrawn: its p= is empty' };
  const broken = key.problems.find((problem) => problem.tag === 'p' || problem.tag === 'k' || problem.tag === 'v');
  if (key.bits === null)
    return {
      is: 'unreadable',
      severity: 'high',
      says: `holds no usable key${broken ? `: ${broken.problem}` : ''} (“${plain(record, 60)}”)`,
    };
  if (key.type === 'rsa' && key.bits < REFUSED_BELOW)
    return { is: 'short', severity: 'high', says: `has ${key.bits} bits; receivers refuse keys under ${REFUSED_BELOW}` };
  if (key.type === 'rsa' && key.bits < GOOD_FROM)
    return { is: 'weak', severity: 'low', says: `has ${key.bits} bits; ${GOOD_FROM} is the standard now` };
  return key.testing ? { is: 'testing', severity: 'low', says: 'is in test mode (t=y), so receivers treat your mail as unsigned' } : null;
}

function fixFor(domain: string, { selector, cname, record }: Selector, flaw: Flaw) {
  const name = `${selector}._domainkey.${domain}`;
  const verify = dig('TXT', name, auditOf(domain, 'email'));
  const avoid = 'put a private key into DNS, or delete a key before the provider signs with the next one.';
  if (flaw.is === 'testing' && cname === null && record !== null) {
    const flags = (text: string): string =>
      text.replace(/(^|;)\s*t\s*=([^;]*)/i, (_all, start: string, value: string) => {
        const kept = value
          .split(':')
          .map((flag) => flag.trim())
          .filter((flag) => flag.toLowerCase() !== 'y');
        return kept.length > 0 ? `${start} t=${kept.join(':')}` : start;
      });
    const after = flags(record)
      .replace(/;\s*;/g, ';')
      .replace(/^\s*;?\s*/, '');
    const swap = { zone: domain, remove: [{ name, type: 'TXT', data: record }], add: [{ name, type: 'TXT', data: after }] };
    return byDns(swap, {
      goal: `Receivers take the DKIM signature of ${domain} seriously.`,
      not: 'change the key itself (p=).',
      verify,
      shows: 'prints the same key without t=y.',
      minutes: 5,
    });
  }
  return byHand(
    [
      `Find out which service owns the selector “${plain(selector)}”${cname === null ? '' : ` (it leads to ${plain(cname)})`}.`,
      `If you no longer send through it, delete the record ${plain(name)}.`,
      flaw.is === 'dead-alias'
        ? 'If you do, open its domain page, start DKIM again, and compare the CNAME letter by letter.'
        : 'If you do, open its DKIM page, make a new 2048-bit key and replace the record by the one shown.',
      'Paste long keys as one value; the DNS host splits them by itself.',
      'Send yourself a mail and look for "dkim=pass" in its original text.',
    ],
    {
      goal: `The key at ${plain(name)} lets receivers verify your mail.`,
      not: avoid,
      verify,
      shows: 'prints a key (p=…) of about 400 characters, or nothing if you deleted it.',
      minutes: 20,
    },
  );
}
