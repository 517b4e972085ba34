import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { dnsDelegation } from '../../probes/dns/delegation.ts';
import { auditOf, byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { type Answer, delegated, healthy, speaks } from '../name-servers.ts';

type Soa = NonNullable<Answer['soa']>;
const DAY = 86_400;

/** Google Cloud DNS and Squarespace copy zones without AXFR: expire is 259200 for everybody, unused, and cannot be edited (seen 2026-11). */
const UNUSED_EXPIRE = 'googledomains.com';

const soa = (changes: Partial<Soa>): { soa: Soa } => ({ soa: { ...healthy('').soa!, ...changes } });

export default defineCheck({
  id: 'dns/soa',
  requirements: ['DNS-2', 'DNS-3'],
  title: 'All name servers hold the same copy of your records',
  failing: 'DNS changes arrive late: copies or timers of your zone are off',
  severity: 'medium',
  hurts: ['traffic', 'email'],
  why: 'A server with an old copy sends some visitors to the old address. Long "does not exist" times make each forgotten record cost a day.',
  learn: ['https://www.rfc-editor.org/rfc/rfc1912#section-2.2', 'https://www.rfc-editor.org/rfc/rfc2308#section-5'],
  on: 'site',
  reads: { delegation: dnsDelegation },
  options: z.object({
    negativeTtl: z.number().int().positive().default(DAY).describe('Longest time "does not exist" may be remembered, seconds'),
    expireDays: z.number().positive().default(7).describe('Shortest time a copy may live without its primary, days'),
  }),
  causedBy: ['dns/delegation'],
  since: '0.1.0',
  examples: [
    { name: 'same serial everywhere', saw: { delegation: delegated() }, gives: 'pass' },
    { name: 'one copy is behind', saw: { delegation: delegated({}, soa({ serial: 2026111901 })) }, gives: 'fail' },
    {
      name: 'serials of two DNS hosts side by side are not comparable',
      saw: { delegation: delegated({}, soa({ primary: 'ns-1.otherdns.org', serial: 1 })) },
      gives: 'pass',
    },
    {
      name: '"does not exist" is remembered for a week',
      saw: { delegation: delegated(soa({ minimum: 604_800, ttl: 604_800 }), soa({ minimum: 604_800, ttl: 604_800 })) },
      gives: { fail: 'low' },
    },
    {
      name: 'a large minimum with a short TTL counts as short',
      saw: { delegation: delegated(soa({ minimum: 604_800, ttl: 900 }), soa({ minimum: 604_800, ttl: 900 })) },
      gives: 'pass',
    },
    {
      name: 'copies expire after two days',
      saw: { delegation: delegated(soa({ expire: 172_800 }), soa({ expire: 172_800 })) },
      gives: { fail: 'low' },
    },
    {
      name: 'Google Cloud DNS sets expire to three days for everybody and does not use it',
      saw: {
        delegation: delegated(
          soa({ primary: 'ns-cloud-a1.googledomains.com', serial: 1, expire: 259_200 }),
          soa({ primary: 'ns-cloud-a1.googledomains.com', serial: 1, expire: 259_200 }),
        ),
      },
      gives: 'pass',
    },
    { name: 'nobody gave an SOA record', saw: { delegation: delegated({ soa: null }, { soa: null }) }, gives: 'skip' },
  ],
  judge({ delegation }, { subject: { domain }, options }) {
    const held = delegation.servers.flatMap((server) =>
      server.answers.flatMap((answer) => (speaks(answer) && answer.soa ? [{ server: server.name, soa: answer.soa }] : [])),
    );
    const [first] = held;
    if (!first) return { is: 'skip', because: `No name server gave the SOA record of ${domain}.` };

    const telling = { verify: auditOf(domain, 'dns'), shows: 'no longer lists dns/soa.', minutes: 20 };
    const fails: Verdict[] = [];
    for (const primary of new Set(held.map((each) => each.soa.primary))) {
      const copies = held.filter((each) => each.soa.primary === primary);
      const newest = copies.reduce((best, each) => (isNewer(each.soa.serial, best.soa.serial) ? each : best));
      const behind = copies.filter((each) => each.soa.serial !== newest.soa.serial);
      if (behind.length === 0) continue;
      const names = [...new Set(behind.map((each) => each.server))];
      fails.push({
        is: 'fail',
        found: `${plain(newest.server)} holds version ${newest.soa.serial} of ${domain}; ${behind.map((each) => `${plain(each.server)} holds ${each.soa.serial}`).join(', ')}.`,
        at: names.map((name) => ({ at: name })),
        fix: byHand(
          [
            'Wait ten minutes and check again: a change may just be on its way.',
            `If it stays, open your DNS host and look at zone transfers from ${plain(primary)} to ${list(names.map((name) => plain(name)))}.`,
            `Allow the transfer (AXFR) and NOTIFY for them, or remove them from the name servers of ${domain} at the registrar.`,
          ],
          {
            ...telling,
            goal: `All name servers of ${domain} hold the same version of the zone.`,
            not: 'edit records on one name server only.',
          },
        ),
      });
    }
    const negative = Math.min(first.soa.minimum, first.soa.ttl);
    if (negative > options.negativeTtl) {
      fails.push({
        is: 'fail',
        severity: 'low',
        found: `Resolvers remember for ${negative} s that a name of ${domain} does not exist; ${options.negativeTtl} s is the most that makes sense.`,
        at: [{ at: `${domain} SOA minimum` }],
        fix: byHand(
          [`Open the SOA settings of ${domain} at your DNS host.`, 'Set "minimum" (also called negative TTL) to 3600.', 'Save.'],
          {
            ...telling,
            goal: `A name of ${domain} that was missing is found within the hour after it was added.`,
            not: 'change serial, refresh or retry.',
            wants: [{ is: 'soa', zone: domain, field: 'minimum', value: 3_600 }],
          },
        ),
      });
    }
    const managed = first.soa.primary.toLowerCase().endsWith(`.${UNUSED_EXPIRE}`);
    if (!managed && first.soa.expire < options.expireDays * DAY) {
      fails.push({
        is: 'fail',
        severity: 'low',
        found: `Copies of ${domain} expire ${Math.round(first.soa.expire / 360) / 10} hours after the primary fails; ${options.expireDays} days let you sleep.`,
        at: [{ at: `${domain} SOA expire` }],
        fix: byHand([`Open the SOA settings of ${domain} at your DNS host.`, 'Set "expire" to 1209600 (14 days).', 'Save.'], {
          ...telling,
          goal: `${domain} survives an outage of its primary name server.`,
          not: 'change serial, refresh or retry.',
          wants: [{ is: 'soa', zone: domain, field: 'expire', value: 1_209_600 }],
        }),
      });
    }
    return fails.length > 0 ? fails : { is: 'pass', found: `${held.length} answers agree on version ${first.soa.serial} of ${domain}.` };
  },
});

/** Serial number arithmetic of RFC 1982: numbers wrap at 2^32. */
function isNewer(a: number, b: number): boolean {
  const ahead = (a - b + 2 ** 32) % 2 ** 32;
  return ahead > 0 && ahead < 2 ** 31;
}
