import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import { parentName, plainName } from '../../parsers/dns-message-name.ts';
import { resolve } from '../net/dns-client.ts';

/** The issuer-critical flag (RFC 8659 section 4.1). */
const CRITICAL = 0x80;
/** What is kept of a record set that nobody means to be read. */
const RECORDS = 50;
const CHARACTERS = 1_000;

/** The CAA records that bind certificate authorities for a host, found by climbing the name (RFC 8659 section 3). */
export const dnsCaa = defineProbe({
  id: 'dns/caa',
  on: 'host',
  touch: 'passive',
  asks: 'the resolver for CAA records',
  deadline: 8_000,
  sees: z.object({
    /** Where the climb found a record set; null when there is none up to the domain. */
    found: z
      .object({ at: z.string(), records: z.array(z.object({ critical: z.boolean(), tag: z.string(), value: z.string() })) })
      .nullable(),
  }),
  async collect({ host }, io) {
    for (let name = plainName(host); name !== ''; name = parentName(name)) {
      const { outcome, records } = await resolve(io, name, 'CAA');
      // A certificate authority that meets this must not issue, but it says nothing about what the record would allow.
      if (outcome === 'servfail') throw new ProbeError('caa-servfail', `The name servers of ${name} fail when asked for CAA records.`);
      if (records.length === 0) continue;
      const list = records.slice(0, RECORDS).map(({ flags, tag, value }) => ({
        critical: (flags & CRITICAL) !== 0,
        tag: tag.toLowerCase(),
        value: value.slice(0, CHARACTERS),
      }));
      return { found: { at: name, records: list.sort((a, b) => (`${a.tag} ${a.value}` < `${b.tag} ${b.value}` ? -1 : 1)) } };
    }
    return { found: null };
  },
});
