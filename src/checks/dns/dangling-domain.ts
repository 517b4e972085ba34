import { z } from 'zod';
import { defineCheck, type Saw, type Verdict } from '../../core/check.ts';
import type { Fix } from '../../core/fix.ts';
import { dnsDependencies } from '../../probes/dns/dependencies.ts';
import { auditOf, byHand, dig } from '../fix.ts';
import { list, plain } from '../plain.ts';

type Domain = Saw<{ dependencies: typeof dnsDependencies }>['dependencies']['domains'][number];
type Role = Domain['needs'][number]['as'];

/** What the next holder of the domain gets, worst first, and where the record stands. */
const ROLES = {
  ns: { severity: 'blocker', gets: 'answers for your whole domain: site, login and mail', where: 'the name servers at the registrar' },
  mx: { severity: 'high', gets: 'receives mail to you, password resets included', where: 'the MX records' },
  spf: { severity: 'high', gets: 'sends mail as you that passes every check', where: 'the SPF record' },
} as const satisfies Record<Role, { severity: 'blocker' | 'high'; gets: string; where: string }>;
const ORDER = ['ns', 'mx', 'spf'] as const satisfies readonly Role[];

const on = (state: Domain['state'], as: Role, name: string): Domain => ({
  domain: name.split('.').slice(-2).join('.'),
  needs: [{ as, name }],
  state,
  told: state === 'free' ? 'a.gtld-servers.net' : null,
});
const saw = (...domains: Domain[]) => ({ dependencies: { domains } });
const DNS_HOST = on('held', 'ns', 'ns1.acmedns.net');

export default defineCheck({
  id: 'dns/dangling-domain',
  requirements: ['DNS-1', 'DNS-7', 'MAIL-9'],
  title: 'Whoever your records name still exists',
  failing: 'A stranger can buy control over your domain or its mail',
  severity: 'blocker',
  hurts: ['email', 'login', 'data', 'trust'],
  why: 'Your records hand DNS or mail to a domain that nobody holds. For ten dollars a stranger registers it and takes over what it does for you.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc7208#section-11.1',
    'https://developer.mozilla.org/en-US/docs/Web/Security/Subdomain_takeovers',
  ],
  on: 'site',
  reads: { dependencies: dnsDependencies },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'everybody exists', saw: saw(DNS_HOST, on('held', 'mx', 'smtp.mailhost.example')), gives: 'pass' },
    {
      name: 'a name server of a company that is gone',
      saw: saw(DNS_HOST, on('free', 'ns', 'ns2.oldhost.net')),
      gives: { fail: 'blocker' },
    },
    { name: 'the exchanger of a company that is gone', saw: saw(DNS_HOST, on('free', 'mx', 'mx.oldmail.net')), gives: { fail: 'high' } },
    {
      name: 'an SPF include of a closed newsletter service',
      saw: saw(DNS_HOST, on('free', 'spf', 'spf.oldnews.net')),
      gives: { fail: 'high' },
    },
    {
      name: 'only a resolver says that it is gone: claimable, not proven',
      saw: saw(DNS_HOST, on('denied', 'mx', 'mx.oldmail.net')),
      gives: { fail: 'medium' },
    },
    { name: 'silence is no proof', saw: saw(DNS_HOST, on('unheard', 'mx', 'mx.oldmail.net')), gives: 'pass' },
    { name: 'all in the own domain', saw: saw(), gives: 'pass' },
  ],
  judge({ dependencies: { domains } }, { subject: { domain } }) {
    const gone = domains.filter(({ state }) => state === 'free' || state === 'denied');
    if (gone.length === 0) {
      const unheard = domains.filter(({ state }) => state === 'unheard').map((each) => plain(each.domain));
      const rest = unheard.length > 0 ? ` Nobody answered for ${list(unheard)}, which proves nothing.` : '';
      return { is: 'pass', found: `No record of ${domain} hands anything to a domain that is known to be free.${rest}` };
    }
    return gone.map((each): Verdict => {
      const roles = ORDER.filter((as) => each.needs.some((one) => one.as === as));
      const name = plain(each.domain);
      const proof =
        each.told === null ? 'your resolver says so; its registry could not be asked' : `${plain(each.told)} says so for its registry`;
      return {
        is: 'fail',
        severity: each.state === 'free' ? ROLES[roles[0] ?? 'spf'].severity : 'medium',
        found: `${name} does not exist (${proof}), and ${domain} names ${list(each.needs.map((one) => plain(one.name)))} in ${list(roles.map((as) => ROLES[as].where))}. Whoever registers it ${list(roles.map((as) => ROLES[as].gets))}.`,
        at: each.needs.map((one) => ({ at: `${one.as.toUpperCase()} ${one.name}` })),
        fix: fixOf(domain, each, roles),
      };
    });
  },
});

function fixOf(domain: string, gone: Domain, roles: readonly Role[]): Fix {
  const name = plain(gone.domain);
  const named = (as: Role): string => list(gone.needs.filter((one) => one.as === as).map((one) => plain(one.name)));
  const steps = {
    ns: `At the registrar of ${domain}, remove ${named('ns')} from the name servers today; keep at least two that answer.`,
    mx: `In the DNS zone ${domain}, delete the MX records of ${named('mx')}; your mailbox provider shows the ones you need.`,
    spf: `In the SPF record of ${domain}, delete the terms that name ${named('spf')} and leave the rest as it is.`,
  } as const satisfies Record<Role, string>;
  const type = { ns: 'NS', mx: 'MX', spf: 'TXT' } as const satisfies Record<Role, string>;
  return byHand(
    [
      ...roles.map((as) => steps[as]),
      `If ${name} was once yours, register it again first: until caches forget the records, its holder decides.`,
    ],
    {
      goal: `No record of ${domain} depends on ${name}, which anybody can register.`,
      not: 'remove the last name server, exchanger or sender that works.',
      verify: dig(type[roles[0] ?? 'spf'], domain, auditOf(domain, 'dns')),
      shows: `no longer prints ${name}.`,
      minutes: 15,
    },
  );
}
