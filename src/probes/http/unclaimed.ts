import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import { first } from '../../parsers/headers.ts';
import { type HostingProvider, hostingProviderOf } from '../../parsers/hosting-provider.ts';
import { parentName, plainName } from '../../parsers/dns-message-name.ts';
import { orNull, resolve } from '../net/dns-client.ts';
import type { Answer } from '../net/http-client.ts';
import { read } from '../net/http-read.ts';
import { randomLabel } from '../dns/random-label.ts';

/** Whether a host is an alias of a hosting provider that serves nothing for it: who adds the name there next, answers for it. */
export const httpUnclaimed = defineProbe({
  id: 'http/unclaimed',
  on: 'host',
  touch: 'passive',
  asks: 'the hosting provider behind an alias',
  deadline: 12_000,
  sees: z.object({
    /** The provider of an alias that leads to one we know; null for every other host. */
    provider: z.string().nullable(),
    /** True when the provider says that nobody holds the name: an error status, and its own words for that. */
    unclaimed: z.boolean(),
    /** Of the answer; null when nobody answered. */
    status: z.int().nullable(),
    /** True when a random sibling leads to the same alias: every name of the zone does. */
    wildcard: z.boolean(),
  }),
  async collect({ host }, io) {
    const nothing = { provider: null, unclaimed: false, status: null, wildcard: false };
    const found = await resolve(io, host, 'A');
    const alias = found.cnames.findLast((name) => hostingProviderOf(name) !== null);
    const provider = alias === undefined ? null : hostingProviderOf(alias);
    if (!provider) return nothing;
    const sibling = await orNull(resolve(io, `${randomLabel(io)}.${parentName(plainName(host))}`, 'A'));
    const known = {
      ...nothing,
      provider: provider.name,
      wildcard: sibling?.cnames[0] !== undefined && sibling.cnames[0] === found.cnames[0],
    };
    if (found.outcome !== 'found' || provider.sign === null) return known;
    for (const scheme of ['https', 'http']) {
      const answer = await read(io, { url: `${scheme}://${host}/` });
      if (answer.is === 'answer')
        return { ...known, status: answer.status, unclaimed: answer.status >= 400 && says(answer, provider.sign) };
    }
    return known;
  },
});

function says({ headers, body }: Answer, sign: NonNullable<HostingProvider['sign']>): boolean {
  if ('header' in sign) return first(headers, sign.header) === sign.value;
  return body.bytes.toString('utf8').includes(sign.body);
}
