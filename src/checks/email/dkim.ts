import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { isPlatformName } from '../../parsers/site.ts';
import { mailDkim } from '../../probes/mail/dkim.ts';
import { auditOf, byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { dkimSaw, RSA_2048 } from '../sample-dkim.ts';
import { MAIL_PROVIDERS, sendersIn } from '../mail-providers.ts';

const mail = (changes: object) => ({ mail: { senders: [], dkim_selectors: [], ...changes } });
const KEY = `v=DKIM1; k=rsa; p=${RSA_2048}`;

export default defineCheck({
  id: 'email/dkim',
  requirements: ['MAIL-2'],
  title: 'A DKIM key lets receivers check your signature',
  failing: 'Receivers cannot tell your mail from forgeries: no DKIM key',
  severity: 'high',
  hurts: ['email', 'login', 'signup'],
  why: 'Gmail, Yahoo and Outlook want mail to be signed. Without a key in DNS your password resets land in spam, above all forwarded ones.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc6376#section-3.6.2',
    'https://support.google.com/a/answer/174124',
    'https://support.google.com/a/answer/81126',
  ],
  on: 'site',
  reads: { dkim: mailDkim },
  options: z.object({}),
  causedBy: ['dns/delegation'],
  since: '0.1.0',
  examples: [
    { name: 'a key at a usual selector', saw: { dkim: dkimSaw({ google: KEY }) }, gives: 'pass' },
    { name: 'no usual selector, but some key exists below _domainkey', saw: { dkim: dkimSaw({}, { parent: 'nodata' }) }, gives: 'pass' },
    { name: 'nothing anywhere', saw: { dkim: dkimSaw({}) }, gives: 'fail' },
    { name: 'nothing anywhere, sender known', config: mail({ senders: ['resend'] }), saw: { dkim: dkimSaw({}) }, gives: 'fail' },
    {
      name: 'a selector of the config is missing',
      config: mail({ dkim_selectors: ['resend', 'pm'] }),
      saw: { dkim: dkimSaw({ resend: `p=${RSA_2048}` }) },
      gives: 'fail',
    },
    {
      name: 'selectors are compared without case',
      config: mail({ dkim_selectors: ['Resend'] }),
      saw: { dkim: dkimSaw({ resend: `p=${RSA_2048}` }) },
      gives: 'pass',
    },
    { name: 'a wildcard makes every selector exist', saw: { dkim: dkimSaw({ google: 'v=spf1 -all' }, { wildcard: true }) }, gives: 'skip' },
    { name: 'the name server fails for a moment', saw: { dkim: dkimSaw({}, { parent: 'servfail' }) }, gives: 'skip' },
    { name: 'a domain that never sends', config: mail({ sends: false }), saw: { dkim: dkimSaw({}) }, gives: 'skip' },
    { name: 'a name lent by a platform', subject: { kind: 'site', domain: 'acme.vercel.app' }, saw: { dkim: dkimSaw({}) }, gives: 'skip' },
  ],
  judge({ dkim }, { subject: { domain }, config }) {
    if (isPlatformName(domain)) return { is: 'skip', because: `${domain} is a name lent by a platform; mail cannot come from it.` };
    if (config.mail.sends === false) return { is: 'skip', because: `${domain} never sends mail, so it needs no DKIM key.` };
    if (dkim.wildcard)
      return { is: 'skip', because: `A wildcard record below ${domain} answers for every selector, so nothing can be told.` };
    const seen = dkim.selectors.map((each) => each.selector.toLowerCase());
    const missing = config.mail.dkim_selectors.filter((selector) => !seen.includes(selector.toLowerCase()));
    if (missing.length === 0 && seen.length > 0)
      return {
        is: 'pass',
        found: `DKIM ${seen.length === 1 ? 'selector' : 'selectors'} of ${domain}: ${list(dkim.selectors.map((each) => plain(each.selector)))}.`,
      };
    if (missing.length === 0 && dkim.parent === 'servfail')
      return { is: 'skip', because: `The name server fails for _domainkey.${domain}, so nothing can be told.` };
    if (missing.length === 0 && dkim.parent !== 'nxdomain') {
      return {
        is: 'pass',
        found: `Something exists below _domainkey.${domain}, at none of ${dkim.asked} usual selectors. Name yours as mail.dkim_selectors to have the key checked.`,
      };
    }
    const { known } = sendersIn(config);
    const advisers = known.length > 0 ? known : MAIL_PROVIDERS.slice(0, 6);
    return {
      is: 'fail',
      found:
        missing.length > 0
          ? `No DKIM key at ${list(missing.map((selector) => `${selector}._domainkey.${domain}`))}, which your launch-ready.yaml names.`
          : `No DKIM key at any of ${dkim.asked} usual selectors, and nothing exists below _domainkey.${domain}.`,
      at: missing.length > 0 ? missing.map((selector) => ({ at: `${selector}._domainkey.${domain}` })) : [{ at: `_domainkey.${domain}` }],
      fix: byHand(
        [
          'Open each service that sends your mail and find its DKIM or "domain authentication" page.',
          ...advisers.map((provider) => `${provider.name}: ${provider.dkim}.`),
          `Add the records exactly as shown in the DNS zone ${domain}; behind Cloudflare set CNAME records to "DNS only".`,
          'Press "verify" at the provider, then send yourself a mail and look for "dkim=pass" in its original text.',
        ],
        {
          goal: `Every service that sends as @${domain} signs with DKIM, and receivers find the key.`,
          not: 'invent a key, reuse one from another domain, or put the private key into DNS or code.',
          verify: auditOf(domain, 'email'),
          shows: 'no longer lists email/dkim.',
          minutes: 30,
        },
      ),
    };
  },
});
