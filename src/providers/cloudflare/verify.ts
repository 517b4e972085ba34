import type { Change } from '../../core/change.ts';
import { freshRun, type Io } from '../../core/io.ts';
import { RECORD_TYPES, type RecordType } from '../../parsers/dns-message-record.ts';
import { ask, serverAt } from '../../probes/net/dns-ask.ts';
import { addressesOf, orNull } from '../../probes/net/dns-client.ts';
import { placeOf } from './change-of.ts';
import type { ZoneState } from './state.ts';

const ANSWERED = 0;
const NO_SUCH_NAME = 3;

/** What one server says of a name that was changed. */
export interface Propagated {
  name: string;
  type: string;
  server: string;
  /** True when it answers as the zone now is: with a record where there is one, with none where there is none. */
  arrived: boolean;
}

/** Asks every name server of the zone and the user's resolvers for each name that was changed (DNS-3). Nothing that was heard before counts. */
export async function verifyRecords(io: Io, state: ZoneState, changes: readonly Change[]): Promise<Propagated[]> {
  const fresh = freshRun(io);
  const names = changes.flatMap((change) => {
    const place = placeOf(change);
    if (place.is !== 'dns' || !Object.hasOwn(RECORD_TYPES, place.type)) return [];
    return [{ name: place.name, type: place.type as RecordType }]; // as: hasOwn has just said so
  });
  const unique = names.filter((each, at) => names.findIndex((other) => other.name === each.name && other.type === each.type) === at);
  const found = await Promise.all(
    state.nameServers.map(async (server) => ({ server, at: (await orNull(addressesOf(fresh, server)))?.[0]?.address })),
  );
  const servers = found.flatMap(({ server, at }) => (at === undefined ? [] : [{ server, at: serverAt(at), recursion: false }]));
  const resolvers = io.resolver.map((at) => ({ server: at, at, recursion: true }));
  return Promise.all(
    unique.flatMap(({ name, type }) =>
      [...servers, ...resolvers].map(async ({ server, at, recursion }): Promise<Propagated> => {
        const answer = await ask(fresh, { server: at, name, type: asked(state, { name, type }), recursion });
        const there = answer.is === 'message' && answer.message.rcode === ANSWERED && answer.message.answers.length > 0;
        const gone =
          answer.is === 'message' &&
          (answer.message.rcode === NO_SUCH_NAME || (answer.message.rcode === ANSWERED && answer.message.answers.length === 0));
        const wanted = state.records.some((row) => row.name === name && row.type === type);
        return { name, type, server, arrived: wanted ? there : gone };
      }),
    ),
  );
}

/** An alias behind the edge is answered with addresses. */
function asked(state: ZoneState, { name, type }: { name: string; type: RecordType }): RecordType {
  return state.records.some((row) => row.name === name && row.proxied && row.type === 'CNAME') ? 'A' : type;
}
