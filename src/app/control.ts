import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Collecting } from '../core/collect.ts';
import { ProbeError, UserError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { hostOf } from '../core/judge.ts';
import { siteOf } from '../parsers/site.ts';
import { placesOfProof, showsProof } from '../probes/http/control.ts';
import { makeState } from './workspace.ts';

/**
 * Lets active probes look where the domain shows that it belongs to whoever runs this: a line made of this workspace's key and the domain,
 * so that reading it in somebody's zone helps nobody. Each domain is asked once a run.
 */
export function permitByProof(state: string, env: Io['env']): NonNullable<Collecting['permit']> {
  const key = controlKey(state, env);
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
  return `${domain} does not show that it is yours: publish the TXT record ${record} with the text ${line}, or a file ${file} with that line, and run this again`;
}

function lineOf(key: string, domain: string): string {
  return `launch-ready=${createHmac('sha256', key).update(domain).digest('hex').slice(0, 32)}`;
}

/** The key of a workspace, made once and kept in its `.launch-ready`; a pipeline, which keeps no such folder, gives it as a variable. */
function controlKey(state: string, { LAUNCH_READY_CONTROL_KEY: told }: Io['env']): string {
  if (told !== undefined && told !== '') return told.trim();
  const file = join(state, 'control.key');
  try {
    if (existsSync(file)) return readFileSync(file, 'utf8').trim();
    makeState(state);
    const key = randomBytes(24).toString('hex');
    writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
    return key;
  } catch (error) {
    throw new UserError('no-control-key', `${file} cannot be kept: ${(error as Error).message}`, 'Check that the folder is yours.'); // as: fs throws errors
  }
}
