import type { Io } from '../../core/io.ts';
import { type Answer, type Ask, LIMITS, request, type Silence } from './http-client.ts';
import { perRun, type Shared, shared } from './shared.ts';

/** Bytes of a body that is kept until the run ends; what is larger is shared among those who ask at the same time. */
const KEPT_BYTES = 512 * 1024;

const readsOf = perRun(() => new Map<string, Shared<Answer | Silence>>());

/**
 * A GET that is sent once per run, however many probes want the same: their questions are of one moment anyway, and a host is asked no
 * more than it must be. For what has to be asked anew, such as samples of a response time, there is `request`, whose errors it has.
 */
export function read(io: Io, { url, headers = {}, limits }: Pick<Ask, 'url' | 'headers' | 'limits'>): Promise<Answer | Silence> {
  const asked = { url, headers, limits: { ...LIMITS, ...limits } };
  const key = JSON.stringify(asked);
  const reads = readsOf(io);
  const work = async (signal: AbortSignal): Promise<Answer | Silence> => {
    const reply = await request({ ...io, signal }, asked);
    if (reply.is === 'answer' && reply.body.bytes.length > KEPT_BYTES) reads.delete(key);
    return reply;
  };
  return shared(reads, { key, signal: io.signal, work });
}
