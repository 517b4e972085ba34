import { readObject } from '../../parsers/sentry-envelope.ts';
import type { Project } from '../types.ts';
import { text } from './read.ts';
import type { IntakeRequest } from './request.ts';

export type Sender = { ok: true; project: Project } | { ok: false; status: 401 | 403 | 404; problem: string };

/**
 * Whose project a request is for. The key may stand in the query, in X-Sentry-Auth or in the DSN of the envelope's first line; where it
 * stands twice it must be the same one.
 */
export function senderOf(
  request: Pick<IntakeRequest, 'query' | 'headers'>,
  projects: readonly Project[],
  at: { id: number; bytes?: Uint8Array },
): Sender {
  const keys = [request.query.get('sentry_key'), inHeader(request.headers['x-sentry-auth']), at.bytes ? inDsn(at.bytes) : null].filter(
    (key) => key !== null,
  );
  const [key] = keys;
  if (key === undefined) return { ok: false, status: 401, problem: 'there is no sentry_key' };
  if (keys.some((other) => other !== key)) return { ok: false, status: 403, problem: 'two different keys were given' };
  const project = projects.find(({ id }) => id === at.id);
  if (!project) return { ok: false, status: 404, problem: 'there is no such project' };
  if (project.key !== key) return { ok: false, status: 403, problem: 'the key is not the one of this project' };
  return { ok: true, project };
}

function inHeader(header: string | undefined): string | null {
  return /(?:^|[\s,])sentry_key\s*=\s*"?([0-9a-f]{1,64})"?/i.exec(header ?? '')?.[1] ?? null;
}

function inDsn(bytes: Uint8Array): string | null {
  const end = bytes.indexOf(0x0a);
  const dsn = text(readObject(bytes.subarray(0, end === -1 ? bytes.length : end))?.['dsn']);
  return dsn !== null && URL.canParse(dsn) ? new URL(dsn).username || null : null;
}
