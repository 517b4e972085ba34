import { faultsOn } from './fault.ts';
import { records } from './edit.ts';

const SPF = /^@ TXT "v=spf1/;
const DMARC = /^_dmarc TXT/;
const GOOGLE = 'include:_spf.google.com';
/** A network of sixteen million addresses, of which the founder rents one. */
const HUGE = 'ip4:34.0.0.0/8';

/** Who may send as the domain, and what becomes of the rest. */
export const mail = [
  ...faultsOn('birchcart.test', [
    ['No SPF record.', 'email/spf', 'site', (world) => records(world, SPF)],
    ['Two SPF records.', 'email/spf-single', 'site', (world) => records(world, null, '@ TXT "v=spf1 include:amazonses.com ~all"')],
    ['SPF lets everybody send.', 'email/spf-all', 'site', (world) => records(world, SPF, `@ TXT "v=spf1 ${GOOGLE} +all"`)],
    ['SPF ends with ?all.', 'email/spf-all', 'site', (world) => records(world, SPF, `@ TXT "v=spf1 ${GOOGLE} ?all"`)],
    [
      'SPF includes a name that no longer exists.',
      'email/spf-syntax',
      'site',
      (world) => records(world, SPF, `@ TXT "v=spf1 ${GOOGLE} include:spf.old-crm.test ~all"`),
    ],
    [
      'SPF holds a mechanism that does not exist.',
      'email/spf-syntax',
      'site',
      (world) => records(world, SPF, `@ TXT "v=spf1 ${GOOGLE} ipv4:203.0.113.4 ~all"`),
    ],
  ]),
  ...faultsOn('wickstore.test', [
    [
      'SPF asks for more than ten names.',
      'email/spf-lookups',
      'site',
      (world) =>
        records(
          world,
          SPF,
          `@ TXT "v=spf1 ${GOOGLE} include:sendgrid.net include:mailgun.org include:servers.mcsv.net include:mail.zendesk.com ~all"`,
        ),
      { next: ['email/spf-lookups site'] },
    ],
    [
      'Three names in SPF lead nowhere.',
      'email/spf-voids',
      'site',
      (world) => records(world, SPF, `@ TXT "v=spf1 ${GOOGLE} a:one.wickstore.test a:two.wickstore.test a:three.wickstore.test ~all"`),
    ],
    [
      'SPF lets sixteen million addresses send.',
      'email/spf-breadth',
      'site',
      (world) => records(world, SPF, `@ TXT "v=spf1 ${GOOGLE} ${HUGE} ~all"`),
    ],
  ]),
  ...faultsOn('tealshop.test', [
    ['No DMARC policy.', 'email/dmarc', 'site', (world) => records(world, DMARC), { next: ['email/dmarc-policy site'] }],
    [
      'DMARC only watches, and reports to nobody.',
      'email/dmarc-reports',
      'site',
      (world) => records(world, DMARC, '_dmarc TXT "v=DMARC1; p=quarantine"'),
    ],
    [
      'DMARC only watches.',
      'email/dmarc-policy',
      'site',
      (world) => records(world, DMARC, '_dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@tealshop.test"'),
    ],
    [
      'A DMARC report address lacks mailto:.',
      'email/dmarc-syntax',
      'site',
      (world) => records(world, DMARC, '_dmarc TXT "v=DMARC1; p=quarantine; rua=dmarc@tealshop.test"'),
    ],
    [
      'DMARC names a policy that does not exist.',
      'email/dmarc-syntax',
      'site',
      (world) => records(world, DMARC, '_dmarc TXT "v=DMARC1; p=block; rua=mailto:dmarc@tealshop.test"'),
      { also: ['email/dmarc-policy site'], next: ['email/dmarc-policy site'] },
    ],
    [
      'Reports go to a company that never agreed.',
      'email/dmarc-reports',
      'site',
      (world) => records(world, DMARC, '_dmarc TXT "v=DMARC1; p=quarantine; rua=mailto:agg@sendgrid.net"'),
    ],
  ]),
  ...faultsOn('hazelpage.test', [
    ['No DKIM key.', 'email/dkim', 'site', (world) => records(world, /_domainkey /)],
    [
      'The DKIM key was withdrawn.',
      'email/dkim-key',
      'site',
      (world) => records(world, /_domainkey /, 'google._domainkey TXT "v=DKIM1; k=rsa; p="'),
    ],
    [
      'The DKIM key is no key.',
      'email/dkim-key',
      'site',
      (world) => records(world, /^google\._domainkey /, 'google._domainkey TXT "v=DKIM1; k=rsa; p=MIGfMA0"'),
    ],
    ['The mail exchanger does not exist.', 'email/mx-target', 'site', (world) => records(world, / MX /, '@ MX 10 mx.gone-host.test.')],
    ['Mail goes to an address instead of a name.', 'email/mx-target', 'site', (world) => records(world, / MX /, '@ MX 10 142.250.27.26.')],
  ]),
  ...faultsOn('ivynote.test', [
    ['Nobody can write to the domain.', 'email/mx', 'site', (world) => records(world, / MX /)],
    [
      'The mail server offers no encryption.',
      'email/smtp',
      'site',
      (world) => {
        world.mail = world.mail?.map((server) => ({ ...server, starttls: false })) ?? [];
      },
    ],
  ]),
];
