import { Agent } from 'node:http';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { LIMITS, open } from './http-client.ts';

/** One connection that several requests share; dispose of it to close it. */
export interface KeepAlive extends Disposable {
  agent: Agent;
  /** How long TCP alone took when the connection was first opened, ms; 0 before. */
  tcpMs(): number;
}

/** A line to the host of a URL that stays open between requests, as far as the server allows; addresses are checked as for any request. */
export function keepAlive(io: Io, url: string): KeepAlive {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const target = new URL(url);
  let tcpMs: number | null = null;
  let closed = false;
  const connect = async (done: Parameters<Agent['createConnection']>[1]): Promise<void> => {
    try {
      const connection = await open(io, target, LIMITS.ms);
      tcpMs ??= connection.tcpMs;
      if (closed) connection.socket.destroy();
      done?.(null, connection.socket);
    } catch (error) {
      done?.(error instanceof Error ? error : new ProbeError('cancelled', 'the run was cancelled'), null as never); // as: Node looks at the error alone
    }
  };
  agent.createConnection = (_options, done) => {
    void connect(done);
    return undefined;
  };
  return {
    agent,
    tcpMs: () => tcpMs ?? 0,
    [Symbol.dispose]() {
      closed = true;
      agent.destroy();
    },
  };
}
