import type { Context } from 'hono';
import type { Config } from '../core/config.ts';
import type { Io } from '../core/io.ts';
import type { Profile } from '../core/profile.ts';
import type { Engine } from '../monitor/engine.ts';
import type { Store } from '../monitor/store/store.ts';
import type { Opened } from './access/session.ts';
import type { Audits } from './audits.ts';

/** What every route works with. */
export interface Kit {
  store: Store;
  engine: Engine;
  io: Io;
  config: Config;
  profile: Profile;
  audits: Audits;
  /** Where people reach this server, without final slash. */
  publicUrl: string;
  /** What went wrong and is nobody's input: a bug, a store that is gone. */
  onTrouble: (error: unknown, doing: string) => void;
}

export interface Env {
  Bindings: { incoming?: { socket: { remoteAddress?: string | undefined } } };
  Variables: { nonce: string; opened: Opened | undefined };
}

export type C = Context<Env>;

/** The address of whoever asks: the peer, or what a proxy on this machine says of its own peer. */
export function clientOf(c: C): string {
  const peer = c.env?.incoming?.socket.remoteAddress ?? '';
  const isLocal = peer === '' || peer === '::1' || /^(::ffff:)?127\./.test(peer);
  const told = isLocal ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return told || peer || 'unknown';
}

/** Whether the browser reaches this server by https, so that cookies may be kept to it. */
export function isSecure(kit: Pick<Kit, 'publicUrl'>): boolean {
  return kit.publicUrl.startsWith('https:');
}
