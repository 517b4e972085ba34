import { createHmac } from 'node:crypto';
import type { Collecting } from '../core/collect.ts';
import { ProbeError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { hostOf } from '../core/judge.ts';
import { siteOf } from '../parsers/site.ts';
import { placesOfProof, showsProof } from '../probes/http/control.ts';
import { controlKey } from './workspace.ts';

/**
 * Lets active probes look where the domain shows that it belongs to whoever runs this: a line made of this workspace's key and the domain,
 * so that reading it in somebody's zone helps nobody. A pipeline, which keeps no workspace, gives the key as a
 * variable. Each domain is asked once a run.
 */
export function permitByProof(state: string, env: Io['env']): NonNullable<Collecting['permit']> {
  const key = env['LAUNCH_READY_CONTROL_KEY']?.trim() || controlKey(state);
  const known = new Map<string, Promise<string | null>>();
  return async (subject, io) => {
    const host = hostOf(subject);
    if (host === undefined) return 'active probes look at hosts alone';
    const domain = siteOf(host);
    const answer = known.get(domain) ?? leave(io, domain, lineOf(key, domain));
    known.set(domain, answer);
    return answer;
  };
}

async function leave(io: Io, domain: string, line: string): Promise<string | null> {
  const { record, file } = placesOfProof(domain);
  try {
    if (await showsProof(io, domain, line)) return null;
  } catch (error) {
    if (!(error instanceof ProbeError) || io.signal.aborted) throw error;
    return `whether ${domain} is yours could not be seen: ${error.message}`;
  }
  return `to prove that ${domain} is yours, publish the TXT record ${record} "${line}", or a file ${file} with the line ${line}`;
}

function lineOf(key: string, domain: string): string {
  return `launch-ready=${createHmac('sha256', key).update(domain).digest('hex').slice(0, 32)}`;
}
