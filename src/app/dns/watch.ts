import { z } from 'zod';
import { EXIT_CODES } from '../../core/decide.ts';
import { ProbeError, UserError } from '../../core/errors.ts';
import { freshRun, type Io } from '../../core/io.ts';
import { defineVerb } from '../../core/verb.ts';
import { dnsAnswers } from '../../probes/dns/answers.ts';
import { addressesOf, resolve } from '../../probes/net/dns-client.ts';
import { pause } from '../../probes/net/pause.ts';

const takes = z.strictObject({
  host: z
    .string({ error: 'name the host whose records changed, such as www.acme.com' })
    .describe('The host whose records changed')
    .meta({ positional: true }),
  minutes: z.coerce.number().positive().max(2_880).default(60).describe('Give up after this long'),
});
type Takes = z.output<typeof takes>;

/** What was seen at the last look. */
export interface Followed {
  host: string;
  agree: boolean;
  looks: number;
  /** What is said, and who says it; one entry when all agree. */
  says: { answer: string; by: string[] }[];
}

/** How a look is followed by the next, ms: often enough to see a change, seldom enough to be no burden. */
const EVERY = 15_000;

/** `launch-ready dns watch`: has the change arrived everywhere? */
export const dnsWatch = defineVerb<Takes, Followed>({
  name: 'dns watch',
  does: 'Follow a DNS change until every name server and resolver says the same',
  stage: 'watch',
  touches: 'network',
  takes,
  gives: z.custom<Followed>(),
  examples: [
    'launch-ready dns watch www.acme.com',
    'launch-ready dns watch acme.com --resolver 1.1.1.1 --resolver 8.8.8.8',
    'launch-ready dns watch app.acme.com --minutes 10',
  ],
  run: ({ host, minutes }, io, tell) =>
    follow(io, {
      host: host.toLowerCase(),
      until: io.now().getTime() + minutes * 60_000,
      wait: () => pause(io, EVERY),
      say: (text) => tell({ is: 'done', text }),
    }),
  shows: ({ host, agree, looks, says }) =>
    agree
      ? `${host}: everybody says ${says[0]?.answer}, after ${looks} ${looks === 1 ? 'look' : 'looks'}.\n`
      : `${host}: no agreement after ${looks} ${looks === 1 ? 'look' : 'looks'}.\n${says.map(({ answer, by }) => `  ${answer}: ${by.join(', ')}\n`).join('')}`,
  exit: ({ agree }) => EXIT_CODES[agree ? 'go' : 'no-go'],
});

/** Looks again until all agree, the time is over, or the person stops it; what was seen last is the answer in every case. */
export async function follow(
  io: Io,
  { host, until, wait, say }: { host: string; until: number; wait: () => Promise<void>; say: (text: string) => void },
): Promise<Followed> {
  let last: Followed | undefined;
  for (let looks = 1; ; looks += 1) {
    try {
      const says = await look(freshRun(io), host); // each look sees DNS as it is by then
      last = { host, agree: says.length === 1 && says[0]?.answer !== SILENCE, looks, says };
      say(`${io.now().toISOString().slice(11, 19)} ${says.map(({ answer, by }) => `${answer}: ${by.join(', ')}`).join(' | ')}`);
      if (last.agree || io.now().getTime() >= until) return last;
      await wait();
    } catch (error) {
      if (last && io.signal.aborted) return last;
      throw error;
    }
  }
}

const SILENCE = 'no answer';

async function look(io: Io, host: string): Promise<Followed['says']> {
  const { servers } = await dnsAnswers.collect({ kind: 'host', host, port: 443 }, io);
  if (servers.length === 0)
    throw new UserError('no-name-servers', `No name server of ${host} could be found.`, 'Check the spelling, or try another --resolver.');
  const told = servers.map(({ server, address, outcome, a, aaaa, cname }) => ({
    by: `${server} (${address})`,
    answer:
      outcome === 'answered' ? words(cname, [...a, ...aaaa]) : outcome === 'nxdomain' || outcome === 'nodata' ? 'no address' : SILENCE,
  }));
  const heard = await Promise.all(io.resolver.map(async (resolver) => ({ by: resolver, answer: await recursive(io, resolver, host) })));
  return [...Map.groupBy([...told, ...heard], ({ answer }) => answer)].map(([answer, all]) => ({ answer, by: all.map(({ by }) => by) }));
}

/** What one resolver alone says, past the memory that the resolvers of a run share. */
async function recursive(io: Io, resolver: string, host: string): Promise<string> {
  const alone = { ...freshRun(io), resolver: [resolver] };
  try {
    const { outcome, cnames } = await resolve(alone, host, 'A');
    if (outcome === 'servfail') return SILENCE;
    return words(
      cnames[0] ?? null,
      (await addressesOf(alone, host)).map(({ address }) => address),
    );
  } catch (error) {
    if (error instanceof ProbeError) return SILENCE;
    throw error;
  }
}

/** The alias where there is one: addresses behind it are another zone's and may differ by place. */
function words(cname: string | null, addresses: readonly string[]): string {
  if (cname !== null) return `alias of ${cname.toLowerCase().replace(/\.$/, '')}`;
  return addresses.length === 0 ? 'no address' : addresses.toSorted().join(' ');
}
